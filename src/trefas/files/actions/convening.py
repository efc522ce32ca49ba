"""Convening and closing a joint meeting: the joint part (attendance, numbers, times), the same in every room."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.disclosures.days import today
from trefas.files import policy
from trefas.files.actions.cooperating import send_to
from trefas.files.cooperation import may_join, spines, units_by_id
from trefas.files.meeting_models import Meeting, MeetingItem, MeetingState
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError

INVITATION, ANSWER = "invitation", "answer"
MOST_PEOPLE = 60
JUST_BEGUN = timedelta(minutes=30)


@dataclass(frozen=True)
class Call:
    """When and where, which other units are called, and whom it is about: numbers of co-operations, in order."""

    starts_at: datetime
    ends_at: datetime
    place: str
    units: tuple[uuid.UUID, ...]
    cooperations: tuple[uuid.UUID, ...]
    method: str = "trefas"


@dataclass(frozen=True)
class Next:
    """When and where the units meet again."""

    starts_at: datetime
    ends_at: datetime
    place: str


@action
def convene(*, by: Acting, call: Call, now: datetime) -> Meeting:
    """Call the units to a meeting: each gets a copy with time, place, units and numbers, and resolves the numbers."""
    policy.demand(policy.holds(by, "convene"))
    _judge(by, call, now)
    meeting = Meeting.objects.create(
        room_id=by.room_id, number=uuid.uuid4(), method=call.method, held_by_id=by.unit_id,
        units=[by.unit_id, *call.units], starts_at=call.starts_at, ends_at=call.ends_at, place=call.place.strip(),
    )  # fmt: skip
    _set_items(meeting, _attendance(meeting, call.cooperations))
    _record("meeting.convened", meeting)
    send_to(by, call.units, _told(meeting), now, INVITATION)
    return meeting


@action
def change_meeting(*, by: Acting, meeting_id: uuid.UUID, call: Call, now: datetime) -> Meeting:
    """Change time, place or agenda before the meeting; the units stay, and each gets the change."""
    policy.demand(policy.holds(by, "convene"))
    meeting = _own(by, meeting_id)
    _judge(by, call, now)
    meeting.starts_at, meeting.ends_at, meeting.place = call.starts_at, call.ends_at, call.place.strip()
    meeting.revision += 1
    meeting.save()
    _set_items(meeting, _attendance(meeting, call.cooperations))
    _record("meeting.changed", meeting)
    send_to(by, _others(meeting, by), _told(meeting), now, INVITATION)
    return meeting


@action
def set_present(*, by: Acting, item_id: uuid.UUID, units: Sequence[uuid.UUID], now: datetime) -> MeetingItem:
    """Note which units are in the talk about a person. The convener's note is the joint one when the meeting closes."""
    policy.demand(policy.holds(by, "follow"))
    item = MeetingItem.objects.select_related("meeting").get(room_id=by.room_id, pk=item_id)
    _still_open(item.meeting)
    item.present = [unit for unit in item.meeting.units if unit in set(units)]
    item.save(update_fields=["present"])
    ids = {"meeting": [item.meeting.number], "cooperation": [item.cooperation]}
    entry.current().record(Event("meeting.present", ids=ids, counts={"units": len(item.present)}))
    return item


@action
def close_meeting(*, by: Acting, meeting_id: uuid.UUID, next_meeting: Next | None, now: datetime) -> Meeting:
    """Close the meeting: attendance, times and the next meeting become the same in every room.

    What each officer said is decided and sent when that officer closes her own part (`close_own_part`).
    """
    policy.demand(policy.holds(by, "convene"))
    meeting = _own(by, meeting_id)
    if now < meeting.starts_at:
        raise RefusedError(_("The meeting has not begun. Close it afterwards."))
    if next_meeting is not None:
        _judge_time(next_meeting.starts_at, next_meeting.ends_at, next_meeting.place, now)
        meeting.next_starts_at, meeting.next_ends_at = next_meeting.starts_at, next_meeting.ends_at
        meeting.next_place = next_meeting.place.strip()
    meeting.state, meeting.closed_at, meeting.revision = MeetingState.CLOSED, now, meeting.revision + 1
    meeting.save()
    _meet(meeting)
    _record("meeting.closed", meeting)
    send_to(by, _others(meeting, by), _told(meeting) | {"about": "meeting_closed"}, now, ANSWER)
    return meeting


def copy_meeting(by: Acting, from_unit: uuid.UUID, payload: dict[str, Any]) -> Meeting | None:
    """Keep this room's copy of a meeting that another room convened; None when it is older than what is known."""
    number = uuid.UUID(payload["number"])
    found = Meeting.objects.select_for_update().filter(room_id=by.room_id, number=number).first()
    if found is not None and (found.held_by_id != from_unit or found.revision >= payload["revision"]):
        return None
    meeting = found or Meeting(room_id=by.room_id, number=number, held_by_id=from_unit)
    meeting.method, meeting.place, meeting.revision = payload["method"], payload["place"], payload["revision"]
    meeting.units = [uuid.UUID(unit) for unit in payload["units"]]
    meeting.starts_at, meeting.ends_at = _instant(payload["starts_at"]), _instant(payload["ends_at"])
    meeting.save()
    _set_items(meeting, [(uuid.UUID(one["cooperation"]), _ids(one["present"])) for one in payload["items"]])
    _record("meeting.copied", meeting)
    return meeting


def close_copy(by: Acting, from_unit: uuid.UUID, payload: dict[str, Any]) -> bool:
    """Close this room's copy with the joint part as the convener tells it; whether it was taken in."""
    meeting = copy_meeting(by, from_unit, payload)
    if meeting is not None:
        meeting.state, meeting.closed_at = MeetingState.CLOSED, _instant(payload["closed_at"])
        if payload["next"]:
            meeting.next_starts_at = _instant(payload["next"]["starts_at"])
            meeting.next_ends_at = _instant(payload["next"]["ends_at"])
            meeting.next_place = payload["next"]["place"]
        meeting.save()
        _meet(meeting)
    return True


def _judge(by: Acting, call: Call, now: datetime) -> None:
    _judge_time(call.starts_at, call.ends_at, call.place, now)
    if not call.units:
        raise RefusedError(_("Choose at least one unit to meet."))
    if not 0 < len(call.cooperations) <= MOST_PEOPLE or len(set(call.cooperations)) != len(call.cooperations):
        raise RefusedError(_("Choose between 1 and 60 people for the agenda."))
    units = units_by_id([by.unit_id, *call.units])
    for unit_id in call.units:
        policy.demand(may_join(units[by.unit_id], units[unit_id], call.method, today(call.starts_at)))
    if set(call.cooperations) - set(spines(call.cooperations)):
        raise RefusedError(_("Only people that you co-operate about can be on the agenda."))


def _judge_time(starts_at: datetime, ends_at: datetime, place: str, now: datetime) -> None:
    # An acute meeting is called when it has just begun.
    if not now - JUST_BEGUN < starts_at < ends_at or ends_at < now or today(starts_at) != today(ends_at):
        raise RefusedError(_("Choose a day to come, and an end later the same day."))
    if not place.strip():
        raise RefusedError(_("Write where you meet."))


def _attendance(meeting: Meeting, numbers: Sequence[uuid.UUID]) -> list[tuple[uuid.UUID, list[uuid.UUID]]]:
    """Those who follow the person are in the talk from the start; the others leave it."""
    copies = spines(numbers)
    return [(one, [unit for unit in meeting.units if unit in copies[one].units]) for one in numbers]


def _set_items(meeting: Meeting, wanted: Sequence[tuple[uuid.UUID, list[uuid.UUID]]]) -> None:
    MeetingItem.objects.filter(room_id=meeting.room_id, meeting=meeting).delete()
    MeetingItem.objects.bulk_create(
        MeetingItem(room_id=meeting.room_id, meeting=meeting, cooperation=number, position=place, present=present)
        for place, (number, present) in enumerate(wanted, start=1)
    )


def _meet(meeting: Meeting) -> None:
    """Add the day to the spine of everybody who was talked about."""
    items = MeetingItem.objects.filter(room_id=meeting.room_id, meeting=meeting)
    on = today(meeting.starts_at)
    for copy in spines(items.values_list("cooperation", flat=True)).values():
        copy.met_on = sorted({*copy.met_on, on})
        copy.save(update_fields=["met_on"])


def _own(by: Acting, meeting_id: uuid.UUID) -> Meeting:
    meeting = Meeting.objects.select_for_update().get(room_id=by.room_id, pk=meeting_id)
    if meeting.held_by_id != by.unit_id:
        raise RefusedError(_("Another unit convened the meeting. Ask it to change or close it."))
    _still_open(meeting)
    return meeting


def _still_open(meeting: Meeting) -> None:
    if meeting.state == MeetingState.CLOSED:
        raise RefusedError(_("The meeting is closed. Its notes are not changed."))


def _others(meeting: Meeting, by: Acting) -> list[uuid.UUID]:
    return [unit for unit in meeting.units if unit != by.unit_id]


def _told(meeting: Meeting) -> dict[str, Any]:
    items = MeetingItem.objects.filter(room_id=meeting.room_id, meeting=meeting).order_by("position")
    after = {"starts_at": meeting.next_starts_at, "ends_at": meeting.next_ends_at}
    return {
        "version": 1, "about": "meeting", "number": str(meeting.number), "method": meeting.method,
        "revision": meeting.revision, "units": [str(unit) for unit in meeting.units], "place": meeting.place,
        "starts_at": meeting.starts_at.isoformat(), "ends_at": meeting.ends_at.isoformat(),
        "closed_at": meeting.closed_at.isoformat() if meeting.closed_at else None,
        "items": [
            {"cooperation": str(item.cooperation), "present": [str(unit) for unit in item.present]} for item in items
        ],
        "next": {**{name: at.isoformat() for name, at in after.items() if at}, "place": meeting.next_place}
        if meeting.next_starts_at else None,
    }  # fmt: skip


def _ids(texts: Sequence[str]) -> list[uuid.UUID]:
    return [uuid.UUID(text) for text in texts]


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _record(kind: str, meeting: Meeting) -> None:
    items = MeetingItem.objects.filter(room_id=meeting.room_id, meeting=meeting)
    ids = {"meeting": [meeting.number], "cooperation": list(items.values_list("cooperation", flat=True))}
    entry.current().record(Event(kind, ids=ids))
