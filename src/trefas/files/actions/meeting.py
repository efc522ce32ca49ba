"""In a meeting: what was prepared, whether it was said, what was heard, and the end of the own part."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.authorities.models import Unit
from trefas.disclosures import delivery
from trefas.disclosures.actions import Facts, answer_questions, decide, start_assessment
from trefas.disclosures.actions._weighing import weigh
from trefas.disclosures.days import next_working_day, today
from trefas.disclosures.models import Assessment, Decision, Duty, DutyKind, Receipt
from trefas.disclosures.policy import may_decide
from trefas.files import policy
from trefas.files.actions._opening import locked
from trefas.files.actions.writing import Entry, add_note
from trefas.files.meeting_models import Heard, Meeting, MeetingItem, MeetingState, Prepared, SaidState
from trefas.files.models import File, NoteKind
from trefas.persons.actions import ConflictError
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import opened


@dataclass(frozen=True)
class Telling:
    """What an officer intends to tell: items (kind, id) about one person to some units, for one purpose.

    `facts` = her answers to the questions of the rulebook; `record` = her words for law.RECORD_FIELDS.
    """

    file_id: uuid.UUID
    receivers: Sequence[Unit]
    chosen: Sequence[tuple[str, uuid.UUID]]
    purpose: str = "prevent_crime"
    facts: Facts = field(default_factory=Facts)
    record: Mapping[str, str] = field(default_factory=dict)


@action
def prepare(*, by: Acting, meeting_id: uuid.UUID, telling: Telling, now: datetime) -> list[Prepared]:
    """Assess what is to be told, one assessment for each unit, and send nothing: one key later marks it said."""
    policy.demand(policy.holds(by, "disclose"))
    meeting, file = _running(by, meeting_id), locked(telling.file_id)
    _item(meeting, file)
    if not telling.receivers or {unit.pk for unit in telling.receivers} - set(meeting.units):
        raise RefusedError(_("Choose among the units that are called to the meeting."))
    group, made = uuid.uuid4(), []
    for receiver in telling.receivers:
        assessment = _assessed(by, file, receiver, telling, meeting, now)
        made.append(_prepared(by, meeting, assessment, group, telling.record))
    ids = {"meeting": [meeting.number], "assessment": [one.assessment_id for one in made]}
    entry.current().record(Event("meeting.prepared", ids=ids), room_id=file.room_id)
    return made


@action
def mark_said(
    *, by: Acting, meeting_id: uuid.UUID, group: uuid.UUID, said: SaidState, version: int, now: datetime
) -> list[Prepared]:
    """Mark what was prepared as said, not said or open again; raises ConflictError when a colleague was first.

    Said reaches those who are in the talk; for a unit that has left it stays unsent.
    """
    policy.demand(policy.holds(by, "disclose"))
    meeting = _running(by, meeting_id)
    rows = _group(meeting, group, version)
    present = _present(meeting, rows[0].person_id)
    heard = [row for row in rows if row.receiver_id in present]
    if said is SaidState.SAID:
        _may_be_said(heard, by, now)
    for row in rows:
        row.state = SaidState.NOT_SAID if said is SaidState.SAID and row not in heard else said
        row.marked_at, row.marked_by_id = (now, by.user_id) if said else (None, None)
        row.version = version + 1
        row.save(update_fields=["state", "marked_at", "marked_by", "version"])
    ids = {"meeting": [meeting.number], "assessment": [row.assessment_id for row in heard]}
    event = Event("meeting.marked", ids=ids, codes={"said": said.value or "open"})
    entry.current().record(event, room_id=rows[0].room_id)
    return rows


@action
def note_heard(*, by: Acting, meeting_id: uuid.UUID, file_id: uuid.UUID, unit: Unit, text: str, now: datetime) -> Heard:
    """Write down what another unit said, as an own note: it is copied to nobody."""
    meeting = Meeting.objects.get(room_id=by.room_id, pk=meeting_id)
    if unit.pk not in meeting.units:
        raise RefusedError(_("Choose among the units that are called to the meeting."))
    title = _("%(unit)s said in the meeting") % {"unit": unit.short_name}
    written = Entry(NoteKind.FACT, title, text, min(now, max(meeting.starts_at, meeting.closed_at or now)))
    note = add_note(by=by, file_id=file_id, entry_=written, now=now)
    made = Heard.objects.create(
        room_id=note.room_id, meeting=meeting.number, person_id=note.person_id, note=note, unit=unit
    )
    ids = {"meeting": [meeting.number], "note": [note.pk]}
    entry.current().record(Event("meeting.heard", ids=ids), room_id=note.room_id)
    return made


@action
def close_own_part(*, by: Acting, meeting_id: uuid.UUID, now: datetime) -> list[Receipt]:
    """Decide and send what this officer marked as said, as told orally at that time. Returns the receipts.

    Where the record asks for more words, the full assessment is a duty of hers by the next working day.
    """
    policy.demand(policy.holds(by, "disclose"))
    meeting = Meeting.objects.get(room_id=by.room_id, pk=meeting_id)
    if now < meeting.starts_at:
        raise RefusedError(_("The meeting has not begun. Close it afterwards."))
    receipts, left = [], 0
    for row in _said_by(by, meeting):
        receipt = _tell(by, row, now)
        receipts += [receipt] if receipt else []
        left += receipt is None
    ids = {"meeting": [meeting.number], "receipt": [one.pk for one in receipts]}
    entry.current().record(Event("meeting.told", ids=ids, counts={"sent": len(receipts), "left": left}))
    return receipts


def _assessed(by: Acting, file: File, receiver: Unit, telling: Telling, meeting: Meeting, now: datetime) -> Assessment:
    started = start_assessment(
        by=by, person=file.person, receiver=receiver, purpose=telling.purpose, chosen=telling.chosen, requested=False,
        now=now, meeting=meeting.number,
    )  # fmt: skip
    if telling.facts == Facts():
        return started
    kept, _answer = answer_questions(by=by, assessment=started, version=1, facts=telling.facts, now=now)
    return kept


def _prepared(
    by: Acting, meeting: Meeting, assessment: Assessment, group: uuid.UUID, record: Mapping[str, str]
) -> Prepared:
    return Prepared.objects.create(
        room_id=assessment.room_id, meeting=meeting.number, group=group, person_id=assessment.person_id,
        assessment=assessment, receiver_id=assessment.receiver_id, record=dict(record) or None, by_id=by.user_id,
    )  # fmt: skip


def _group(meeting: Meeting, group: uuid.UUID, version: int) -> list[Prepared]:
    found = Prepared.objects.select_for_update(of=("self",)).filter(
        room_id__in=opened(), meeting=meeting.number, group=group
    )
    rows = list(found.select_related("assessment").order_by("id"))
    if not rows:
        raise RefusedError(_("It is no longer there. Reload the page."))
    if rows[0].version != version:
        raise ConflictError(rows[0])
    if any(row.assessment.decision != Decision.OPEN for row in rows):
        raise RefusedError(_("It has already been sent. Send a correction instead."))
    return rows


def _present(meeting: Meeting, person_id: uuid.UUID) -> list[uuid.UUID]:
    """The units in the talk about a person, found by the number that the own file has."""
    files = File.objects.filter(room_id__in=opened(), person_id=person_id, cooperation__isnull=False)
    item = MeetingItem.objects.filter(
        room_id=meeting.room_id, meeting=meeting, cooperation__in=list(files.values_list("cooperation", flat=True))
    ).first()
    return item.present if item else []


def _may_be_said(rows: Sequence[Prepared], by: Acting, now: datetime) -> None:
    if not rows:
        raise RefusedError(_("Nobody you prepared this for is in the talk. Note who takes part first."))
    for row in rows:
        answer = weigh(row.assessment, by=by, on=today(now)).answer
        may_decide(row.assessment, Decision.GIVEN, by, answer).demand()


def _said_by(by: Acting, meeting: Meeting) -> list[Prepared]:
    found = Prepared.objects.filter(
        room_id__in=opened(), meeting=meeting.number, state=SaidState.SAID, marked_by_id=by.user_id,
        assessment__decision=Decision.OPEN,
    )  # fmt: skip
    rows = list(found.select_related("assessment").order_by("marked_at", "id"))
    delivery.reserve(row.receiver_id for row in rows)
    return rows


def _tell(by: Acting, row: Prepared, now: datetime) -> Receipt | None:
    """Decide one assessment as told; when words are missing it stays as told, and the duty begins."""
    assessment = row.assessment
    assessment.told_at, assessment.recorded_at = row.marked_at, now
    assessment.due_on = next_working_day(today(row.marked_at or now))
    assessment.save(update_fields=["told_at", "recorded_at", "due_on"])
    try:
        with transaction.atomic(using=entry.ROOMS):
            return decide(
                by=by, assessment=assessment, version=assessment.version, decision=Decision.GIVEN,
                record=row.record or {}, now=now,
            )  # fmt: skip
    except RefusedError:
        _owe_words(by, assessment, now)
        return None


def _owe_words(by: Acting, assessment: Assessment, now: datetime) -> None:
    known = Duty.objects.filter(room_id=assessment.room_id, assessment=assessment, done_at=None)
    if not known.exists():
        Duty.objects.create(
            room_id=assessment.room_id, kind=DutyKind.FULL_ASSESSMENT, provision="FL-27",
            person_id=assessment.person_id, assessment=assessment, unit_id=by.unit_id, owner_id=by.user_id,
            due_on=assessment.due_on or today(now), made_at=now,
        )  # fmt: skip


def _running(by: Acting, meeting_id: uuid.UUID) -> Meeting:
    meeting = Meeting.objects.get(room_id=by.room_id, pk=meeting_id)
    if meeting.state == MeetingState.CLOSED:
        raise RefusedError(_("The meeting is closed. Its notes are not changed."))
    return meeting


def _item(meeting: Meeting, file: File) -> MeetingItem:
    items = MeetingItem.objects.filter(room_id=meeting.room_id, meeting=meeting)
    found = items.filter(cooperation=file.cooperation).first() if file.cooperation else None
    if found is None:
        raise RefusedError(_("The person is not on the agenda of this meeting."))
    return found
