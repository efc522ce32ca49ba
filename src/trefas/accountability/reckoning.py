"""Whether a person's data in one room is due to be erased on a day, and why or why not. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from trefas.law.retention import Retention

Why = Literal["held", "open", "no_rule", "never", "no_start", "not_yet", "due"]


@dataclass(frozen=True)
class Facts:
    """What the clock needs: the latest day anything was written, whether a file is open, and what officers have said.

    `given` is the day an officer gave for a start that the room cannot know by itself, such as a sentence served.
    """

    last: date | None
    open_file: bool
    birth: date | None = None
    given: date | None = None
    held: bool = False


@dataclass(frozen=True)
class Standing:
    """Why, the day the clock started, the last day to be kept, and the last day to have erased by."""

    why: Why
    start: date | None = None
    keep_through: date | None = None
    erase_by: date | None = None


def standing(rule: Retention | None, facts: Facts, day: date) -> Standing:
    """Reckon one person on one day; a legal hold wins over everything, an open file over any period."""
    if facts.held:
        return Standing("held")
    if facts.open_file:
        return Standing("open")
    if rule is None:
        return Standing("no_rule")
    start = _start(rule, facts)
    if start is None:
        return Standing("no_start")
    through = rule.ends(start)
    if through is None:
        return Standing("never", start)
    return Standing("due" if day > through else "not_yet", start, through, rule.erase_by(start))


def _start(rule: Retention, facts: Facts) -> date | None:
    if facts.given is not None:
        return facts.given
    if rule.start == "birth":
        return facts.birth
    if rule.start in ("last_note", "registration_year", "case_ended", "file_closed", "first_processing", "year"):
        return facts.last
    return None
