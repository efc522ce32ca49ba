"""May this be done now, by this person? Verdicts with a sentence for who asked."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from trefas.files.definitions import said
from trefas.files.models import File, Proposal
from trefas.methods import Event, Method, Outcome, check_proposal, may_record
from trefas.persons.policy import May, Verdict
from trefas.rooms.entry import Acting
from trefas.sheets import identity_numbers

ADULT = 18


def demand(verdict: Verdict) -> None:
    """Refuse with the verdict's sentence unless it says yes."""
    verdict.demand()


def no(sentence: str) -> Verdict:
    """Return a no with its sentence."""
    return Verdict(May.NO, sentence)


YES = Verdict(May.YES)


def holds(by: Acting, mandate: str) -> Verdict:
    """Judge whether the person's mandates cover it."""
    return YES if by.may(mandate) else no(_("Your role does not include this. Ask your manager."))


def age_on(birth_date: str | None, on: date) -> int | None:
    """Return the age in whole years, or None when the birth date is not known."""
    return identity_numbers.age_on(date.fromisoformat(birth_date), on) if birth_date else None


def is_child(birth_date: str | None, on: date) -> bool:
    """Return whether the person is known to be under 18 (barnkonventionen artikel 1)."""
    age = age_on(birth_date, on)
    return age is not None and age < ADULT


def enough_evidence(method: Method, criteria: Mapping[str, Sequence[Mapping[str, str]]]) -> Verdict:
    """Judge whether each necessary criterion, and enough of the others, has its evidence."""
    verdict = check_proposal(method, {criterion: len(pieces) for criterion, pieces in criteria.items()})
    if verdict.outcome is Outcome.ALLOWED:
        return YES
    return no(" ".join(said(reason) for reason in verdict.reasons))


def roles_are_stated(method: Method, roles: Sequence[Mapping[str, object]]) -> Verdict:
    """Judge whether each event says which roles the person had in it; a label without an event is none."""
    known = {role.id for role in method.roles}
    for event in roles:
        given = event.get("roles")
        if not isinstance(given, list) or not given or not set(given) <= known:
            return no(_("State at least one role of the person in each event."))
    return YES if roles else no(_("Describe at least one event and the person's role in it."))


def may_answer(by: Acting, proposal: Proposal) -> Verdict:
    """Judge whether this person may sign a proposal off, or refuse it: never the one who made it."""
    if not by.may("sign_off"):
        return holds(by, "sign_off")
    if proposal.state != "proposed":
        return no(_("The proposal has already been answered. Reload the page."))
    if proposal.proposed_by_id == by.user_id:
        return no(_("You made the proposal. Another person must judge it."))
    return YES


def may_happen(method: Method, before: Sequence[Event], event: Event) -> Verdict:
    """Judge whether an event may be recorded now, by the file's own definition."""
    verdict = may_record(method, before, event)
    if verdict.outcome is Outcome.ALLOWED:
        return YES
    return no(" ".join(said(reason) for reason in verdict.reasons))


def is_open(file: File) -> Verdict:
    """Judge whether the file still takes entries."""
    return YES if file.ended_on is None else no(_("The file is closed. Propose the person again to open one."))
