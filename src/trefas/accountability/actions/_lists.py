"""A list that a person stood in, when she leaves the room: her rows go, and the rest is sealed under another key."""

import base64
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.utils.translation import gettext as _

from trefas.persons.models import Import, ImportRow, ImportState
from trefas.rooms import entry
from trefas.rooms.errors import RefusedError
from trefas.rooms.fields import SealedField
from trefas.rooms.models import RoomModel


@dataclass(frozen=True)
class Opened:
    """Values of one list in clear, for the moment between two keys: (row, field, bytes)."""

    list_id: uuid.UUID
    values: list[tuple[RoomModel, SealedField, bytes | None]]


def take_out(room_id: uuid.UUID, people: Sequence[uuid.UUID]) -> list[Opened]:
    """Take the rows of the people out of every list, and open what is left; the file itself is thrown away."""
    rows = ImportRow.objects.filter(room_id=room_id, person_id__in=people)
    lists = list(Import.objects.select_for_update().filter(room_id=room_id, pk__in=rows.values("within_id")))
    if any(one.state == ImportState.STAGED for one in lists):
        raise RefusedError(_("She stands in a list that is being checked. Save or discard the list first."))
    rows.delete()
    return [_opened(one) for one in lists]


def _opened(one: Import) -> Opened:
    kept = list(ImportRow.objects.filter(room_id=one.room_id, within=one))
    places: list[tuple[RoomModel, str]] = [(one, "file_name"), (one, "mapping"), *((row, "content") for row in kept)]
    return Opened(one.pk, [(one, _field(one, "file"), None), *(_in_clear(row, name) for row, name in places)])


def _in_clear(row: RoomModel, name: str) -> tuple[RoomModel, SealedField, bytes | None]:
    field, ring = _field(row, name), entry.current().keys
    value = row.__dict__[name]
    return row, field, ring.open(row.room_id, row.subject_id, field.associated(row), value) if value else None


def _field(row: RoomModel, name: str) -> SealedField:
    found: Any = row._meta.get_field(name)
    return found  # type: ignore[no-any-return]  # the fields named here are sealed ones


def seal_again(room_id: uuid.UUID, lists: Sequence[Opened]) -> None:
    """Seal what is left of the lists under new keys, the old ones being destroyed: one statement a column."""
    for one in lists:
        columns: dict[tuple[str, str], list[tuple[uuid.UUID, str | None]]] = {}
        for row, field, clear in one.values:
            columns.setdefault((row._meta.db_table, str(field.column)), []).append((row.pk, _sealed(row, field, clear)))
        for (table, column), values in columns.items():
            _write(room_id, table, column, values)


def _sealed(row: RoomModel, field: SealedField, clear: bytes | None) -> str | None:
    if clear is None:
        return None
    ring = entry.current().keys
    return json.dumps(base64.b64encode(ring.seal(row.room_id, row.subject_id, field.associated(row), clear)).decode())


def _write(room_id: uuid.UUID, table: str, column: str, values: list[tuple[uuid.UUID, str | None]]) -> None:
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute(
            # Both names are of our own models.
            f"UPDATE {table} SET {column} = made.value::json"  # noqa: S608
            f" FROM unnest(%s::uuid[], %s::text[]) AS made(id, value)"
            f" WHERE {table}.id = made.id AND {table}.room_id = %s",
            [[pk for pk, _value in values], [value for _pk, value in values], room_id],
        )
