"""Deciding: given, partly given or refused. All three are recorded; the first two leave the room in an envelope."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.authorities.models import Unit, User
from trefas.disclosures import delivery, items
from trefas.disclosures.delivery import Sending
from trefas.disclosures.models import Assessment, Decision, Receipt
from trefas.disclosures.policy import may_decide
from trefas.persons.actions import ConflictError
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError


@action
def decide(
    *,
    by: Acting,
    assessment: Assessment,
    version: int,
    decision: Decision,
    record: Mapping[str, Any],
    now: datetime,
) -> Receipt | None:
    """Decide and, when something is given, sign and deliver it. `record` = what the officer wrote of law.md 7.

    Returns the sender's receipt, or None for a refusal.
    """
    kept = Assessment.objects.select_for_update().get(room_id=assessment.room_id, pk=assessment.pk)
    if kept.version != version:
        raise ConflictError(kept)
    may_decide(kept, decision, by).demand()
    kept.decision, kept.decided_at, kept.decided_by_id = decision, now, by.user_id
    kept.record, kept.version = dict(record), version + 1
    kept.save()
    event = Event("assessment.decided", ids={"assessment": [kept.pk]}, codes={"decision": decision.value})
    entry.current().record(event, room_id=kept.room_id)
    return None if decision is Decision.REFUSED else _send(kept, by=by, now=now)


@action
def withdraw_disclosure(*, by: Acting, receipt: Receipt) -> None:
    """Take a disclosure back before the receiver has registered it."""
    if not delivery.withdraw(receipt, by=by):
        raise RefusedError(_("It is already registered. You can send a correction."))
    entry.current().record(Event("disclosure.withdrawn", ids={"receipt": [receipt.pk]}), room_id=receipt.room_id)


def _send(assessment: Assessment, *, by: Acting, now: datetime) -> Receipt:
    receiver = Unit.objects.get(pk=assessment.receiver_id)
    sending = Sending("disclosure", receiver, _payload(assessment, by, now), tuple(assessment.statutes), assessment)
    return delivery.send(sending, by=by, now=now)


def _payload(assessment: Assessment, by: Acting, now: datetime) -> dict[str, Any]:
    officer = User.objects.get(pk=by.user_id)
    return {
        "version": 1,
        "from": {
            "unit": str(by.unit_id), "unit_name": by.unit_name, "officer": officer.name, "title": officer.title,
            "telephone": officer.telephone,
        },
        "person": _person(assessment),
        "items": [item.payload() for item in _given(assessment)],
        "ground": {
            "statutes": list(assessment.statutes), "outcome": assessment.outcome, "rulebook": assessment.rulebook,
            "purpose": assessment.purpose,
        },
        "told_at": assessment.told_at.isoformat() if assessment.told_at else None,
        "decided_at": now.isoformat(),
    }  # fmt: skip


def _person(assessment: Assessment) -> dict[str, Any]:
    person = assessment.person
    return {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "identity_number": person.identity_number,
        "birth_date": person.birth_date,
    }


def _given(assessment: Assessment) -> list[items.Described]:
    found: list[items.Described] = []
    for kind in sorted({item["kind"] for item in assessment.items}):
        wanted = [uuid.UUID(item["id"]) for item in assessment.items if item["kind"] == kind and item["given"]]
        found += items.described(assessment.room_id, assessment.person_id, kind, wanted)
    return found
