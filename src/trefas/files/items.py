"""How a note is described when it is picked for disclosure; third persons and drafts are never among what is picked."""

import uuid

from trefas.disclosures.items import Described
from trefas.files.models import Note

MOST_PICKED = 200


def describe_notes(room_id: uuid.UUID, person_id: uuid.UUID, ids: list[uuid.UUID] | None) -> list[Described]:
    """Return a person's notes as they travel, newest first; those that were corrected are left out."""
    found = Note.objects.filter(room_id=room_id, person_id=person_id)
    if ids is not None:
        found = found.filter(pk__in=ids)
    else:
        corrected = Note.objects.filter(room_id=room_id, person_id=person_id, corrects__isnull=False)
        found = found.exclude(pk__in=corrected.values("corrects"))
    return [_described(note) for note in found.order_by("-happened_at", "-id")[:MOST_PICKED]]


def _described(note: Note) -> Described:
    return Described(
        kind="note",
        id=note.pk,
        title=note.title or "",
        text=note.text or "",
        happened_at=note.happened_at.isoformat(),
        nature=note.kind,
        categories=tuple(note.information),
        category=note.category,
        reliability=note.reliability,
        extra={"corrects": str(note.corrects_id)} if note.corrects_id else {},
    )
