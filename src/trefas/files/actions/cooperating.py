"""The spine: inviting by a disclosure, accepting, leaving, the next joint review, and telling the others' copies."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.authorities.models import Unit
from trefas.disclosures import delivery
from trefas.disclosures.actions import start_assessment
from trefas.disclosures.delivery import Sending
from trefas.disclosures.models import Assessment, ReceivedItem
from trefas.disclosures.reading import units
from trefas.files import policy
from trefas.files.actions._opening import locked, today
from trefas.files.cooperation import may_join, spine, units_by_id
from trefas.files.meeting_items import INVITATION
from trefas.files.meeting_models import Cooperation
from trefas.files.models import File
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import opened

ANSWER = "answer"
# How long an ended file's copy of the spine stays before the others see one unit less.
LEFT_DAYS = 30


@action
def invite(
    *, by: Acting, file_id: uuid.UUID, receiver: Unit, purpose: str, now: datetime, requested: bool = False
) -> Assessment:
    """Prepare an invitation to co-operate: an assessment like any other, sent when somebody decides to give it."""
    policy.demand(policy.holds(by, "disclose"))
    file = locked(file_id)
    policy.demand(policy.is_open(file))
    units = units_by_id([by.unit_id, receiver.pk])
    policy.demand(may_join(units[by.unit_id], units[receiver.pk], file.method, today(now)))
    copy = _begun(by, file)
    if receiver.pk in copy.units:
        raise RefusedError(_("%(unit)s already takes part.") % {"unit": receiver.name})
    return start_assessment(
        by=by, person=file.person, receiver=receiver, purpose=purpose, requested=requested, now=now,
        chosen=[("person", file.person_id), (INVITATION, copy.pk)],
    )  # fmt: skip


@action
def accept_invitation(*, by: Acting, received_id: uuid.UUID, now: datetime) -> Cooperation:
    """Accept what was registered and filed: this room gets its copy of the spine, and the inviter is told.

    To decline is to do nothing, or to register it as not current: nobody is told.
    """
    policy.demand(policy.holds(by, "follow"))
    received = ReceivedItem.objects.get(room_id__in=opened(), pk=received_id)
    invited = _invited(received)
    file = _open_file(received, invited["method"])
    units = units_by_id([by.unit_id, received.sender_id])
    policy.demand(may_join(units[by.unit_id], units[received.sender_id], file.method, today(now)))
    copy, _made = Cooperation.objects.update_or_create(
        room_id=file.room_id, number=uuid.UUID(invited["cooperation"]),
        defaults={
            "method": invited["method"], "method_version": invited["method_version"], "left_on": None,
            "units": [received.sender_id, by.unit_id],
        },
    )  # fmt: skip
    _join(file, copy)
    _note("cooperation.accepted", copy, file)
    send_to(by, [received.sender_id], _about(copy, "joined"), now)
    return copy


@action
def leave_cooperation(*, by: Acting, number: uuid.UUID, now: datetime) -> None:
    """Leave a co-operation: the others see that the unit is no longer part of it, and never why."""
    policy.demand(policy.holds(by, "follow"))
    copy, file = _taking_part(number)
    File.objects.filter(room_id=file.room_id, pk=file.pk).update(cooperation=None)
    send_to(by, others(copy, by), _about(copy, "left"), now)
    _note("cooperation.left", copy, file)
    copy.delete()


@action
def forget_left(*, by: Acting, now: datetime) -> int:
    """Leave the co-operations whose own file ended a while ago; returns how many. The days between tell nobody when."""
    passed = today(now) - timedelta(days=LEFT_DAYS)
    found = Cooperation.objects.select_for_update().filter(room_id__in=opened(), left_on__lte=passed).order_by("number")
    gone = list(found)
    for copy in gone:
        ours = list(units().filter(pk__in=copy.units, branch__rooms=by.room_id).values_list("pk", flat=True))
        told = [unit for unit in copy.units if unit not in ours]
        for unit_id in ours:
            send_to(replace(by, unit_id=unit_id), told, _about(copy, "left"), now)
        copy.delete()
    ids = {"cooperation": [copy.number for copy in gone]}
    entry.current().record(Event("cooperation.forgotten", ids=ids, counts={"cooperations": len(gone)}))
    return len(gone)


@action
def set_joint_review(*, by: Acting, number: uuid.UUID, on: date, now: datetime) -> Cooperation:
    """Say when the units review the co-operation together; every copy gets the day."""
    policy.demand(policy.holds(by, "follow"))
    copy, file = _taking_part(number)
    if on < today(now):
        raise RefusedError(_("The day has passed. Choose a later one."))
    copy.next_review_on = on
    copy.save(update_fields=["next_review_on"])
    send_to(by, others(copy, by), spine_of(copy), now)
    _note("cooperation.review_set", copy, file)
    return copy


def send_to(
    by: Acting, unit_ids: Iterable[uuid.UUID], payload: Mapping[str, Any], now: datetime, kind: str = ANSWER
) -> None:
    """Send the same words to units."""
    units = units_by_id(unit_ids)
    delivery.reserve(units)
    for unit in units.values():
        delivery.send(Sending(kind, unit, payload), by=by, now=now)


def others(copy: Cooperation, by: Acting) -> list[uuid.UUID]:
    """Return the other units of a co-operation."""
    return [unit for unit in copy.units if unit != by.unit_id]


def spine_of(copy: Cooperation) -> dict[str, Any]:
    """Return the whole spine as it travels: units and days, never a word about a person."""
    return _about(copy, "spine") | {
        "units": [str(unit) for unit in copy.units],
        "next_review_on": copy.next_review_on.isoformat() if copy.next_review_on else None,
    }


def _about(copy: Cooperation, what: str) -> dict[str, Any]:
    return {"version": 1, "about": what, "cooperation": str(copy.number)}


def _begun(by: Acting, file: File) -> Cooperation:
    if file.cooperation is not None:
        return Cooperation.objects.get(room_id=file.room_id, number=file.cooperation)
    copy = Cooperation.objects.create(
        room_id=file.room_id, number=uuid.uuid4(), method=file.method, method_version=file.method_version,
        units=[by.unit_id],
    )  # fmt: skip
    _join(file, copy)
    _note("cooperation.begun", copy, file)
    return copy


def _join(file: File, copy: Cooperation) -> None:
    file.cooperation = copy.number
    file.save(update_fields=["cooperation"])


def _note(kind: str, copy: Cooperation, file: File) -> None:
    ids = {"cooperation": [copy.number], "file": [file.pk], "person": [file.person_id]}
    entry.current().record(Event(kind, ids=ids), room_id=file.room_id)


def _invited(received: ReceivedItem) -> dict[str, str]:
    content = received.content or {}
    if received.person_id is None or content.get("kind") != INVITATION:
        raise RefusedError(_("This is no invitation that you have filed to a person."))
    invited: dict[str, str] = content["extra"]
    return invited


def _open_file(received: ReceivedItem, method: str) -> File:
    person_id = received.person_id or uuid.UUID(int=0)
    standing = File.objects.select_for_update().filter(
        room_id=received.room_id, person_id=person_id, method=method, ended_on=None
    )
    file = standing.first()
    if file is None:
        raise RefusedError(_("Open a file for the person first. Then you can accept."))
    if file.cooperation is not None:
        raise RefusedError(_("The file is already part of a co-operation. Leave that one first."))
    return file


def _taking_part(number: uuid.UUID) -> tuple[Cooperation, File]:
    copy = spine(number)
    file = File.objects.filter(room_id__in=opened(), cooperation=number).first()
    if copy is None or file is None:
        raise RefusedError(_("You do not take part in that co-operation."))
    return Cooperation.objects.select_for_update().get(room_id=copy.room_id, pk=copy.pk), file
