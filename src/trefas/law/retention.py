"""How a retention period is reckoned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from trefas.law.rule import Mark
from trefas.law.texts import Text

Start = Literal[
    "last_note",
    "birth",
    "decision",
    "duty_ended",
    "case_ended",
    "registration_year",
    "judgment",
    "year",
    "sentence_served",
    "first_processing",
    "recorded",
    "release",
    "file_closed",
]
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Retention:
    """A period from `start`; `years` and `months` `None` together mean that the data is never erased.

    `to_year_end`: the period counts from the end of that year. `grace_years`: years more in which to get it done.
    """

    id: str
    holder: str
    says: Text
    start: Start
    citation: str
    mark: Mark
    sources: tuple[str, ...]
    years: int | None = None
    months: int | None = None
    to_year_end: bool = False
    grace_years: int = 0
    at_least: bool = False

    @property
    def text(self) -> Text:
        """The rule with the very numbers that are reckoned with."""
        return self.says.fill(years=self.years, months=self.months)

    def ends(self, start: date) -> date | None:
        """The day the period that starts on `start` is over; `None` if the data is never erased."""
        if self.years is None and self.months is None:
            return None
        first = date(start.year, 12, 31) if self.to_year_end else start
        return later(first, (self.years or 0) * MONTHS_A_YEAR + (self.months or 0))

    def erase_by(self, start: date) -> date | None:
        """The last day to have erased by: the end of the period, or of the following year where the act says so."""
        ends = self.ends(start)
        return date(ends.year + self.grace_years, 12, 31) if ends and self.grace_years else ends


def later(day: date, months: int) -> date:
    """The same day `months` later; 29 February becomes 28 where it must."""
    count = day.year * MONTHS_A_YEAR + day.month - 1 + months
    year, month = divmod(count, MONTHS_A_YEAR)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)
