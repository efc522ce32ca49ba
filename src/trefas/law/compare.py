"""What changes between two days, or between two versions of the rulebook, told by the handbook's cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from trefas.law.answer import Answer
from trefas.law.book import RULEBOOK, Rulebook
from trefas.law.cases import Case


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: a rulebook, and a day to ask on instead of each case's own."""

    book: Rulebook = RULEBOOK
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A case whose answer differs; `old` and `new` are outcomes (`None`: the rulebook lacks the words).

    `keys` are the keys whose status differs, as (key, old status, new status).
    """

    case: Case
    old: str | None
    new: str | None
    keys: tuple[tuple[str, str, str], ...]


def outcome_changes(cases: Iterable[Case], old: Side, new: Side) -> tuple[Change, ...]:
    """The cases whose outcome changes."""
    return tuple(change for change in _changes(cases, old, new) if change.old != change.new)


def key_changes(cases: Iterable[Case], old: Side, new: Side) -> tuple[Change, ...]:
    """The cases that keep their outcome although some key opens or closes."""
    return tuple(change for change in _changes(cases, old, new) if change.old == change.new and change.keys)


def _changes(cases: Iterable[Case], old: Side, new: Side) -> Iterator[Change]:
    for case in cases:
        before, after = case.answer(old.book, old.day), case.answer(new.book, new.day)
        yield Change(case, _outcome(before), _outcome(after), tuple(_keys(before, after)))


def _outcome(answer: Answer | None) -> str | None:
    return answer.outcome if answer is not None else None


def _keys(before: Answer | None, after: Answer | None) -> Iterator[tuple[str, str, str]]:
    old, new = _statuses(before), _statuses(after)
    for key in sorted(old.keys() | new.keys()):
        was, became = old.get(key, "closed"), new.get(key, "closed")
        if was != became:
            yield key, was, became


def _statuses(answer: Answer | None) -> dict[str, str]:
    return {key.key.id: key.status for key in answer.keys} if answer is not None else {}
