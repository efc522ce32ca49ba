"""Every question that can be put: kinds × kinds × categories × purposes × ages × days around each change of law."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

from tests.law_spec.spec import met

from trefas.law import RULEBOOK, Answer, Key, Request, Signature, Signatures, Subject, ask
from trefas.law.words import CATEGORIES, CATEGORY_LOCKS, KINDS, PURPOSES

AGES = (12, 15, 17, 18, 20, 21, 30)
EVERYTHING_SIGNED = Signatures(
    tuple(Signature(rule, version, "Jurist", date(2026, 1, 1)) for rule, version in RULEBOOK.versions.items())
)
BEST = ("permitted", "required")


def changes() -> list[date]:
    """The days on which some rule begins, and the days after the last day of those that ended."""
    spans = [rule.span for rule in RULEBOOK.rules()]
    starts = {day for span in spans for day in (span.first, span.not_before) if day}
    return sorted(starts | {span.last + timedelta(1) for span in spans if span.last})


def days() -> list[date]:
    """Each change, the day before and the day after."""
    return sorted({day + timedelta(step) for day in changes() for step in (-1, 0, 1)})


AXES = (tuple(KINDS), tuple(KINDS), tuple(CATEGORIES), tuple(PURPOSES), AGES, tuple(days()))


SIZE = math.prod(len(axis) for axis in AXES)


def every(step: int, start: int = 0) -> Iterator[Request]:
    """Each `step`-th question of the whole space, from `start`."""
    return (at(index) for index in range(start, SIZE, step))


def sample(count: int, seed: int) -> Iterator[Request]:
    """`count` questions drawn with `seed`."""
    draw = random.Random(seed)
    return (at(draw.randrange(SIZE)) for _ in range(count))


def at(index: int) -> Request:
    """The question at `index`: its digits in the axes' sizes choose the words."""
    words: list[Any] = []
    for axis in AXES:
        index, digit = divmod(index, len(axis))
        words.append(axis[digit])
    return request(*words)


def request(sender: str, receiver: str, category: str, purpose: str, age: int, day: date) -> Request:
    """One question, asked on request about someone of that age, also at the offence."""
    return Request(
        id="x",
        date=day,
        sender=sender,
        receiver=receiver,
        information=frozenset({category}),
        purpose=purpose,
        subject=Subject(age, age),
        requested=True,
        facts=facts_between(sender, receiver),
    )


@cache
def facts_between(sender: str, receiver: str) -> dict[str, dict[str, bool]]:
    """Yes to every condition of every rule between the two; those of other rules settle nothing."""
    between = (key.id for key in RULEBOOK.askable if sender in key.senders and receiver in key.receivers)
    return met(*between)


def check(asked: Request) -> Answer:
    """Ask with every condition met, unsigned and signed, and hold the answers against plain readings of the rules."""
    unsigned, signed = ask(asked), ask(asked, EVERYTHING_SIGNED)
    assert unsigned.outcome not in BEST
    locks = expected_locks(asked)
    assert [lock.lock.id for lock in unsigned.locks] == locks
    for key in signed.keys:
        assert (key.status == "opens") == applies(key.key, asked, locks), (key.key.id, asked)
        assert key.status != "could_open"
    _never_opened(signed)
    assert signed.outcome == expected_outcome(signed)
    assert (signed.nearest is not None) == (signed.outcome == "closed")
    assert signed.receiver.protected_by or signed.receiver.warning
    return signed


def expected_locks(asked: Request) -> list[str]:
    """What the category of the issue's table puts around the information."""
    (category,) = asked.information
    if category == "contact_details":
        own = RULEBOOK.own_rule.get(asked.sender, ())
        return [lock for lock in own if lock.startswith("OSL")] or ["OSL-21-3"]
    return list(CATEGORY_LOCKS[category])


def applies(key: Key, asked: Request, locks: list[str]) -> bool:
    """A plain reading of one rule, without the index; every condition is taken as met."""
    return (
        asked.sender in key.senders
        and asked.receiver in key.receivers
        and asked.purpose in key.purposes
        and asked.relation in key.relations
        and (key.span.first or key.span.not_before or date.min) <= asked.date <= (key.span.last or date.max)
        and key.beside in {None, *asked.information}
        and not key.opens.isdisjoint(locks)
        and (key.age is None or (asked.subject.age or 0) < key.age.below)
    )


NEVER = {
    "OSL-10-27": {"OSL-26-1", "OSL-26-2", "OSL-25-1"},
    "OSL-10-15a": {"OSL-18-1", "OSL-18-2", "OSL-25-1"},
    "OSL-12-2": {"OSL-18-1", "OSL-18-2", "OSL-35-3"},
    "OSL-10-18a": {"OSL-18-1", "OSL-18-2", "OSL-25-1", "OSL-35-1"},
    "2025:170-5": {"OSL-26-1", "OSL-25-1"},
    "2025:170-6": {"OSL-26-1", "OSL-25-1"},
    "2025:170-7": {"OSL-26-1", "OSL-25-1"},
}


def _never_opened(answer: Answer) -> None:
    for lock in answer.locks:
        assert lock.lock.id != "OSL-35-3" or not lock.opened_by
        assert not any(lock.lock.id in NEVER.get(rule, ()) for rule in lock.opened_by)


def expected_outcome(answer: Answer) -> str:
    """The outcome read from the answer's own locks and keys, when everything is signed and answered."""
    duties = {key.key.id for key in answer.keys if key.key.effect == "shall" and key.status == "opens"}
    if not answer.locks:
        return "no_secrecy"
    if all(duties.intersection(lock.opened_by) for lock in answer.locks):
        return "required"
    return "permitted" if all(lock.opened_by for lock in answer.locks) else "closed"
