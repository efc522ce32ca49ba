"""Whom the acting one may not handle, told from an identity number alone: for what no row of the room is about yet."""

import uuid
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import connections

from trefas.rooms import entry
from trefas.rooms.entry import Acting

# The kind of search token that an identity number has in an inner room, keyed as in the room around.
OUTER = "outer"
# Why a number bars whom no barring names: it is that of somebody close at work (ADR 27).
COLLEAGUE = "colleague"
KEPT = "barred marks"
T = TypeVar("T")


def mark(by: Acting, number: str) -> bytes:
    """Return what stands for a number in normal form in the acting room, and in its inner rooms as kind `outer`."""
    return entry.current().keys.token(by.room_id, "number", number)


def marks() -> dict[bytes, str]:
    """Return the marks of the numbers that bar the acting one, each with its ground; asked once a page."""
    kept: dict[str, dict[bytes, str]] = entry.current().kept
    if KEPT not in kept:
        with connections[entry.ROOMS].cursor() as cursor:
            cursor.execute("SELECT mark, why FROM barred_marks()")
            rows = [(bytes(token), str(why)) for token, why in cursor.fetchall()]
        # What is hers goes before: a husband may be a colleague too.
        kept[KEPT] = dict(sorted(rows, key=lambda row: row[1] != COLLEAGUE))
    return kept[KEPT]


def forget_marks() -> None:
    """Ask anew, since a barring has just been written."""
    entry.current().kept.pop(KEPT, None)


def near(by: Acting) -> list[uuid.UUID]:
    """Return the acting one and those close to her at work: nobody of them handles one of the others."""
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute("SELECT colleagues_of_mine()")
        return [by.user_id, *cursor.fetchone()[0]]


def ground(by: Acting, number: str | None) -> str:
    """Return why the acting one may not handle whoever has the number, or nothing."""
    return marks().get(mark(by, number), "") if number else ""


def apart(by: Acting, rows: Iterable[T], number_of: Callable[[T], str | None]) -> tuple[list[T], list[T]]:
    """Return the rows that the acting one may see, and those about a colleague of hers, which nobody near may."""
    known, seen, close = marks(), [], []
    for row in rows:
        number = number_of(row) if known else None
        why = known.get(mark(by, number), "") if number else ""
        if not why:
            seen.append(row)
        elif why == COLLEAGUE:
            close.append(row)
    return seen, close
