"""Compares rows of a file with the people of the room: the same number, or a name that sounds alike."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from trefas.persons import search
from trefas.persons.models import Person, RowState, SearchToken
from trefas.rooms import entry
from trefas.sheets.names import similarity
from trefas.sheets.sentences import Language
from trefas.sheets.told import ToldRow

KEPT = ("given_name", "family_name", "aliases", "identity_number", "birth_date", "telephone")

# The birth date follows from the number.
NUMBERED = frozenset({"identity_number", "birth_date"})


@dataclass
class Judged:
    """A row with what will happen to it and why."""

    number: int
    state: RowState
    values: dict[str, Any]
    cells: dict[str, str]
    other: dict[str, str]
    reasons: list[str] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)
    person: uuid.UUID | None = None
    taken: bool = True

    def content(self) -> dict[str, Any]:
        """Return what is sealed into the row."""
        return {
            "values": self.values,
            "cells": self.cells,
            "other": self.other,
            "reasons": self.reasons,
            "before": self.before,
        }


def judge(room_id: uuid.UUID, rows: Sequence[ToldRow], language: Language) -> list[Judged]:
    """Judge a batch of rows against the room; a few queries for the whole batch."""
    judged = [_read(row) for row in rows]
    same_number = _by_number(
        room_id, [row.values["identity_number"] for row in judged if "identity_number" in row.values]
    )
    alike = _by_sound(room_id, [row for row in judged if row.values.get("identity_number", "") not in same_number])
    for row in judged:
        known = same_number.get(row.values.get("identity_number", ""))
        if row.state is RowState.ERROR:
            continue
        if known is not None:
            _compare(row, known)
        else:
            _warn_of_alike(row, alike.get(row.number, []), language)
    return judged


def _read(row: ToldRow) -> Judged:
    state = RowState(row.state)
    taken = state is RowState.NEW
    return Judged(row.number, state, row.values, row.cells, row.other, row.reasons, taken=taken)


def _by_number(room_id: uuid.UUID, numbers: Iterable[str]) -> dict[str, Person]:
    ring = entry.current().keys
    tokens = {ring.token(room_id, search.NUMBER, number): number for number in numbers}
    hits = SearchToken.objects.filter(room_id=room_id, kind=search.NUMBER, token__in=list(tokens))
    owners = {hit[0]: tokens[bytes(hit[1])] for hit in hits.values_list("person_id", "token")}
    people = Person.objects.filter(room_id=room_id, id__in=list(owners)).select_related("merged_into")
    return {owners[person.pk]: person.merged_into or person for person in people}


def _by_sound(room_id: uuid.UUID, rows: Sequence[Judged]) -> dict[int, list[Person]]:
    ring = entry.current().keys
    wanted: dict[bytes, set[int]] = defaultdict(set)
    for row in rows:
        for kind, word in search.name_words(row.values.get("given_name"), row.values.get("family_name")):
            if kind == search.SOUND:
                wanted[ring.token(room_id, kind, word)].add(row.number)
    hits = SearchToken.objects.filter(room_id=room_id, kind=search.SOUND, token__in=list(wanted))
    shared: dict[tuple[int, uuid.UUID], int] = defaultdict(int)
    for person_id, token in hits.values_list("person_id", "token"):
        for number in wanted[bytes(token)]:
            shared[number, person_id] += 1
    likely = {pair for pair, count in shared.items() if count > 1}
    people = Person.objects.filter(room_id=room_id, id__in={person for _number, person in likely})
    by_id = {person.pk: person.merged_into or person for person in people.select_related("merged_into")}
    found: dict[int, list[Person]] = defaultdict(list)
    for number, person_id in sorted(likely):
        if person_id in by_id:
            found[number].append(by_id[person_id])
    return found


def _compare(row: Judged, known: Person) -> None:
    row.person = known.pk
    row.before = {name: getattr(known, name) for name in row.values if getattr(known, name) != row.values[name]}
    if "identity_number" in row.before:
        # The number is of somebody who was merged into this person, whose own stands.
        row.before = {name: value for name, value in row.before.items() if name not in NUMBERED}
    row.state = RowState.CHANGED if row.before else RowState.SAME
    row.taken = bool(row.before)
    if row.before:
        row.reasons.append(_("Same identity number. Values that differ are replaced, with their source."))


def _warn_of_alike(row: Judged, people: Sequence[Person], language: Language) -> None:
    name = " ".join(part for part in (row.values.get("given_name"), row.values.get("family_name")) if part)
    year = (row.values.get("birth_date") or "")[:4]
    for person in people:
        if year and person.birth_date and person.birth_date[:4] != year:
            continue
        if row.values.get("identity_number") and person.identity_number:
            continue  # two numbers are two people
        same = similarity(name, person.name)
        row.state, row.taken, row.person = RowState.DUPLICATE, False, person.pk
        row.reasons.append(
            _("Maybe the same as %(name)s in your unit's information: %(why)s")
            % {"name": person.name, "why": same.explanation(language)}
        )
        return
