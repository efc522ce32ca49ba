"""Importing a list: first checked and staged, then published whole with one event, or not at all."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any, TypeVar

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.persons import comparing, search
from trefas.persons.actions.keeping import Source, edit_person
from trefas.persons.actions.many import as_array, check_at_once, insert_many, random_ids, send, without_waiting
from trefas.persons.models import (
    Import,
    ImportRow,
    ImportState,
    Person,
    RememberedColumns,
    RowState,
    SearchToken,
    ValueSource,
)
from trefas.persons.policy import lists_may_be_taken_in
from trefas.rooms import entry, practice
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.sheets.ahead import Reading, read_ahead
from trefas.sheets.columns import map_columns
from trefas.sheets.reading import Table
from trefas.sheets.sentences import Language

BATCH = 1000
Progress = Callable[[int, int], None]
T = TypeVar("T")


@action
def stage_import(
    *,
    by: Acting,
    table: Table,
    file_name: str,
    now: datetime,
    content: bytes | None = None,
    mapping: Mapping[str, str] | None = None,
    language: Language = "sv",
    progress: Progress | None = None,
) -> Import:
    """Read every row, compare it with the room and keep what was found, unseen until it is published.

    `mapping` = header → column, as the unit's lists were read last time, or as the person at the page chose;
    `content` = the file, kept until it is published so that the columns can be read another way.
    """
    standing = practice.standing(entry.ROOMS)
    lists_may_be_taken_in(standing, now).demand()
    columns = map_columns(table.headers, mapping or remembered_columns(by))
    made = Import.objects.create(
        room_id=by.room_id, unit_id=by.unit_id, file_name=file_name, mapping=columns.to_remember(), file=content,
        staged_at=now, staged_by_id=by.user_id,
    )  # fmt: skip
    counts: dict[str, int] = {}
    reading = Reading(table, columns, now.date(), standing.practising, language)
    with without_waiting():
        for batch in read_ahead(reading, progress):
            judged = comparing.judge(by.room_id, batch, language)
            _stage(made, judged)
            for row in judged:
                counts[row.state.value] = counts.get(row.state.value, 0) + 1
    counts["gone"] = _stage_gone(made, by)
    made.counts = counts
    made.save(update_fields=["counts"])
    entry.current().record(Event("import.staged", ids={"import": [made.pk]}, counts=counts))
    return made


@action
def publish_import(
    *, by: Acting, imported: Import, taken: set[int] | None, now: datetime, progress: Progress | None = None
) -> Import:
    """Save the rows that are taken: new people, and changed values with their cells. One event for all of it.

    `taken` = the row numbers to save; None takes every row that needs no correction and no second look.
    """
    kept = Import.objects.select_for_update().get(room_id=by.room_id, pk=imported.pk)
    if kept.state != ImportState.STAGED:
        raise RefusedError(_("This list is already saved or undone."))
    lists_may_be_taken_in(practice.standing(entry.ROOMS), now).demand()
    rows = ImportRow.objects.filter(room_id=by.room_id, within=kept).exclude(state__in=[RowState.GONE, RowState.SAME])
    chosen = rows.filter(number__in=taken) if taken is not None else rows.filter(taken=True)
    made = _publish(kept, chosen.exclude(state=RowState.ERROR).order_by("number"), by, now, progress)
    kept.state, kept.published_at, kept.merkle_root = ImportState.PUBLISHED, now, merkle_root(made)
    kept.file = None
    kept.save()
    _remember(by, kept.mapping)
    codes = {"root": kept.merkle_root}
    entry.current().record(
        Event("import.published", ids={"import": [kept.pk]}, counts={"rows": len(made)}, codes=codes)
    )
    return kept


@action
def drop_staged(*, by: Acting, imported: Import) -> None:
    """Forget a list that was never saved."""
    kept = Import.objects.select_for_update().get(room_id=by.room_id, pk=imported.pk)
    if kept.state != ImportState.STAGED:
        raise RefusedError(_("This list is already saved or undone."))
    entry.current().record(Event("import.dropped", ids={"import": [kept.pk]}))
    kept.delete()


def remembered_columns(by: Acting) -> dict[str, str]:
    """Return how the acting unit's lists named their columns last time."""
    row = RememberedColumns.objects.filter(room_id=by.room_id, unit_id=by.unit_id).first()
    return dict(row.mapping) if row else {}


def merkle_root(ids: Iterable[uuid.UUID]) -> str:
    """Return the Merkle root (RFC 6962 hashing) over row ids in order, '' for none."""
    level = [sha256(b"\0" + one.bytes).digest() for one in ids]
    while len(level) > 1:
        pairs = [level[place : place + 2] for place in range(0, len(level), 2)]
        level = [sha256(b"\1" + pair[0] + pair[1]).digest() if len(pair) == 2 else pair[0] for pair in pairs]
    return level[0].hex() if level else ""


def _batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, size)):
        yield batch


def _stage(made: Import, judged: Sequence[comparing.Judged]) -> None:
    rows = (
        ImportRow(
            room_id=made.room_id, within=made, number=row.number, state=row.state, taken=row.taken,
            content=row.content(), person_id=row.person,
        )
        for row in judged
    )  # fmt: skip
    insert_many(ImportRow, rows)


def _stage_gone(made: Import, by: Acting) -> int:
    """Rows of the unit's latest saved list whose person is not in this one: to be reviewed, never deleted."""
    earlier = Import.objects.filter(room_id=by.room_id, unit_id=by.unit_id, state=ImportState.PUBLISHED)
    latest = earlier.order_by("-published_at").first()
    if latest is None:
        return 0
    here = ImportRow.objects.filter(room_id=by.room_id, within=made).exclude(person=None).values("person_id")
    there = ImportRow.objects.filter(room_id=by.room_id, within=latest).exclude(person=None)
    gone = there.annotate(known_as=Coalesce("person__merged_into_id", "person_id")).exclude(known_as__in=here)
    content: dict[str, Any] = {"values": {}, "cells": {}, "other": {}, "before": {}}
    content["reasons"] = [_("Was in the unit's latest list and is not in this one. Review it; nothing is removed.")]
    made_rows = ImportRow.objects.bulk_create(
        ImportRow(
            room_id=made.room_id, within=made, number=0, state=RowState.GONE, taken=False, content=content,
            person_id=person_id,
        )
        for person_id in gone.values_list("known_as", flat=True).distinct()
    )  # fmt: skip
    return len(made_rows)


def _publish(
    kept: Import, rows: Iterable[ImportRow], by: Acting, now: datetime, progress: Progress | None
) -> list[uuid.UUID]:
    chosen, saved = list(rows), []
    new = [row for row in chosen if row.state != RowState.CHANGED]
    ids = [uuid.uuid4() for _row in new]
    entry.current().keys.make_many(by.room_id, ids)
    check_at_once(SearchToken, ValueSource)
    with without_waiting():
        # First, while the first people are sealed: that they exist is checked at the end.
        _tie(by.room_id, new, ids)
        for batch in _batches(zip(ids, new, strict=True), BATCH):
            saved += _create(kept, batch, by, now)
            if progress:
                progress(len(saved), len(chosen))
    for place, row in enumerate((row for row in chosen if row.state == RowState.CHANGED), 1):
        saved.append(_change(kept, row, by, now))
        if progress and place % BATCH == 0:
            progress(len(saved), len(chosen))
    return saved


def _create(kept: Import, rows: Sequence[tuple[uuid.UUID, ImportRow]], by: Acting, now: datetime) -> list[uuid.UUID]:
    people = [
        Person(pk=pk, room_id=by.room_id, created_at=now, created_by_id=by.user_id, **row.content["values"])
        for pk, row in rows
    ]
    insert_many(Person, people)
    _write_all_tokens(by.room_id, people)
    sources = (
        ValueSource(
            room_id=by.room_id, person=person, source_kind="import", source_id=kept.pk, places=row.content["cells"],
            at=now, by_id=by.user_id,
        )
        for person, (_pk, row) in zip(people, rows, strict=True)
    )  # fmt: skip
    insert_many(ValueSource, sources)
    return [person.pk for person in people]


def _write_all_tokens(room_id: uuid.UUID, people: Sequence[Person]) -> None:
    ring = entry.current().keys
    owners, kinds, tokens = [], [], []
    for person in people:
        words = search.name_words(person.given_name, person.family_name, *(person.aliases or []))
        if person.identity_number:
            words.add((search.NUMBER, person.identity_number))
        for kind, word in words:
            owners.append(person.pk)
            kinds.append(kind)
            tokens.append(ring.token(room_id, kind, word))
    send(
        "INSERT INTO persons_searchtoken (id, room_id, person_id, kind, token)"
        " SELECT made.id, %s, made.person, made.kind, made.token FROM"
        " unnest(%s::uuid[], %s::uuid[], %s::text[], %s::bytea[]) AS made(id, person, kind, token)"
        " ON CONFLICT DO NOTHING",
        [room_id, as_array(random_ids(len(owners))), as_array(owners), as_array(kinds), as_array(tokens)],
    )


def _tie(room_id: uuid.UUID, rows: Sequence[ImportRow], people: Sequence[uuid.UUID]) -> None:
    """Point every row to the person it became; once for the whole list, since each time walks all its rows."""
    send(
        "UPDATE persons_importrow SET person_id = made.person, made = true, taken = true"
        " FROM unnest(%s::uuid[], %s::uuid[]) AS made(row, person)"
        " WHERE persons_importrow.room_id = %s AND persons_importrow.id = made.row",
        [as_array([row.pk for row in rows]), as_array(people), room_id],
    )


def _change(kept: Import, row: ImportRow, by: Acting, now: datetime) -> uuid.UUID:
    person = Person.objects.get(room_id=by.room_id, pk__in=[row.person_id])
    content = row.content
    values = {name: content["values"][name] for name in content["before"]}
    content["before"] = {name: getattr(person, name) for name in values}
    source = Source("import", kept.pk, content["cells"])
    edit_person(by=by, person=person, version=person.version, values=values, source=source, now=now)
    row.content, row.taken = content, True
    row.save(update_fields=["content", "taken"])
    return person.pk


def _remember(by: Acting, mapping: Mapping[str, str]) -> None:
    RememberedColumns.objects.update_or_create(
        room_id=by.room_id, unit_id=by.unit_id, defaults={"mapping": dict(mapping)}
    )
