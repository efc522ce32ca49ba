"""Corrections: what was given and registered cannot be taken back, only corrected by a notice that points to it."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.authorities.models import Unit
from trefas.disclosures import delivery, items
from trefas.disclosures.actions.deciding import ground_of, sender_of
from trefas.disclosures.delivery import Sending
from trefas.disclosures.models import Assessment, Receipt
from trefas.disclosures.policy import may_correct
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError


@dataclass(frozen=True)
class Correction:
    """Which given item is wrong and why, and the item that replaces it: (kind, id), or None when nothing does."""

    reference: uuid.UUID
    reason: str
    replaced_by: tuple[str, uuid.UUID] | None = None


@action
def send_correction(*, by: Acting, receipt: Receipt, correction: Correction, now: datetime) -> Receipt:
    """Send a correction on the ground of what it corrects; it may hold no other kind of information."""
    may_correct(receipt, by).demand()
    assessment = Assessment.objects.get(room_id=receipt.room_id, pk=receipt.assessment_id or uuid.UUID(int=0))
    given = _given(assessment, correction)
    if not correction.reason.strip():
        raise RefusedError(_("Write what was wrong."))
    payload = {
        "version": 1,
        "from": sender_of(by),
        "corrects": {"envelope": str(receipt.envelope), "reference": str(correction.reference)},
        "reason": correction.reason.strip(),
        "items": _replacement(assessment, given, correction),
        "ground": ground_of(assessment),
        "decided_at": now.isoformat(),
    }
    receiver = Unit.objects.get(pk=receipt.other_unit_id)
    sent = delivery.send(Sending("correction", receiver, payload, tuple(receipt.statutes), assessment), by=by, now=now)
    ids = {"receipt": [sent.pk], "corrects": [receipt.pk], "assessment": [assessment.pk]}
    entry.current().record(Event("correction.sent", ids=ids), room_id=receipt.room_id)
    return sent


def _given(assessment: Assessment, correction: Correction) -> dict[str, Any]:
    for item in assessment.items:
        if item["id"] == str(correction.reference) and item["given"]:
            return dict(item)
    raise RefusedError(_("That item was not given to this receiver. There is nothing to correct."))


def _replacement(assessment: Assessment, given: dict[str, Any], correction: Correction) -> list[dict[str, Any]]:
    if correction.replaced_by is None:
        return []
    kind, item_id = correction.replaced_by
    (found,) = items.described(assessment.room_id, assessment.person_id, kind, [item_id])
    if not set(found.categories) <= set(given["categories"]):
        raise RefusedError(_("The correction holds another kind of information. Make an assessment of its own."))
    return [found.payload()]
