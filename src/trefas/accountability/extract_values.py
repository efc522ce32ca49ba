"""The fields of a row in words for the person it is about: staff by title and unit, never by name; no internal ids."""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from trefas.accountability.extract_law import in_short
from trefas.authorities.models import Area, RoomKind, Unit, User
from trefas.authorities.roles import ROLES
from trefas.disclosures.models import Assessment
from trefas.files.models import Counterpart
from trefas.rooms import entry
from trefas.rooms.errors import ErasedError
from trefas.rooms.fields import RoomForeignKey, SealedBytesField, SealedField
from trefas.rooms.models import Membership, Room, RoomModel

# Codes and numbers of the work that say something to the person; all other operational text may name staff.
SAID = frozenset(
    {
        "number", "diary_number", "method", "ground", "purpose", "outcome", "direction", "state", "provision", "place",
        "occasion", "how", "regime", "statutes", "informed_how", "latest_contact_how", "source_kind", "content_type",
    }
)  # fmt: skip
# Keys inside sealed JSON that name staff, or only point to other rows.
UNSAID = frozenset({"officer", "told_to", "mandate", "role", "id", "reference", "envelope", "log", "rulebook", "unit"})
# Fields that name staff of this or another authority in free text.
STAFF = frozenset({"social_worker"})
SHORTEST_NAME = 3


@dataclass(frozen=True)
class Value:
    """One field: its name, its words, and for a paper its bytes in base64 (in the JSON only)."""

    name: str
    text: str
    content: str = ""


@dataclass(frozen=True)
class Organisation:
    """What is needed to say who without naming anybody: units, and what to call each who works or worked here."""

    own: str
    units: dict[uuid.UUID, Unit]
    titles: dict[uuid.UUID, str]
    names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, room_id: uuid.UUID, people: Iterable[uuid.UUID]) -> Self:
        """Read the organisation once for an extract. Names found in texts are replaced by these titles."""
        # An inner room's own row is hidden from the door; the acting room is the one around it.
        outer = entry.current().room_id
        room = Room.objects.select_related("branch__authority").get(pk=outer)
        units = {unit.pk: unit for unit in Unit._default_manager.select_related("branch__authority")}
        works = list(Membership.objects.filter(room_id=outer))
        titles = {one.user_id: f"{_title(one.role)}, {units[one.unit_id].name}" for one in works}
        users = User.objects.filter(pk__in=titles).values_list("name", "id")
        names = {name: titles[pk] for name, pk in users}
        others = Counterpart.objects.filter(room_id=room_id, person_id__in=list(people))
        names |= {one.name: str(_("A member of staff of another authority")) for one in others}
        return cls(room.branch.authority.name, units, titles, names)

    def authority_of(self, unit: Unit) -> str:
        """Return the authority of a unit: receivers and senders are told by authority, not by unit."""
        return unit.branch.authority.name

    def is_exit(self, unit_id: uuid.UUID) -> bool:
        """Whether a unit helps people leave: that alone must never stand on a paper."""
        return unit_id in self.units and self.units[unit_id].branch.kind == RoomKind.EXIT_UNIT

    def units_in(self, row: RoomModel) -> frozenset[uuid.UUID]:
        """Return the units that a row names, in a field or inside its content."""
        found = set()
        for one in row._meta.local_fields:
            if one.related_model is Unit or _of_ids(one):
                value = getattr(row, one.attname)
                found |= set(value or ()) if _of_ids(one) else {value}
            elif isinstance(one, SealedField) and not isinstance(one, SealedBytesField):
                found |= set(_ids(_opened(row, one)))
        return frozenset(found & set(self.units))

    def said(self, text: str) -> str:
        """Return a text with the names of staff replaced by their titles, longest first."""
        for name in sorted(self.names, key=len, reverse=True):
            if len(name) >= SHORTEST_NAME:
                # The title is put in as it is: a backslash in it is no group.
                title = self.names[name].replace("\\", r"\\")
                text = re.sub(re.escape(name), title, text, flags=re.IGNORECASE)
        return text


def _title(role: str) -> str:
    return str(ROLES[role].name)


def _points_inside(one: models.Field[Any, Any]) -> bool:
    return isinstance(one, RoomForeignKey) or _of_ids(one)


def _of_ids(one: models.Field[Any, Any]) -> bool:
    return isinstance(one, ArrayField) and isinstance(one.base_field, models.UUIDField)


def _ids(value: Any) -> Iterator[uuid.UUID]:
    for text in _strings(value):
        for found in re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", text):
            yield uuid.UUID(found)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


def _opened(row: RoomModel, one: models.Field[Any, Any]) -> Any:
    try:
        return getattr(row, one.attname)
    except ErasedError:
        return None


def values_of(row: RoomModel, organisation: Organisation) -> list[Value]:
    """Return the fields of a row that are the person's to know, in their order; empty ones are left out."""
    found = []
    for one in row._meta.local_fields:
        if is_shown(row, one):
            value = _value(row, one, organisation)
            found += [value] if value is not None else []
    return found


def is_shown(row: RoomModel, one: models.Field[Any, Any]) -> bool:
    """Whether a field is the person's to know: what identifies her, what is sensitive, and codes that say something."""
    if one.primary_key or one.name == "room" or one.name in STAFF or _points_inside(one):
        return False
    kind = next((kind for kind, names in row.sensitivity.items() if one.name in names), "secret")
    if kind == "secret" or isinstance(one, models.UUIDField | models.BinaryField):
        return False
    said = isinstance(one, models.DateField | models.BooleanField) or one.choices or one.related_model
    return kind in ("identifying", "sensitive") or bool(said) or one.name in SAID


def _value(row: RoomModel, one: models.Field[Any, Any], organisation: Organisation) -> Value | None:
    value = _opened(row, one)
    if value in (None, "", [], {}):
        return None
    if isinstance(one, SealedBytesField):
        size = _("%(size)s bytes; the paper itself is in the file with data") % {"size": len(value)}
        return Value(one.name, size, base64.b64encode(value).decode())
    text = _pointed(one, value, organisation) if one.related_model else _text(row, one, value)
    return Value(one.name, organisation.said(text)) if text else None


def _pointed(one: models.Field[Any, Any], value: uuid.UUID, organisation: Organisation) -> str:
    if one.related_model is User:
        return organisation.titles.get(value, str(_("A member of staff")))
    if one.related_model is Unit:
        unit = organisation.units.get(value)
        return organisation.authority_of(unit) if unit else ""
    if one.related_model is Area:
        return Area._default_manager.get(pk=value).name
    return ""


def _text(row: RoomModel, one: models.Field[Any, Any], value: Any) -> str:
    if one.choices:
        shown: str = getattr(row, f"get_{one.name}_display")()
        return str(shown)
    if isinstance(row, Assessment) and one.name == "answer":
        return in_short(value)
    return plain(value)


def plain(value: Any) -> str:
    """Return a value as one text: dates in ISO form, lists and objects flattened, ids and names of staff left out."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        parts = [(str(name), plain(one)) for name, one in value.items() if name not in UNSAID]
        return "; ".join(f"{name}: {text}" for name, text in parts if text)
    if isinstance(value, list | tuple):
        return ", ".join(text for text in map(plain, value) if text)
    text = str(value) if value is not None else ""
    return "" if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) else text
