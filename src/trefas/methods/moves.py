"""What may be done now, by whom, and what the form must ask: verdicts for buttons and for actions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .definition import SAME, START, EventType, Guard, Method, Move, Order, Stage, UnitKind
from .events import Event, EventKind
from .guards import NO_CONSENT, failing, sign_off_refused
from .progress import Progress, consent_valid, stage_of
from .stage import walk
from .text import Text
from .verdicts import MoveVerdict, Need, Outcome, Verdict

BY_TIME = frozenset({EventKind.LAPSED, EventKind.CONSENT_EXPIRED})
"""Events that time brings about; nobody presses a button for them."""

_NEEDS: dict[str, tuple[Need, ...]] = {
    EventKind.ENDED: (Need.GROUND, Need.VERIFIED),
    EventKind.PROPOSED: (Need.FACT_ON,),
    EventKind.REDECIDED: (Need.FACT_ON,),
    EventKind.SUPPORT_STARTED: (Need.SUBJECT,),
    EventKind.SUPPORT_ENDED: (Need.SUBJECT,),
    EventKind.CONSENT_GIVEN: (Need.UNTIL,),
    EventKind.CUSTODY_STARTED: (Need.UNTIL,),
}
_NOT_BEGUN = Text("Personen följs inte än.", "The person is not followed yet.")
_CLOSED = Text(
    "Uppföljningen är stängd. Föreslå personen på nytt om något nytt har hänt.",
    "Following is closed. Propose the person again if something new has happened.",
)
_NO_MOVE = Text("Händelsen hör inte till skedet.", "The event does not belong to this stage.")
_BY_TIME = Text("Det här sker av sig självt när tiden går ut.", "This happens by itself when time runs out.")
_NOT_IN_CUSTODY = Text("Personen är inte frihetsberövad.", "The person is not in custody.")
_IN_CUSTODY = Text("Personen är redan frihetsberövad.", "The person is in custody already.")
_OTHER_UNIT = Text("En annan slags enhet gör det här.", "Another kind of unit does this.")
_NO_CONSENT_NEEDED = Text(
    "Metoden kräver inget samtycke. Varje utlämnande prövas för sig.",
    "The method needs no consent. Each disclosure is assessed by itself.",
)
_CONSENT_STANDS = Text("Samtycket gäller.", "The consent is valid.")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who would act: a stable id and the kind of the unit."""

    by: str
    unit_kind: UnitKind


def allowed_moves(method: Method, events: Iterable[Event], on: date, actor: Actor) -> tuple[MoveVerdict, ...]:
    """One verdict for each event of the method, in its order: may this person record it on that day?

    What a form has yet to ask (ground, newer fact) counts as answerable; `may_record` judges the answers.
    """
    progress = walk(method, events, on)
    return tuple(_verdict(method, progress, event_type, on, actor) for event_type in method.events)


def may_record(method: Method, events: Iterable[Event], event: Event) -> MoveVerdict:
    """Whether this very event, with its answers, may be added to the events before it.

    Raises ValueError for an event that the method does not declare.
    """
    progress = walk(method, events, event.on)
    event_type = next((known for known in method.events if known.id == event.kind), None)
    if event_type is None:
        raise ValueError(f"The method {method.id} has no event {event.kind!r}.")
    verdict = _verdict(method, progress, event_type, event.on, Actor(event.by, UnitKind(event.unit_kind)))
    move = method.move(progress.stage_id, event.kind)
    if verdict.outcome is Outcome.REFUSED or move is None:
        return verdict
    return _judge_answers(method, progress, move, event, verdict)


def _judge_answers(method: Method, progress: Progress, move: Move, event: Event, verdict: MoveVerdict) -> MoveVerdict:
    why_not = failing(method, progress, move, event)
    if why_not is None:
        return verdict
    partial = set(move.guards) & {Guard.SIGN_OFFS, Guard.LAST_SUPPORT}
    outcome = Outcome.ALLOWED if partial else Outcome.REFUSED
    staying = stage_of(method, progress)
    return MoveVerdict(verdict.event, verdict.label, outcome, staying, verdict.needs, (why_not,))


def joint_work(method: Method, events: Iterable[Event], on: date) -> Verdict:
    """Whether the parties may work jointly on that day as far as consent goes."""
    if not method.consent.required:
        return Verdict(Outcome.ALLOWED, (_NO_CONSENT_NEEDED,))
    if consent_valid(walk(method, events, on), on):
        return Verdict(Outcome.ALLOWED, (_CONSENT_STANDS,))
    return Verdict(Outcome.REFUSED, (NO_CONSENT, method.consent.ground))


def orders_after(method: Method, event_id: str) -> tuple[Order, ...]:
    """What an event orders at once, e.g. threat assessment and needs inquiry on an acceptance."""
    return tuple(order for order in method.orders if order.event == event_id)


def _verdict(method: Method, progress: Progress, event_type: EventType, on: date, actor: Actor) -> MoveVerdict:
    move = None if event_type.beside else method.move(progress.stage_id, event_type.id)
    why_not = _refusal(method, progress, event_type, move, on, actor)
    needs = _NEEDS.get(event_type.id, ()) if event_type.beside else (Need.REASON, *_NEEDS.get(event_type.id, ()))
    return MoveVerdict(
        event=event_type.id,
        label=event_type.label,
        outcome=Outcome.REFUSED if why_not else Outcome.ALLOWED,
        target=None if why_not else _target(method, progress, move),
        needs=needs,
        reasons=(why_not,) if why_not else (event_type.name,),
    )


def _target(method: Method, progress: Progress, move: Move | None) -> Stage | None:
    if move is None or move.target == SAME:
        return stage_of(method, progress)
    return method.stage(move.target)


def _refusal(
    method: Method, progress: Progress, event_type: EventType, move: Move | None, on: date, actor: Actor
) -> Text | None:
    if event_type.id in BY_TIME:
        return _BY_TIME
    if actor.unit_kind not in ((move.unit_kinds if move else ()) or method.parties):
        return _OTHER_UNIT
    if event_type.beside:
        return _beside_refused(method, progress, event_type.id)
    if move is None:
        lacks = _waits_for_consent(method, event_type.id) and not consent_valid(progress, on)
        why_not = _no_move(method, progress)
        return NO_CONSENT if lacks and why_not is _NO_MOVE else why_not
    if event_type.id == EventKind.SIGNED_OFF:
        return sign_off_refused(method, progress, actor.by, actor.unit_kind)
    waits = Guard.CONSENT in move.guards and event_type.id != EventKind.CONSENT_GIVEN
    if waits and not consent_valid(progress, on):
        return NO_CONSENT
    return None


def _waits_for_consent(method: Method, event: str) -> bool:
    """Whether the method lets this happen with a consent only, whatever the stage."""
    moves = [move for move in method.moves if move.event == event]
    return event != EventKind.CONSENT_GIVEN and any(Guard.CONSENT in move.guards for move in moves)


def _no_move(method: Method, progress: Progress) -> Text:
    if progress.stage_id == START:
        return _NOT_BEGUN
    return _CLOSED if method.stage(progress.stage_id).closed else _NO_MOVE


def _beside_refused(method: Method, progress: Progress, event_id: str) -> Text | None:
    if progress.stage_id == START or method.stage(progress.stage_id).closed:
        return _no_move(method, progress)
    if event_id == EventKind.CUSTODY_STARTED and progress.in_custody:
        return _IN_CUSTODY
    if event_id == EventKind.CUSTODY_ENDED and not progress.in_custody:
        return _NOT_IN_CUSTODY
    return None
