"""Rows as CSV for COPY, their values prepared and sealed by the same fields as the application's own writes."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connections, models, transaction

from trefas.files.models import File, FileEvent, Note
from trefas.persons.models import Person, SearchToken, ValueSource
from trefas.rooms.fields import SealedField
from trefas.rooms.models import RoomModel

OWNER = "owner"
TABLES: tuple[type[RoomModel], ...] = (Person, SearchToken, ValueSource, File, FileEvent, Note)
NULL = r"\N"
Cells = list[tuple[models.Field, Callable[[Any], Any]]]  # type: ignore[type-arg]  # the stubs' two parameters


def as_csv(model: type[RoomModel], rows: Iterable[RoomModel]) -> bytes:
    """Return rows as COPY reads them; sealed fields need the rows' room to be open."""
    text, cells = io.StringIO(), _cells(model)
    write = csv.writer(text, lineterminator="\n").writerow
    for row in rows:
        values = [(field.pre_save(row, True), plain) for field, plain in cells]
        write([NULL if value is None else plain(value) for value, plain in values])
    return text.getvalue().encode()


@contextmanager
def unforced() -> Iterator[None]:
    """Let the owner COPY into the tables: COPY FROM is refused where row security binds. Forced again on leaving.

    The chain does not commit to these rows: nobody wrote them, and the verifier would say so. One transaction, whose
    lock keeps everybody else out of the tables while they are not forced.
    """
    with transaction.atomic(using=OWNER):
        _alter("NO FORCE")
        yield
        with connections[OWNER].cursor() as cursor:
            # A table with foreign-key checks still waiting cannot be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _alter("FORCE")


def copy_in(model: type[RoomModel], content: bytes) -> None:
    """COPY one table's rows as the owner; only inside `unforced`."""
    columns = ", ".join(f'"{field.column}"' for field, _plain in _cells(model))
    connection = connections[OWNER]
    connection.ensure_connection()
    with (
        connection.connection.cursor() as cursor,
        cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN (FORMAT csv, NULL '{NULL}')") as copy,
    ):
        copy.write(content)


def analyse() -> None:
    """Let the planner know the tables as they now are."""
    with connections[OWNER].cursor() as cursor:
        for model in TABLES:
            cursor.execute(f"VACUUM (ANALYZE) {model._meta.db_table}")


def _alter(force: str) -> None:
    with connections[OWNER].cursor() as cursor:
        for model in TABLES:
            noted = "DISABLE" if force.startswith("NO") else "ENABLE"
            table = model._meta.db_table
            cursor.execute(f"ALTER TABLE {table} {force} ROW LEVEL SECURITY, {noted} TRIGGER USER")


@cache
def _cells(model: type[RoomModel]) -> Cells:
    return [(field, _writer(field)) for field in model._meta.local_concrete_fields]


def _writer(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    if isinstance(field, SealedField):
        return field.get_prep_value
    if isinstance(field, models.JSONField):
        return json.dumps
    if isinstance(field, ArrayField):
        return lambda codes: "{" + ",".join(json.dumps(code) for code in codes) + "}"
    if isinstance(field, models.BinaryField):
        return lambda token: r"\x" + bytes(token).hex()
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
