"""Reading meetings: the agenda to choose from, one talk, the room's own part, and commitments that are due."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, QuerySet

from trefas.disclosures.days import today
from trefas.disclosures.models import Decision
from trefas.files.cooperation import files_by_number, spines
from trefas.files.meeting_models import Commitment, Cooperation, Heard, Meeting, MeetingItem, MeetingState, Prepared
from trefas.files.models import File, FileEvent
from trefas.rooms.entry import Acting

Rooms = Iterable[uuid.UUID]
DUE, NEW, CHANGED, OTHER = "due", "new", "changed", "other"


@dataclass(frozen=True)
class Candidate:
    """A file that may be on the agenda, and why: due, new, changed or none of them."""

    file: File
    copy: Cooperation
    why: str


@dataclass(frozen=True)
class Talk:
    """One person on the agenda: the item, and the own file, when this room follows the person."""

    item: MeetingItem
    file: File | None


def meetings_of(by: Acting) -> QuerySet[Meeting]:
    """Return the meetings that the unit is called to, the latest first."""
    return Meeting.objects.filter(room_id=by.room_id, units__contains=[by.unit_id]).order_by("-starts_at", "id")


def meeting_or_none(by: Acting, meeting_id: uuid.UUID) -> Meeting | None:
    """Return a meeting of the acting room; absent and foreign are the same."""
    return Meeting.objects.filter(room_id=by.room_id, pk=meeting_id).first()


def coming(by: Acting, now: datetime) -> Meeting | None:
    """Return the unit's next meeting that is not closed."""
    return meetings_of(by).filter(state=MeetingState.PLANNED, ends_at__gte=now).order_by("starts_at").first()


def candidates(by: Acting, rooms: Rooms, method: str, on: date) -> list[Candidate]:
    """Return the unit's open files that others co-operate about: due, new and changed ones first. Three queries."""
    found = File.objects.filter(
        room_id__in=list(rooms), unit_id=by.unit_id, method=method, ended_on=None, cooperation__isnull=False
    )
    files = list(found.select_related("person"))
    copies = spines(file.cooperation for file in files if file.cooperation)
    latest = _latest_events(files)
    listed = [
        Candidate(file, copies[file.cooperation], _why(file, copies[file.cooperation], latest.get(file.pk), on))
        for file in files
        if file.cooperation in copies
    ]
    order = (DUE, NEW, CHANGED, OTHER)
    return sorted(listed, key=lambda one: (order.index(one.why), one.file.next_review_on or date.max, one.file.number))


def _latest_events(files: Sequence[File]) -> dict[uuid.UUID, datetime]:
    rooms, ids = {file.room_id for file in files}, [file.pk for file in files]
    found = FileEvent.objects.filter(room_id__in=rooms, file_id__in=ids).order_by().values("file_id")
    return {row["file_id"]: row["at"] for row in found.annotate(at=Max("at"))}


def _why(file: File, copy: Cooperation, changed: datetime | None, on: date) -> str:
    due = [day for day in (file.next_review_on, file.next_step_on, copy.next_review_on) if day]
    if any(day <= on for day in due):
        return DUE
    if not copy.met_on:
        return NEW
    return CHANGED if changed and today(changed) > copy.met_on[-1] else OTHER


def items_of(meeting: Meeting) -> list[MeetingItem]:
    """Return the agenda in order."""
    return list(MeetingItem.objects.filter(room_id=meeting.room_id, meeting=meeting).order_by("position"))


def talks(meeting: Meeting) -> list[Talk]:
    """Return the agenda with the own file of each number. Two queries."""
    items = items_of(meeting)
    files = files_by_number(item.cooperation for item in items)
    return [Talk(item, files.get(item.cooperation)) for item in items]


def prepared_for(meeting: Meeting, rooms: Rooms, person_id: uuid.UUID | None = None) -> list[Prepared]:
    """Return what is prepared in the open rooms, in the order it was prepared, with its assessments."""
    found = Prepared.objects.filter(room_id__in=list(rooms), meeting=meeting.number)
    found = found.filter(person_id=person_id) if person_id else found
    return list(found.select_related("assessment").order_by("assessment__started_at", "id"))


def heard_in(meeting: Meeting, rooms: Rooms, person_id: uuid.UUID | None = None) -> list[Heard]:
    """Return what this room heard, with its notes."""
    found = Heard.objects.filter(room_id__in=list(rooms), meeting=meeting.number)
    found = found.filter(person_id=person_id) if person_id else found
    return list(found.select_related("note").order_by("note__recorded_at", "id"))


def undertaken_in(meeting: Meeting, rooms: Rooms) -> list[Commitment]:
    """Return what this room's officers undertook in the meeting."""
    found = Commitment.objects.filter(room_id__in=list(rooms), meeting=meeting.number)
    return list(found.order_by("made_at", "id"))


def commitments_of(file: File) -> list[Commitment]:
    """Return what is undertaken about a person, what is not done first."""
    found = list(Commitment.objects.filter(room_id=file.room_id, person_id=file.person_id).order_by("due_on", "id"))
    return sorted(found, key=lambda one: one.done_at is not None)


def commitments_due(
    rooms: Rooms, *, owners: Iterable[uuid.UUID] | None = None, until: date | None = None
) -> QuerySet[Commitment]:
    """Return commitments that are not done, first due first; of some owners, and due by a day, if given."""
    found = Commitment.objects.filter(room_id__in=list(rooms), done_at=None)
    found = found if owners is None else found.filter(owner_id__in=list(owners))
    found = found.filter(due_on__lte=until) if until else found
    return found.select_related("person", "file").order_by("due_on", "id")


def said_unsent(by: Acting, rooms: Rooms) -> QuerySet[Prepared]:
    """Return what the officer marked as said and has not yet closed: told, so its record is due."""
    found = Prepared.objects.filter(room_id__in=list(rooms), state="said", marked_by_id=by.user_id)
    return found.filter(assessment__decision=Decision.OPEN).order_by("marked_at", "id")
