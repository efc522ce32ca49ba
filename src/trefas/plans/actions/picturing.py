"""The two-sided threat picture, acute measures, and what is done with a task."""

import uuid
from datetime import date, datetime

from django.utils.translation import gettext as _

from trefas.disclosures.models import Receipt, ReceivedItem
from trefas.files import policy as files_policy
from trefas.files.models import Note
from trefas.plans.actions._shared import Order, day_of, later, make_task, open_file, tell
from trefas.plans.models import Direction, Task, TaskKind, Threat
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms


@action
def add_threat(
    *, by: Acting, file_id: uuid.UUID, direction: str, on: date, text: str, now: datetime,
    note_id: uuid.UUID | None = None, received_id: uuid.UUID | None = None,
) -> Threat:  # fmt: skip
    """Add a dated entry to one side of the threat picture; it rests on an own note or a received item of the person."""
    file = open_file(by, file_id, "follow")
    if direction not in Direction.values or not text.strip() or on > day_of(now):
        raise RefusedError(_("Say which side, which day and what is known."))
    person = {"room_id": file.room_id, "person_id": file.person_id}
    note = Note.objects.get(**person, pk=note_id) if note_id else None
    received = ReceivedItem.objects.get(**person, pk=received_id) if received_id else None
    if note is None and received is None:
        raise RefusedError(_("Choose the note or the received item that it rests on."))
    made = Threat.objects.create(
        **person, file=file, direction=direction, on=on, text=text.strip(), note=note, received=received,
        decided_at=now, decided_by_id=by.user_id,
    )  # fmt: skip
    tell("threat.added", file, {"threat": made.pk}, direction=direction)
    return made


@action
def no_longer_current(*, by: Acting, threat_id: uuid.UUID, since: date, reason: str, now: datetime) -> Threat:
    """Say that an entry is no longer current, since when and why; the entry itself stays."""
    files_policy.demand(files_policy.holds(by, "follow"))
    found = Threat.objects.select_for_update().select_related("file").get(room_id__in=open_rooms(), pk=threat_id)
    if found.past_since is not None or not reason.strip() or not found.on <= since <= day_of(now):
        raise RefusedError(_("Say since which day it is no longer current, and why."))
    found.past_since, found.past_reason, found.past_by_id = since, reason.strip(), by.user_id
    found.save(update_fields=["past_since", "past_reason", "past_by"])
    tell("threat.past", found.file, {"threat": found.pk})
    return found


@action
def order_acute(
    *, by: Acting, file_id: uuid.UUID, text: str, due_on: date, now: datetime, owner: uuid.UUID | None = None
) -> Task:
    """Order an acute measure of the own authority: what, by whom, by which day."""
    file = open_file(by, file_id, "follow")
    if not text.strip():
        raise RefusedError(_("Write what is to be done at once."))
    later(due_on, day_of(now))
    made = make_task(by, file, Order(TaskKind.ACUTE, due_on, text=text, owner=owner), now)
    tell("task.made", file, {"task": made.pk}, kind=made.kind)
    return made


@action
def finish_task(
    *, by: Acting, task_id: uuid.UUID, outcome: str, now: datetime, receipt_id: uuid.UUID | None = None
) -> Task:
    """Note that a task is done, and what came of it or the receipt of what was told."""
    task = _open_task(by, task_id)
    receipt = Receipt.objects.get(room_id=task.room_id, pk=receipt_id, direction="out") if receipt_id else None
    if receipt is None and not outcome.strip():
        raise RefusedError(_("Write what came of it."))
    if receipt is not None and task.to_unit_id not in (None, receipt.other_unit_id):
        raise RefusedError(_("That was told to another unit than the one this is about."))
    task.receipt = receipt
    return _closed(by, task, "task.done", outcome, now)


@action
def drop_task(*, by: Acting, task_id: uuid.UUID, reason: str, now: datetime) -> Task:
    """Note that a task is not to be done, and why."""
    task = _open_task(by, task_id)
    if not reason.strip():
        raise RefusedError(_("Write why it is not to be done."))
    task.dropped = True
    return _closed(by, task, "task.dropped", reason, now)


def _open_task(by: Acting, task_id: uuid.UUID) -> Task:
    files_policy.demand(files_policy.holds(by, "follow"))
    found = Task.objects.select_for_update().get(room_id__in=open_rooms(), pk=task_id)
    if found.done_at is not None:
        raise RefusedError(_("Somebody has already closed this task. Reload the page."))
    return found


def _closed(by: Acting, task: Task, kind: str, outcome: str, now: datetime) -> Task:
    task.done_at, task.done_by_id, task.outcome = now, by.user_id, outcome.strip() or None
    task.save()
    tell(kind, task.file, {"task": task.pk}, kind=task.kind)
    return task
