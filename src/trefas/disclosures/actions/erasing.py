"""Who was told is told that it is gone: a correction that replaces nothing, when the sender erases."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.authorities.models import Unit
from trefas.disclosures import delivery
from trefas.disclosures.actions.deciding import ground_of, sender_of
from trefas.disclosures.delivery import Sending
from trefas.disclosures.models import Assessment, Receipt
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting


@action
def tell_receivers(*, by: Acting, room_id: uuid.UUID, people: Sequence[uuid.UUID], now: datetime) -> int:
    """Tell each receiver of a registered copy that the sender has erased it (GDPR 19); returns how many notices."""
    given = Receipt.objects.filter(room_id=room_id, direction="out", state="registered", assessment__person__in=people)
    receipts = list(given.select_related("assessment").order_by("at", "id"))
    delivery.reserve(receipt.other_unit_id for receipt in receipts)
    sent = [_tell(receipt, receipt.assessment, item, by, now) for receipt in receipts if receipt.assessment
            for item in receipt.assessment.items if item["given"]]  # fmt: skip
    event = Event("erasure.told", ids={"receipt": [one.pk for one in sent]}, counts={"notices": len(sent)})
    entry.current().record(event, room_id=room_id)
    return len(sent)


def _tell(receipt: Receipt, assessment: Assessment, item: dict[str, str], by: Acting, now: datetime) -> Receipt:
    payload = {
        "version": 1,
        "from": sender_of(by),
        "corrects": {"envelope": str(receipt.envelope), "reference": item["id"]},
        "reason": _("The sender has erased this. Your own rules say how long you keep your copy."),
        "items": [],
        "ground": ground_of(assessment),
        "decided_at": now.isoformat(),
    }
    receiver = Unit.objects.get(pk=receipt.other_unit_id)
    return delivery.send(Sending("correction", receiver, payload, tuple(receipt.statutes), assessment), by=by, now=now)
