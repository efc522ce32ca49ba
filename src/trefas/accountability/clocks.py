"""When something was last written about each person in a room: what most retention periods start from."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import DateField, Max, Q
from django.utils import timezone

from trefas.accountability.classes import rule_for
from trefas.accountability.erasure_models import HOLD
from trefas.accountability.models import Keeping
from trefas.accountability.reckoning import Facts, Standing, standing
from trefas.files.models import File
from trefas.law.retention_periods import RETENTION_BY_ID
from trefas.methods import EventKind
from trefas.persons.models import Person
from trefas.rooms.models import RoomModel

Pair = tuple[uuid.UUID, uuid.UUID]
# A day in the future that somebody planned for, or one that only repeats a row's own, starts no clock.
NO_CLOCK = {
    "due_on", "next_step_on", "next_review_on", "lapses_on", "expires_on", "test_on", "follow_up_on",
    "staff_safety_until", "in_custody_until", "informed_test_on", "starts_on", "until",
}  # fmt: skip


def clock_fields(model: type[RoomModel]) -> list[str]:
    """Return the date fields of a model that tell when something was written or happened."""
    return [
        field.name for field in model._meta.local_fields if isinstance(field, DateField) and field.name not in NO_CLOCK
    ]


def clocked() -> list[type[RoomModel]]:
    """Return the models with rows of a person that carry a date, the person's own apart."""
    found = []
    for model in apps.get_models():
        if not issubclass(model, RoomModel) or model is Keeping or model.retention not in ("file", "disclosure"):
            continue
        if any(field.name == "person" for field in model._meta.local_fields) and clock_fields(model):
            found.append(model)
    return found


def last_written(rooms: Iterable[uuid.UUID], people: Iterable[uuid.UUID] | None = None) -> dict[uuid.UUID, date]:
    """Return, for each person with anything written, the latest day; all people of the rooms unless named."""
    latest: dict[uuid.UUID, list[date]] = defaultdict(list)
    rooms = list(rooms)
    whose = Q(room_id__in=rooms)
    for model in clocked():
        only = whose if people is None else whose & Q(person__in=list(people))
        tops = {f"top_{name}": Max(name) for name in clock_fields(model)}
        manager: Any = model._default_manager
        for row in manager.filter(only).values("person").annotate(**tops).order_by():
            latest[row["person"]] += [_day(row[top]) for top in tops if row[top] is not None]
    only = whose if people is None else whose & Q(pk__in=list(people))
    for pk, at in Person.objects.filter(only).values_list("pk", "created_at"):
        latest[pk].append(_day(at))
    return {person: max(days) for person, days in latest.items() if days}


def standings(rooms: Iterable[uuid.UUID], kind: str, day: date) -> dict[Pair, tuple[str, Standing]]:
    """Return (rule, standing) of every person in the rooms by (room, person); merged rows go with the one kept."""
    rooms = list(rooms)
    last, open_files = last_written(rooms), _open_files(rooms)
    held, chosen = _keepings(rooms)
    found = {}
    for person in Person.objects.filter(room_id__in=rooms, merged_into=None):
        choice = chosen.get(person.pk)
        rule = RETENTION_BY_ID.get((choice.rule if choice else None) or rule_for("file", kind) or "")
        facts = Facts(
            last.get(person.pk),
            person.pk in open_files,
            birth=_birth(person) if rule and rule.start == "birth" else None,
            given=choice.start_on if choice else None,
            held=person.pk in held,
        )
        found[person.room_id, person.pk] = (rule.id if rule else "", standing(rule, facts, day))
    return found


def _open_files(rooms: list[uuid.UUID]) -> set[uuid.UUID]:
    # Following that has lapsed, and was not decided anew, keeps nothing open.
    found = File.objects.filter(room_id__in=rooms, ended_on=None).exclude(stage=EventKind.LAPSED)
    return set(found.values_list("person", flat=True))


def _keepings(rooms: list[uuid.UUID]) -> tuple[set[uuid.UUID], dict[uuid.UUID, Keeping]]:
    standing_now = list(Keeping.objects.filter(room_id__in=rooms, ended_at=None).order_by("at"))
    held = {one.person_id for one in standing_now if one.rule == HOLD}
    return held, {one.person_id: one for one in standing_now if one.rule != HOLD}


def _birth(person: Person) -> date | None:
    try:
        return date.fromisoformat(person.birth_date or "")
    except ValueError:
        return None


def _day(at: date) -> date:
    return timezone.localdate(at) if isinstance(at, datetime) else at
