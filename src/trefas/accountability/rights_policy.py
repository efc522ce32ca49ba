"""What may be done with a request now, and by whom. The steps are one table; every no has its sentence."""

from datetime import date

from django.utils.translation import gettext as _

from trefas.accountability.masking import SILENT
from trefas.accountability.rights_models import Asked, Behalf, Decided, Handed, How, Identity, RightsRequest, State, Way
from trefas.files.models import Guardian, MayBeTold
from trefas.law import RULEBOOK
from trefas.law.rights import REGIMES, Regime
from trefas.persons.policy import May, Verdict
from trefas.rooms.entry import Acting

YES = Verdict(May.YES)
# From a state to those that may follow. An extract is never decided; all else is, before its answer is made.
STEPS: dict[str, frozenset[str]] = {
    State.REGISTERED: frozenset({State.GUARDED, State.PASSED_ON}),
    State.GUARDED: frozenset({State.LOOKED, State.PASSED_ON}),
    State.LOOKED: frozenset({State.LOOKED, State.DECIDED, State.MADE, State.PASSED_ON}),
    State.DECIDED: frozenset({State.MADE}),
    State.MADE: frozenset({State.MADE, State.HANDED}),
    State.HANDED: frozenset(),
    State.PASSED_ON: frozenset(),
}
# Whoever is told of longer time is known by then, and nothing is made yet.
PROLONGED_IN = (State.REGISTERED, State.GUARDED, State.LOOKED, State.DECIDED)
TO_ERASE = (Decided.GRANTED, Decided.PARTLY)
WAYS_OUT: dict[str, tuple[Handed, ...]] = {
    Way.ON_SITE: (Handed.READ_HERE,),
    Way.COUNSEL: (Handed.COUNSEL,),
    Way.PAPER: (Handed.BY_HAND, Handed.SAFE_WAY),
}


def no(sentence: str) -> Verdict:
    """Return a no with its sentence."""
    return Verdict(May.NO, sentence)


def receives(by: Acting) -> Verdict:
    """Judge taking in a request, asking about pressure and handing over: whoever meets people or registers."""
    if by.may("register") or by.may("follow"):
        return YES
    return no(_("Your role does not include this. Ask your manager."))


def decides(by: Acting) -> Verdict:
    """Judge assessing, masking and deciding: whoever decides on disclosure."""
    if by.may("disclose"):
        return YES
    return no(_("Your role does not decide on disclosure. Ask a colleague who does."))


def may_step(request: RightsRequest, to: State) -> Verdict:
    """Judge whether the request may go on to a state."""
    if to not in STEPS[request.state]:
        return no(_("That step is not next. Take the steps in order."))
    if to == State.DECIDED and request.kind == Asked.EXTRACT:
        return no(_("An extract is not decided: it is made."))
    if to == State.MADE and request.kind != Asked.EXTRACT and request.state == State.LOOKED:
        return no(_("Decide first. The answer is made from the decision."))
    return YES


def regime(request: RightsRequest) -> Regime:
    """Return the rules the request was registered under."""
    return REGIMES[request.regime]


def may_tie(request: RightsRequest) -> Verdict:
    """Judge tying a request to a person: never for an extract where everybody is answered alike."""
    if regime(request).alike and request.kind == Asked.EXTRACT:
        return no(_("Here everybody gets the same answer. The request is not tied to a person."))
    return YES


def may_rule(how: str, ground: str) -> Verdict:
    """Judge a decision on one item: a provision, and none that would itself tell something when it is printed."""
    if how == How.SHOW:
        return YES
    if ground not in RULEBOOK.locks:
        return no(_("Choose the provision that the decision rests on."))
    if how == How.MASK and ground in SILENT:
        return no(_("This ground would itself tell something on the paper. Leave the item out instead."))
    return YES


def may_be_answered(request: RightsRequest, on: date) -> Verdict:
    """Judge the day: where all are answered alike, no answer leaves before the same number of days has passed."""
    if on < request.not_before:
        sentence = _("The answer may be given from %(day)s: everybody waits as long here, whatever is found.")
        return no(sentence % {"day": request.not_before.isoformat()})
    return YES


def may_prolong(request: RightsRequest, on: date) -> Verdict:
    """Judge taking longer to answer (GDPR 12.3): once, within the first month, where the law knows it, of one known."""
    rules = regime(request)
    if not rules.more_months:
        sentence = _("Longer time cannot be taken here (%(provision)s). Answer without undue delay.")
        return no(sentence % {"provision": rules.citation})
    if request.prolonged_at is not None:
        return no(_("Longer time has been taken already. It is taken once only."))
    if request.state not in PROLONGED_IN:
        return no(_("The answer is made, or waits for nothing. Hand it over."))
    if on > request.due_on:
        sentence = _("The last day was %(day)s, and longer time is told before that. It is late: answer now.")
        return no(sentence % {"day": request.due_on.isoformat()})
    if request.person_id is None:
        return no(_("Assess the request first, and say whom it is about: longer time is told by a recorded safe way."))
    return YES


def guardian_may_be_told(request: RightsRequest) -> Verdict:
    """Judge a guardian's request about a child: only one who was tested and may be told (OSL 12:3)."""
    if request.behalf != Behalf.GUARDIAN or request.person_id is None:
        return YES
    known = Guardian.objects.filter(room_id=request.room_id, person_id=request.person_id, may_be_told=MayBeTold.YES)
    asked = request.asked_by["name"].casefold().strip()
    if any(guardian.name.casefold().strip() == asked for guardian in known):
        return YES
    return no(untested())


def untested() -> str:
    """Say that a guardian has not been tested, or may not be told."""
    return _("This guardian has not been tested, or may not be told (OSL 12:3). Test it in the file first.")


def may_note_erased(request: RightsRequest) -> Verdict:
    """Judge noting that an erasure is done: one that was granted, once."""
    if request.kind == Asked.ERASURE and request.decision in TO_ERASE and request.erased_at is None:
        return YES
    return no(_("There is nothing decided here that waits to be erased."))


def is_granted(request: RightsRequest) -> bool:
    """Return whether it was decided that all of what was asked for is erased."""
    return request.kind == Asked.ERASURE and request.decision == Decided.GRANTED


def may_erase_all(request: RightsRequest) -> Verdict:
    """Judge proposing that all of a person's data goes: granted whole, not yet done, and about a person known here."""
    if not is_granted(request) or request.erased_at is not None:
        return no(_("There is nothing decided here that waits to be erased."))
    if request.person_id is None or request.about:
        return no(_("This is not about all that is held of one person. Erase the part, and note how."))
    return YES


def may_take(request: RightsRequest, form: str) -> Verdict:
    """Judge taking a made answer out: on screen for who reads here, as a file for the others, until handed over."""
    if request.state != State.MADE:
        return no(_("There is no answer to take out now."))
    if (form == "screen") != (request.way == Way.ON_SITE):
        return no(_("The person chose another way after the warning. Hand it over that way."))
    return YES


def may_hand_over(request: RightsRequest, how: Handed) -> Verdict:
    """Judge how an answer reaches the person: as she chose, and never by letter."""
    allowed = WAYS_OUT.get(request.way, ())
    if how not in allowed or (how == Handed.SAFE_WAY and regime(request).alike):
        return no(_("The person chose another way after the warning. Hand it over that way."))
    return YES


def identity_is_sound(request_identity: str) -> Verdict:
    """Judge how identity was checked: without it nothing is registered."""
    if request_identity in Identity.values:
        return YES
    return no(_("Check who asks before anything else."))
