"""What of a day's readings a named person should look at. Facts only: who read whom, how often."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import QuerySet

from trefas.accountability.reading import Looked, stated, told
from trefas.accountability.review_models import Why
from trefas.audit.models import Event
from trefas.authorities.models import User
from trefas.files.models import File, Proposal
from trefas.persons import search
from trefas.persons.models import Person
from trefas.rooms.models import Membership
from trefas.rooms.services import ROLE as SERVICE

# So many people opened within an hour are worth a look: more than a day's work list, fewer than a morning's copying.
BURST = 40
Pair = tuple[uuid.UUID, uuid.UUID]


@dataclass
class Readings:
    """One reader's events about one person, or about many."""

    numbers: list[int] = field(default_factory=list)
    people: set[uuid.UUID] = field(default_factory=set)

    def facts(self) -> dict[str, int]:
        """Return what the queue keeps of them."""
        return {
            "first": min(self.numbers),
            "last": max(self.numbers),
            "times": len(self.numbers),
            "people": len(self.people),
        }


@dataclass(frozen=True)
class Found:
    """One thing to look at."""

    room_id: uuid.UUID
    why: Why
    reader_id: uuid.UUID
    person_id: uuid.UUID | None
    facts: Mapping[str, int]


def found_on(day: date, rooms: Collection[uuid.UUID]) -> Iterator[Found]:
    """Return what a day's readings in the open rooms give to look at."""
    for room_id in rooms:
        events = [one for one in _events(room_id, day) if one.actor.get("role") != SERVICE and one.user]
        pairs = _pairs(events)
        people = {one.pk: one for one in Person.objects.filter(room_id=room_id, pk__in={pair[1] for pair in pairs})}
        readers = dict(User.objects.filter(pk__in={pair[0] for pair in pairs}).values_list("id", "name"))
        staff = _staff(room_id)
        open_files = _followed(room_id, people)
        for (reader, person), readings in pairs.items():
            if person in people:
                for why in _whys(readers.get(reader, ""), people[person], staff, open_files):
                    yield Found(room_id, why, reader, person, readings.facts())
        yield from _bursts(room_id, events)
        yield from _barred(room_id, day)


def _events(room_id: uuid.UUID, day: date) -> list[Looked]:
    return told(_on(room_id, day).filter(kind__in=("read", "export")).order_by("number"))


def _on(room_id: uuid.UUID, day: date) -> "QuerySet[Event, Event]":
    happened = {"happened__gte": stated(day), "happened__lt": stated(day + timedelta(days=1))}
    return Event.objects.filter(room_id=room_id, **happened)


def _opened(event: Looked) -> list[uuid.UUID]:
    return [uuid.UUID(one) for name in ("opened", "revealed") for one in event.ids.get(name, ())]


def _pairs(events: Iterable[Looked]) -> dict[Pair, Readings]:
    pairs: dict[Pair, Readings] = defaultdict(Readings)
    for event in events:
        for person in _opened(event):
            if event.user is not None:
                pairs[event.user, person].numbers.append(event.number)
                pairs[event.user, person].people.add(person)
    return dict(pairs)


def _barred(room_id: uuid.UUID, day: date) -> Iterator[Found]:
    """Who asked for somebody she may not handle: a page that was refused, or a search for the number."""
    found = _on(room_id, day).filter(kind__in=("denied", "search.made"), body__contains='"barred":')
    tries: dict[uuid.UUID, Readings] = defaultdict(Readings)
    for event in told(found.order_by("number")):
        if event.user is not None and "barred" in event.codes:
            tries[event.user].numbers.append(event.number)
    yield from (Found(room_id, Why.BARRED, reader, None, tried.facts()) for reader, tried in tries.items())


def _bursts(room_id: uuid.UUID, events: Iterable[Looked]) -> Iterator[Found]:
    hours: dict[tuple[uuid.UUID, str], Readings] = defaultdict(Readings)
    for event in events:
        if event.user is not None and (people := _opened(event)):
            readings = hours[event.user, f"{event.at:%H}"]
            readings.numbers.append(event.number)
            readings.people.update(people)
    most: dict[uuid.UUID, Readings] = {}
    for (reader, _hour), readings in hours.items():
        if len(readings.people) >= BURST and len(readings.people) > len(most.get(reader, Readings()).people):
            most[reader] = readings
    yield from (Found(room_id, Why.BURST, reader, None, readings.facts()) for reader, readings in most.items())


def _staff(room_id: uuid.UUID) -> set[str]:
    found = Membership.objects.filter(room_id=room_id, ends_at=None).exclude(role=SERVICE)
    return {_plain(name) for name in found.values_list("user__name", flat=True)}


def _followed(room_id: uuid.UUID, people: Collection[uuid.UUID]) -> set[uuid.UUID]:
    files = File.objects.filter(room_id=room_id, person_id__in=people, ended_on=None)
    waiting = Proposal.objects.filter(room_id=room_id, person_id__in=people, state="proposed")
    return {*files.values_list("person_id", flat=True), *waiting.values_list("person_id", flat=True)}


def _whys(reader: str, person: Person, staff: set[str], followed: set[uuid.UUID]) -> Iterator[Why]:
    name, family = _plain(f"{person.given_name or ''} {person.family_name or ''}"), _plain(person.family_name or "")
    if name and name == _plain(reader):
        yield Why.OWN_NAME
    elif family and family == _plain(reader).rpartition(" ")[2]:
        yield Why.FAMILY_NAME
    if name in staff - {_plain(reader)}:
        yield Why.COLLEAGUE
    if person.whereabouts and _lives_with(reader, person):
        yield Why.OWN_ADDRESS
    if person.pk not in followed:
        yield Why.NO_OPEN_FILE


def _lives_with(reader: str, person: Person) -> bool:
    """Whether somebody with the reader's name lives there; staff addresses are kept nowhere in Trefas."""
    own = search.with_name(person.room_id, reader)
    return any(one.pk != person.pk and _plain(one.whereabouts or "") == _plain(person.whereabouts or "") for one in own)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
