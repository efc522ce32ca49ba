"""Which rooms the pass opens, for queries: each names them, and row security stands behind."""

import uuid

from django.db import connections
from django.db.models.expressions import RawSQL

from trefas.rooms import entry


def open_rooms() -> list[uuid.UUID]:
    """Return the acting room and the inner rooms where the person is a named handler."""
    known = entry.current().opens
    if known is not None:
        return list(known)
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute("SELECT open_rooms()")
        found: list[uuid.UUID] = cursor.fetchone()[0]
    return found


def opened() -> RawSQL:
    """Return the same as a subquery, for a look-up by id that needs no query of its own."""
    return RawSQL("SELECT unnest(open_rooms())", [])  # a constant
