"""What the engine answers: values with reasons, never booleans."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NoReturn

from .definition import Polarity, Stage
from .events import Event
from .text import Text


class NotABoolean:
    """A verdict has reasons; asking for its truth value would throw them away, so it raises TypeError."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        """Always raises."""
        raise TypeError(f"{type(self).__name__} is not a boolean: compare its outcome and show its reasons.")


class Outcome(StrEnum):
    """The two answers to "may this be done now?"."""

    ALLOWED = "allowed"
    REFUSED = "refused"


class Need(StrEnum):
    """What a form must ask for before the event can be recorded."""

    REASON = "reason"
    GROUND = "ground"
    VERIFIED = "verified"
    FACT_ON = "fact_on"
    UNTIL = "until"
    SUBJECT = "subject"


class Urgency(StrEnum):
    """The four groups of a work list."""

    OVERDUE = "overdue"
    TODAY = "today"
    THIS_WEEK = "this_week"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, and since which day."""

    text: Text
    on: date


@dataclass(frozen=True, slots=True)
class Unheeded:
    """An event that did not move the stage although the table has moves for it, and why."""

    event: Event
    why: Text


@dataclass(frozen=True, slots=True)
class StageVerdict(NotABoolean):
    """Where the person stands on a day. `stage` is None before the first event that counts."""

    stage: Stage | None
    since: date | None
    lapses_on: date | None
    in_custody: bool
    release_on: date | None
    consent_until: date | None
    consent_valid: bool
    running_support: frozenset[str]
    reasons: tuple[Reason, ...]
    unheeded: tuple[Unheeded, ...]


@dataclass(frozen=True, slots=True)
class MoveVerdict(NotABoolean):
    """Whether an event may be recorded now, what stage it leads to, and what the form must ask."""

    event: str
    label: Text
    outcome: Outcome
    target: Stage | None
    needs: tuple[Need, ...]
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Verdict(NotABoolean):
    """A plain answer with its reasons."""

    outcome: Outcome
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class PolarityVerdict(NotABoolean):
    """How an ending counts, and why."""

    polarity: Polarity
    tells_receivers: bool
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class DueVerdict(NotABoolean):
    """The next date of a file: `due` is None only when nothing remains to be done."""

    due: date | None
    urgency: Urgency | None
    reasons: tuple[Text, ...]
