"""Thousands of rows by one short statement: a placeholder for each value costs more than the rows themselves."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connections, models

from trefas.rooms import entry
from trefas.rooms.fields import SealedField
from trefas.rooms.models import RoomModel

_sending: ContextVar[Callable[[str, list[Any]], None] | None] = ContextVar("sending", default=None)


@contextmanager
def without_waiting() -> Iterator[None]:
    """Send the block's statements in order from a thread: the database works while the next rows are sealed.

    What it refuses is raised when the block ends; the transaction is lost as ever.
    """
    connection = connections[entry.ROOMS]
    sent: list[Future[Any]] = []
    with connection.wrap_database_errors, ThreadPoolExecutor(1) as thread:
        token = _sending.set(lambda sql, values: sent.append(thread.submit(connection.connection.execute, sql, values)))
        try:
            yield
        finally:
            _sending.reset(token)
        for statement in sent:
            statement.result()


def send(sql: str, values: list[Any]) -> None:
    """Execute a statement that answers nothing, at once or within `without_waiting`."""
    if sending := _sending.get():
        sending(sql, values)
        return
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute(sql, values)


def check_at_once(*models: type[RoomModel]) -> None:
    """Check the models' keys after each statement from here on, not all at the end when nobody works beside it."""
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(conname) FROM pg_constraint"
            " WHERE contype = 'f' AND condeferrable AND conrelid::regclass::text = ANY(%s)",
            [[model._meta.db_table for model in models]],
        )
        names = [name for (name,) in cursor.fetchall()]
    send(f"SET CONSTRAINTS {', '.join(names)} IMMEDIATE", [])


def insert_many(model: type[RoomModel], rows: Iterable[RoomModel]) -> None:
    """Insert new rows as `bulk_create` does, sealed by the same fields, sent as one JSON value."""
    fields = model._meta.local_concrete_fields
    table, columns = model._meta.db_table, ", ".join(f'"{field.column}"' for field in fields)
    sent = [{field.column: _plain(field, field.pre_save(row, True)) for field in fields} for row in rows]
    if not sent:
        return
    send(
        f"INSERT INTO {table} ({columns}) SELECT {columns}"  # noqa: S608  # names of our own tables and columns
        f" FROM json_populate_recordset(NULL::{table}, %s::json)",
        [json.dumps(sent, default=str)],
    )


def as_array(values: Sequence[object]) -> str:
    """Return ids, codes or bytes as the text of a PostgreSQL array; none of them holds a quote or a comma."""
    return "{" + ",".join(rf"\\x{one.hex()}" if isinstance(one, bytes) else str(one) for one in values) + "}"


def random_ids(count: int) -> list[str]:
    """Return so many random ids in order, as hex: gen_random_uuid may open /dev/urandom anew for each."""
    drawn = os.urandom(16 * count).hex()
    return sorted(drawn[place : place + 32] for place in range(0, len(drawn), 32))


def _plain(field: "models.Field[Any, Any]", value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, SealedField):
        return field.as_text(value)
    return rf"\x{bytes(value).hex()}" if isinstance(field, models.BinaryField) else value
