"""One stream of own notes, the file's events and received copies, newest first, a page at a time."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Coalesce

from trefas.disclosures.models import ReceivedItem
from trefas.files.models import Attachment, File, FileEvent, Note

Row = Note | FileEvent | ReceivedItem
R = TypeVar("R", Note, FileEvent, ReceivedItem)
KINDS = ("notes", "events", "received")


@dataclass(frozen=True)
class Stretch:
    """One page of the timeline: `after` is where older items begin, empty when there are none.

    `counts` tells by kind how many items there were from where the page begins, `older` how many follow it.
    """

    rows: list[tuple[datetime, Row]]
    counts: dict[str, int]
    after: str = ""

    @property
    def older(self) -> int:
        """How many items follow the page."""
        return sum(self.counts.values()) - len(self.rows)


def stretch(file: File, after: str, size: int, kinds: Sequence[str] = KINDS) -> Stretch:
    """Return the `size` newest items older than `after`, of the kinds that are asked for."""
    newest = {kind: _newest(kind, file, after, size + 1) for kind in kinds}
    found = [pair for pairs in newest.values() for pair in pairs]
    counts = {kind: pairs[0][1].remaining if pairs else 0 for kind, pairs in newest.items()}  # type: ignore[union-attr]  # annotated
    found.sort(key=lambda pair: (pair[0], pair[1].pk), reverse=True)
    page = found[:size]
    more = len(found) > size
    return Stretch(page, counts, f"{page[-1][0].isoformat()}_{page[-1][1].pk}" if more else "")


def _newest(kind: str, file: File, after: str, size: int) -> list[tuple[datetime, Row]]:
    if kind == "notes":
        return [(row.happened_at, row) for row in _before(notes_of(file), "happened_at", after)[:size]]
    if kind == "events":
        events = FileEvent.objects.filter(room_id=file.room_id, file_id=file.pk)
        return [(row.at, row) for row in _before(events, "at", after)[:size]]
    items = received_of(file).annotate(when=Coalesce("happened_at", "registered_at"))
    return [(row.happened_at or row.registered_at, row) for row in _before(items, "when", after)[:size]]


def notes_of(file: File) -> QuerySet[Note]:
    """Return the notes about the file's person, each with what it corrects, if it is corrected, and its papers."""
    corrected = Note.objects.filter(room_id=file.room_id, corrects=OuterRef("pk"))
    papers = Attachment.objects.filter(room_id=file.room_id, note=OuterRef("pk")).order_by().values("note")
    found = Note.objects.filter(room_id=file.room_id, person_id=file.person_id).select_related("corrects")
    return found.annotate(corrected=Exists(corrected), papers=Coalesce(papers.annotate(n=Count("id")).values("n"), 0))


def received_of(file: File) -> QuerySet[ReceivedItem]:
    """Return the received copies that were filed to the file's person, each with what it corrects."""
    found = ReceivedItem.objects.filter(room_id=file.room_id, person_id=file.person_id).select_related("corrects")
    return found.annotate(corrected=Exists(ReceivedItem.objects.filter(room_id=file.room_id, corrects=OuterRef("pk"))))


def _before(rows: QuerySet[R], column: str, after: str) -> QuerySet[R]:
    day, _, row = after.partition("_")
    ordered = rows.order_by(F(column).desc(), "-id").annotate(remaining=Window(Count("id")))
    try:
        when, row_id = datetime.fromisoformat(day), uuid.UUID(row)
    except ValueError:
        return ordered
    return ordered.filter(Q(**{f"{column}__lt": when}) | Q(**{column: when, "id__lt": row_id}))


def papers_of(notes: Sequence[Note]) -> dict[uuid.UUID, list[Attachment]]:
    """Return the papers of notes, without their bytes."""
    if not notes:
        return {}
    room, ids = notes[0].room_id, [note.pk for note in notes]
    found: dict[uuid.UUID, list[Attachment]] = {}
    for paper in Attachment.objects.filter(room_id=room, note_id__in=ids).defer("content").order_by("at", "id"):
        found.setdefault(paper.note_id, []).append(paper)
    return found
