"""Which day it is where the work is done, and the next working day. Days are arguments: no clock."""

from datetime import date, datetime, timedelta
from functools import lru_cache

import holidays
from django.utils import timezone

SATURDAY = 5


def today(now: datetime) -> date:
    """Return the day it is where the work is done."""
    return timezone.localtime(now).date()


def next_working_day(on: date) -> date:
    """Return the first day after `on` that is no Saturday, Sunday, holiday or eve kept as one (midsommarafton)."""
    day = on + timedelta(days=1)
    while day.weekday() >= SATURDAY or day in _holidays():
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=1)
def _holidays() -> "holidays.HolidayBase":
    # Lag (1989:253) om allmänna helgdagar, and the eves that nobody works (semesterlagen 1977:480 3 a §).
    return holidays.country_holidays("SE", categories=("public", "de_facto"))
