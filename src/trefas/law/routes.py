"""An index of the rules: for who tells whom and why, the keys still open and those already ruled out.

No answer is kept: an entry depends on four words of the request and the rules, never on a person or a fact.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from trefas.law.answer import KeyAnswer, prepare
from trefas.law.book import Rulebook
from trefas.law.given import ConditionAnswer
from trefas.law.request import Request
from trefas.law.requirements import fixed_failures, refusal
from trefas.law.rule import Key
from trefas.law.signatures import Signatures

Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Route:
    """The keys to weigh, each with whether it is signed off, and those that cannot apply."""

    open: tuple[tuple[Key, bool], ...]
    closed: tuple[KeyAnswer, ...]
    closed_ids: frozenset[str]


class Routes:
    """The index of one rulebook under one set of sign-offs, filled as it is used."""

    def __init__(self, book: Rulebook, signed: Pairs) -> None:
        self.book = book
        self.certain = {key.id for key in book.askable if (key.id, book.versions[key.id]) in signed}
        self.known: dict[tuple[str, str, str, str], Route] = {}

    def find(self, request: Request) -> Route:
        """The route of `request`."""
        words = (request.sender, request.receiver, request.purpose, request.relation)
        if words not in self.known:
            self.known[words] = self._build(*words)
        return self.known[words]

    def _build(self, sender: str, receiver: str, purpose: str, relation: str) -> Route:
        failed = [
            (key, next(fixed_failures(key, sender, receiver, purpose, relation), None)) for key in self.book.askable
        ]
        closed = [(key, requirement) for key, requirement in failed if requirement is not None]
        return Route(
            tuple((key, key.id in self.certain) for key, requirement in failed if requirement is None),
            tuple(closed_by(self.book, key, requirement, key.id in self.certain) for key, requirement in closed),
            frozenset(key.id for key, _ in closed),
        )


@lru_cache(maxsize=32)
def _routes(version: str, signed: Pairs) -> Routes:
    return Routes(_BOOKS[version], signed)


_BOOKS: dict[str, Rulebook] = {}


def route_of(book: Rulebook, signed: Signatures, request: Request) -> Route:
    """The route of `request` in `book` under `signed`."""
    _BOOKS.setdefault(book.version, book)
    return _routes(book.version, signed.pairs).find(request)


def closed_by(book: Rulebook, key: Key, requirement: str, certain: bool) -> KeyAnswer:
    """A key closed by a requirement: that depends on the rule alone, so it is worded once."""
    known = _WORDED.setdefault(book.version, {})
    name = (key.id, requirement, certain)
    if name not in known:
        conditions = tuple(ConditionAnswer(condition, None) for condition in key.conditions)
        refused = refusal(key, requirement)
        known[name] = prepare(KeyAnswer(key, "closed", (), conditions, refused, certain, requirement))
    return known[name]


_WORDED: dict[str, dict[tuple[str, str, bool], KeyAnswer]] = {}
