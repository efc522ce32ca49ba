"""A question that is put, with the answer given to it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from trefas.law.request import Fact
from trefas.law.rule import Condition
from trefas.law.texts import Language

_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
_LITERALS: dict[object, str] = {None: "null", True: "true", False: "false"}


def dump(value: object) -> str:
    """JSON on one line, with Swedish letters as they are."""
    return _ENCODE(value)


def utf8(text: str) -> bytes:
    """UTF-8; an unpaired surrogate goes out as the JSON escape it came in as."""
    return text.encode("utf-8", "backslashreplace")


@lru_cache(maxsize=1024)
def _condition_opening(id_: str, question: str) -> str:
    return dump({"id": id_, "question": question})[:-1]


@dataclass(frozen=True, slots=True)
class ConditionAnswer:
    """A question that is put, and its answer; `None` is unanswered."""

    condition: Condition
    answer: Fact | None

    @property
    def met(self) -> bool:
        """Whether it is answered with yes or with a fact."""
        return self.answer is True or (isinstance(self.answer, str) and bool(self.answer.strip()))

    @property
    def open(self) -> bool:
        """Whether it still waits for an answer; an empty text answers nothing."""
        return self.answer is None or (isinstance(self.answer, str) and not self.answer.strip())

    def as_json(self, language: Language) -> dict[str, Any]:
        """As JSON data."""
        return {
            "id": self.condition.id,
            "question": self.condition.text.in_(language),
            "answer": self.answer,
        }

    def line(self, language: Language) -> str:
        """`as_json` as text."""
        opening = _condition_opening(self.condition.id, self.condition.text.in_(language))
        return f'{opening}, "answer": {_LITERALS.get(self.answer) or dump(self.answer)}}}'
