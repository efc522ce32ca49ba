"""The questions still to be answered, and what a closed answer would take."""

from __future__ import annotations

from dataclasses import dataclass

from trefas.law.answer import Answer
from trefas.law.assess import ask
from trefas.law.nearest import Nearest
from trefas.law.request import Request
from trefas.law.texts import Text


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its text, and each key with the condition that an answer to it settles."""

    id: str
    text: Text
    keys: tuple[str, ...]


def questions(request: Request, answer: Answer | None = None) -> tuple[Question, ...]:
    """The open questions of every key that could open, each text once; `answer` saves asking again."""
    keys: dict[tuple[str, Text], list[str]] = {}
    asked = ask(request) if answer is None else answer
    for key in asked.keys:
        for given in key.conditions:
            if key.status == "could_open" and given.open:
                keys.setdefault((given.condition.id, given.condition.text), []).append(key.key.id)
    return tuple(Question(id_, text, tuple(named)) for (id_, text), named in keys.items())


def nearest(answer: Answer) -> Nearest | None:
    """The key nearest to opening a closed answer, and what it would take; `None` for other answers."""
    return answer.nearest
