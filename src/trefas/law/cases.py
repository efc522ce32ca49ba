"""The paragraphs of the handbook as data, generated from the specification."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from trefas.law.answer import Answer
from trefas.law.assess import ask
from trefas.law.book import RULEBOOK, Rulebook
from trefas.law.request import RequestError, parse_request
from trefas.law.signatures import Signature, Signatures
from trefas.law.texts import Text

STORED = "cases.json"
SPEC_DAY = date(2026, 1, 1)


@dataclass(frozen=True)
class Case:
    """A paragraph: the provision it belongs to, what it says, the request and the rules taken as signed off."""

    id: str
    provision: str
    says: Text
    request: Mapping[str, Any]
    signed: tuple[str, ...]

    def answer(self, book: Rulebook = RULEBOOK, day: date | None = None) -> Answer | None:
        """What `book` answers, on `day` if given; `None` if the book does not know the words."""
        data = {**self.request, "date": day.isoformat()} if day else self.request
        try:
            return ask(parse_request(data, book=book), self._signatures(book), book)
        except RequestError:
            return None

    def _signatures(self, book: Rulebook) -> Signatures:
        known = [rule for rule in self.signed if rule in book.versions]
        return Signatures(tuple(Signature(rule, book.versions[rule], "handbook", SPEC_DAY) for rule in known))


def read_cases(rows: Iterable[Mapping[str, Any]]) -> tuple[Case, ...]:
    """Cases from their stored form."""
    return tuple(
        Case(
            row["request"]["id"],
            row["provision"],
            Text(row["sv"], row["en"]),
            row["request"],
            tuple(row["signed"]),
        )
        for row in rows
    )


@cache
def stored_cases() -> tuple[Case, ...]:
    """The cases that came with this installation."""
    text = files("trefas.law").joinpath(STORED).read_text(encoding="utf-8")
    return read_cases(json.loads(text))
