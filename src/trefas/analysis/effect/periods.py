"""Periods as people write them: years or numbers, quarters, months, weeks and dates."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Literal

from trefas.analysis import cells
from trefas.analysis.cells import BadCell

Kind = Literal["number", "quarter", "month", "week", "day"]

_NUMBER = re.compile(r"-?\d{1,5}(\.0+)?$")
_MONTH = re.compile(r"(\d{4})[-/.M]?(0[1-9]|1[0-2])$")
_QUARTER = re.compile(r"(\d{4})[-/ ]?[QqKk]([1-4])$")
_WEEK = re.compile(r"(\d{4})[-/ ]?[WwVv](\d{1,2})$")
_FINENESS: dict[Kind, int] = {"number": 0, "quarter": 1, "month": 2, "week": 3, "day": 4}


@dataclass(frozen=True)
class Period:
    """One period: its kind and a running number within the kind (a year, months since year 0, a day, …)."""

    kind: Kind
    ordinal: int
    label: str


def period(cell: Any) -> Period:
    """Understood: 2013 or 7, 2013-Q2, 2013-05, 2013-W07, 2013-05-01 and real spreadsheet dates."""
    if isinstance(cell, (dt.date, dt.datetime)):
        return _day(cell)
    text = cells.label(cell)
    if _NUMBER.match(text):
        return Period("number", int(float(text)), str(int(float(text))))
    for pattern, make in ((_MONTH, _month), (_QUARTER, _quarter), (_WEEK, _week)):
        if match := pattern.match(text):
            return make(int(match[1]), int(match[2]), text)
    return _day(cell)


def as_kind(start: Period, kind: Kind) -> Period:
    """The period of the given kind that holds the start; BadCell when the start is too coarse to tell."""
    if start.kind == kind:
        return start
    if _FINENESS[start.kind] < _FINENESS[kind]:
        raise BadCell(
            f"starten ”{start.label}” är grövre än periodernas indelning. Skriv den i samma form.",
            f'the start "{start.label}" is coarser than the periods. Write it in the same form.',
        )
    return _holding(_first_day(start), kind, start.label)


def _first_day(period: Period) -> dt.date:
    if period.kind == "month":
        return dt.date(period.ordinal // 12, period.ordinal % 12 + 1, 1)
    if period.kind == "quarter":
        return dt.date(period.ordinal // 4, period.ordinal % 4 * 3 + 1, 1)
    if period.kind == "week":
        return dt.date.fromordinal(period.ordinal * 7 + 1)
    return dt.date.fromordinal(period.ordinal)


def _holding(day: dt.date, kind: Kind, label: str) -> Period:
    ordinal = {
        "number": day.year,
        "quarter": day.year * 4 + (day.month - 1) // 3,
        "month": day.year * 12 + day.month - 1,
        "week": (day.toordinal() - 1) // 7,
    }[kind]
    return Period(kind, ordinal, label)


def _month(year: int, month: int, text: str) -> Period:
    return Period("month", year * 12 + month - 1, text)


def _quarter(year: int, quarter: int, text: str) -> Period:
    return Period("quarter", year * 4 + quarter - 1, text)


def _week(year: int, week: int, text: str) -> Period:
    try:
        monday = dt.date.fromisocalendar(year, week, 1)
    except ValueError:
        raise _not_a_period(text) from None
    return Period("week", (monday.toordinal() - 1) // 7, text)


def _day(cell: Any) -> Period:
    try:
        date, _ = cells.moment(cell)
    except BadCell:
        raise _not_a_period(cell) from None
    return Period("day", date.toordinal(), date.isoformat())


def _not_a_period(cell: Any) -> BadCell:
    return BadCell(
        f"”{cell}” är inte en period. Skriv till exempel 2019, 2019-Q2, 2019-05, 2019-W07 eller 2019-05-01.",
        f'"{cell}" is not a period. Write for example 2019, 2019-Q2, 2019-05, 2019-W07 or 2019-05-01.',
    )
