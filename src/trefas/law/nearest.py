"""For a closed answer: the key that lacks least, and what it would take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trefas.law.requirements import case_failures, fixed_failures, refusal
from trefas.law.rule import Key, Provision
from trefas.law.texts import Language, Text

if TYPE_CHECKING:
    from trefas.law.answer import Answer

# What can be changed by asking or answering lies nearest; a day, an age or an authority cannot be changed.
DISTANCE = {
    "request": 1,
    "condition": 2,
    "information": 3,
    "relation": 5,
    "purpose": 5,
    "age": 20,
    "date": 20,
    "sender": 20,
    "receiver": 20,
    "lock": 50,
}
OPENS_REGISTER = "1998:620"


@dataclass(frozen=True, slots=True)
class Nearest:
    """The rule nearest to opening secrecy `lock`, and each thing it would take."""

    lock: str
    rule: Provision
    takes: tuple[Text, ...]

    def as_json(self, language: Language) -> dict[str, Any]:
        """As JSON data."""
        return {
            "lock": self.lock,
            "id": self.rule.id,
            "citation": self.rule.citation,
            "takes": [text.in_(language) for text in self.takes],
        }


def nearest(answer: Answer) -> Nearest | None:
    """The nearest key of a closed answer, for the first secrecy that nothing opens; else `None`."""
    from trefas.law.book import RULEBOOK

    shut = [lock for lock in answer.locks if not lock.opened_by]
    if answer.outcome != "closed" or not shut:
        return None
    lock = shut[0].lock
    able = [key.key for key in answer.keys if lock.id in key.key.opens]
    if not able:
        act = RULEBOOK.provisions[OPENS_REGISTER]
        return Nearest(lock.id, act, (act.explanation,))
    best = min(able, key=lambda key: sum(DISTANCE[name] for name in _failed(key, answer)))
    return Nearest(lock.id, best, tuple(refusal(best, name) for name in _failed(best, answer)))


def _failed(key: Key, answer: Answer) -> list[str]:
    request, opened = answer.request, bool(key.opens & {lock.lock.id for lock in answer.locks})
    fixed = fixed_failures(key, request.sender, request.receiver, request.purpose, request.relation)
    return [*fixed, *case_failures(key, request, opened)]
