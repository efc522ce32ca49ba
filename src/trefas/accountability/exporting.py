"""A room's log as a signed file for an inspector, which `verify/trefas_verify.py` checks without Trefas.

Lines of tab-separated fields after the format's name and a head of JSON: W a written row's commitment (before its
event), E an event, R a row as it lies now, L a head of the chain in the log of heads with its proof, C a checkpoint,
Z the room's signature (Ed25519) over everything before it.
"""

import base64
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connections
from django.db.models import QuerySet

from trefas.accountability import checkpoints
from trefas.audit import merkle, notes
from trefas.audit.models import ChainHead, Event, HeadLeaf, Shape, Written
from trefas.rooms import entry
from trefas.rooms.securing import room_models
from trefas.rooms.tables import UNCHAINED

FORMAT = "trefas-audit-export-1"
CHUNK = 5_000
COLUMNS = ("number", "happened", "previous", "hash", "body")


@dataclass(frozen=True)
class Wanted:
    """What of the log: `events` in order; `whole` when they follow one another without a gap; with rows or not."""

    events: "QuerySet[Event, Event]"
    whole: bool
    rows: bool


def whole_log(room_id: uuid.UUID, *, rows: bool) -> Wanted:
    """Return all of a room's log, with the rows its events wrote when `rows`."""
    return Wanted(Event.objects.filter(room_id=room_id).order_by("number"), whole=True, rows=rows)


def export(room_id: uuid.UUID, wanted: Wanted, *, now: datetime) -> Iterator[bytes]:
    """Yield the file, line by line; the room must be open."""
    private = Ed25519PrivateKey.from_private_bytes(entry.current().keys.private_keys(room_id)[:32])
    digest = sha256()
    for line in _lines(room_id, wanted, private.public_key().public_bytes_raw(), now):
        digest.update(line)
        yield line
    signed = private.sign(f"{FORMAT} {digest.hexdigest()}".encode())
    yield f"Z\t{base64.b64encode(signed).decode()}\n".encode()


def _lines(room_id: uuid.UUID, wanted: Wanted, public: bytes, now: datetime) -> Iterator[bytes]:
    head = {
        "room": str(room_id),
        "made": now.isoformat(),
        "whole": wanted.whole,
        "rows": wanted.rows,
        "key": base64.b64encode(public).decode(),
        **_extent(wanted),
    }
    if wanted.whole:
        head["head"] = head_of(room_id)
    yield f"{FORMAT}\nH\t{json.dumps(head)}\n".encode()
    yield from _events(room_id, wanted)
    if wanted.rows:
        yield from _rows(room_id)
    yield from _heads(room_id)


def _extent(wanted: Wanted) -> dict[str, int]:
    first, last = wanted.events.first(), wanted.events.last()
    numbers = (first.number, last.number) if first and last else (1, 0)
    return {"first": numbers[0], "last": numbers[1], "events": wanted.events.count()}


def head_of(room_id: uuid.UUID) -> list[int | str]:
    """Return number and hash of what the next event will be chained to: it must be the last one."""
    row = ChainHead.objects.filter(room_id=room_id).first()
    return [row.number, bytes(row.hash).hex()] if row else [0, ""]


def _events(room_id: uuid.UUID, wanted: Wanted) -> Iterator[bytes]:
    rows = _written(room_id) if wanted.rows else iter(())
    ahead, before = next(rows, None), (0, b"")
    for number, happened, previous, hash_, body in wanted.events.values_list(*COLUMNS).iterator(CHUNK):
        while ahead is not None and ahead[0] == number:
            yield ahead[1]
            ahead = next(rows, None)
        # What follows on the line before it says so by leaving this out; a row that states another shows it.
        chained = (number - 1, bytes(previous)) == before
        shown = "" if chained else bytes(previous).hex()
        yield f"E\t{number}\t{happened}\t{shown}\t{bytes(hash_).hex()}\t{body}\n".encode()
        before = number, bytes(hash_)
    while ahead is not None:
        yield ahead[1]
        ahead = next(rows, None)


def _written(room_id: uuid.UUID) -> Iterator[tuple[int, bytes]]:
    # A row that no event has claimed stands last, where the verifier finds it without its event.
    found = Written.objects.filter(room_id=room_id).order_by("number", "place")
    fields = ("number", "place", "relation", "row_id", "verb", "shape", "commitment", "salt")
    for number, place, relation, row_id, verb, shape, commitment, salt in found.values_list(*fields).iterator(CHUNK):
        hexes = "\t".join(bytes(one).hex() if one is not None else "" for one in (commitment, salt))
        line = f"W\t{number or 0}\t{place or 0}\t{relation}\t{row_id}\t{verb}\t{shape}\t{hexes}\n"
        yield number or 0, line.encode()


def _rows(room_id: uuid.UUID) -> Iterator[bytes]:
    shapes = {shape.pk: shape for shape in Shape.objects.all()}
    for model in room_models():
        table = model._meta.db_table
        if table not in UNCHAINED:
            yield from _rows_of(
                room_id, table, {pk: one.columns for pk, one in shapes.items() if one.relation == table}
            )


def _rows_of(room_id: uuid.UUID, table: str, shapes: dict[int, list[str]]) -> Iterator[bytes]:
    """Each row with the columns that its latest commitment is over."""
    with connections[entry.ROOMS].cursor() as cursor:
        # As the trigger saw them; all three end with the transaction.
        cursor.execute("SET LOCAL timezone = 'UTC'")
        cursor.execute("SET LOCAL bytea_output = 'hex'")
        cursor.execute("SET LOCAL extra_float_digits = 1")
        cursor.execute(*_by_shape(room_id, table, shapes))
        while rows := cursor.fetchmany(CHUNK):
            yield from (f"R\t{table}\t{row_id}\t{text}\n".encode() for row_id, text in rows)


def _by_shape(room_id: uuid.UUID, table: str, shapes: dict[int, list[str]]) -> tuple[str, list[Any]]:
    every = sorted({column for columns in shapes.values() for column in columns})
    latest = max(shapes)
    gone = {pk: sorted(set(every) - set(columns)) for pk, columns in shapes.items()}
    cases = " ".join("WHEN %s THEN %s::text[]" for _shape in gone)
    values = [value for pk, columns in gone.items() for value in (pk, columns)]
    return (
        f"SELECT t.id, (to_jsonb(t.*) - (CASE coalesce(w.shape, %s) {cases} END))::text FROM {table} t"  # noqa: S608
        " LEFT JOIN audit_written w ON w.room_id = t.room_id AND w.relation = %s AND w.row_id = t.id"
        " AND w.salt IS NOT NULL WHERE t.room_id = %s",
        [latest, *values, table, room_id],
    )


def _heads(room_id: uuid.UUID) -> Iterator[bytes]:
    row = checkpoints.latest()
    if row is None:
        return
    stamp = base64.b64encode(bytes(row.stamp)).decode() if row.stamp else ""
    yield f"C\t{base64.b64encode(row.note.encode()).decode()}\t{stamp}\n".encode()
    size = notes.read_checkpoint(row.note).size
    levels = merkle.levels_of(checkpoints.all_leaves()[:size])
    own = HeadLeaf.objects.filter(room_id=room_id, place__lt=size).order_by("number")
    for leaf in own.iterator(CHUNK):
        proof = [base64.b64encode(one).decode() for one in merkle.inclusion(levels, leaf.place)]
        parts = [leaf.place, leaf.number, bytes(leaf.hash).hex(), bytes(leaf.salt).hex(), size, *proof]
        yield ("L\t" + "\t".join(map(str, parts)) + "\n").encode()
