"""Stage derivation: one pure function from one authority's own events to where the person stands on a day."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from .definition import Method
from .events import Event, EventKind
from .guards import failing, sign_off_refused
from .progress import Progress, consent_valid, enter, lapses_on, pass_time, stage_of
from .text import Text
from .verdicts import StageVerdict, Unheeded

_CLOSED_OR_NOT_BEGUN = Text(
    "Händelsen hör inte till skedet som gällde då.",
    "The event does not belong to the stage that held then.",
)


def derive_stage(method: Method, events: Iterable[Event], on: date) -> StageVerdict:
    """Where the person stands on `on`, by the events up to and including that day.

    Events of the same day count in the order given. Later events are left out, so the answer for a past
    day never changes when more is recorded. Raises ValueError for an event the method does not declare.
    """
    return to_verdict(method, walk(method, events, on), on)


def walk(method: Method, events: Iterable[Event], on: date) -> Progress:
    """The progress after all events up to `on` and all that time has done by then."""
    known = {event_type.id for event_type in method.events}
    progress = Progress()
    for event in sorted((event for event in events if event.on <= on), key=lambda event: event.on):
        if event.kind not in known:
            raise ValueError(f"The method {method.id} has no event {event.kind!r}.")
        progress = _step(method, pass_time(method, progress, event.on), event)
    return pass_time(method, progress, on)


def to_verdict(method: Method, progress: Progress, on: date) -> StageVerdict:
    """The progress as an answer for people."""
    return StageVerdict(
        stage=stage_of(method, progress),
        since=progress.since,
        lapses_on=lapses_on(method, progress),
        in_custody=progress.in_custody,
        release_on=progress.release_on,
        consent_until=progress.consent_until,
        consent_valid=consent_valid(progress, on),
        running_support=progress.running_support,
        reasons=progress.reasons,
        unheeded=progress.unheeded,
    )


def _step(method: Method, progress: Progress, event: Event) -> Progress:
    progress = _note_condition(progress, event)
    if method.event(event.kind).beside:
        return progress
    move = method.move(progress.stage_id, event.kind)
    why_not = _CLOSED_OR_NOT_BEGUN if move is None else failing(method, progress, move, event)
    if move is None or why_not is not None:
        noted = Unheeded(event, why_not or _CLOSED_OR_NOT_BEGUN)
        progress = replace(progress, unheeded=(*progress.unheeded, noted))
        return _note_partial(method, progress, event) if move else progress
    moved = enter(method, progress, move, event.on, method.event(event.kind).name)
    return _note_effect(_note_fact(moved, event), event)


def _note_condition(progress: Progress, event: Event) -> Progress:
    """Custody and consent are conditions: they hold whatever the stage is."""
    if event.kind == EventKind.CUSTODY_STARTED:
        return replace(progress, in_custody=True, release_on=event.until)
    if event.kind == EventKind.CUSTODY_ENDED:
        return replace(progress, in_custody=False, release_on=None)
    if event.kind == EventKind.CONSENT_GIVEN:
        return replace(progress, consent_given=True, consent_until=event.until)
    if event.kind in (EventKind.CONSENT_WITHDRAWN, EventKind.CONSENT_EXPIRED):
        return replace(progress, consent_given=False, consent_until=None)
    return progress


def _note_partial(method: Method, progress: Progress, event: Event) -> Progress:
    """One of several sign-offs, or one of several supports ending, counts though it does not move."""
    if event.kind == EventKind.SIGNED_OFF and not sign_off_refused(method, progress, event.by, event.unit_kind):
        return replace(progress, signers=progress.signers | {event.by})
    if event.kind == EventKind.SUPPORT_ENDED:
        return replace(progress, running_support=progress.running_support - {event.subject})
    return progress


def _note_fact(progress: Progress, event: Event) -> Progress:
    """Remember the newest fact that a decision has rested on, so that the next must rest on a newer one."""
    if event.fact_on is None:
        return progress
    return replace(progress, fact_on=max(event.fact_on, progress.fact_on or event.fact_on))


def _note_effect(progress: Progress, event: Event) -> Progress:
    if event.kind in (EventKind.PROPOSED, EventKind.REOPENED):
        return replace(progress, proposer=event.by, signers=frozenset())
    if event.kind == EventKind.SUPPORT_STARTED:
        return replace(progress, running_support=progress.running_support | {event.subject})
    if event.kind == EventKind.SUPPORT_ENDED:
        return replace(progress, running_support=progress.running_support - {event.subject})
    return progress
