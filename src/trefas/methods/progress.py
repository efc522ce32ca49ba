"""What stage derivation carries from one event to the next, and what the passing of time does to it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from .definition import SAME, START, Method, Move, Stage
from .events import EventKind
from .months import add_months
from .text import Text
from .verdicts import Reason, Unheeded

_TOLD_BY_TIME = {
    EventKind.LAPSED: Text(
        "Uppföljningen har upphört: tiden gick ut utan nytt beslut.",
        "Following has lapsed: its time ran out without a new decision.",
    ),
    EventKind.CONSENT_EXPIRED: Text("Samtycket har gått ut.", "The consent has expired."),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a history has come. `waited` is the days that the lapse clock has stood still."""

    stage_id: str = START
    since: date | None = None
    proposer: str = ""
    signers: frozenset[str] = frozenset()
    decided_on: date | None = None
    fact_on: date | None = None
    waited: timedelta = timedelta()
    waiting_since: date | None = None
    in_custody: bool = False
    release_on: date | None = None
    consent_given: bool = False
    consent_until: date | None = None
    running_support: frozenset[str] = frozenset()
    reasons: tuple[Reason, ...] = ()
    unheeded: tuple[Unheeded, ...] = ()


def stage_of(method: Method, progress: Progress) -> Stage | None:
    """The stage, or None before the first event that counts."""
    return None if progress.stage_id == START else method.stage(progress.stage_id)


def lapses_on(method: Method, progress: Progress) -> date | None:
    """The last day of following without a new decision; None where nothing lapses.

    Days in a stage that does not lapse (support running, say) are not counted.
    """
    stage = stage_of(method, progress)
    if stage is None or not stage.lapses or progress.decided_on is None:
        return None
    return add_months(progress.decided_on, method.lapse.months) + progress.waited


def consent_valid(progress: Progress, on: date) -> bool:
    """Whether a consent stands on that day (its last day included)."""
    return progress.consent_given and (progress.consent_until is None or on <= progress.consent_until)


def pass_time(method: Method, progress: Progress, until: date) -> Progress:
    """What happens by itself up to and including `until`: a consent runs out, following lapses."""
    while due := _next_by_time(method, progress, until):
        day, move = due
        progress = enter(method, progress, move, day, _TOLD_BY_TIME[EventKind(move.event)])
    return progress


def _next_by_time(method: Method, progress: Progress, until: date) -> tuple[date, Move] | None:
    stage = stage_of(method, progress)
    if stage is None or stage.closed:
        return None
    limits = [(lapses_on(method, progress), EventKind.LAPSED)]
    if stage.joint and progress.consent_given:
        limits.append((progress.consent_until, EventKind.CONSENT_EXPIRED))
    passed = [
        (limit + timedelta(days=1), move)
        for limit, kind in limits
        if limit is not None and limit < until and (move := method.move(stage.id, kind))
    ]
    return min(passed, key=lambda pair: pair[0], default=None)


def enter(method: Method, progress: Progress, move: Move, on: date, why: Text) -> Progress:
    """The progress after a move whose guards hold: new stage, lapse clock stopped, running or restarted."""
    target = progress.stage_id if move.target == SAME else move.target
    moved = replace(
        progress,
        stage_id=target,
        since=progress.since if target == progress.stage_id else on,
        reasons=(*progress.reasons, Reason(why, on)),
    )
    moved = _keep_clock(method, progress, moved, on)
    if move.restarts_lapse:
        moved = replace(moved, decided_on=on, waited=timedelta(), waiting_since=None)
    return _close(moved) if method.stage(target).closed else moved


def _keep_clock(method: Method, before: Progress, after: Progress, on: date) -> Progress:
    ticked = lapses_on(method, before) is not None
    ticks = method.stage(after.stage_id).lapses
    if ticked and not ticks:
        return replace(after, waiting_since=on)
    if ticks and after.waiting_since is not None:
        return replace(after, waited=after.waited + (on - after.waiting_since), waiting_since=None)
    return after


def _close(progress: Progress) -> Progress:
    """A closed stage forgets who proposed and signed, so that reopening needs it all anew."""
    return replace(
        progress,
        proposer="",
        signers=frozenset(),
        decided_on=None,
        fact_on=None,
        waited=timedelta(),
        waiting_since=None,
        running_support=frozenset(),
    )
