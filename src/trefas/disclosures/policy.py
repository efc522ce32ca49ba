"""May this be given, taken back or registered now, by this person? Verdicts with a sentence for her."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from django.utils.translation import gettext as _

from trefas.disclosures.models import Assessment, Decision
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError

# What the rulebook may have said for an officer to decide to give. A closed answer has no support in the law.
GIVEABLE = frozenset({"no_secrecy", "required", "permitted", "needs_assessment"})


class May(StrEnum):
    """Whether something may be done."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class Verdict:
    """May it be done, and why not. Not a truth value."""

    outcome: May
    reason: str = ""

    def __bool__(self) -> NoReturn:
        raise TypeError("compare the outcome of a Verdict, it is no truth value")

    def demand(self) -> None:
        """Raise RefusedError with the reason when the answer is no."""
        if self.outcome is May.NO:
            raise RefusedError(self.reason)


def may_decide(assessment: Assessment, decision: Decision, by: Acting) -> Verdict:
    """Judge a decision: mandate, not decided before, and support in the law for what is given."""
    if not by.may("disclose"):
        return Verdict(May.NO, _("Your role does not decide on disclosure. Ask a colleague who does."))
    if assessment.decision != Decision.OPEN:
        return Verdict(May.NO, _("This assessment is already decided."))
    if decision is Decision.REFUSED:
        return Verdict(May.YES)
    if assessment.told_at is not None:
        # Told in an emergency (BrB 24:4) it is told: the record is kept and the lawyer sees it.
        return Verdict(May.YES)
    return _supported(assessment.outcome)


def _supported(outcome: str) -> Verdict:
    if outcome == "facts_missing":
        return Verdict(May.NO, _("A fact is missing. Add it before you decide."))
    if outcome not in GIVEABLE:
        return Verdict(May.NO, _("There is no support in the law for giving this. You can refuse and note why."))
    return Verdict(May.YES)


def may_register(by: Acting) -> Verdict:
    """Judge registration."""
    if by.may("register"):
        return Verdict(May.YES)
    return Verdict(May.NO, _("Your role does not register what is received. Ask the registrar."))
