"""Reading what lies in files: each query names the rooms that the pass opens, and row security stands behind."""

import uuid
from collections.abc import Iterable

from django.db import connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from trefas.files.models import Draft, File, Note, Proposal
from trefas.rooms import entry
from trefas.rooms.entry import Acting


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


def file_or_none(file_id: uuid.UUID) -> File | None:
    """Return a file of the open rooms with its person and safe contact; absent and foreign are the same."""
    found = File.objects.filter(room_id__in=opened(), pk=file_id)
    return found.select_related("person", "contact_route").first()


def files_in(rooms: Iterable[uuid.UUID]) -> QuerySet[File]:
    """Return the files of rooms, each with its person."""
    return File.objects.filter(room_id__in=list(rooms)).select_related("person")


def waiting_proposals(by: Acting, rooms: Iterable[uuid.UUID]) -> QuerySet[Proposal]:
    """Return the unit's proposals that wait for a second person, those made by the asker left out."""
    found = Proposal.objects.filter(room_id__in=list(rooms), unit_id=by.unit_id, state="proposed")
    return found.exclude(proposed_by_id=by.user_id).select_related("person", "file").order_by("proposed_at", "id")


def not_transferred(by: Acting, rooms: Iterable[uuid.UUID]) -> QuerySet[Note]:
    """Return one's own notes that are not yet in the own case system, oldest first."""
    found = Note.objects.filter(room_id__in=list(rooms), by_id=by.user_id, transferred_at=None, file__isnull=False)
    return found.select_related("person", "file").order_by("happened_at", "id")


def draft_of(by: Acting, place: str) -> Draft | None:
    """Return what the person has begun to write in a form."""
    return Draft.objects.filter(room_id=by.room_id, user_id=by.user_id, place=place).first()
