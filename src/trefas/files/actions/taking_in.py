"""Taking in what other rooms tell of the spine and of meetings. It is organisational only, so nobody need judge it."""

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from trefas.audit.events import Event
from trefas.disclosures import delivery
from trefas.disclosures.models import Assessment, Decision, Envelope
from trefas.files.actions.convening import close_copy, copy_meeting
from trefas.files.actions.cooperating import others, send_to, spine_of
from trefas.files.cooperation import spine
from trefas.files.meeting_items import INVITATION
from trefas.files.meeting_models import Cooperation
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.pairs import CompromisedError

KINDS = ("invitation", "answer")
MOST = 50
Payload = dict[str, Any]


@action
def take_in(*, by: Acting, now: datetime) -> int:
    """Bring this room's copies up to date, oldest first; returns how many envelopes were taken in.

    What concerns an inner room waits until one of its handlers comes by.
    """
    taken = []
    for envelope in waiting_copies(by)[:MOST]:
        payload = _opened(by, envelope)
        if payload is not None and TAKE[payload["about"]](by, envelope, payload, now):
            Envelope.objects.filter(room_id=by.room_id, pk=envelope.pk).update(state="registered")
            delivery.answer(envelope, "registered", by=by)
            taken.append(envelope.pk)
    entry.current().record(Event("spine.taken_in", ids={"envelope": taken}, counts={"envelopes": len(taken)}))
    return len(taken)


def _opened(by: Acting, envelope: Envelope) -> Payload | None:
    """Return what it says; None when somebody else may have signed it: then it is refused, and tells nothing."""
    try:
        return delivery.open_envelope(envelope)[0]
    except CompromisedError:
        Envelope.objects.filter(room_id=by.room_id, pk=envelope.pk).update(state="refused")
        return None


def waiting_copies(by: Acting) -> Any:
    """Return the envelopes about the spine and meetings that wait in the room, locked against a colleague's page."""
    found = Envelope.objects.filter(room_id=by.room_id, kind__in=KINDS, state="waiting")
    return found.select_for_update(skip_locked=True).order_by("delivered_at", "id")


def _joined(by: Acting, envelope: Envelope, payload: Payload, now: datetime) -> bool:
    """Add the unit that accepts, and tell everybody who takes part; only a unit that was invited can accept."""
    copy = spine(uuid.UUID(payload["cooperation"]))
    if copy is None:
        return False
    if _was_invited(copy, envelope.sender_unit_id) and envelope.sender_unit_id not in copy.units:
        copy.units = [*copy.units, envelope.sender_unit_id]
        copy.save(update_fields=["units"])
        send_to(by, others(copy, by), spine_of(copy), now)
    return True


def _was_invited(copy: Cooperation, unit_id: uuid.UUID) -> bool:
    given = Assessment.objects.filter(
        room_id=copy.room_id, receiver_id=unit_id, decision__in=(Decision.GIVEN, Decision.PARTLY)
    )
    wanted = (INVITATION, str(copy.pk))
    return any((item["kind"], item["id"]) == wanted for row in given for item in row.items if item["given"])


def _spine(by: Acting, envelope: Envelope, payload: Payload, now: datetime) -> bool:
    copy = spine(uuid.UUID(payload["cooperation"]))
    if copy is None:
        return False
    if envelope.sender_unit_id in copy.units:
        told = [uuid.UUID(unit) for unit in payload["units"]]
        copy.units = [*copy.units, *(unit for unit in told if unit not in copy.units)]
        copy.next_review_on = date.fromisoformat(payload["next_review_on"]) if payload["next_review_on"] else None
        copy.save(update_fields=["units", "next_review_on"])
    return True


def _left(by: Acting, envelope: Envelope, payload: Payload, now: datetime) -> bool:
    copy = spine(uuid.UUID(payload["cooperation"]))
    if copy is None:
        return False
    copy.units = [unit for unit in copy.units if unit != envelope.sender_unit_id]
    copy.save(update_fields=["units"])
    return True


def _meeting(by: Acting, envelope: Envelope, payload: Payload, now: datetime) -> bool:
    copy_meeting(by, envelope.sender_unit_id, payload)
    return True


def _closed(by: Acting, envelope: Envelope, payload: Payload, now: datetime) -> bool:
    return close_copy(by, envelope.sender_unit_id, payload)


TAKE: dict[str, Callable[[Acting, Envelope, Payload, datetime], bool]] = {
    "joined": _joined,
    "spine": _spine,
    "left": _left,
    "meeting": _meeting,
    "meeting_closed": _closed,
}
