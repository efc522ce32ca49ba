"""Calendar periods: weeks, months, quarters and years, and how people write them."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Literal, get_args

from trefas.analysis import cells

Grain = Literal["day", "week", "month", "quarter", "year"]
GRAINS: tuple[Grain, ...] = get_args(Grain)

_FORMS: tuple[tuple[Grain, str], ...] = (
    ("year", r"(\d{4})(?:\.0)?$"),
    ("quarter", r"(\d{4})[- ]?[QqKk]([1-4])$"),
    ("week", r"(\d{4})[- ]?[WwVv](\d{1,2})$"),
    ("month", r"(\d{4})[-/.](\d{1,2})$"),
)


@dataclass(frozen=True)
class Span:
    """Days first to last, both included."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def written(cell: Any) -> tuple[dt.date, Grain]:
    """The first day and the grain of what a cell says: 2026, 2026-Q1, 2026-W05, 2026-01 or a date."""
    text = str(cell).strip()
    for grain, form in _FORMS:
        match = re.match(form, text)
        if match is not None:
            return _first_day(grain, [int(part) for part in match.groups()], cell), grain
    return cells.moment(cell)[0], "day"


def _first_day(grain: Grain, parts: list[int], cell: Any) -> dt.date:
    year, number = parts[0], parts[1] if len(parts) > 1 else 1
    try:
        if grain == "week":
            first = dt.date.fromisocalendar(year, number, 1)
        else:
            first = dt.date(year, 3 * number - 2 if grain == "quarter" else number, 1)
    except ValueError:
        raise cells.not_a_date(cell) from None
    return cells.plausible(cell, first)


def period(day: dt.date, grain: Grain) -> Span:
    """The whole period that holds a day."""
    if grain == "day":
        return Span(day, day)
    if grain == "week":
        monday = day - dt.timedelta(days=day.weekday())
        return Span(monday, monday + dt.timedelta(days=6))
    months = {"month": 1, "quarter": 3, "year": 12}[grain]
    start = (day.month - 1) // months * months + 1
    last = start + months - 1
    return Span(dt.date(day.year, start, 1), dt.date(day.year, last, calendar.monthrange(day.year, last)[1]))


def periods(first: dt.date, last: dt.date, grain: Grain) -> list[Span]:
    """All whole periods from the one that holds `first` to the one that holds `last`."""
    spans = [period(first, grain)]
    while spans[-1].last < last:
        spans.append(period(spans[-1].last + dt.timedelta(days=1), grain))
    return spans


def same_before(span: Span, grain: Grain, years: int) -> Span:
    """The same period some years earlier: the same dates, or for weeks 52 weeks a year."""
    if grain in ("week", "day"):
        back = dt.timedelta(weeks=52 * years)
        return Span(span.first - back, span.last - back)
    return Span(_years_back(span.first, years), _years_back(span.last, years))


def _years_back(day: dt.date, years: int) -> dt.date:
    last = calendar.monthrange(day.year - years, day.month)[1]
    at_end = day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(day.year - years, day.month, last if at_end else min(day.day, last))


def name(span: Span, grain: Grain) -> str:
    """How a period is written: 2026, 2026-Q1, 2026-W05, 2026-01 or a date."""
    day = span.first
    if grain == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    forms = {
        "day": day.isoformat(),
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "year": str(day.year),
    }
    return forms[grain]
