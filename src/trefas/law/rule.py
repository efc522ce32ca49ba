"""What a rule is, as data: what protects information, what opens it, and what else is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from trefas.law.sources import STATUTES
from trefas.law.texts import Text
from trefas.law.words import ALL_PURPOSES, ALL_RELATIONS

Test = Literal["straight", "reverse", "absolute"]
Protects = Literal["person", "work", "register"]
Effect = Literal["may", "shall"]
Mark = Literal["R", "R-part", "R-old", "S", "M"]
MARKS: dict[str, Text] = {
    "R": Text("läst i källan", "read in the source"),
    "R-part": Text("läst i källan, men kopian är ofullständig", "read in the source, but the copy is cut"),
    "R-old": Text("läst i en äldre lydelse", "read in an older wording"),
    "S": Text("läst i andra hand", "read at second hand"),
    "M": Text("ur minnet, inte läst", "from memory, not read"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """Days in force, both ends included; `first` `None` is an unknown start, `last` `None` is still in force.

    `not_before` is a day before which the rule is known not to have applied although its start is unknown.
    """

    first: date | None = None
    last: date | None = None
    not_before: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the rule is in force on `day`, as far as is known."""
        start = self.first or self.not_before
        return (start is None or start <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class AgeLimit:
    """Applies to someone under `below` years, on the day of disclosure or at the offence."""

    below: int
    at_offence: bool = False


@dataclass(frozen=True)
class Condition:
    """A question a person answers; yes always means that the condition is met.

    Asked only about someone under `below` (or of unknown age), from `from_age` (or of unknown age), and of
    the named `receivers`.
    """

    id: str
    question: Text
    below: int | None = None
    from_age: int | None = None
    receivers: frozenset[str] | None = None

    def asked(self, age: int | None, receiver: str) -> bool:
        """Whether the question is put in a case with this age (`None` is unknown) and receiver."""
        if self.receivers is not None and receiver not in self.receivers:
            return False
        if age is None:
            return True
        return (self.below is None or age < self.below) and (self.from_age is None or age >= self.from_age)

    @cached_property
    def text(self) -> Text:
        """The question with its own age limit in it."""
        return self.question.fill(below=self.below, from_age=self.from_age)


@dataclass(frozen=True)
class Provision:
    """What every rule carries: where it stands, when it applies, how sure we are and where it was read."""

    id: str
    statute: str
    section: str
    says: Text
    mark: Mark
    sources: tuple[str, ...]
    span: Span = Span()
    open_point: int | None = None
    unreachable: Text | None = None

    @cached_property
    def citation(self) -> str:
        """The citation, as "OSL 10 kap. 18 a §" or "lag (2025:170) 4 §"."""
        statute = STATUTES[self.statute]
        name = f"lag ({statute.number})" if statute.short == statute.number else statute.short
        name = "SoL (2001:453)" if statute.short == "SoL2001" else name
        return f"{name} {self.section}".rstrip()

    @cached_property
    def in_force(self) -> Text:
        """The days in force in words; an unknown start is said to be unknown."""
        first, last = self.span.first, self.span.last
        sv, en = f"i kraft från {first or 'okänd dag'}", f"in force from {first or 'an unknown day'}"
        if self.span.not_before and not first:
            sv, en = f"{sv}, tidigast {self.span.not_before}", f"{en}, {self.span.not_before} at the earliest"
        return Text(f"{sv} till och med {last}", f"{en} to {last}") if last else Text(sv, en)

    @cached_property
    def link(self) -> str:
        """Where the statute can be read."""
        return STATUTES[self.statute].link(self.section)

    @cached_property
    def explanation(self) -> Text:
        """The rule in one sentence."""
        return self.says

    @property
    def doubtful(self) -> bool:
        """Whether the rule was not read in full in a current copy, or is an open point for a lawyer."""
        return self.mark != "R" or self.open_point is not None


@dataclass(frozen=True)
class Lock(Provision):
    """A provision that protects information (primary secrecy) with its harm test and what it protects.

    `everywhere` marks those that hold at every authority and so give no protection of the receiver's own.
    """

    test: Test | None = None
    protects: Protects = "person"
    everywhere: bool = False
    years: int | None = None


@dataclass(frozen=True)
class Key(Provision):
    """A provision that gives leave to disclose (or obliges to) in spite of some locks."""

    effect: Effect = "may"
    senders: frozenset[str] = frozenset()
    receivers: frozenset[str] = frozenset()
    opens: frozenset[str] = frozenset()
    purposes: frozenset[str] = ALL_PURPOSES
    relations: frozenset[str] = ALL_RELATIONS
    conditions: tuple[Condition, ...] = ()
    age: AgeLimit | None = None
    unasked: frozenset[str] | None = None
    beside: str | None = None
    shut_to_guardian: frozenset[str] = frozenset()
    through: str | None = None

    @cached_property
    def explanation(self) -> Text:
        """The rule in one sentence, with the very limit that is compared."""
        return self.says.fill(age=self.age.below if self.age else None)
