"""Names of people and units that work here: they live outside the rooms, so no join reaches them."""

import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from django.utils.translation import gettext_lazy

from trefas.authorities.models import Substitution, Unit, User
from trefas.rooms.models import Membership
from trefas.web.shell import HUES

T = TypeVar("T")
SECONDS = 300
# The word beside the hue: the kind of authority, not which of its units.
WORDS = {
    "police": gettext_lazy("Police"),
    "social_services": gettext_lazy("Social services"),
    "probation": gettext_lazy("Probation"),
    "exit_unit": gettext_lazy("Exit unit"),
}


@dataclass(frozen=True)
class UnitName:
    """A unit as items are marked with it: hue, short and whole name."""

    kind: str
    label: str
    name: str


@dataclass
class Kept(Generic[T]):
    """Public facts about staff and organisation, kept in the process for five minutes."""

    fetch: Callable[[set[uuid.UUID]], dict[uuid.UUID, T]]
    found: dict[uuid.UUID, tuple[float, T]] = field(default_factory=dict)

    def of(self, ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, T]:
        """Return the facts by id; one query for all that is not known or too old."""
        now, wanted = time.monotonic(), {one for one in ids if one is not None}
        stale = {one for one in wanted if one not in self.found or self.found[one][0] < now - SECONDS}
        if stale:
            self.found.update({one: (now, fact) for one, fact in self.fetch(stale).items()})
        return {one: self.found[one][1] for one in wanted if one in self.found}


def _users(ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(User.objects.filter(pk__in=ids).values_list("id", "name"))


def _units(ids: set[uuid.UUID]) -> dict[uuid.UUID, UnitName]:
    found = Unit._default_manager.filter(pk__in=ids).values_list("id", "branch__kind", "short_name", "name")
    return {row[0]: UnitName(hue_of(row[1]), row[2], row[3]) for row in found}


_USERS, _UNITS = Kept(_users), Kept(_units)


def hue_of(room_kind: str) -> str:
    """Return the hue of a kind of room; kinds without one share the last."""
    return {str(kind): hue for kind, hue in HUES.items()}.get(room_kind, "other")


def marked(kind: str, label: str) -> dict[str, str]:
    """Return an authority as components mark it; `label` is the word for those without a hue of their own."""
    return {"kind": kind, "label": str(WORDS.get(kind, label))}


def names(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """Return the names of users by id."""
    return _USERS.of(ids)


def units(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, UnitName]:
    """Return the names of units by id."""
    return _UNITS.of(ids)


_COLLEAGUES: dict[tuple[uuid.UUID, str], tuple[float, dict[uuid.UUID, str]]] = {}


def colleagues(room_id: uuid.UUID, mandate: str = "follow") -> dict[uuid.UUID, str]:
    """Return those who work in a room with a mandate, by id, in the order of their names; actions check it again."""
    now, place = time.monotonic(), (room_id, mandate)
    if place not in _COLLEAGUES or _COLLEAGUES[place][0] < now - SECONDS:
        running = Membership.objects.filter(room_id=room_id, ends_at=None, mandates__contains=[mandate])
        found = running.values_list("user_id", "user__name")
        _COLLEAGUES[place] = now, dict(sorted(found, key=lambda pair: pair[1]))
    return _COLLEAGUES[place][1]


_STANDING_IN: dict[tuple[uuid.UUID, uuid.UUID, date], tuple[float, dict[uuid.UUID, str]]] = {}


def stands_in_for(room_id: uuid.UUID, user_id: uuid.UUID, on: date) -> dict[uuid.UUID, str]:
    """Return those of a room whose work a person answers for on a day, with their names; known for a minute."""
    now, place = time.monotonic(), (room_id, user_id, on)
    if place not in _STANDING_IN or _STANDING_IN[place][0] < now - 60:
        here = Membership.objects.filter(room_id=room_id, ends_at=None).values("user_id")
        named = Substitution.objects.on(on).filter(substitute_id=user_id, absent_id__in=here)
        found = dict(named.order_by("absent__name").values_list("absent_id", "absent__name"))
        _STANDING_IN[place] = now, found
    return _STANDING_IN[place][1]


def forget_substitutes() -> None:
    """Forget who stands in for whom, when that has just been changed here."""
    _STANDING_IN.clear()
