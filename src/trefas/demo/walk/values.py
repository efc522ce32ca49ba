"""What a scenario's values mean: days and times counted from today, test identity numbers of an age, and lists."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import xlsxwriter

from trefas.sheets.identity_numbers import luhn

_DAY = re.compile(r"(today|yesterday|tomorrow|\d{4}-\d{2}-\d{2})([+-]\d+)?")
_MOMENT = re.compile(r"(\S+) (\d{1,2}):(\d{2})")
_STEPS = {"yesterday": -1, "today": 0, "tomorrow": 1}


def day_of(text: object, today: date) -> date | None:
    """Return the day of `today`, `today-7`, `yesterday`, `tomorrow`, `2026-11-23` or a TOML date, else None."""
    if isinstance(text, date) and not isinstance(text, datetime):
        return text
    found = _DAY.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    word, shift = found[1], int(found[2] or 0)
    try:
        start = today + timedelta(days=_STEPS[word]) if word in _STEPS else date.fromisoformat(word)
    except ValueError:
        return None
    return start + timedelta(days=shift)


def moment_of(text: object, now: datetime) -> datetime | None:
    """Return the moment of `now`, `now-90` (minutes), or a day and a time such as `yesterday 23:40`, else None."""
    if not isinstance(text, str):
        return None
    if near := re.fullmatch(r"now([+-]\d+)?", text):
        return now + timedelta(minutes=int(near[1] or 0))
    found = _MOMENT.fullmatch(text)
    day = day_of(found[1], now.date()) if found else None
    if found is None or day is None or int(found[2]) > 23 or int(found[3]) > 59:
        return None
    return datetime.combine(day, time(int(found[2]), int(found[3])))


def number_of_age(age: int, nth: int, today: date) -> str:
    """Return an identity number of Skatteverket's test series for somebody who is `age` years old today.

    `nth` tells several of one age apart. Birth numbers 980-999 are kept for tests (Skatteverket, testpersonnummer).
    """
    born = _years_before(today, age) - timedelta(days=30 + nth)
    serial = f"{980 + nth % 20}"
    last = next(digit for digit in "0123456789" if luhn(f"{born:%y%m%d}{serial}{digit}"))
    return f"{born:%Y%m%d}-{serial}{last}"


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def cell(value: Any, nth: int, today: date) -> Any:
    """Return a cell of a list: `{ age = 17 }` is a test number of that age (`form = "short"`
    ten digits, `form = "digits"` without the dash), `{ day = "today-7" }` that day."""
    if isinstance(value, Mapping) and isinstance(value.get("age"), int):
        return _written(number_of_age(value["age"], value.get("nth", nth), today), value.get("form", ""))
    if isinstance(value, Mapping) and "day" in value:
        return day_of(value["day"], today)
    return value


def _written(number: str, form: str) -> str:
    return {"short": number[2:], "digits": number.replace("-", "")}.get(form, number)


def file_of(name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Return a list as the bytes of a file; the ending of `name` says whether .xlsx or .csv (`;`, utf-8)."""
    return _csv(columns, rows) if name.endswith(".csv") else _workbook(columns, rows)


def _csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([columns, *rows])
    return text.getvalue().encode()


def _workbook(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Lista")
    for place, row in enumerate([columns, *rows]):
        sheet.write_row(place, 0, row)
    book.close()
    return content.getvalue()
