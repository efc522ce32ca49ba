"""Dates as lists write them: ISO, Swedish words, week numbers, Excel's running day numbers.

A date with two readings is refused with both; nothing is guessed but a missing year, which is told.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from trefas.sheets.date_forms import (
    COMPACT,
    DAYS,
    DOTS,
    FIRST_YEAR,
    ISO,
    MONTH_FIRST,
    MONTH_NAMES,
    MONTH_YEAR,
    MONTHS,
    SHORT,
    SLASHES,
    TIME,
    WEEK,
    WORDS,
    YEAR,
    YEAR_MONTH,
    YEARS_AHEAD,
)
from trefas.sheets.sentences import Notice, notice
from trefas.sheets.synonyms import ABSENT

Toward = Literal["past", "future", "near"]


class Precision(StrEnum):
    """How exact the cell is; coarser ones give the first day."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class ReadDate:
    """What a cell says: `day` and, where given, `time` of day; `year` alone when only that is known."""

    text: str
    day: datetime.date | None = None
    time: datetime.time | None = None
    precision: Precision = Precision.DAY
    year: int | None = None
    problem: Notice | None = None
    remarks: tuple[Notice, ...] = ()


def read_date(raw: object, on: datetime.date, *, epoch_1904: bool = False, toward: Toward = "near") -> ReadDate:
    """Read one cell. `on` and `toward` place dates without a year: last, next or nearest. Never raises."""
    if isinstance(raw, datetime.datetime):
        # A date-formatted cell has midnight; a real time of day is kept.
        time = raw.time() if raw.time() != datetime.time() else None
        return in_range(ReadDate(raw.isoformat(" ")[:16] if time else str(raw.date()), raw.date(), time), on)
    if isinstance(raw, datetime.date):
        return in_range(ReadDate(str(raw), raw), on)
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return read_number(float(raw), on, epoch_1904)
    text = str(raw if raw is not None else "")
    plain = " ".join(text.replace("–", "-").replace("−", "-").split()).strip(" .,;'’")
    if not plain or plain.casefold() in ABSENT or not text.strip():
        return ReadDate(text)
    return read_text(text, plain, on, epoch_1904, toward)


def read_number(number: float, on: datetime.date, epoch_1904: bool) -> ReadDate:
    """A bare number: YYYYMMDD, a year, or a running day number with the time as its fraction."""
    text = str(int(number)) if number.is_integer() else str(number)
    if COMPACT.fullmatch(text):
        return on_calendar(text, int(text[:4]), int(text[4:6]), int(text[6:]), on)
    if YEAR.fullmatch(text):
        return ReadDate(text, precision=Precision.YEAR, year=int(text))
    if not 61 <= number < 110_000:
        return ReadDate(text, problem=notice("date_unreadable", text=text))
    return read_serial(text, number, on, epoch_1904)


def read_serial(text: str, number: float, on: datetime.date, epoch_1904: bool) -> ReadDate:
    """Days since 30 December 1899 (Excel counts a 29 February 1900 that never was) or 1 January 1904."""
    epoch = datetime.datetime(1904, 1, 1) if epoch_1904 else datetime.datetime(1899, 12, 30)  # noqa: DTZ001  # local wall time
    moment = epoch + datetime.timedelta(seconds=round(number * 86_400))
    time = moment.time() if moment.time() != datetime.time() else None
    remark = notice("date_from_serial", text=text, date=moment.date())
    return in_range(ReadDate(text, moment.date(), time, remarks=(remark,)), on)


def read_text(text: str, plain: str, on: datetime.date, epoch_1904: bool, toward: Toward) -> ReadDate:
    """Read words and digits; a time of day at the end is taken off first."""
    plain = DAYS.sub("", plain)
    time = None
    if found := TIME.search(plain):
        hour, minute, second = (int(part or 0) for part in found.groups())
        if hour > 23 or minute > 59 or second > 59:
            return ReadDate(text, problem=notice("date_impossible", text=text))
        time, plain = datetime.time(hour, minute, second), plain[: found.start()].rstrip(" ,")
    read = read_day(text, plain, on, epoch_1904, toward)
    clocked = time is not None and read.day is not None
    return ReadDate(text, read.day, time, read.precision, read.year, read.problem, read.remarks) if clocked else read


def read_day(text: str, plain: str, on: datetime.date, epoch_1904: bool, toward: Toward) -> ReadDate:
    """Try each form; they exclude one another."""
    if found := ISO.fullmatch(plain):
        return on_calendar(text, int(found[1]), int(found[3]), int(found[4]), on)
    if found := COMPACT.fullmatch(plain):
        return on_calendar(text, int(found[1]), int(found[2]), int(found[3]), on)
    if found := DOTS.fullmatch(plain):
        return on_calendar(text, int(found[3]), int(found[2]), int(found[1]), on)
    if found := SLASHES.fullmatch(plain):
        return read_slashes(text, found, on, toward)
    if found := SHORT.fullmatch(plain):
        return on_calendar(text, nearest_century(int(found[1]), on), int(found[3]), int(found[4]), on)
    if found := WEEK.fullmatch(plain):
        return read_week(text, found, on, toward)
    if YEAR.fullmatch(plain):
        return ReadDate(text, precision=Precision.YEAR, year=int(plain))
    if re.fullmatch(r"\d{5}([.,]\d+)?", plain):
        return read_number(float(plain.replace(",", ".")), on, epoch_1904)
    return read_words(text, plain, on, toward)


def read_words(text: str, plain: str, on: datetime.date, toward: Toward) -> ReadDate:
    """`3 nov 2026`, `den 3:e november`, `November 3, 2026`, `november 2026`, `2026-11`."""
    if (found := WORDS.fullmatch(plain)) and found[2].lower() in MONTHS:
        return dayed(text, int(found[1]), MONTHS[found[2].lower()], found[3], on, toward)
    if (found := MONTH_FIRST.fullmatch(plain)) and found[1].lower() in MONTHS:
        return on_calendar(text, int(found[3]), MONTHS[found[1].lower()], int(found[2]), on)
    if (found := MONTH_YEAR.fullmatch(plain)) and found[1].lower() in MONTHS:
        return read_month(text, int(found[2]), MONTHS[found[1].lower()], on)
    if found := YEAR_MONTH.fullmatch(plain):
        return read_month(text, int(found[1]), int(found[2]), on)
    return ReadDate(text, problem=notice("date_unreadable", text=text))


def on_calendar(text: str, year: int, month: int, day: int, on: datetime.date) -> ReadDate:
    """The date, if the calendar has it and it is not absurd."""
    try:
        return in_range(ReadDate(text, datetime.date(year, month, day)), on)
    except ValueError:
        return ReadDate(text, problem=notice("date_impossible", text=text))


def in_range(read: ReadDate, on: datetime.date) -> ReadDate:
    """Refuse years that only a slip of the finger gives."""
    last = on.year + YEARS_AHEAD
    if read.day is None or FIRST_YEAR <= read.day.year <= last:
        return read
    said = {"date": read.day, "first": FIRST_YEAR, "last": last}
    return ReadDate(read.text, problem=notice("date_out_of_range", text=read.text, **said))


def nearest_century(year: int, on: datetime.date) -> int:
    """Two digits as the latest year that is at most ten years ahead of `on`."""
    last = on.year + 10
    return last - (last - year) % 100


def dayed(text: str, day: int, month: int, year: str | None, on: datetime.date, toward: Toward) -> ReadDate:
    """A day and a month with the year given, short or missing."""
    digits = (year or "").lstrip("'")
    if len(digits) == 4:
        return on_calendar(text, int(digits), month, day, on)
    if digits:
        return on_calendar(text, nearest_century(int(digits), on), month, day, on)
    return without_year(text, day, month, on, toward)


def without_year(text: str, day: int, month: int, on: datetime.date, toward: Toward) -> ReadDate:
    """Place a date without a year before, after or nearest to `on`, and tell."""
    candidates = [on_calendar(text, on.year + shift, month, day, on).day for shift in (-1, 0, 1)]
    chosen = pick([day for day in candidates if day], on, toward)
    if chosen is None:
        return ReadDate(text, problem=notice("date_impossible", text=text))
    return ReadDate(text, chosen, remarks=(notice("date_year_assumed", text=text, date=chosen),))


def pick(candidates: list[datetime.date], on: datetime.date, toward: Toward) -> datetime.date | None:
    """The last candidate up to `on`, the first from `on`, or the nearest."""
    wanted = {
        "past": [day for day in candidates if day <= on],
        "future": [day for day in candidates if day >= on],
        "near": candidates,
    }[toward]
    return min(wanted, key=lambda day: abs(day - on), default=None)


def read_slashes(text: str, found: re.Match[str], on: datetime.date, toward: Toward) -> ReadDate:
    """3/11 is 3 November to some and 11 March to others: refused unless only one can be meant."""
    first, second, year = int(found[1]), int(found[3]), found[4]
    if found[2] == "-" and not year:
        return ReadDate(text, problem=notice("date_unreadable", text=text))
    if first != second and max(first, second) <= 12 and min(first, second) >= 1:
        readings = [both_languages(day, month, year) for day, month in ((first, second), (second, first))]
        return ReadDate(text, problem=notice("date_ambiguous", text=text, first=readings[0], second=readings[1]))
    day, month = (first, second) if second <= 12 else (second, first)
    return dayed(text, day, month, year, on, toward)


def both_languages(day: int, month: int, year: str | None) -> Notice:
    """A date in words: 3 november 2026."""
    words = {language: f"{day} {names[month - 1]} {year or ''}".strip() for language, names in MONTH_NAMES.items()}
    return notice("named", **words)


def read_week(text: str, found: re.Match[str], on: datetime.date, toward: Toward) -> ReadDate:
    """Monday of an ISO week; without a year the week before, after or nearest to `on`."""
    week, year = int(found[2]), found[1] or found[3]
    years = [int(year)] if year else [on.year - 1, on.year, on.year + 1]
    mondays = [monday for one in years if (monday := monday_of(one, week))]
    chosen = pick(mondays, on, toward) if not year else next(iter(mondays), None)
    if chosen is None:
        return ReadDate(text, problem=notice("date_impossible", text=text))
    remark = notice("date_week", text=text, date=chosen)
    return in_range(ReadDate(text, chosen, precision=Precision.WEEK, remarks=(remark,)), on)


def monday_of(year: int, week: int) -> datetime.date | None:
    """First day of an ISO week, None if the year has no such week."""
    try:
        return datetime.date.fromisocalendar(year, week, 1)
    except ValueError:
        return None


def read_month(text: str, year: int, month: int, on: datetime.date) -> ReadDate:
    """First day of a month."""
    first = on_calendar(text, year, month, 1, on)
    if first.day is None:
        return first
    remark = notice("date_month", text=text, date=first.day)
    return ReadDate(text, first.day, precision=Precision.MONTH, remarks=(remark,))
