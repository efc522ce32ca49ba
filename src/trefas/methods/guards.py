"""Each guard of the table as one function: None when it holds, else the reason why it does not."""

from collections.abc import Callable
from datetime import date

from .definition import Guard, Method, Move
from .events import Event, EventKind
from .progress import Progress, consent_valid
from .text import Text

Check = Callable[[Method, Progress, Event], Text | None]

SAME_PERSON = Text(
    "Den som har föreslagit kan inte själv medbedöma förslaget.",
    "The person who proposed cannot sign off the proposal.",
)
SIGNED_BEFORE = Text(
    "Samma person har redan medbedömt förslaget.",
    "The same person has signed off the proposal already.",
)
WRONG_UNIT = Text(
    "Enheten får inte medbedöma i den här metoden.",
    "The unit may not sign off in this method.",
)
NO_NEWER_FACT = Text(
    "Det nya beslutet vilar inte på en nyare uppgift än det förra.",
    "The new decision does not rest on a newer fact than the one before.",
)
NO_CONSENT = Text("Det finns inget giltigt samtycke.", "There is no valid consent.")
SUPPORT_RUNS = Text("Annat stöd pågår fortfarande.", "Other support is still running.")
UNKNOWN_GROUND = Text("Avslutet anger ingen av metodens grunder.", "The ending names none of the method's grounds.")
UNVERIFIED = Text(
    "Avslutet anger inte hur grunden är kontrollerad.",
    "The ending does not say how its ground was verified.",
)


def failing(method: Method, progress: Progress, move: Move, event: Event) -> Text | None:
    """The reason of the first guard of the move that does not hold for this event, or None."""
    reasons = (_CHECKS[guard](method, progress, event) for guard in move.guards)
    return next((reason for reason in reasons if reason), None)


def sign_off_refused(method: Method, progress: Progress, by: str, unit_kind: str) -> Text | None:
    """Why this person may not sign off the proposal at hand, or None."""
    if by == progress.proposer:
        return SAME_PERSON
    if by in progress.signers:
        return SIGNED_BEFORE
    return None if unit_kind in method.sign_off.unit_kinds else WRONG_UNIT


def _sign_offs(method: Method, progress: Progress, event: Event) -> Text | None:
    """Counts the event's own sign-off; it is for the caller to remember it."""
    if refused := sign_off_refused(method, progress, event.by, event.unit_kind):
        return refused
    missing = method.sign_off.count - len(progress.signers) - 1
    if missing <= 0:
        return None
    return Text(f"Det saknas {missing} medbedömning till.", f"{missing} more sign-off is missing.")


def _newer_fact(method: Method, progress: Progress, event: Event) -> Text | None:
    latest = newest_fact(progress)
    newer = event.fact_on is not None and event.fact_on <= event.on and (latest is None or event.fact_on > latest)
    return None if newer else NO_NEWER_FACT


def newest_fact(progress: Progress) -> date | None:
    """The day that a new decision's fact must be later than: the latest fact, else the latest decision."""
    return progress.fact_on or progress.decided_on


def _consent(method: Method, progress: Progress, event: Event) -> Text | None:
    """The consent at hand; an event that gives one answers for itself."""
    if event.kind == EventKind.CONSENT_GIVEN:
        return NO_CONSENT if event.until is not None and event.until < event.on else None
    return None if consent_valid(progress, event.on) else NO_CONSENT


def _last_support(method: Method, progress: Progress, event: Event) -> Text | None:
    return SUPPORT_RUNS if progress.running_support - {event.subject} else None


def _ground(method: Method, progress: Progress, event: Event) -> Text | None:
    endings = {ending.id: ending for ending in method.endings}
    if event.ground not in endings:
        return UNKNOWN_GROUND
    return None if event.verified in endings[event.ground].verified else UNVERIFIED


_CHECKS: dict[Guard, Check] = {
    Guard.SIGN_OFFS: _sign_offs,
    Guard.NEWER_FACT: _newer_fact,
    Guard.CONSENT: _consent,
    Guard.LAST_SUPPORT: _last_support,
    Guard.GROUND: _ground,
}
