"""Every write to a person: each value with its source, each change with its audit event."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.persons import search
from trefas.persons.barring import OUTER, mark
from trefas.persons.models import Person, SearchToken, ValueSource
from trefas.persons.policy import May, identity_number_may_be_kept, may_be_handled
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError, TrefasError
from trefas.sheets.identity_numbers import read_identity_number

FIELDS = (
    "given_name", "family_name", "aliases", "identity_number", "birth_date", "telephone", "whereabouts", "language",
    "interpreter", "area_id",
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Where values came from: `kind` is import, received, typed or told; `place` names the cell or the item."""

    kind: str
    id: uuid.UUID | None = None
    places: Mapping[str, str] | None = None

    def place(self, name: str) -> str | None:
        """Return where one value stood."""
        return (self.places or {}).get(name)


class ConflictError(TrefasError):
    """Somebody else changed the row since it was read; `theirs` is the row as it is now."""

    def __init__(self, theirs: Any) -> None:
        super().__init__("changed by somebody else")
        self.theirs = theirs


@action
def create_person(*, by: Acting, values: Mapping[str, Any], source: Source, now: datetime) -> Person:
    """Keep a person in the acting room. `values` by field name; an identity number also gives the birth date."""
    person = Person(room_id=by.room_id, created_at=now, created_by_id=by.user_id)
    keep(person, values, source, by, now)
    entry.current().record(Event("person.created", ids={"person": [person.pk]}, codes={"source": source.kind}))
    return person


@action
def edit_person(
    *, by: Acting, person: Person, version: int, values: Mapping[str, Any], source: Source, now: datetime
) -> Person:
    """Change values of a person; raises ConflictError when somebody else did since `version` was read."""
    kept = Person.objects.select_for_update().get(room_id=person.room_id, pk=person.pk)
    if kept.version != version:
        raise ConflictError(kept)
    kept.version += 1
    _take(kept, _judged(values, now.date(), by, kept.room_id), source, by, now)
    event = Event("person.edited", ids={"person": [kept.pk]}, codes={"fields": "+".join(sorted(values))[:100]})
    entry.current().record(event, room_id=kept.room_id)
    return kept


def keep(person: Person, values: Mapping[str, Any], source: Source, by: Acting, now: datetime) -> None:
    """Judge and write the values of a person inside an action, with their source and search tokens."""
    _take(person, _judged(values, now.date(), by, person.room_id), source, by, now)


def _judged(values: Mapping[str, Any], on: date, by: Acting, room_id: uuid.UUID) -> dict[str, Any]:
    if unknown := set(values) - set(FIELDS):
        raise ValueError(f"A person has no {min(unknown)}.")
    judged = dict(values)
    if judged.get("identity_number"):
        number = read_identity_number(judged["identity_number"], on)
        verdict = identity_number_may_be_kept(number)
        if verdict.outcome is May.NO:
            raise RefusedError(verdict.reason)
        if number.problem is not None:
            raise RefusedError(_("The identity number cannot be read. Check it against the source."))
        may_be_handled(by, number.number, room_id).demand()
        judged["identity_number"] = number.number or number.text
        if number.birth_date is not None:
            judged["birth_date"] = number.birth_date.isoformat()
    return judged


def _take(person: Person, values: Mapping[str, Any], source: Source, by: Acting, now: datetime) -> None:
    for name, value in values.items():
        setattr(person, name, value)
    person.save()
    _note_sources(person, values, source, by, now)
    if {"given_name", "family_name", "aliases"} & set(values):
        aliases = person.aliases or []
        write_tokens(person, search.name_words(person.given_name, person.family_name, *aliases))
    if values.get("identity_number"):
        write_tokens(person, {(search.NUMBER, str(person.identity_number))})


def _note_sources(person: Person, values: Mapping[str, Any], source: Source, by: Acting, now: datetime) -> None:
    ValueSource.objects.create(
        room_id=person.room_id,
        person=person,
        source_kind=source.kind,
        source_id=source.id,
        places={name: source.place(name) for name in sorted(values)},
        at=now,
        by_id=by.user_id,
    )


def write_tokens(person: Person, words: Iterable[tuple[str, str]]) -> None:
    """Replace the tokens of the kinds that are given."""
    wanted, by = set(words), entry.current().acting
    if person.room_id != by.room_id:
        # An own number given in the room around bars in its inner rooms too, which have keys of their own.
        wanted |= {(OUTER, word) for kind, word in wanted if kind == search.NUMBER}
    ring, kinds = entry.current().keys, {kind for kind, _ in wanted}
    SearchToken.objects.filter(room_id=person.room_id, person=person, kind__in=kinds).delete()
    SearchToken.objects.bulk_create(
        SearchToken(
            room_id=person.room_id,
            person=person,
            kind=kind,
            token=mark(by, word) if kind == OUTER else ring.token(person.room_id, kind, word),
        )
        for kind, word in sorted(wanted)
    )
