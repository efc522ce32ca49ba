"""A superuser of the database who changes its rows by SQL: what she changes, and which event ought to be named.

Nothing is kept: she works inside a transaction of the very connection that the export is read by. "Right" is the first
event that is not what it was. Where that cannot be known (all hashes after it computed anew) it is one of those from the
last cosigned head before it; a row that no event ever wrote, or a missing tail, is named after the last event there is.
"""

import json
import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import connections, transaction
from tests.audit.tampering import Tampered
from tests.cast import NOW, enter
from tests.matrix.asking import taken_back

from trefas.accountability import exporting
from trefas.config import embedded
from trefas.rooms import entry

OTHERS: dict[type, Callable[[Any], Any]] = {
    bool: lambda value: not value,
    int: lambda value: value ^ 1,
    uuid.UUID: lambda value: uuid.UUID(int=value.int ^ 1),
    date: lambda value: value + timedelta(days=1),
    list: lambda value: value[1:] if value else [str(uuid.UUID(int=1))],
}
EVENT = ("body", "happened", "hash", "previous")
WRITTEN = ("relation", "row_id", "verb", "shape", "commitment", "salt", "place")


class Superuser:
    """Changes the rows of one room; the room must be open by a login that may do anything."""

    def __init__(self, room_id: uuid.UUID, seed: int) -> None:
        self.room, self.seeds = room_id, random.Random(seed)
        self.cursor = connections[entry.ROOMS].cursor()
        self.cursor.execute("SET LOCAL session_replication_role = replica")
        ((self.last,),) = self._ask("SELECT max(number) FROM audit_event WHERE room_id = %(room)s")
        ((self.headed,),) = self._ask("SELECT max(number) FROM audit_headleaf WHERE room_id = %(room)s")
        self.rows = self._ask(
            "SELECT relation, row_id, number FROM audit_written WHERE room_id = %(room)s AND salt IS NOT NULL"
            " ORDER BY number, place"
        )

    def tamper(self) -> Tampered:
        """Change rows in one way, export the room's log, and put everything back."""
        ways: list[Callable[[], tuple[int, int]]] = [
            self.flip_event, self.flip_written, self.edit_row, self.delete_row, self.copy_row, self.swap_rows,
            self.swap_events, self.drop_event, self.double_event, self.drop_written, self.double_written,
            self.cut_tail, self.move_head, self.rechain, self.forge_erasure, self.forge_gone,
        ]  # fmt: skip
        return self.changed_by(self.seeds.choice(ways))

    def changed_by(self, way: Callable[[], tuple[int, int]]) -> Tampered:
        """Return the export after one change, which is then taken back."""
        with transaction.atomic(entry.ROOMS):
            earliest, latest = way()
            wanted = exporting.whole_log(self.room, rows=True)
            content = b"".join(exporting.export(self.room, wanted, now=NOW))
            transaction.set_rollback(True, entry.ROOMS)
        return Tampered(way.__name__, content, earliest, latest)

    def flip_stated(self, number: int) -> tuple[int, int]:
        """Turn a bit of the hash that an event states for the one before."""
        self._flip("audit_event", "previous", f"room_id = %(room)s AND number = {number}")
        return number, number

    def flip_event(self) -> tuple[int, int]:
        """Turn a bit of an event's body, time, hash or previous hash."""
        number = self._event()
        self._flip("audit_event", self.seeds.choice(EVENT), f"room_id = %(room)s AND number = {number}")
        return number, number

    def flip_written(self) -> tuple[int, int]:
        """Turn a bit of what an event says that it wrote."""
        column = self.seeds.choice(WRITTEN)
        row, number = self._written("salt IS NOT NULL" if column == "salt" else "commitment IS NOT NULL")
        self._flip("audit_written", column, f"id = '{row}'")
        return number, number

    def edit_row(self) -> tuple[int, int]:
        """Turn a bit of one column of a stored row."""
        relation, row, number = self.seeds.choice(self.rows)
        self._flip(relation, self._column(relation, row), f"id = '{row}'")
        return number, number

    def delete_row(self) -> tuple[int, int]:
        """Delete a stored row."""
        relation, row, number = self.seeds.choice(self.rows)
        self._do(f"DELETE FROM {relation} WHERE id = '{row}'")
        return number, number

    def copy_row(self) -> tuple[int, int]:
        """Put in a row like another, which no event wrote."""
        relation, row, _number = self.seeds.choice(self.rows)
        self._copy(relation, row, "id", "gen_random_uuid()")
        return self.last + 1, self.last + 1

    def swap_rows(self) -> tuple[int, int]:
        """Let two stored rows of a table change ids."""
        relation = self.seeds.choice(self.rows)[0]
        alike = [found for found in self.rows if found[0] == relation]
        if len(alike) < 2:
            return self.delete_row()
        (_r, one, first), (_r, other, second) = self.seeds.sample(alike, 2)
        self._swap(relation, "id", one, other)
        return min(first, second), min(first, second)

    def swap_events(self) -> tuple[int, int]:
        """Let two events change places."""
        one, other = sorted(self.seeds.sample(range(1, self.last + 1), 2))
        ids = [
            self._ask(f"SELECT id FROM audit_event WHERE room_id = %(room)s AND number = {n}")[0][0]
            for n in (one, other)
        ]
        self._swap("audit_event", "number", *ids)
        return one, one

    def drop_event(self) -> tuple[int, int]:
        """Delete an event, and half the times what it wrote too."""
        number = self._event()
        self._do(f"DELETE FROM audit_event WHERE room_id = %(room)s AND number = {number}")
        if self.seeds.random() < 0.5:
            self._do(f"DELETE FROM audit_written WHERE room_id = %(room)s AND number = {number}")
        return number, number

    def double_event(self) -> tuple[int, int]:
        """Put an event in again, after the last."""
        ((row,),) = self._ask(f"SELECT id FROM audit_event WHERE room_id = %(room)s AND number = {self._event()}")
        self._copy("audit_event", row, "id, number", f"gen_random_uuid(), {self.last + 1}")
        return self.last + 1, self.last + 1

    def drop_written(self) -> tuple[int, int]:
        """Delete a line of what an event wrote."""
        row, number = self._written("true")
        self._do(f"DELETE FROM audit_written WHERE id = '{row}'")
        return number, number

    def double_written(self) -> tuple[int, int]:
        """Let an event have written a row twice."""
        row, number = self._written("true")
        self._copy("audit_written", row, "id", "gen_random_uuid()")
        return number, number

    def cut_tail(self) -> tuple[int, int]:
        """End the log before the last cosigned head, and let the head of the chain agree."""
        last = self.seeds.randrange(1, self.headed)
        for table in ("audit_event", "audit_written"):
            self._do(f"DELETE FROM {table} WHERE room_id = %(room)s AND number > {last}")
        self._set_head(last)
        return last + 1, last + 1

    def move_head(self) -> tuple[int, int]:
        """Let the head of the chain say something else than the last event, so that what comes next has no ground."""
        column = self.seeds.choice(("number", "hash"))
        self._flip("audit_chainhead", column, "room_id = %(room)s")
        return self.last + 1, self.last + 1

    def rechain(self) -> tuple[int, int]:
        """Write an event anew with every hash after it, and the head of the chain."""
        first = self.seeds.randrange(1, self.headed + 1)
        self._rechain(first, lambda body: body.replace('"kind":"', '"kind":"x', 1))
        return self._head_before(first) + 1, first

    def forge_erasure(self) -> tuple[int, int]:
        """Turn an event into one that erases a person, with every hash after it, and delete her rows."""
        first = self.seeds.randrange(1, self.headed + 1)
        relation, row, number = self.seeds.choice([found for found in self.rows if found[2] <= first] or self.rows)
        body = f'{{"ids":{{"person":["{row}"]}},"kind":"erasure.done"}}'
        self._rechain(first, lambda _body: body)
        self._do(f"DELETE FROM {relation} WHERE id = '{row}'")
        return min(self._head_before(first) + 1, number), min(first, number)

    def forge_gone(self) -> tuple[int, int]:
        """Delete a row and let the event that wrote it last say that it is gone."""
        relation, row, number = self.seeds.choice(self.rows)
        self._do(f"DELETE FROM {relation} WHERE id = '{row}'")
        gone = "verb = 'gone', commitment = NULL, salt = NULL"
        self._do(
            f"UPDATE audit_written SET {gone} WHERE relation = '{relation}' AND row_id = '{row}' AND number = {number}"
        )
        return number, number

    def _event(self) -> int:
        return self.seeds.randrange(1, self.last + 1)

    def _written(self, where: str) -> tuple[uuid.UUID, int]:
        query = f"SELECT id, number FROM audit_written WHERE room_id = %(room)s AND {where} ORDER BY number, place"
        row, number = self.seeds.choice(self._ask(query))
        return row, number

    def _column(self, relation: str, row: uuid.UUID) -> str:
        """Return a column of a stored row that holds something."""
        query = f"SELECT key FROM {relation} t, jsonb_each(to_jsonb(t.*)) WHERE t.id = '{row}' AND value <> 'null'"
        names = {name for (name,) in self._ask(query)} - {"id", "room_id"}
        return self.seeds.choice(sorted(names))

    def _flip(self, table: str, column: str, where: str) -> None:
        """Give one value another of its type that differs as little as it can."""
        ((value, kind),) = self._ask(f"SELECT {column}, pg_typeof({column})::text FROM {table} WHERE {where}")
        self._do(f"UPDATE {table} SET {column} = %(value)s::{kind} WHERE {where}", value=self._other(value, kind))

    def _other(self, value: Any, kind: str) -> Any:
        if isinstance(value, bytes | memoryview):
            changed = bytearray(value) or bytearray(1)
            changed[self.seeds.randrange(len(changed))] ^= 1 << self.seeds.randrange(8)
            return bytes(changed)
        if kind.startswith("json"):
            return json.dumps([value])
        if isinstance(value, str):
            at = self.seeds.randrange(len(value) or 1)
            return value[:at] + ("x" if value[at : at + 1] != "x" else "y") + value[at + 1 :]
        if isinstance(value, datetime):
            return value + timedelta(microseconds=1)
        return OTHERS[type(value)](value)

    def _swap(self, table: str, column: str, one: Any, other: Any) -> None:
        """Let two rows, told by their ids, change the values of a column that is unique."""
        ids = {one: uuid.uuid4(), other: uuid.uuid4()}
        before = {row: self._ask(f"SELECT {column} FROM {table} WHERE id = '{row}'")[0][0] for row in ids}
        spare = {one: ids[one], other: ids[other]} if column == "id" else {one: -1, other: -2}
        for row in (one, other):
            self._do(f"UPDATE {table} SET {column} = %(to)s WHERE id = '{row}'", to=spare[row])
        for row, target in ((one, other), (other, one)):
            where = f"{column} = %(spare)s"
            self._do(f"UPDATE {table} SET {column} = %(to)s WHERE {where}", to=before[target], spare=spare[row])

    def _rechain(self, first: int, anew: Callable[[str], str]) -> None:
        ((before,),) = self._ask(
            f"SELECT coalesce((SELECT hash FROM audit_event WHERE room_id = %(room)s AND number = {first} - 1), '')"
        )
        order = f"SELECT id, number, happened, body FROM audit_event WHERE room_id = %(room)s AND number >= {first} ORDER BY 2"
        for row, number, happened, body in self._ask(order):
            written = anew(body) if number == first else body
            text = "\n".join(("trefas-audit-1", str(self.room), str(number), happened, bytes(before).hex(), written))
            made = sha256(text.encode()).digest()
            values = {"body": written, "previous": bytes(before), "hash": made}
            self._do(
                f"UPDATE audit_event SET body = %(body)s, previous = %(previous)s, hash = %(hash)s WHERE id = '{row}'",
                **values,
            )
            before = made
        self._set_head(self.last)

    def _set_head(self, number: int) -> None:
        self._do(
            "UPDATE audit_chainhead h SET number = e.number, hash = e.hash FROM audit_event e"
            f" WHERE h.room_id = %(room)s AND e.room_id = h.room_id AND e.number = {number}"
        )

    def _head_before(self, first: int) -> int:
        query = f"SELECT coalesce(max(number), 0) FROM audit_headleaf WHERE room_id = %(room)s AND number < {first}"
        return self._ask(query)[0][0]

    def _copy(self, table: str, row: uuid.UUID, columns: str, values: str) -> None:
        query = "SELECT attname FROM pg_attribute WHERE attrelid = '{}'::regclass AND attnum > 0 AND NOT attisdropped"
        names = [name for (name,) in self._ask(query.format(table)) if name not in columns.split(", ")]
        rest = ", ".join(f'"{name}"' for name in names)
        self._do(f"INSERT INTO {table} ({columns}, {rest}) SELECT {values}, {rest} FROM {table} WHERE id = '{row}'")

    def _ask(self, query: str) -> list[tuple]:
        self.cursor.execute(query, {"room": self.room})
        return list(self.cursor.fetchall())

    def _do(self, statement: str, **values: object) -> None:
        self.cursor.execute(statement, {"room": self.room, **values})


@contextmanager
def superuser_in(server: embedded.Server, name: str, who: str) -> Iterator[Superuser]:
    """Open the room of one of the cast by the superuser's login, so that row security and rights stop nothing."""
    settings, given = connections[entry.ROOMS].settings_dict, server.superuser_params(name)
    before = dict(settings)
    connections[entry.ROOMS].close()
    settings.update(USER=given["user"], PASSWORD=given["password"])
    try:
        with taken_back(), enter(who, purpose="review_log") as room:
            yield Superuser(room.room_id, 1)
    finally:
        connections[entry.ROOMS].close()
        settings.update(before)
