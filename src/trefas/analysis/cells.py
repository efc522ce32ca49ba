"""One cell at a time: numbers, counts, labels and dates as people write them, or what is wrong."""

import datetime as dt
import math
import re
from typing import Any

import numpy as np
import numpy.typing as npt
from personnummer import personnummer


class BadCell(ValueError):  # noqa: N818  it carries a sentence to the user
    """Why a cell cannot be read, in Swedish and English, each ending the sentence 'file, row, column: …'."""

    def __init__(self, swedish: str, english: str) -> None:
        super().__init__(english)
        self.swedish, self.english = swedish, english


_SPACES = re.compile(r"[ \u00a0\u202f](?=\d{3}(\D|$))")
_NUMBER = re.compile(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?$")
_EITHER = re.compile(r"[-+]?[1-9]\d{0,2},\d{3}$")
_ISO = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|(\d{2})(\d{2}))(?:[T ]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?"
    r"\s*(?:Z|[+-]\d{2}:?\d{2})?)?$"
)
_IDENTITY = re.compile(r"(\d{2})?\d{6}[-+]?\d{4}$")
FIRST_YEAR, LAST_YEAR = 1900, 2199


def is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _refuse_blank(cell: Any) -> None:
    if is_blank(cell):
        raise BadCell("cellen är tom.", "the cell is empty.")


def number(cell: Any, *, decimal_comma: bool = False) -> float:
    """A finite number; spaces between groups of three are allowed.

    decimal_comma: a comma is known to be one. Else 1,234 is refused, since it may mean two things.
    """
    _refuse_blank(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        value = float(cell)
    else:
        text = _SPACES.sub("", str(cell).strip()).replace("\u2212", "-")
        if not _NUMBER.match(text):
            raise BadCell(f"”{cell}” är inte ett tal.", f'"{cell}" is not a number.')
        if _EITHER.match(text) and not decimal_comma:
            raise BadCell(
                f"”{cell}” kan läsas på två sätt. Skriv decimaler med punkt och tusental utan komma.",
                f'"{cell}" can be read in two ways. Write decimals with a point and thousands without a comma.',
            )
        value = float(text.replace(",", "."))
    if not math.isfinite(value):
        raise BadCell(f"”{cell}” är inte ett ändligt tal.", f'"{cell}" is not a finite number.')
    return value


def decimal_comma_number(cell: Any) -> float:
    """A number from a file where the comma is the decimal sign."""
    return number(cell, decimal_comma=True)


def count(cell: Any) -> int:
    """A whole number, zero or more."""
    value = number(cell)
    if value < 0:
        raise BadCell(f"antalet {cell} är negativt.", f"the count {cell} is negative.")
    if value != int(value):
        raise BadCell(f"antalet {cell} är inte ett helt tal.", f"the count {cell} is not a whole number.")
    return int(value)


def label(cell: Any) -> str:
    """The name of an area or group, as text; 22.0 from a spreadsheet is the label 22."""
    _refuse_blank(cell)
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return str(cell).strip()


def moment(cell: Any) -> tuple[dt.date, float | None]:
    """A calendar date and, where given, the seconds after midnight, as the local clock showed them.

    Understood: 2026-01-31, 2026/01/31, 20260131, each with an optional time, and real spreadsheet dates.
    Day-first and month-first forms are refused, since they cannot be told apart.
    """
    _refuse_blank(cell)
    if isinstance(cell, dt.datetime):
        return plausible(cell, cell.date()), _seconds(cell.time())
    if isinstance(cell, dt.date):
        return plausible(cell, cell), None
    text = str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell).strip()
    match = _ISO.match(text)
    if match is None:
        raise not_a_date(cell)
    year, _, *parts, hour, minute, second = match.groups()
    month, day = (part for part in parts if part is not None)
    try:
        date = dt.date(int(year), int(month), int(day))
        time = None if hour is None else dt.time(int(hour), int(minute), int(second or 0))
    except ValueError:
        raise not_a_date(cell) from None
    return plausible(cell, date), _seconds(time)


def clock(cell: Any) -> float | None:
    """A time of day such as 14:05 as seconds after midnight; blank is unknown."""
    if is_blank(cell):
        return None
    if isinstance(cell, dt.time):
        return _seconds(cell)
    if isinstance(cell, dt.timedelta) and dt.timedelta(0) <= cell < dt.timedelta(days=1):
        return cell.total_seconds()
    match = re.match(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?$", str(cell).strip())
    try:
        if match is None:
            raise ValueError
        hour, minute, second = (int(part or 0) for part in match.groups())
        return _seconds(dt.time(hour, minute, second))
    except ValueError:
        raise BadCell(
            f"”{cell}” är inte ett klockslag. Skriv till exempel 14:05.",
            f'"{cell}" is not a time of day. Write for example 14:05.',
        ) from None


def day_numbers(column: list[Any]) -> npt.NDArray[np.float64] | None:
    """The column as day numbers, or None when it holds anything else: dates, years, large numbers."""
    try:
        values = np.array([number(cell) for cell in column], dtype=np.float64)
    except BadCell:
        return None
    whole = bool((values == np.floor(values)).all())
    years = whole and bool(((values >= FIRST_YEAR) & (values <= LAST_YEAR)).all())
    return None if years or bool((np.abs(values) >= 100_000).any()) else values


def is_identity_number(text: str) -> bool:
    """Whether a label is a valid Swedish identity or co-ordination number, check digit included."""
    return bool(_IDENTITY.match(text)) and bool(personnummer.valid(text))


def _seconds(time: dt.time | None) -> float | None:
    return None if time is None else time.hour * 3600.0 + time.minute * 60 + time.second


def plausible(cell: Any, date: dt.date) -> dt.date:
    """The date, unless its year is plainly a slip."""
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise BadCell(
            f"året i ”{cell}” ligger utanför {FIRST_YEAR}-{LAST_YEAR}.",
            f'the year in "{cell}" lies outside {FIRST_YEAR}-{LAST_YEAR}.',
        )
    return date


def not_a_date(cell: Any) -> BadCell:
    """The error for a cell that holds no date."""
    return BadCell(
        f"”{cell}” är inte ett datum. Skriv år-månad-dag, till exempel 2026-01-31.",
        f'"{cell}" is not a date. Write year-month-day, for example 2026-01-31.',
    )
