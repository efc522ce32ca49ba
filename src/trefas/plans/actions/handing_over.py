"""Handing following over to another district: at once in the own branch, by a disclosure to another board."""

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from trefas.authorities.models import Unit
from trefas.disclosures.models import Receipt
from trefas.files import policy as files_policy
from trefas.files.models import File
from trefas.plans.actions._shared import Order, day_of, happened, make_task, open_file, tell
from trefas.plans.actions.giving_over import give_over
from trefas.plans.models import Handover, Task, TaskKind
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Membership, Room
from trefas.rooms.opening import open_rooms


@action
def hand_over(
    *, by: Acting, file_id: uuid.UUID, to_unit: uuid.UUID, reason: str, now: datetime,
    to_user: uuid.UUID | None = None,
) -> Handover:  # fmt: skip
    """Hand a file over: in the own branch to a named person there, to another board when it has been told."""
    file = open_file(by, file_id, "follow")
    return begin_hand_over(by, file, to_unit, to_user, reason, now)


@action
def complete_hand_over(*, by: Acting, handover_id: uuid.UUID, receipt_id: uuid.UUID, now: datetime) -> Handover:
    """Close the own file when the other board has registered what it was told."""
    found = Handover.objects.select_for_update().select_related("file").get(room_id__in=open_rooms(), pk=handover_id)
    receipt = Receipt.objects.get(
        room_id=found.room_id, pk=receipt_id, direction="out", other_unit_id=found.to_unit_id,
        assessment__person_id=found.person_id,
    )  # fmt: skip
    if found.done_on is not None or receipt.state != "registered":
        raise RefusedError(_("Wait until the other board has registered what you sent."))
    file = open_file(by, found.file_id, "follow")
    happened(by, file, "handed_over", day_of(now), now, text=found.reason)
    found.receipt, found.done_on = receipt, day_of(now)
    found.save()
    own = Task.objects.filter(room_id=found.room_id, source=found.pk, done_at=None)
    own.update(done_at=now, done_by_id=by.user_id, receipt_id=receipt.pk)
    tell("handover.completed", file, {"handover": found.pk})
    return found


def begin_hand_over(
    by: Acting, file: File, to_unit: uuid.UUID | None, to_user: uuid.UUID | None, reason: str, now: datetime
) -> Handover:
    """Prepare a hand-over, or do it within the own branch; called by actions only."""
    if to_unit in (None, file.unit_id) or not reason.strip() or not Unit.objects.filter(pk=to_unit).exists():
        raise RefusedError(_("Choose the unit that takes over, and write why."))
    if Handover.objects.filter(room_id=file.room_id, file=file, done_on=None).exists():
        raise RefusedError(_("A hand-over is already waiting for the other board."))
    made = Handover(
        room_id=file.room_id, file=file, person_id=file.person_id, to_unit_id=to_unit, to_user_id=to_user,
        reason=reason.strip(), prepared_at=now, prepared_by_id=by.user_id,
    )  # fmt: skip
    if _same_branch(by, made.to_unit_id):
        _within(by, file, made, now)
    made.save()
    if made.done_on is None:
        order = Order(TaskKind.HAND_OVER, day_of(now), to_kind=by.room_kind, to_unit=made.to_unit_id, source=made.pk)
        make_task(by, file, order, now)
    tell("handover.begun", file, {"handover": made.pk, "to_unit": made.to_unit_id})
    return made


def _same_branch(by: Acting, unit_id: uuid.UUID) -> bool:
    return Room.objects.filter(pk=by.room_id, branch__units=unit_id).exists()


def _within(by: Acting, file: File, made: Handover, now: datetime) -> None:
    works = Membership.objects.filter(room_id=by.room_id, unit_id=made.to_unit_id)
    if made.to_user_id is None or not works.filter(user_id=made.to_user_id).exists():
        raise RefusedError(_("Choose who takes over in that unit."))
    files_policy.demand(files_policy.holds(by, "reassign"))
    give_over(by=by, file_ids=[file.pk], to_user=made.to_user_id, now=now)
    made.done_on = day_of(now)
