"""Duties done or handed over, and breaches assessed."""

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.disclosures.models import Breach, BreachState, Duty, DutyKind, DutyOutcome
from trefas.disclosures.policy import holds
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError

OUTCOMES = {
    DutyKind.PROTECTION_ASSESSMENT: (DutyOutcome.NEEDS_PROTECTION, DutyOutcome.NO_PROTECTION),
    DutyKind.CHILD_INQUIRY: (DutyOutcome.OPENED, DutyOutcome.NOT_OPENED),
    DutyKind.INQUIRY: (DutyOutcome.OPENED, DutyOutcome.NOT_OPENED),
    DutyKind.CONSENT_ENDED: (DutyOutcome.DONE,),
}


@action
def do_duty(*, by: Acting, duty: Duty, outcome: DutyOutcome, words: str, now: datetime) -> Duty:
    """Note that a duty is done and what was found. A full assessment is done by deciding it, not here."""
    holds(by, "follow").demand()
    kept = Duty.objects.select_for_update().get(room_id=duty.room_id, pk=duty.pk)
    if kept.done_at is not None:
        raise RefusedError(_("It is already done. Reload the page."))
    if outcome not in OUTCOMES.get(DutyKind(kept.kind), ()):
        raise RefusedError(_("Choose what you found."))
    if not words.strip() and kept.kind != DutyKind.CONSENT_ENDED:
        raise RefusedError(_("Write what your decision rests on."))
    kept.outcome, kept.words = outcome, words.strip() or None
    kept.done_at, kept.done_by_id = now, by.user_id
    kept.save()
    event = Event("duty.done", ids={"duty": [kept.pk], "person": [kept.person_id]}, codes={"outcome": outcome.value})
    entry.current().record(event, room_id=kept.room_id)
    return kept


@action
def hand_over_duty(*, by: Acting, duty: Duty, owner_id: uuid.UUID) -> Duty:
    """Give a duty another owner."""
    holds(by, "follow", "reassign").demand()
    kept = Duty.objects.select_for_update().get(room_id=duty.room_id, pk=duty.pk, done_at=None)
    kept.owner_id = owner_id
    kept.save()
    entry.current().record(Event("duty.handed_over", ids={"duty": [kept.pk], "to": [owner_id]}), room_id=kept.room_id)
    return kept


@action
def assess_breach(*, by: Acting, breach: Breach, state: BreachState, words: str, now: datetime) -> Breach:
    """Assess a possible breach: reported, or why it need not be (GDPR 33, brottsdatalagen 3:9)."""
    holds(by, "disclose", "register").demand()
    kept = Breach.objects.select_for_update().get(room_id=breach.room_id, pk=breach.pk)
    if kept.state != BreachState.OPEN:
        raise RefusedError(_("It is already assessed. Reload the page."))
    if state is BreachState.OPEN or not words.strip():
        raise RefusedError(_("Say whether it is reported, and write why."))
    kept.state, kept.words, kept.assessed_at, kept.assessed_by_id = state, words.strip(), now, by.user_id
    kept.save(update_fields=["state", "words", "assessed_at", "assessed_by"])
    event = Event("breach.assessed", ids={"breach": [kept.pk]}, codes={"state": state.value})
    entry.current().record(event, room_id=kept.room_id)
    return kept
