"""What the actions of a plan share: the locked open file, a task with its owner, and the audit event of both."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.files import policy as files_policy
from trefas.files.actions import Happening, record_event, set_next_step
from trefas.files.definitions import definition_of
from trefas.files.derivation import as_event, rows_of
from trefas.files.models import File, FileEvent
from trefas.methods import Outcome, may_record
from trefas.plans.models import Task
from trefas.rooms import entry
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms


@dataclass(frozen=True)
class Order:
    """A task before it is made: `items` = (kind, id) of what a disclosure is to start with."""

    kind: str
    due_on: date
    order: str = ""
    text: str = ""
    owner: uuid.UUID | None = None
    to_kind: str = ""
    to_unit: uuid.UUID | None = None
    items: Sequence[tuple[str, uuid.UUID]] = field(default=())
    source: uuid.UUID | None = None


def day_of(moment: datetime) -> date:
    """Return the day it is where the work is done."""
    return timezone.localtime(moment).date()


def open_file(by: Acting, file_id: uuid.UUID, mandate: str) -> File:
    """Return a file that takes entries, locked until the transaction ends; refuses without the mandate."""
    files_policy.demand(files_policy.holds(by, mandate))
    file = any_file(file_id)
    files_policy.demand(files_policy.is_open(file))
    return file


def any_file(file_id: uuid.UUID) -> File:
    """Return a file of the open rooms, closed ones too, locked until the transaction ends."""
    return File.objects.select_for_update().get(room_id__in=open_rooms(), pk=file_id)


def make_task(by: Acting, file: File, order: Order, now: datetime) -> Task:
    """Make a task of this room with a named owner, the file's handler unless another is named."""
    return Task.objects.create(
        room_id=file.room_id, file=file, person_id=file.person_id, kind=order.kind, order=order.order,
        text=order.text.strip() or None, owner_id=order.owner or file.handler_id, due_on=order.due_on,
        to_kind=order.to_kind, to_unit_id=order.to_unit, source=order.source, made_at=now, made_by_id=by.user_id,
        items=[{"kind": kind, "id": str(one)} for kind, one in order.items],
    )  # fmt: skip


def happened(by: Acting, file: File, kind: str, on: date, now: datetime, **detail: str) -> FileEvent:
    """Record an event of the file by its own action, which judges it; what is empty in its detail is left out."""
    detail = {name: value for name, value in detail.items() if value}
    return record_event(by=by, file_id=file.pk, happening=Happening(kind, on, detail), now=now)


def sentences(*parts: object) -> str:
    """Join what is said of an event, each with its full stop."""
    told = [str(part).strip().rstrip(".") for part in parts]
    return " ".join(f"{part}." for part in told if part)


def could_happen(by: Acting, file: File, happening: Happening) -> bool:
    """Return whether the file's definition takes an event now; for events that only some stages have."""
    row = FileEvent(kind=happening.kind, on=happening.on, unit_kind=by.room_kind, by_id=by.user_id)
    row.detail = dict(happening.detail or {})
    before = [as_event(one) for one in rows_of(file)]
    return may_record(definition_of(file), before, as_event(row)).outcome is Outcome.ALLOWED


def try_again(by: Acting, file: File, on: date | None, now: datetime) -> None:
    """Move the file's next step to the day of the next try. A step that a person wrote keeps its words."""
    current, words = any_file(file.pk), _("Contact again")
    if on is not None:
        text = None if current.next_step else words
        set_next_step(by=by, file_id=current.pk, version=current.version, now=now, text=text, on=on)
    elif current.next_step == words:
        set_next_step(by=by, file_id=current.pk, version=current.version, now=now, text="")


def tell(event_kind: str, file: File, ids: dict[str, uuid.UUID] | None = None, /, **codes: str) -> None:
    """Record the audit event of an action about a file."""
    named = {name: [one] for name, one in (ids or {}).items()}
    event = Event(event_kind, ids={"file": [file.pk], "person": [file.person_id], **named}, codes=codes)
    entry.current().record(event, room_id=file.room_id)


def not_in_future(moment: datetime, now: datetime) -> None:
    """Refuse a time that has not come."""
    if moment > now:
        raise RefusedError(_("The time has not come yet. Write when it happened."))


def later(day: date | None, on: date) -> None:
    """Refuse a next date that is not to come."""
    if day is not None and day < on:
        raise RefusedError(_("The next date has already passed. Choose a later one."))
