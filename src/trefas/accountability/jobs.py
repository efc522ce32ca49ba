"""What the night does for accountability."""

from collections.abc import Mapping
from datetime import datetime

from trefas.accountability.actions import (
    forget_questions,
    lapse_beforehand,
    propose_barrings,
    propose_due,
    queue_reviews,
)
from trefas.accountability.pairs import finish
from trefas.rooms.entry import Acting


def propose_erasures(by: Acting, now: datetime) -> Mapping[str, int]:
    """Propose what has become due in the room; nothing is erased before two people have signed."""
    return propose_due(by=by, now=now)


def queue_readings(by: Acting, now: datetime) -> Mapping[str, int]:
    """Put what the last days' readings give to look at in the room's queue."""
    return {"readings": queue_reviews(by=by, now=now)}


def propose_conflicts(by: Acting, now: datetime) -> Mapping[str, int]:
    """Propose to the manager whom a user may not handle, where a file names her."""
    return {"proposed": propose_barrings(by=by, now=now)}


def finish_pairs(by: Acting, now: datetime) -> Mapping[str, int]:
    """Let a pair that all have heard of sign, and destroy those that nothing more can be sealed to."""
    return finish(by)


def lapse_emergencies(by: Acting, now: datetime) -> Mapping[str, int]:
    """End what was decided beforehand and has run out, or lost its ground; forget the words of old questions."""
    return {"lapsed": lapse_beforehand(by=by, now=now), "forgotten": forget_questions(by=by, now=now)}
