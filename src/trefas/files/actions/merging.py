"""Joining what is kept of two people who turned out to be the same, and parting it again.

Rows are pointed to the other person or file and nothing in them is rewritten: notes and events only grow. Each row that
moved is remembered, so that parting gives back exactly those; what was written in between stays where it was written.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.models import Model
from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.files import merging, policy
from trefas.files.actions._opening import locked, rederive, today
from trefas.files.actions.caring import carry_safety, repeat_care
from trefas.files.derivation import rows_of
from trefas.files.models import ContactRoute, File
from trefas.persons.actions import merge_persons, unmerge_persons
from trefas.persons.models import Merge, Person
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.fields import SealedField
from trefas.rooms.models import RoomModel
from trefas.rooms.opening import opened

Rows = dict[str, list[str]]


@action
def merge(*, by: Acting, kept_id: uuid.UUID, merged_id: uuid.UUID, now: datetime) -> Merge:
    """Join two people of the room: one is found as the other, and all that is kept of both stands in one place."""
    policy.demand(policy.holds(by, "follow"))
    rows = Person.objects.select_for_update(no_key=True).filter(room_id__in=opened(), pk__in=[kept_id, merged_id])
    people = {row.pk: row for row in rows.order_by("id")}
    if len(people) != 2:
        raise RefusedError(_("Choose two people of the same unit's information."))
    kept, merged = people[kept_id], people[merged_id]
    list(File.objects.select_for_update().filter(room_id=kept.room_id, person__in=[kept, merged]).order_by("id"))
    _demand_settled(merging.before_merging(kept, merged))
    pairs = merging.pairs_of(kept, merged)
    made = merge_persons(by=by, kept=kept, merged=merged, now=now)
    made.joined = [_join(by, pair, now) for pair in pairs]
    made.moved = _point_all(Person, merged.pk, kept.pk)
    made.save(update_fields=["joined", "moved"])
    _one_route(by, made, now)
    _renew([kept], now)
    _tell("people.merged", made)
    return made


@action
def part(*, by: Acting, merge_id: uuid.UUID, now: datetime) -> Merge:
    """Part two people again: each has back what was hers, and what was written in between stays with the kept one."""
    policy.demand(policy.holds(by, "follow"))
    made = Merge.objects.select_related("kept", "merged").get(room_id__in=opened(), pk=merge_id)
    people = [made.kept, made.merged]
    ids = [one.pk for one in people]
    list(Person.objects.select_for_update(no_key=True).filter(room_id=made.room_id, pk__in=ids).order_by("id"))
    list(File.objects.select_for_update().filter(room_id=made.room_id, person__in=people).order_by("id"))
    made.refresh_from_db()
    if made.undone_at is None:
        _demand_settled(merging.before_parting(made))
        for name, ids in made.moved.items():
            _give_back(name, made.kept_id, made.merged_id, ids)
        for one in made.joined:
            _take_apart(one, now)
    unmerge_persons(by=by, merge=made, now=now)
    _renew(people, now)
    _tell("people.parted", made)
    return made


def _demand_settled(conflicts: Iterable[merging.Conflict]) -> None:
    for one in conflicts:
        if one.blocks:
            raise RefusedError(one.sentence)


def _join(by: Acting, pair: merging.Pair, now: datetime) -> dict[str, Any]:
    """Let a file become part of another: closed, in no list, with its rows and its co-operation there."""
    file, into = locked(pair.file.pk), locked(pair.into.pk)
    taken = str(file.cooperation) if file.cooperation else None
    if file.cooperation:
        into.cooperation, file.cooperation = file.cooperation, None
    if merging.comes_first(merging.Pair(file, into)):
        into.next_step, into.next_step_on = file.next_step, file.next_step_on
    file.joined_to, file.ended_on = into, today(now)
    for row in (file, into):
        row.version, row.changed_at, row.changed_by_id = row.version + 1, now, by.user_id
        row.save()
    rows = _point_all(File, file.pk, into.pk)
    return {"file": str(file.pk), "into": str(into.pk), "rows": rows, "cooperation": taken}


def _take_apart(joined: Mapping[str, Any], now: datetime) -> None:
    """Give a file back its rows, and its co-operation unless that was left meanwhile."""
    file, into = locked(uuid.UUID(joined["file"])), locked(uuid.UUID(joined["into"]))
    for name, ids in joined["rows"].items():
        _point(*_place(name), into.pk, file.pk, ids)
    if joined["cooperation"] and str(into.cooperation) == joined["cooperation"]:
        into.cooperation, file.cooperation = None, into.cooperation
        into.save(update_fields=["cooperation"])
    file.joined_to = None
    file.save(update_fields=["joined_to", "cooperation"])
    rederive(file, rows_of(file), today(now))


def _one_route(by: Acting, made: Merge, now: datetime) -> None:
    left = merging.route_left(made)
    if left is not None:
        holds = ContactRoute.objects.get(room_id=made.room_id, person_id=made.kept_id)
        carry_safety(holds, left, by, now)


def _renew(people: Sequence[Person], now: datetime) -> None:
    """Derive the open files of people anew, and repeat on them what the lists show."""
    found = File.objects.select_for_update().filter(room_id=people[0].room_id, person__in=people, ended_on=None)
    for file in found.order_by("id"):
        repeat_care(file)
        rederive(file, rows_of(file), today(now))


def _point_all(target: type[Model], from_id: uuid.UUID, to_id: uuid.UUID) -> Rows:
    """Point every row of the house that hangs on one person or file to another; returns those that moved."""
    moved = {}
    for model, column in _hanging_on(target):
        ids = _point(model, column, from_id, to_id, None)
        if ids:
            moved[f"{model._meta.label_lower}.{column}"] = [str(one) for one in ids]
    return moved


def _hanging_on(target: type[Model]) -> Iterator[tuple[type[RoomModel], str]]:
    """Every room table with a key to people or files, those of later contexts too; what a person is stays hers."""
    for relation in target._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if not (relation.one_to_many and isinstance(model, type) and issubclass(model, RoomModel)):
            continue
        if model is not target and model._meta.app_label != "persons":
            yield model, relation.field.attname  # type: ignore[union-attr]  # a reverse foreign key has its field


def _point(
    model: type[RoomModel], column: str, from_id: uuid.UUID, to_id: uuid.UUID, ids: Sequence[str] | None
) -> list[uuid.UUID]:
    with connections[entry.ROOMS].cursor() as cursor:
        named = [uuid.UUID(one) for one in ids] if ids is not None else None
        cursor.execute(
            "SELECT point_rows(%s, %s, %s, %s, %s::uuid[])", [model._meta.db_table, column, from_id, to_id, named]
        )
        moved: list[uuid.UUID] = cursor.fetchone()[0]
    return moved


def _give_back(name: str, from_id: uuid.UUID, to_id: uuid.UUID, ids: Sequence[str]) -> None:
    """Point rows back; one that may have been written since is sealed under the key of her it is about."""
    model, column = _place(name)
    sealed = [field.name for field in model._meta.local_fields if isinstance(field, SealedField)]
    if not sealed or model.sealed_under != column or "UPDATE" not in model.app_may.split(", "):
        _point(model, column, from_id, to_id, ids)
        return
    for row in model._default_manager.filter(room_id__in=opened(), pk__in=ids, **{column: from_id}):
        for field in sealed:
            getattr(row, field)
        setattr(row, column, to_id)
        row.save(update_fields=[*sealed, column.removesuffix("_id")])


def _place(name: str) -> tuple[type[RoomModel], str]:
    label, column = name.rsplit(".", 1)
    model: type[RoomModel] = apps.get_model(label)
    return model, column


def _tell(kind: str, made: Merge) -> None:
    ids = {"kept": [made.kept_id], "merged": [made.merged_id], "file": [uuid.UUID(one["file"]) for one in made.joined]}
    counts = {"rows": sum(len(rows) for rows in made.moved.values())}
    entry.current().record(Event(kind, ids=ids, counts=counts), room_id=made.room_id)
