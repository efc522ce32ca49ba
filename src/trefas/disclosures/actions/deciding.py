"""Deciding: given, partly given or refused. All three are recorded; the first two leave the room in an envelope."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.authorities.models import Unit, User
from trefas.disclosures import delivery, items, recording
from trefas.disclosures.actions._weighing import Weighed, keep_rulebook, locked, weigh
from trefas.disclosures.assessing import CONSENT_KEY, rests_on
from trefas.disclosures.days import today
from trefas.disclosures.delivery import Prepared, Sending
from trefas.disclosures.models import Assessment, Breach, BreachKind, Decision, Duty, DutyOutcome, Receipt, Review
from trefas.disclosures.policy import may_decide, may_leave, may_prepare
from trefas.law import Signatures
from trefas.persons.actions import ConflictError
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError

NECESSITY = "BrB-24-4"
BREACH_HOURS = 72


@action
def decide(
    *,
    by: Acting,
    assessment: Assessment,
    version: int,
    decision: Decision,
    record: Mapping[str, str],
    now: datetime,
    withheld: Sequence[uuid.UUID] = (),
    signatures: Signatures | None = None,
) -> Receipt | None:
    """Decide and, when something is given, sign and deliver it. The rulebook is asked again, as the law is today.

    `record` = what the officer wrote of law.RECORD_FIELDS (by id), and perhaps "message" to the receiver; `withheld` =
    ids of the items kept back when partly given. Returns the sender's receipt, or None for a refusal. Nothing is given
    while others have not confirmed the log for too long: what was prepared stays as it is, to be signed later.
    """
    may_leave(decision, now).demand()
    kept = locked(assessment.room_id, assessment.pk, version)
    _decide(kept, decision, record, by=by, now=now, withheld=withheld, signatures=signatures)
    return None if decision is Decision.REFUSED else _send(kept, by=by, now=now)


@action
def decide_beforehand(
    *,
    by: Acting,
    assessment: Assessment,
    version: int,
    record: Mapping[str, str],
    now: datetime,
    withheld: Sequence[uuid.UUID] = (),
) -> tuple[Assessment, Prepared]:
    """Decide what may be given in an emergency: judged and recorded as any disclosure, signed and sealed, not sent."""
    kept = locked(assessment.room_id, assessment.pk, version)
    _decide(kept, Decision.BEFOREHAND, record, by=by, now=now, withheld=withheld)
    if items.travels_as(kept) != "disclosure":
        raise RefusedError(_("An order is not for an emergency. Send it now."))
    return kept, delivery.prepare(_sending(kept, by, now), by=by, now=now)


def _decide(
    kept: Assessment,
    decision: Decision,
    record: Mapping[str, str],
    *,
    by: Acting,
    now: datetime,
    withheld: Sequence[uuid.UUID],
    signatures: Signatures | None = None,
) -> None:
    """Judge, record and keep a decision about a locked assessment."""
    _keep_back(kept, decision, withheld)
    weighed = weigh(kept, by=by, on=today(now), signatures=signatures)
    may_decide(kept, decision, by, weighed.answer).demand()
    _take_grounds(kept, decision, weighed, now)
    case = recording.Deciding(kept, weighed.answer, weighed.parties, decision, by, now)
    kept.record = recording.complete(case, record)
    kept.decision, kept.decided_at, kept.decided_by_id, kept.version = decision, now, by.user_id, kept.version + 1
    kept.save()
    keep_rulebook(kept.room_id, now)
    _close_oral(kept, by, now)
    event = Event("assessment.decided", ids={"assessment": [kept.pk]}, codes={"decision": decision.value})
    entry.current().record(event, room_id=kept.room_id)


@action
def prepare_decision(
    *,
    by: Acting,
    assessment: Assessment,
    version: int,
    decision: Decision,
    words: Mapping[str, str],
    withheld: Sequence[uuid.UUID] = (),
) -> Assessment:
    """Keep what the officer means to decide, until she has checked it and signs: {"decision", "words", "withheld"}."""
    may_prepare(by).demand()
    kept = locked(assessment.room_id, assessment.pk, version)
    if kept.decision != Decision.OPEN:
        raise ConflictError(kept)
    back = [str(one) for one in withheld]
    kept.record = {"prepared": {"decision": decision.value, "words": dict(words), "withheld": back}}
    kept.version = version + 1
    kept.save()
    entry.current().record(Event("assessment.prepared", ids={"assessment": [kept.pk]}), room_id=kept.room_id)
    return kept


@action
def withdraw_disclosure(*, by: Acting, receipt: Receipt) -> None:
    """Take a disclosure back before the receiver has registered it."""
    if not by.may("disclose"):
        raise RefusedError(_("Your role does not decide on disclosure. Ask a colleague who does."))
    if not delivery.withdraw(receipt, by=by):
        raise RefusedError(_("It is already registered. You can send a correction."))
    entry.current().record(Event("disclosure.withdrawn", ids={"receipt": [receipt.pk]}), room_id=receipt.room_id)


def _keep_back(kept: Assessment, decision: Decision, withheld: Sequence[uuid.UUID]) -> None:
    back = {str(one) for one in withheld}
    if decision is not Decision.PARTLY and not (decision is Decision.BEFOREHAND and back):
        return
    left = [item for item in kept.items if item["id"] not in back]
    if not left or len(left) == len(kept.items):
        raise RefusedError(_("Partly means that some items are given and some are kept back. Choose which."))
    kept.items = [{**item, "given": item["id"] not in back} for item in kept.items]


def _take_grounds(kept: Assessment, decision: Decision, weighed: Weighed, now: datetime) -> None:
    """Note which consents it rests on; what was told though the law is closed is necessity, and the lawyer sees it."""
    if CONSENT_KEY in kept.statutes:
        kept.consents = rests_on(
            kept, weighed.parties, on=today(now), consents=weighed.consents, signatures=weighed.signatures
        )
    if kept.told_at is not None and decision is not Decision.REFUSED and kept.outcome == "closed":
        kept.statutes, kept.review = [NECESSITY], Review.FLAGGED


def _close_oral(kept: Assessment, by: Acting, now: datetime) -> None:
    if kept.told_at is None:
        return
    due = Duty.objects.filter(room_id=kept.room_id, assessment=kept, done_at=None)
    due.update(done_at=now, done_by_id=by.user_id, outcome=DutyOutcome.DONE)
    if kept.decision == Decision.REFUSED:
        # Told, and afterwards found not to be allowed: a possible breach (GDPR 33, brottsdatalagen 3:9).
        Breach.objects.create(
            room_id=kept.room_id, kind=BreachKind.TOLD_WITHOUT_SUPPORT, direction="out", assessment=kept,
            other_unit_id=kept.receiver_id, discovered_at=now, due_at=now + timedelta(hours=BREACH_HOURS),
        )  # fmt: skip


def _send(assessment: Assessment, *, by: Acting, now: datetime) -> Receipt:
    sent = delivery.send(_sending(assessment, by, now), by=by, now=now)
    items.has_been_given(assessment, sent, by=by, now=now)
    return sent


def _sending(assessment: Assessment, by: Acting, now: datetime) -> Sending:
    receiver = Unit.objects.get(pk=assessment.receiver_id)
    kind, payload = items.travels_as(assessment), _payload(assessment, by, now)
    return Sending(kind, receiver, payload, tuple(assessment.statutes), assessment)


def _payload(assessment: Assessment, by: Acting, now: datetime) -> dict[str, Any]:
    return {
        "version": 1,
        "from": sender_of(by),
        "person": _person(assessment),
        "items": [item.payload() for item in _given(assessment)],
        "ground": ground_of(assessment),
        "message": (assessment.record or {}).get("message", ""),
        "told_at": assessment.told_at.isoformat() if assessment.told_at else None,
        "decided_at": now.isoformat(),
    }


def sender_of(by: Acting) -> dict[str, str]:
    """Return who sends, as the receiver may read it."""
    officer = User.objects.get(pk=by.user_id)
    return {
        "unit": str(by.unit_id), "unit_name": by.unit_name, "officer": officer.name, "title": officer.title,
        "telephone": officer.telephone,
    }  # fmt: skip


def ground_of(assessment: Assessment) -> dict[str, Any]:
    """Return the ground, which travels with what is told."""
    return {
        "statutes": list(assessment.statutes), "outcome": assessment.outcome, "rulebook": assessment.rulebook,
        "purpose": assessment.purpose,
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
        if wanted:
            found += items.described(assessment.room_id, assessment.person_id, kind, wanted)
    return found
