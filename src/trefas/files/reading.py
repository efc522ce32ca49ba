"""Reading what lies in files: each query names the rooms that the pass opens, and row security stands behind."""

import uuid
from collections.abc import Iterable

from django.db.models import QuerySet

from trefas.files.models import Draft, File, Note, Proposal
from trefas.rooms.entry import Acting
from trefas.rooms.opening import opened


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
