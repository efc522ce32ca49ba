"""May this be offered, given, decided or ended now, by this person? Verdicts with a sentence for who asked."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trefas.files.definitions import definition_of, said
from trefas.files.models import File
from trefas.files.policy import ADULT, YES, age_on, is_child, no
from trefas.law import PLACEMENT, Text, consent_age
from trefas.methods import Ending, Measure, Outcome, Support, ends_alone
from trefas.persons.policy import May, Verdict
from trefas.plans.models import Answer, Consenter, Offer, SecondLook, Task, TaskKind
from trefas.rooms.entry import Acting

# A placement always takes the guardian's consent, or else compulsory care.
PLACEMENTS = frozenset({"housing_elsewhere", "relocation"})
GUARDIAN_AGREES = frozenset({Consenter.GUARDIAN, Consenter.BOTH})
CHILD_AGREES = frozenset({Consenter.CHILD, Consenter.BOTH})


def may_answer(offer: Offer, answer: str) -> Verdict:
    """Judge an answer: any may follow a no or no answer, and nothing but a new offer follows a yes."""
    if answer not in Answer.values:
        return no(_("Choose yes, no or no answer."))
    if offer.answer == Answer.YES:
        return no(_("The person has said yes to this offer already. Make a new offer instead."))
    return YES


# An order that nobody has: it came to the wrong unit, was taken back, or could not be delivered.
LOST = frozenset({"withdrawn", "wrong_receiver", "refused"})


def may_order(task: Task) -> Verdict:
    """Judge ordering from another authority: what a yes orders there, and that nobody has received yet."""
    if task.kind != TaskKind.TELL or not task.order:
        return no(_("This is nothing that another authority is ordered to do."))
    if task.done_at is not None and (task.receipt is None or task.receipt.state not in LOST):
        return no(_("It has already been ordered, or the task is closed. Reload the page."))
    return YES


def may_support(by: Acting, file: File, kind: Support, consent_by: str, on: date) -> Verdict:
    """Judge support: given by the kind of authority it belongs to, and with the consent that the age asks for."""
    if kind.owner != by.room_kind:
        return no(_("Another authority gives this kind of support. Offer it instead, and tell them."))
    return consents(file, kind.id, consent_by, on)


def consents(file: File, kind: str, consent_by: str, on: date) -> Verdict:
    """Judge who has consented by the ages of SoL 21:1-2, and a placement by its own rule."""
    age = age_on(file.person.birth_date, on)
    if consent_by not in Consenter.values:
        return no(_("Say who consents to the support."))
    if age is None or age >= ADULT:
        return YES if consent_by == Consenter.PERSON else no(_("The person is of age and consents alone."))
    if kind in PLACEMENTS and consent_by not in GUARDIAN_AGREES:
        return no(said_law(PLACEMENT))
    rule = consent_age(age)
    agrees = consent_by in GUARDIAN_AGREES or (rule.first > 0 and consent_by in CHILD_AGREES)
    return YES if agrees else no(said_law(rule.text))


def said_law(text: Text) -> str:
    """Return a text of the law package in the language of the page."""
    return text.in_("en" if (get_language() or "sv").startswith("en") else "sv")


def may_plan(by: Acting, file: File, kind: Measure, ground: str, facts: Sequence[str], on: date) -> Verdict:
    """Judge a measure: the authority whose law it is, its ground, its age, and each of its facts in words."""
    if kind.owner != by.room_kind:
        return no(_("Another authority decides this measure, by a law of its own."))
    if ground not in kind.grounds:
        return no(_("Choose one of the legal grounds of the measure."))
    if len(facts) != len(kind.facts) or not all(fact.strip() for fact in facts):
        wanted = "; ".join(said(fact) for fact in kind.facts)
        return no(_("State every fact that the measure rests on: %(facts)s.") % {"facts": wanted})
    return _fits_age(file, kind, on)


def _fits_age(file: File, kind: Measure, on: date) -> Verdict:
    if kind.age_from is None and kind.age_below is None:
        return YES
    age = age_on(file.person.birth_date, on)
    if age is None:
        return no(_("The measure has an age limit. Note the birth date first."))
    if age < (kind.age_from or 0) or (kind.age_below is not None and age >= kind.age_below):
        return no(_("The person's age is outside the limits of the measure."))
    return YES


def child_is_tested(file: File, tested: object, on: date) -> Verdict:
    """Judge whether a child's best interests have been tested where the person is under 18."""
    if tested is None and is_child(file.person.birth_date, on):
        return no(_("The person is under 18. Test the best interests of the child and note the own view."))
    return YES


def may_end(by: Acting, file: File, ground: str, verified: str) -> Verdict:
    """Judge an ending by one person: the mandate, a verified ground, and a definition that asks for no other's look."""
    if not by.may("end"):
        return no(_("Your manager decides to end. Write what you know and ask for the decision."))
    fits = is_verified(file, ground, verified)
    if fits.outcome is not May.YES:
        return fits
    alone = ends_alone(definition_of(file), ground, verified)
    return YES if alone.outcome is Outcome.ALLOWED else no(" ".join(said(reason) for reason in alone.reasons))


def takes_second_look(file: File, ground: str, verified: str) -> bool:
    """Return whether the file's definition lets a second person look at an ending on this ground, verified so."""
    fits = is_verified(file, ground, verified).outcome is May.YES
    return fits and ends_alone(definition_of(file), ground, verified).outcome is Outcome.REFUSED


def may_look(by: Acting, look: SecondLook) -> Verdict:
    """Judge answering a proposed ending: by somebody who decides endings, never by who proposed it."""
    if not by.may("end"):
        return no(_("Your role does not decide to end. Ask your manager."))
    if look.state != "waiting":
        return no(_("It has already been answered. Reload the page."))
    if look.proposed_by_id == by.user_id:
        return no(_("You proposed the ending. Another person must look at it."))
    return YES


def is_verified(file: File, ground: str, verified: str) -> Verdict:
    """Judge the ground of an ending: one that the definition has, verified in a way that fits it."""
    endings: dict[str, Ending] = {ending.id: ending for ending in definition_of(file).endings}
    if ground not in endings:
        return no(_("Choose one of the grounds for ending."))
    if verified not in endings[ground].verified:
        return no(_("Say how the ground was verified, in a way that fits it."))
    return YES


__all__ = [
    "May",
    "Verdict",
    "child_is_tested",
    "consents",
    "is_verified",
    "may_answer",
    "may_end",
    "may_look",
    "may_order",
    "may_plan",
    "may_support",
    "takes_second_look",
]
