"""Who looked, as the person may know it: the day, the title and the unit, curated and never by name.

A curated list and not the log: reads by law enforcement and by the exit unit are not in it (a relative once inferred
a secret will from an uncurated list; Estonia's filters them), nor are reads of the log itself.
"""

import json
import uuid
from datetime import datetime

from django.utils import timezone
from django.utils.translation import override

from trefas.accountability.extract_values import Organisation
from trefas.audit.models import ChainHead, Event, Subject
from trefas.authorities.models import RoomKind
from trefas.persons.models import Person

NOT_TOLD = frozenset({RoomKind.POLICE, RoomKind.PRISON_AND_PROBATION, RoomKind.EXIT_UNIT})


def head_of(room_id: uuid.UUID) -> int:
    """Return the number of the room's latest event; 0 when there is none."""
    return ChainHead.objects.filter(room_id=room_id).values_list("number", flat=True).first() or 0


def of(person: Person, organisation: Organisation, language: str, *, upto: int | None = None) -> list[tuple[str, str]]:
    """Return the days on which somebody looked, with title and unit, each once; oldest first.

    `upto` is the event at which the answer was made: reading it through afterwards does not change it.
    """
    last = head_of(person.room_id) if upto is None else upto
    numbers = Subject.objects.filter(room_id=person.room_id, subject=person.pk, number__lte=last).values("number")
    about = Event.objects.filter(room_id=person.room_id, number__in=numbers, kind__in=("read", "export"))
    with override(language):
        found = {told for row in about for told in [_told(row, organisation)] if told is not None}
    return sorted(found)


def _told(row: Event, organisation: Organisation) -> tuple[str, str] | None:
    actor = json.loads(row.body).get("actor", {})
    user, unit = actor.get("user"), actor.get("unit")
    known = organisation.units.get(uuid.UUID(unit)) if unit else None
    title = organisation.titles.get(uuid.UUID(user)) if user else None
    if title is None or (known is not None and known.branch.kind in NOT_TOLD):
        return None
    day = timezone.localtime(datetime.fromisoformat(row.happened.replace("Z", "+00:00"))).date()
    return day.isoformat(), title
