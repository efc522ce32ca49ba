"""For a closed answer: the key that lacks least, and what it would take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from trefas.law.book import Rulebook
from trefas.law.request import Request
from trefas.law.requirements import case_failures, fixed_failures, said
from trefas.law.rule import Key, Lock, Provision
from trefas.law.texts import Language, Text

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


def find_nearest(request: Request, shut: Lock, held: frozenset[str], book: Rulebook) -> Nearest:
    """The rule nearest to opening `shut`, which nothing opens here; `held` is all secrecy that holds."""
    able = [key for key in book.askable if shut.id in key.opens]
    if not able:
        act = book.provisions[OPENS_REGISTER]
        return Nearest(shut.id, act, (act.explanation,))
    failed = {key.id: _failed(key, request, held) for key in able}
    best = min(able, key=lambda key: sum(DISTANCE[name] for name in failed[key.id]))
    return Nearest(shut.id, best, tuple(said(best, name) for name in failed[best.id]))


def _failed(key: Key, request: Request, held: frozenset[str]) -> list[str]:
    fixed = fixed_failures(key, request.sender, request.receiver, request.purpose, request.relation)
    return [*fixed, *case_failures(key, request, bool(key.opens & held))]
