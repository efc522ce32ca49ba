"""Rules signed off: proposed by a lawyer, confirmed by another person, and taken back by one."""

import uuid
from datetime import datetime

from django.db import connections
from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.disclosures.days import today
from trefas.disclosures.models import RuleSignature
from trefas.disclosures.policy import holds
from trefas.disclosures.reading import SIGN_OFF, signatures_waiting
from trefas.law import RULEBOOK
from trefas.rooms import entry, second_person
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError


@action
def propose_signature(*, by: Acting, rule: str, now: datetime) -> uuid.UUID:
    """Propose a rule as it stands today, as the lawyer who has reviewed it; returns the act that another confirms."""
    holds(by, "legal_review").demand()
    if rule not in RULEBOOK.versions:
        raise RefusedError(_("There is no such rule."))
    what = {"rule": rule, "version": RULEBOOK.versions[rule]}
    _demand_unsigned(by, what)
    if any(act.what == what for act in signatures_waiting(by.room_id, now)):
        raise RefusedError(_("It waits for another person already."))
    return second_person.propose(by=by, kind=SIGN_OFF, what=what)


@action
def confirm_signature(*, by: Acting, act_id: uuid.UUID, now: datetime) -> RuleSignature:
    """Confirm another's review: from now on the rule is certain in this room. A changed rule needs a new one."""
    waits = signatures_waiting(by.room_id, now).filter(pk=act_id).first()
    if waits is None:
        raise RefusedError(_("This no longer waits for an answer. Load the page again."))
    if waits.what["version"] != RULEBOOK.versions.get(waits.what["rule"]):
        raise RefusedError(_("The rule has been changed since. It must be reviewed as it stands now."))
    _demand_unsigned(by, waits.what)
    second_person.confirm(by=by, act_id=act_id)
    made = uuid.uuid4()
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute("SELECT sign_rule_agreed(%s, %s, %s, %s)", [made, act_id, RULEBOOK.version, today(now)])
    ids = {"signature": [made], "act": [act_id]}
    entry.current().record(Event("rule.signed", ids=ids, codes={"rule": waits.what["rule"]}))
    return RuleSignature.objects.get(room_id=by.room_id, pk=made)


@action
def take_back_signature(*, by: Acting, signature: RuleSignature, now: datetime) -> None:
    """Take a sign-off back: the rule is uncertain again, so one lawyer is enough."""
    holds(by, "legal_review").demand()
    signature.taken_back_at, signature.taken_back_by_id = now, by.user_id
    signature.save(update_fields=["taken_back_at", "taken_back_by"])
    entry.current().record(
        Event("rule.signature_taken_back", ids={"signature": [signature.pk]}, codes={"rule": signature.rule})
    )


def _demand_unsigned(by: Acting, what: dict[str, str]) -> None:
    running = RuleSignature.objects.filter(room_id=by.room_id, taken_back_at=None)
    if running.filter(rule=what["rule"], rule_version=what["version"]).exists():
        raise RefusedError(_("The rule is already signed off."))
