"""Rooms that lie in other installations: described for the trust list, and loaded from it as the owner.

Names and public keys only. A remote room has no members, no keys and no chain here.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models.functions import Coalesce, Greatest

from trefas.authorities.models import Authority, Branch, Unit
from trefas.rooms import envelopes, pairs
from trefas.rooms.models import LoadedList, Membership, PublicPair, Room
from trefas.rooms.services import OWNER
from trefas.rooms.trust import Installation, TrustList, TrustListError, keys_of

ELSEWHERE = "its own controller's installation"


def described() -> list[dict[str, Any]]:
    """Return this installation's rooms as the trust list names them; a room without keys is nobody's receiver yet."""
    rooms = Room.objects.filter(parent=None, closed_at=None, installation="").exclude(sealing_key="")
    return [_described(room) for room in rooms.select_related("branch__authority").order_by("name")]


def _described(room: Room) -> dict[str, Any]:
    branch, authority = room.branch, room.branch.authority
    units = Unit._default_manager.filter(branch=branch, ends=None).order_by("name")
    # A pair that waits to be used is told of before it signs anything: that is what it waits for.
    newest = PublicPair.objects.filter(room_id=room.pk, signs_until=None).latest("published_at").verifying_key
    return {
        "id": str(room.pk), "name": room.name, "kind": room.kind, "sealing_key": room.sealing_key,
        "verifying_key": newest, "earlier_keys": pairs.earlier(room.pk, newest),
        "authority": {"id": str(authority.pk), "name": authority.name, "kind": authority.kind},
        "branch": {"id": str(branch.pk), "name": branch.name, "kind": branch.kind},
        "units": [
            {
                "id": str(unit.pk), "name": unit.name, "short_name": unit.short_name, "kind": unit.kind,
                "telephone": unit.telephone,
            }
            for unit in units
        ],
    }  # fmt: skip


@transaction.atomic(using=OWNER)
def load(listed: TrustList, own: str, *, now: datetime) -> int:
    """Make the others' rooms known here, all or nothing; returns how many. Raises TrustListError."""
    listed.demand_valid(now)
    demand_not_older(listed, OWNER)
    for told in listed.installations[own].rooms if own in listed.installations else ():
        _note_listed(told, listed.valid_until)
    found = [_room(one, room, now) for one in listed.installations.values() if one.id != own for room in one.rooms]
    # One that the list no longer names receives nothing more; what it has sent can still be read.
    gone = Room.objects.using(OWNER).exclude(installation="").exclude(pk__in=found).filter(closed_at=None)
    gone.update(closed_at=now)
    values = {"epoch": listed.epoch, "digest": listed.digest, "loaded_at": now}
    LoadedList.objects.using(OWNER).update_or_create(pk=1, defaults=values)
    return len(found)


def _note_listed(told: Mapping[str, Any], until: datetime) -> None:
    """Note until when others seal to a pair of ours: until then its private half is needed."""
    name = envelopes.key_name(told["sealing_key"])
    found = PublicPair.objects.using(OWNER).filter(room_id=told["id"], sealing_name=name)
    found.update(listed_until=Greatest(Coalesce("listed_until", until), until))


def demand_not_older(listed: TrustList, alias: str) -> None:
    """Raise TrustListError for a list that an earlier one has replaced: what was revoked must stay revoked."""
    last = LoadedList.objects.using(alias).filter(pk=1).first()
    if last is None:
        return
    if listed.epoch < last.epoch:
        raise TrustListError(f"The trust list has epoch {listed.epoch}, but {last.epoch} has been loaded before.")
    if listed.epoch == last.epoch and listed.digest != last.digest:
        raise TrustListError(f"There are two trust lists with epoch {listed.epoch}. Ask the keeper which one holds.")


def _room(one: Installation, told: Mapping[str, Any], now: datetime) -> uuid.UUID:
    room_id = uuid.UUID(told["id"])
    if Membership.objects.using(OWNER).filter(room_id=room_id).exists():
        raise TrustListError(f"{told['name']} is listed under {one.name}, but people work in it here.")
    try:
        with transaction.atomic(using=OWNER):
            authority = _keep(Authority, told["authority"], now)
            branch = _keep(Branch, told["branch"], now, authority=authority)
            for unit in told["units"]:
                _keep(Unit, unit, now, branch=branch)
            _keep_room(room_id, one, told, branch, now)
    except IntegrityError as error:
        raise TrustListError(f"{told['name']}: something else here has the same name. Rename one of them.") from error
    return room_id


def _keep_room(room_id: uuid.UUID, one: Installation, told: Mapping[str, Any], branch: Branch, now: datetime) -> None:
    values = {
        "branch": branch, "kind": told["kind"], "name": told["name"], "installation": one.id, "closed_at": None,
        "sealing_key": told["sealing_key"], "verifying_key": told["verifying_key"],
        "hosting_reference": ELSEWHERE, "impact_assessment_reference": ELSEWHERE,
    }  # fmt: skip
    made = {**values, "opened_at": now}
    Room.objects.using(OWNER).update_or_create(pk=room_id, defaults=values, create_defaults=made)
    _keep_pairs(room_id, told, now)


def _keep_pairs(room_id: uuid.UUID, told: Mapping[str, Any], now: datetime) -> None:
    """Keep every pair that the list has ever named, so that what was signed with it can be checked."""
    rows, names = PublicPair.objects.using(OWNER), []
    for one in keys_of(told):
        newest = one["verifying_key"] == told["verifying_key"]
        names.append(envelopes.key_name(one["verifying_key"]))
        values = {
            "signs_until": one.get("until"), "sealing_key": told["sealing_key"] if newest else "",
            "sealing_name": envelopes.key_name(told["sealing_key"]) if newest else "",
        }  # fmt: skip
        # What once was said to be somebody else's is never sound again, whatever a later list leaves out.
        values |= {"compromised_at": one["compromised"]} if one.get("compromised") else {}
        since = one.get("from") or now
        fixed = {"id": uuid.uuid4(), "verifying_key": one["verifying_key"], "published_at": since, "signs_from": since}
        rows.update_or_create(room_id=room_id, name=names[-1], defaults=values, create_defaults={**values, **fixed})
    rows.filter(room_id=room_id, signs_until=None).exclude(name__in=names).update(signs_until=now)


def _keep(model: type[models.Model], told: Mapping[str, Any], now: datetime, **more: Any) -> Any:
    values = {name: value for name, value in told.items() if name != "id"} | more
    made = {**values, "starts": now.date()}
    rows = model._default_manager.using(OWNER)
    return rows.update_or_create(pk=uuid.UUID(told["id"]), defaults=values, create_defaults=made)[0]
