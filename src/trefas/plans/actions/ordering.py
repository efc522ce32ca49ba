"""Ordering from another authority what a yes orders there: prepared at the yes, decided by its officer, taken in there.

Nothing of it goes by itself: the order is an item of a disclosure, put to the rulebook and decided like any other.
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from trefas.audit.events import Event
from trefas.disclosures.actions import start_assessment
from trefas.disclosures.items import ORDER
from trefas.disclosures.models import Assessment, Receipt, ReceivedItem
from trefas.disclosures.reading import consents_in_force, units
from trefas.files import policy as files_policy
from trefas.files.definitions import definition_of
from trefas.files.models import File
from trefas.plans import policy
from trefas.plans.actions._shared import Order, day_of, make_task, open_file, sentences, tell
from trefas.plans.items import order_of
from trefas.plans.models import Task, TaskKind
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.opening import open_rooms

# An order that stands here already, by an own yes or by an order that came before.
OWN = (TaskKind.ORDER, TaskKind.ORDERED)


@action
def prepare_order(*, by: Acting, task_id: uuid.UUID, to_unit: uuid.UUID, now: datetime) -> Assessment:
    """Start the assessment by which another authority is ordered to do what a yes orders; nothing is told by this."""
    task = Task.objects.select_for_update().get(room_id__in=open_rooms(), pk=task_id)
    file = open_file(by, task.file_id, "offer")
    files_policy.demand(policy.may_order(task))
    receiver = units().get(pk=to_unit, branch__kind=task.to_kind)
    # An order that came to the wrong unit, or was taken back, is made again: it waits as if it had not been sent.
    task.to_unit, task.receipt, task.done_at, task.done_by = receiver, None, None, None
    task.save(update_fields=["to_unit", "receipt", "done_at", "done_by"])
    purpose = _purpose(file, task, to_unit, day_of(now))
    made = start_assessment(
        by=by, person=file.person, receiver=receiver, purpose=purpose, chosen=[(ORDER, task.pk)], requested=False,
        now=now,
    )  # fmt: skip
    tell("order.prepared", file, {"task": task.pk, "assessment": made.pk})
    return made


def _purpose(file: File, task: Task, to_unit: uuid.UUID, on: date) -> str:
    """What the order is for; where a consent names the receiver, what the person consented to."""
    wanted = order_of(file, task.order).purpose.value
    consents = [one for one in consents_in_force(file.room_id, file.person_id, on) if to_unit in one.receiver_ids]
    agreed = [purpose for one in consents for purpose in one.purposes]
    return wanted if wanted in agreed or not agreed else agreed[0]


def note_given(assessment: Assessment, task_id: uuid.UUID, receipt: Receipt, by: Acting, now: datetime) -> None:
    """Note that an order has been sent: its task is done, and tells by its receipt whether it is received."""
    task = Task.objects.select_for_update().get(room_id=assessment.room_id, pk=task_id)
    if task.done_at is None:
        task.receipt, task.done_at, task.done_by_id, task.to_unit_id = receipt, now, by.user_id, receipt.other_unit_id
        task.save(update_fields=["receipt", "done_at", "done_by", "to_unit"])
        tell("order.sent", task.file, {"task": task.pk, "receipt": receipt.pk})


@action
def take_orders(
    *, by: Acting, received: Sequence[ReceivedItem], now: datetime, owner: uuid.UUID | None = None
) -> list[Task]:
    """Make what was ordered tasks of this room, due when the order says; the file must be open already.

    The other authority's words never decide what is done here: an order that the own definition does not give this
    kind of authority is kept as an acute measure, in the words it came in.
    """
    files_policy.demand(files_policy.holds(by, "register"))
    orders = [one for one in received if (one.content or {}).get("kind") == ORDER]
    made = [task for one in orders if (task := _take(by, one, owner, now)) is not None]
    ids = {"received": [one.pk for one in orders], "task": [task.pk for task in made]}
    room_id = received[0].room_id if received else by.room_id
    entry.current().record(Event("orders.taken", ids=ids, counts={"tasks": len(made)}), room_id=room_id)
    return made


def _take(by: Acting, received: ReceivedItem, owner: uuid.UUID | None, now: datetime) -> Task | None:
    told = received.content or {}
    given = told.get("extra")
    extra = given if isinstance(given, dict) else {}
    file = _file_of(received, str(extra.get("method", "")))
    if file is None:
        return None
    known = {one.id for one in definition_of(file).orders if one.owner == by.room_kind}
    order, due = str(extra.get("order", "")), _due(extra.get("due_on"), day_of(received.received_at))
    asked = Order(TaskKind.ORDERED, due, owner=owner, to_unit=received.sender_id, source=received.pk)
    if order not in known:
        words = sentences(told.get("title", ""), told.get("text", ""))
        return make_task(by, file, replace(asked, kind=TaskKind.ACUTE, text=words), now)
    own = Task.objects.filter(room_id=file.room_id, file=file, order=order, done_at=None, kind__in=OWN)
    return own.first() or make_task(by, file, replace(asked, order=order), now)


def _file_of(received: ReceivedItem, method: str) -> File | None:
    """The open file that the registration was noted in: of the method that the order names, else any."""
    if received.person_id is None:
        return None
    found = File.objects.select_for_update().filter(
        room_id=received.room_id, person_id=received.person_id, ended_on=None
    )
    files = list(found.order_by("opened_on", "id"))
    return next((file for file in files if file.method == method), next(iter(files), None))


def _due(said: object, came: date) -> date:
    """The day an order says, which a slow registration does not put off; the day it came when it says none."""
    try:
        return min(date.fromisoformat(str(said)), came)
    except ValueError:
        return came
