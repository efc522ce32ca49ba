"""Invents the people of the nation with their files, events and notes, a part of one room at a time."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from trefas.authorities.models import RoomKind
from trefas.demo.lives import FAMILY, GIVEN, TEST_SERIES, test_number
from trefas.demo.nation_copy import TABLES, as_csv
from trefas.files.derivation import derive
from trefas.files.models import File, FileEvent, Note
from trefas.methods import EventKind, shipped
from trefas.persons import search
from trefas.persons.models import Person, SearchToken, ValueSource
from trefas.rooms import entry
from trefas.rooms.entry import Acting
from trefas.rooms.models import RoomModel

# How notes fall on people: most have few, one of ten has half of them all.
NOTES_OF_TEN = (1, 1, 1, 1, 1, 2, 2, 3, 8, 20)
BIRTHDAYS = 5_700
SAID = (
    "Påhittad anteckning: ringde, svarade kort och ville höras igen i nästa vecka.",
    "Påhittad uppgift: har setts på fritidsgården tillsammans med äldre bekanta, två källor.",
    "Påhittat samtal med den unges vårdnadshavare om skola, sysselsättning och oro för skulder.",
    "Påhittad bedömning: viljan att ta emot stöd är större än vid förra uppföljningen.",
)


@dataclass(frozen=True)
class Part:
    """Some of a room's people: `first` is the place of the first in the nation, `number` of the first in its year."""

    acting: Acting
    handlers: tuple[tuple[uuid.UUID, uuid.UUID], ...]
    first: int
    count: int
    number: int
    prefix: str
    notes: tuple[int, ...]
    now: datetime


def make_part(part: Part) -> list[bytes]:
    """Return the rows of a part as CSV, one text for each of `nation_copy.TABLES`; their keys are made on the way."""
    with entry.enter(part.acting, purpose="administer") as room:
        people = [_person(part, place) for place in range(part.first, part.first + part.count)]
        room.keys.make_many(part.acting.room_id, [person.pk for person in people])
        rows: dict[type[RoomModel], list[RoomModel]] = {model: [] for model in TABLES}
        for place, person in enumerate(people):
            _follow(part, place, person, rows)
        return [as_csv(model, rows[model]) for model in TABLES]


def notes_of(place: int, notes: int, people: int) -> int:
    """Return how many of all notes the person at a place has: uneven, and together exactly `notes`."""
    whole, rest = divmod(people, 10)
    weight = whole * sum(NOTES_OF_TEN) + sum(NOTES_OF_TEN[:rest])
    return notes * _before(place + 1) // weight - notes * _before(place) // weight


def _before(place: int) -> int:
    whole, rest = divmod(place, 10)
    return whole * sum(NOTES_OF_TEN) + sum(NOTES_OF_TEN[:rest])


def _person(part: Part, place: int) -> Person:
    born = part.now.date() - timedelta(days=15 * 365 + 200 + place % BIRTHDAYS)
    family = FAMILY[(place * 7 + place // len(GIVEN)) % len(FAMILY)]
    other = FAMILY[(place * 11 + place // 1_296) % len(FAMILY)]
    return Person(
        room_id=part.acting.room_id, given_name=GIVEN[place % len(GIVEN)], birth_date=born.isoformat(),
        family_name=family if place % 2 == 0 or other == family else f"{family}-{other}",
        identity_number=test_number(born, TEST_SERIES[place // BIRTHDAYS % len(TEST_SERIES)]).replace("-", ""),
        telephone=f"070-174 06 {place % 100:02}", created_at=part.now, created_by_id=part.acting.user_id,
    )  # fmt: skip


def _follow(part: Part, place: int, person: Person, rows: dict[type[RoomModel], list[RoomModel]]) -> None:
    # One step further each round, so that no handler gets all the long files or only ended ones.
    turn, seat = divmod(part.first + place, len(part.handlers))
    handler, unit = part.handlers[(seat + turn) % len(part.handlers)]
    file = _file(part, place, person, handler, unit)
    events = [_event(part, file, handler, step, *one) for step, one in enumerate(_story(part, place), start=1)]
    derive(file, events, part.now.date())
    rows[Person].append(person)
    rows[SearchToken] += _tokens(person)
    rows[ValueSource].append(_source(part, person))
    rows[File].append(file)
    rows[FileEvent] += events
    rows[Note] += (_note(part, file, handler, step) for step in range(part.notes[place]))


def _tokens(person: Person) -> Iterator[SearchToken]:
    ring = entry.current().keys
    words = search.name_words(person.given_name, person.family_name)
    for kind, word in sorted({*words, (search.NUMBER, str(person.identity_number))}):
        yield SearchToken(
            room_id=person.room_id, person_id=person.pk, kind=kind, token=ring.token(person.room_id, kind, word)
        )


def _source(part: Part, person: Person) -> ValueSource:
    return ValueSource(
        room_id=person.room_id, person_id=person.pk, source_kind="typed", at=part.now, by_id=part.acting.user_id,
        places={"given_name": None, "family_name": None, "identity_number": None},
    )  # fmt: skip


def _file(part: Part, place: int, person: Person, handler: uuid.UUID, unit: uuid.UUID) -> File:
    method, today = shipped()["trefas"], part.now.date()
    return File(
        room_id=person.room_id, person_id=person.pk, unit_id=unit, handler_id=handler,
        handler_since=_began(part, place),
        number=f"{part.prefix}-{today.year}-{part.number + place:04}", method=method.id,
        method_version=method.content_hash, opened_on=_began(part, place), next_step="Stäm av läget (påhittat)",
        next_step_on=today + timedelta(days=(part.first + place) // len(part.handlers) * 7 % 60 - 5),
        changed_at=part.now, changed_by_id=handler,
    )  # fmt: skip


def _began(part: Part, place: int) -> date:
    return part.now.date() - timedelta(days=20 + (part.first + place) % 140)


def _story(part: Part, place: int) -> Iterator[tuple[EventKind, date, dict[str, str] | None]]:
    """Yield what happened to a file: most are followed, every seventh has ended, some are in custody."""
    began, today = _began(part, place), part.now.date()
    if part.acting.room_kind == RoomKind.POLICE:
        yield EventKind.PROPOSED, began, {"fact_on": began.isoformat(), "text": "Påhittat underlag."}
        yield EventKind.SIGNED_OFF, began + timedelta(days=1), {"text": "Underlaget håller."}
    else:
        yield EventKind.REGISTERED, began, None
    yield EventKind.FOLLOWED, began + timedelta(days=3), None
    yield EventKind.CONTACTED, began + timedelta(days=10), {"subject": "phone"}
    if place % 20 == 7:
        until = (today + timedelta(days=60)).isoformat()
        yield EventKind.CUSTODY_STARTED, began + timedelta(days=12), {"until": until}
    if place % 7 == 4:
        ground = {"ground": "not_seen", "verified": "not_verified", "text": "Påhittad uppföljning."}
        yield EventKind.ENDED, today - timedelta(days=1), ground


def _event(
    part: Part, file: File, handler: uuid.UUID, step: int, kind: EventKind, on: date, detail: dict[str, str] | None
) -> FileEvent:
    # Another than who proposed has to sign off.
    by = part.acting.user_id if kind is not EventKind.SIGNED_OFF else part.handlers[-1][0]
    return FileEvent(
        room_id=file.room_id, file_id=file.pk, person_id=file.person_id, position=step, kind=kind, on=on,
        unit_kind=part.acting.room_kind, detail=detail, at=part.now, by_id=by,
    )  # fmt: skip


def _note(part: Part, file: File, handler: uuid.UUID, step: int) -> Note:
    police = part.acting.room_kind == RoomKind.POLICE
    happened = part.now - timedelta(hours=9 + step * 31)
    late = happened < part.now - timedelta(days=7)
    return Note(
        room_id=file.room_id, person_id=file.person_id, file_id=file.pk, kind="fact" if step % 4 else "judgement",
        title=f"Påhittad anteckning {step + 1}", text=SAID[step % len(SAID)], happened_at=happened,
        recorded_at=happened, by_id=handler, ground="Polislagen 2 §" if police else "SoL 14:3",
        category="Underrättelse" if police else "", reliability="B2" if police else "",
        information=["police_intelligence"] if police else [],
        transferred_at=happened + timedelta(days=1) if late else None, transferred_by_id=handler if late else None,
    )  # fmt: skip
