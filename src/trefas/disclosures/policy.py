"""May this be given, taken back or registered now, by this person? Verdicts with a sentence for her."""

from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from trefas.audit.lag import Standing, standing
from trefas.audit.trust import TrustError, required
from trefas.disclosures.assessing import information, unopened
from trefas.disclosures.models import Assessment, Decision, Receipt
from trefas.law import RULEBOOK, Answer
from trefas.persons.policy import May, Verdict
from trefas.rooms.entry import Acting

# What the rulebook may have said for an officer to decide to give. A closed answer has no support in the law.
GIVEABLE = frozenset({"no_secrecy", "required", "permitted", "needs_assessment"})

# Where a threatened person is, is never decided on beforehand (OSL 21:3, 21:3 a, 26:2, 35:11): ask her own handler.
NEVER_BEFOREHAND = frozenset(
    {"protected_whereabouts", "protected_registration", "minor_whereabouts", "police_protection"}
)

YES = Verdict(May.YES)


def no(sentence: str) -> Verdict:
    """Return a no with its sentence."""
    return Verdict(May.NO, sentence)


def may_prepare(by: Acting) -> Verdict:
    """Judge preparing an assessment, or noting what was told in an emergency: whoever works with people."""
    if by.may("disclose") or by.may("follow"):
        return YES
    return no(_("Your role does not include this. Ask your manager."))


def may_decide(assessment: Assessment, decision: Decision, by: Acting, answer: Answer | None = None) -> Verdict:
    """Judge a decision: mandate, not decided before, and support in the law for what is given."""
    if not by.may("disclose"):
        return no(_("Your role does not decide on disclosure. Ask a colleague who does."))
    if assessment.decision != Decision.OPEN:
        return no(_("This assessment is already decided."))
    if decision is Decision.REFUSED:
        return YES
    if decision is Decision.BEFOREHAND and (waits := _may_wait(assessment)).outcome is May.NO:
        return waits
    if assessment.told_at is not None:
        # Told in an emergency (BrB 24:4) it is told: the record is kept and the lawyer sees it.
        return YES
    return _supported(assessment.outcome, answer)


def may_leave(decision: Decision, now: datetime) -> Verdict:
    """Judge whether a copy may leave the room: not while others have not confirmed the log for too long.

    What is refused, or sealed for an emergency that may come, leaves nothing.
    """
    if decision not in (Decision.GIVEN, Decision.PARTLY):
        return YES
    try:
        lag = standing(required(), now)
    except TrustError:
        return no(_("Nothing can be sent now: who confirms the log cannot be read. Tell those who run Trefas."))
    if lag.standing is not Standing.LATE:
        return YES
    if lag.since is None:
        return no(_("Nothing can be sent now: no other authority has confirmed the log. Sign again when it is."))
    said = _("Nothing can be sent now: no other authority has confirmed the log since %(when)s. Sign again when it is.")
    return no(said % {"when": f"{localtime(lag.since):%Y-%m-%d %H.%M}"})


def _may_wait(assessment: Assessment) -> Verdict:
    """Judge deciding beforehand: nothing already told, and no word of where a threatened person is."""
    if assessment.told_at is not None:
        return no(_("It is told already. Decide it as what was told."))
    if NEVER_BEFOREHAND & information(assessment):
        return no(_("Where a threatened person is can never be decided on beforehand. Keep that item back."))
    return YES


def _supported(outcome: str, answer: Answer | None) -> Verdict:
    if outcome == "facts_missing":
        return no(_("A fact is missing. Add it before you decide."))
    if outcome not in GIVEABLE:
        return no(_("There is no support in the law for giving this. You can refuse and note why."))
    if answer is not None and (left := unopened(answer)):
        cited = ", ".join(RULEBOOK.locks[lock].citation for lock in left)
        return no(_("Answer the questions about %(secrecy)s first. Nothing opens it yet.") % {"secrecy": cited})
    return YES


def may_register(by: Acting) -> Verdict:
    """Judge registration."""
    if by.may("register"):
        return YES
    return no(_("Your role does not register what is received. Ask the registrar."))


def may_correct(receipt: Receipt, by: Acting) -> Verdict:
    """Judge sending a correction: of something given that the receiver has registered."""
    if not by.may("disclose"):
        return no(_("Your role does not decide on disclosure. Ask a colleague who does."))
    if receipt.state in ("posted", "sent"):
        return no(_("It is not registered yet. Take it back instead, and disclose the right one."))
    if receipt.state != "registered" or receipt.direction != "out":
        return no(_("The receiver does not have it. There is nothing to correct."))
    return YES


def holds(by: Acting, *mandates: str) -> Verdict:
    """Judge whether the person has one of the mandates."""
    if any(by.may(mandate) for mandate in mandates):
        return YES
    return no(_("Your role does not include this. Ask your manager."))
