"""Loads an organisation from a TOML file, as the owner: authorities, branches, rooms, units, areas, agreements.

Run again with a changed file it updates what it knows by name and adds what is new; it never removes.
"""

import tomllib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction

from trefas.authorities.models import (
    Agreement,
    Area,
    Authority,
    AuthorityKind,
    Branch,
    RoomKind,
    Unit,
    UnitMethod,
    User,
)
from trefas.authorities.roles import MANDATES, ROLES
from trefas.rooms.errors import TrefasError
from trefas.rooms.models import Membership, Room
from trefas.rooms.services import OWNER, found_services

M = TypeVar("M", bound=models.Model)


class SetupError(TrefasError):
    """Something in the file is missing, unknown or contradictory; the message says where."""


@dataclass
class Loaded:
    """What the file named, by key."""

    areas: dict[str, Area] = field(default_factory=dict)
    authorities: dict[str, Authority] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)


def load_organisation(*paths: Path) -> Loaded:
    """Load the files in order, all or nothing; raises SetupError naming file and entry."""
    loaded = Loaded()
    with transaction.atomic(using=OWNER):
        for path in paths:
            try:
                _load(tomllib.loads(path.read_text(encoding="utf-8")), loaded)
            except (tomllib.TOMLDecodeError, SetupError) as error:
                raise SetupError(f"{path.name}: {error}") from error
        found_services()
    return loaded


def _load(content: Mapping[str, Any], loaded: Loaded) -> None:
    known = {"area", "authority", "agreement", "person"}
    if unknown := set(content) - known:
        raise SetupError(f"Unknown table [[{min(unknown)}]]. Known: {', '.join(sorted(known))}.")
    for entry in content.get("area", []):
        _area(entry, loaded)
    for entry in content.get("authority", []):
        _authority(entry, loaded)
    for entry in content.get("agreement", []):
        _agreement(entry, loaded)
    for entry in content.get("person", []):
        _person(entry, loaded)


def _area(entry: Mapping[str, Any], loaded: Loaded) -> None:
    where = f"area {entry.get('name')}"
    after = _known(loaded.areas, entry["succeeded_by"], where) if "succeeded_by" in entry else None
    values = {"kind": _text(entry, "kind", where), "succeeded_by": after, **_dates(entry, where)}
    loaded.areas[_text(entry, "name", where)] = _keep(Area, {"name": entry["name"]}, values)


def _authority(entry: Mapping[str, Any], loaded: Loaded) -> None:
    where = f"authority {entry.get('name')}"
    kind = _choice(AuthorityKind.values, _text(entry, "kind", where), where)
    made = _keep(Authority, {"name": _text(entry, "name", where)}, {"kind": kind, **_dates(entry, where)})
    loaded.authorities[made.name] = made
    for branch in entry.get("branch", []):
        _branch(branch, made, loaded)


def _branch(entry: Mapping[str, Any], authority: Authority, loaded: Loaded) -> None:
    where = f"branch {entry.get('name')}"
    kind = _choice(RoomKind.values, _text(entry, "kind", where), where)
    branch = _keep(
        Branch,
        {"name": _text(entry, "name", where)},
        {"authority": authority, "kind": kind, **_dates(entry, where)},
    )
    if "room" in entry:
        loaded.rooms[branch.name] = _room(entry["room"], branch, where)
    for unit in entry.get("unit", []):
        _unit(unit, branch, loaded)


def _room(entry: Mapping[str, Any], branch: Branch, where: str) -> Room:
    # OSL 10:2 a lets another authority host the data only under an agreement; GDPR 35 asks for the assessment first.
    values = {
        "kind": branch.kind,
        "name": branch.name,
        "opened_at": datetime.combine(_dates(entry, where)["starts"], time(), UTC),
        "hosting_reference": _text(entry, "hosting_reference", f"{where}: room"),
        "impact_assessment_reference": _text(entry, "impact_assessment_reference", f"{where}: room"),
    }
    return _keep(Room, {"branch": branch, "parent": None}, values)


def _unit(entry: Mapping[str, Any], branch: Branch, loaded: Loaded) -> None:
    where = f"unit {entry.get('name')}"
    values = {
        "branch": branch,
        "kind": _text(entry, "kind", where),
        "short_name": _text(entry, "short_name", where),
        "telephone": entry.get("telephone", ""),
        **_dates(entry, where),
    }
    unit = _keep(Unit, {"name": _text(entry, "name", where)}, values)
    unit.areas.set([_known(loaded.areas, name, where) for name in entry.get("areas", [])])
    for method in entry.get("method", []):
        dates = _dates(method, where)
        _keep(
            UnitMethod,
            {"unit": unit, "method": method["id"], "starts": dates["starts"]},
            {"ends": dates["ends"]},
        )
    loaded.units[unit.name] = unit


def _agreement(entry: Mapping[str, Any], loaded: Loaded) -> None:
    where = f"agreement {entry.get('name')}"
    values = {
        "reference": _text(entry, "reference", where),
        "method": _text(entry, "method", where),
        "purposes": entry.get("purposes", []),
        **_dates(entry, where),
    }
    made = _keep(Agreement, {"name": _text(entry, "name", where)}, values)
    made.parties.set([_known(loaded.authorities, name, where) for name in entry.get("parties", [])])
    made.areas.set([_known(loaded.areas, name, where) for name in entry.get("areas", [])])


def _person(entry: Mapping[str, Any], loaded: Loaded) -> None:
    where = f"person {entry.get('email')}"
    values = {name: entry.get(name, "") for name in ("title", "telephone")}
    values |= {"name": _text(entry, "name", where), "language": entry.get("language", "sv")}
    user = _keep(User, {"email": _text(entry, "email", where)}, values)
    for membership in entry.get("membership", []):
        _membership(membership, user, loaded, where)
    loaded.users[entry.get("key", user.email)] = user


def _membership(entry: Mapping[str, Any], user: User, loaded: Loaded, where: str) -> None:
    unit = _known(loaded.units, _text(entry, "unit", where), where)
    room = Room.objects.using(OWNER).get(branch_id=unit.branch_id, parent=None)
    role = ROLES[_choice([code for code, one in ROLES.items() if one.given], _text(entry, "role", where), where)]
    added = [_choice(list(MANDATES), mandate, where) for mandate in entry.get("mandates", [])]
    _keep(
        Membership,
        {"user": user, "room": room, "unit": unit},
        {"role": role.code, "mandates": sorted({*role.mandates, *added}), "starts_at": room.opened_at},
    )


def _keep(model: type[M], found_by: dict[str, Any], values: dict[str, Any]) -> M:
    manager = model._default_manager.using(OWNER)
    made, _ = manager.update_or_create(
        **found_by, defaults=values, create_defaults={"id": uuid.uuid4(), **found_by, **values}
    )
    return made


def _dates(entry: Mapping[str, Any], where: str) -> dict[str, Any]:
    starts, ends = entry.get("starts", date(2019, 10, 1)), entry.get("ends")
    if not isinstance(starts, date) or not isinstance(ends, date | None):
        raise SetupError(f"{where}: starts and ends are dates, for example starts = 2023-07-01.")
    return {"starts": starts, "ends": ends}


def _text(entry: Mapping[str, Any], name: str, where: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value.strip():
        raise SetupError(f"{where}: {name} is missing. Give it as text.")
    return value


def _choice(allowed: list[str], value: str, where: str) -> str:
    if value not in allowed:
        raise SetupError(f"{where}: {value} is not known. Known: {', '.join(sorted(allowed))}.")
    return value


T = TypeVar("T")


def _known(found: Mapping[str, T], name: str, where: str) -> T:
    if name not in found:
        raise SetupError(f"{where}: {name} is not defined above it in the file.")
    return found[name]
