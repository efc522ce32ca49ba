"""The language of the specification: a section is a provision, a paragraph is a case that is executed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trefas.law import RULEBOOK

AGES = ("age", "age_at_offence")


@dataclass(frozen=True)
class Case:
    """One paragraph: a situation in two languages, the request, and what the answer must say."""

    provision: str
    sv: str
    en: str
    request: Mapping[str, Any]
    signed: tuple[str, ...]
    expects: Mapping[str, Any]


def met(*rules: str) -> dict[str, dict[str, bool]]:
    """Yes to every condition of the rules."""
    return {rule: {condition.id: True for condition in RULEBOOK.keys[rule].conditions} for rule in rules}


def request(**words: Any) -> dict[str, Any]:
    """A request as JSON from flat words; `information` may be one word or several with spaces."""
    subject = {age: words.pop(age) for age in AGES if words.get(age) is not None}
    for age in AGES:
        words.pop(age, None)
    words["information"] = words["information"].split()
    return {"date": "2026-03-01", **words} | ({"subject": subject} if subject else {})


class Section:
    """The paragraphs of one provision; `base` is the request that each paragraph changes."""

    def __init__(self, provision: str, **base: Any) -> None:
        self.provision = provision
        self.base = base
        self.cases: list[Case] = []

    def opens(self, outcome: str, sv: str, en: str, **changes: Any) -> None:
        """Every condition is met and a reviewer has signed the rule off, unless `changes` say otherwise."""
        self._add(outcome, sv, en, {"facts": met(self.provision), **changes}, (self.provision,), status="opens")

    def could_open(self, outcome: str, sv: str, en: str, **changes: Any) -> None:
        """The rule applies, but something is still to be answered."""
        self._add(outcome, sv, en, changes, (), status="could_open")

    def closes(self, because: str, outcome: str, sv: str, en: str, **changes: Any) -> None:
        """The rule does not apply, and `because` is the requirement that fails."""
        self._add(outcome, sv, en, {"facts": {}, **changes}, (), status="closed", failed=because)

    def says(self, outcome: str, sv: str, en: str, signed: tuple[str, ...] = (), **changes: Any) -> None:
        """A paragraph about the answer as a whole; `expect_*` are parts of the answer's JSON."""
        expects = {name[7:]: changes.pop(name) for name in list(changes) if name.startswith("expect_")}
        self._add(outcome, sv, en, changes, signed, **expects)

    def _add(
        self, outcome: str, sv: str, en: str, changes: dict[str, Any], signed: tuple[str, ...], **expects: Any
    ) -> None:
        words = request(**{**self.base, **changes})
        words["id"] = f"{self.provision}/{len(self.cases) + 1}"
        self.cases.append(Case(self.provision, sv, en, words, signed, {"outcome": outcome, **expects}))
