"""The answer: a value with its whole reasoning, never a yes or a no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, NoReturn

from trefas.law.given import ConditionAnswer, dump, utf8
from trefas.law.nearest import Nearest
from trefas.law.request import Request
from trefas.law.rule import Key, Lock
from trefas.law.texts import LANGUAGES, Language, Text

Outcome = Literal["no_secrecy", "required", "permitted", "needs_assessment", "closed", "facts_missing"]
OUTCOMES: dict[str, Text] = {
    "no_secrecy": Text("Ingen sekretess hindrar", "No secrecy stands in the way"),
    "required": Text("Uppgiften ska lämnas", "The information is to be disclosed"),
    "permitted": Text("Uppgiften får lämnas", "The information may be disclosed"),
    "needs_assessment": Text("Du behöver göra en bedömning", "You need to make an assessment"),
    "closed": Text("Det finns inget stöd för att lämna uppgiften", "There is no ground for disclosure"),
    "facts_missing": Text("En uppgift saknas för att kunna svara", "A fact is missing before an answer can be given"),
}
Status = Literal["opens", "could_open", "closed"]
STATUSES: dict[str, Text] = {
    "opens": Text("ger stöd", "gives ground"),
    "could_open": Text("kan ge stöd", "could give ground"),
    "closed": Text("ger inte stöd", "gives no ground"),
}


@lru_cache(maxsize=1024)
def _key_opening(id_: str, citation: str, effect: str) -> str:
    return dump({"id": id_, "citation": citation, "effect": effect})[:-1]


@dataclass(frozen=True, slots=True)
class LockAnswer:
    """Secrecy that holds, and the keys that open it or could."""

    lock: Lock
    opened_by: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As JSON data."""
        return {
            "id": self.lock.id,
            "citation": self.lock.citation,
            "test": self.lock.test,
            "opened_by": list(self.opened_by),
        }


@dataclass(frozen=True, slots=True)
class KeyAnswer:
    """What one key does here and why; `failed` names the requirement that closed it."""

    key: Key
    status: Status
    opens: tuple[str, ...]
    conditions: tuple[ConditionAnswer, ...]
    reason: Text
    certain: bool
    failed: str | None = None
    prepared: Mapping[Language, bytes] = field(default_factory=dict, compare=False, repr=False)

    @property
    def plain_reason(self) -> Text:
        """The reason as a sentence, without the name of the requirement before it."""
        start = len(f"{self.failed}: ") if self.failed else 0
        return Text(self.reason.sv[start:], self.reason.en[start:])

    def as_json(self, language: Language) -> dict[str, Any]:
        """As JSON data."""
        return {
            "id": self.key.id,
            "citation": self.key.citation,
            "effect": self.key.effect,
            "status": self.status,
            "opens": list(self.opens),
            "conditions": [condition.as_json(language) for condition in self.conditions],
            "reason": self.reason.in_(language),
            "certainty": "certain" if self.certain else "uncertain",
        }

    def line(self, language: Language) -> bytes:
        """The JSON as UTF-8; that of a key closed for all such requests was made beforehand."""
        return self.prepared.get(language) or utf8(self._line(language))

    def _line(self, language: Language) -> str:
        conditions = ", ".join([condition.line(language) for condition in self.conditions])
        return (
            f'{_key_opening(self.key.id, self.key.citation, self.key.effect)}, "status": "{self.status}", '
            f'"opens": {dump(self.opens)}, "conditions": [{conditions}], '
            f'"reason": {dump(self.reason.in_(language))}, '
            f'"certainty": "{"certain" if self.certain else "uncertain"}"}}'
        )


@dataclass(frozen=True, slots=True)
class ReceiverAnswer:
    """What protects the information once it is with the receiver (OSL 7 kap. 2 §)."""

    protected_by: tuple[str, ...]
    warning: Text | None

    def as_json(self, language: Language) -> dict[str, Any]:
        """As JSON data."""
        return {
            "protected_by": list(self.protected_by),
            "warning": self.warning.in_(language) if self.warning else None,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The rulebook's answer to one request. It advises; a named officer decides."""

    id: str
    outcome: Outcome
    locks: tuple[LockAnswer, ...]
    weighed: tuple[KeyAnswer, ...]
    ruled_out: tuple[KeyAnswer, ...]
    receiver: ReceiverAnswer
    obliged: str | None
    must_record: tuple[str, ...]
    missing: tuple[str, ...]
    rulebook: str
    nearest: Nearest | None
    request: Request = field(compare=False, repr=False)

    @property
    def keys(self) -> tuple[KeyAnswer, ...]:
        """Every key: first those that were weighed, then those ruled out by who tells whom and why."""
        return self.weighed + self.ruled_out

    def __bool__(self) -> NoReturn:
        raise TypeError("An answer is not yes or no: read its outcome and its reasons.")

    def as_json(self, language: Language = "sv") -> dict[str, Any]:
        """The answer as JSON data; a closed one also names the nearest key."""
        keys = [key.as_json(language) for key in self.keys]
        return self._head(language) | {"keys": keys} | self._tail(language)

    def as_line(self, language: Language = "sv") -> bytes:
        """`as_json` as one line of UTF-8, several times faster."""
        head, tail = utf8(dump(self._head(language))), utf8(dump(self._tail(language)))
        keys = b", ".join([key.line(language) for key in self.keys])
        return b'%b, "keys": [%b], %b' % (head[:-1], keys, tail[1:])

    def _head(self, language: Language) -> dict[str, Any]:
        return {"id": self.id, "outcome": self.outcome, "locks": [lock.as_json() for lock in self.locks]}

    def _tail(self, language: Language) -> dict[str, Any]:
        tail: dict[str, Any] = {
            "receiver": self.receiver.as_json(language),
            "obliged": self.obliged,
            "must_record": list(self.must_record),
            "missing": list(self.missing),
            "rulebook": self.rulebook,
        }
        if self.outcome == "closed":
            tail["nearest"] = self.nearest.as_json(language) if self.nearest else None
        return tail


def prepare(answer: KeyAnswer) -> KeyAnswer:
    """The same key answer with its JSON made beforehand in both languages."""
    lines = {language: utf8(dump(answer.as_json(language))) for language in LANGUAGES}
    return KeyAnswer(
        answer.key,
        answer.status,
        answer.opens,
        answer.conditions,
        answer.reason,
        answer.certain,
        answer.failed,
        lines,
    )
