"""An emergency: what its holder decided beforehand, found by a question that tells nothing when there is nothing.

A person is found by a keyed hash of her identity number, or of her name and birth year where the holder allows it. The
hash is made anew for every receiving unit and its key lies outside the database, so neither a dump of the tables nor
another unit's questions say who is in it.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from trefas.accountability.breaking_models import Beforehand, BeforehandState, Break, BreakState
from trefas.accountability.breaking_policy import REVIEWERS
from trefas.authorities.models import User
from trefas.disclosures import delivery
from trefas.disclosures.models import Doubt, Envelope
from trefas.persons.models import Person
from trefas.rooms import entry, envelopes, pairs
from trefas.rooms.entry import DOOR, Acting
from trefas.rooms.envelopes import Route
from trefas.rooms.models import Membership, Room
from trefas.rooms.opening import open_rooms
from trefas.sheets.names import parts_of

TOLD = "application/vnd.trefas.break+json"
UNSET = "only-for-commands"
REMIND_DAYS = 14


@dataclass(frozen=True)
class Opened:
    """One envelope of an emergency: its content while it waits to be registered, else how it stands."""

    envelope: Envelope
    payload: dict[str, Any] | None


def number_tokens(unit_id: uuid.UUID, number: str) -> list[str]:
    """Return what stands for an identity number (12 digits) in questions by a unit, under every key in use."""
    return _tokens(unit_id, f"number|{number}")


def name_tokens(unit_id: uuid.UUID, name: str, birth_year: int) -> list[str]:
    """Return what stands for a name and a birth year in questions by a unit: the name's parts in any order."""
    return _tokens(unit_id, f"name|{' '.join(sorted(parts_of(name)))}|{birth_year}")


def tokens_of(person: Person, unit_id: uuid.UUID, *, by_name: bool) -> list[str]:
    """Return everything by which a unit may find a person, under the newest key only."""
    found = number_tokens(unit_id, person.identity_number)[:1] if person.identity_number else []
    if by_name and person.birth_date:
        found += name_tokens(unit_id, person.name, date.fromisoformat(person.birth_date).year)[:1]
    return found


def renewed(person: Person, unit_id: uuid.UUID) -> dict[str, str]:
    """Return what stands for her under each older key, with what stands for the same under the newest."""
    if not settings.SECRET_KEY_FALLBACKS:
        return {}
    found = [number_tokens(unit_id, person.identity_number)] if person.identity_number else []
    if person.birth_date:
        found.append(name_tokens(unit_id, person.name, date.fromisoformat(person.birth_date).year))
    return {old: newest for newest, *older in found for old in older}


def _tokens(unit_id: uuid.UUID, of: str) -> list[str]:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [
        salted_hmac("trefas.emergency", f"{unit_id}|{of}", secret=key, algorithm="sha256").hexdigest() for key in keys
    ]


def beforehand_of(room_id: uuid.UUID, person_id: uuid.UUID) -> QuerySet[Beforehand]:
    """Return every decision made beforehand about a person, newest first."""
    return Beforehand.objects.filter(room_id=room_id, person_id=person_id).order_by("-decided_at", "id")


def opened_unreviewed(rooms: Sequence[uuid.UUID]) -> QuerySet[Beforehand]:
    """Return what was opened in an emergency and nobody has reviewed here, oldest first."""
    found = Beforehand.objects.filter(room_id__in=rooms, state=BeforehandState.USED)
    return found.select_related("person").order_by("used_at", "id")


def runs_out(rooms: Sequence[uuid.UUID], user_id: uuid.UUID, on: date) -> QuerySet[Beforehand]:
    """Return what a person has decided beforehand and should look at again: soon over, or lapsed lately."""
    soon = Q(state=BeforehandState.STANDING, until__lte=on + timedelta(days=REMIND_DAYS), doubted_at=None)
    lately = Q(state=BeforehandState.LAPSED, ended_at__date__gte=on - timedelta(days=REMIND_DAYS))
    found = Beforehand.objects.filter(soon | lately, room_id__in=rooms, decided_by_id=user_id)
    return found.select_related("person").order_by("until", "id")


def doubted(rooms: Sequence[uuid.UUID]) -> QuerySet[Beforehand]:
    """Return what is to be decided anew at once: something in it was corrected, disputed or changed since."""
    found = Beforehand.objects.filter(room_id__in=rooms, state=BeforehandState.STANDING, doubted_at__isnull=False)
    return found.select_related("person").order_by("doubted_at", "id")


def doubts(row: Beforehand) -> list[tuple[str, str]]:
    """Return what in a decision is no longer right: its title, and what has happened to it."""
    titles = {item["id"]: item["title"] for item in row.assessment.items} if row.doubts else {}
    return [(titles.get(item, ""), str(Doubt(why).label)) for item, why in sorted(row.doubts.items())]


def breaks(rooms: Sequence[uuid.UUID]) -> QuerySet[Break]:
    """Return every question in an emergency from these rooms, newest first."""
    return Break.objects.filter(room_id__in=rooms).order_by("-at", "id")


def breaks_unreviewed(rooms: Sequence[uuid.UUID]) -> QuerySet[Break]:
    """Return what a manager has to review here, oldest first."""
    return Break.objects.filter(room_id__in=rooms, state=BreakState.OPEN).order_by("at", "id")


def blocking(by: Acting) -> Break | None:
    """Return what has to be reviewed before the person, or anyone in her unit, may ask again."""
    return breaks_unreviewed(open_rooms()).filter(Q(by_id=by.user_id) | Q(unit_id=by.unit_id)).first()


def reviewers(room_id: uuid.UUID, other: uuid.UUID) -> list[str]:
    """Return the names of those who may review what `other` did, in order."""
    found = Membership.objects.using(DOOR).filter(room_id=room_id, ends_at=None, mandates__overlap=list(REVIEWERS))
    return list(found.exclude(user_id=other).order_by("user__name").values_list("user__name", flat=True).distinct())


def contents(row: Break) -> list[Opened]:
    """Return what an emergency gave, opened under the room's own key; what is registered or taken back is not shown."""
    found = Envelope.objects.filter(room_id__in=open_rooms(), pk__in=row.envelopes).order_by("id")
    return [
        Opened(one, delivery.open_envelope(one)[0] if one.state == "waiting" and one.sealed else None) for one in found
    ]


def told(row: Beforehand) -> dict[str, Any]:
    """Return who asked and why, as the asking room signed it: {"reason", "from", "emergency", "at", "break"}."""
    if not row.told or row.ask is None:
        return {}
    private = entry.current().keys.private_keys(row.sender_room)
    signed = envelopes.unseal(bytes(row.told), private, Route(row.ask, row.receiver_room, row.sender_room))
    return pairs.read(signed, Room.objects.get(pk=row.receiver_room), came=row.used_at, kind=TOLD)


def asker(row: Beforehand) -> str:
    """Return the name of who opened it; she works elsewhere."""
    found = User.objects.filter(pk=row.used_by_id or uuid.UUID(int=0)).values_list("name", flat=True).first()
    return found or ""


def problems() -> list[str]:
    """Return why emergencies cannot be answered safely here; empty when they can (`trefas doctor`)."""
    found = []
    if any(str(key).startswith(UNSET) for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]):
        found.append(_("TREFAS_SECRET_KEY is not set: whoever has the tables can find out who is in them."))
    working = Membership.objects.using(DOOR).filter(ends_at=None, room__parent=None, room__closed_at=None)
    asking = working.filter(mandates__contains=["follow"]).order_by("room__name").values_list("room_id", "room__name")
    reviewed = set(working.filter(mandates__overlap=list(REVIEWERS)).values_list("room_id", flat=True))
    for room_id, name in dict.fromkeys(asking):
        if room_id not in reviewed:
            found.append(_("%(room)s has nobody who reviews an emergency: give somebody the role.") % {"room": name})
    return found


def closes_in(row: Break, now: datetime) -> int:
    """Return the whole minutes left to read it, at least one while it is open."""
    left = (row.closes_at - now).total_seconds() if row.closes_at else 0
    return max(0, int(-(-left // 60)))
