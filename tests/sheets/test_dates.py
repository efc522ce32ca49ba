"""Dates in the forms that lists hold them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sheets.making import ON

from trefas.sheets.dates import Precision, read_date

THIRD = datetime.date(2026, 11, 3)


@pytest.mark.parametrize(
    "raw",
    [
        "2026-11-03", "2026/11/03", "2026-11-3", "20261103", 20261103.0, "03.11.2026", "3.11.2026", "3 nov 2026",
        "3 november 2026", "den 3:e nov. 2026", "3 Nov -26", "3 nov 26", "November 3, 2026", "3rd November 2026",
        "261103", "26-11-03", "tisdag 3 november 2026", "tis 2026-11-03", "\u00a02026-11-03 ", THIRD, "46329", 46329,
        46329.0, datetime.datetime.fromisoformat("2026-11-03"), "2026–11–03", "2026.11.03",
    ],
)  # fmt: skip
def test_one_day_in_many_forms(raw: object) -> None:
    read = read_date(raw, ON)
    assert (read.day, read.problem, read.precision) == (THIRD, None, Precision.DAY)


@pytest.mark.parametrize(
    ("raw", "time"),
    [
        ("2026-11-03 14:05", "14:05"), ("2026-11-03T14:05:30", "14:05:30"), ("3 nov 2026 kl. 09.30", "09:30"),
        ("2026-11-03T14:05:00Z", "14:05"), (46329.5, "12:00"), (datetime.datetime.fromisoformat("2026-11-03 08:01"), "08:01"),
    ],
)  # fmt: skip
def test_time_of_day_is_kept(raw: object, time: str) -> None:
    read = read_date(raw, ON)
    assert (read.day, read.time) == (THIRD, datetime.time.fromisoformat(time))


def test_ambiguous_date_is_refused_with_both_readings() -> None:
    problem = read_date("3/11 2026", ON).problem
    assert problem is not None
    assert problem.sentence() == "3/11 2026 kan vara 3 november 2026 eller 11 mars 2026. Skriv ÅÅÅÅ-MM-DD."
    assert problem.sentence("en") == "3/11 2026 can be 3 November 2026 or 11 March 2026. Write YYYY-MM-DD."


@pytest.mark.parametrize("raw", ["3/11", "3/11-2026", "3/11/2026", "3-11-2026"])
def test_every_form_of_it_is_ambiguous(raw: str) -> None:
    assert read_date(raw, ON).problem.code == "date_ambiguous"


@pytest.mark.parametrize(
    ("raw", "day"), [("23/11 2026", "2026-11-23"), ("11/23/2026", "2026-11-23"), ("5/5 2026", "2026-05-05")]
)
def test_only_one_possible_reading_is_taken(raw: str, day: str) -> None:
    assert str(read_date(raw, ON).day) == day


@pytest.mark.parametrize(
    ("raw", "toward", "day"),
    [
        ("3 november", "past", "2026-11-03"), ("3 november", "future", "2027-11-03"), ("24 dec", "past", "2025-12-24"),
        ("24 dec", "near", "2026-12-24"), ("3 jan", "near", "2027-01-03"), ("23 nov", "past", "2026-11-23"),
        ("v. 47", "past", "2026-11-16"), ("v 47", "future", "2027-11-22"), ("vecka 2", "near", "2027-01-11"),
    ],
)  # fmt: skip
def test_missing_year_is_placed_and_told(raw: str, toward, day: str) -> None:
    read = read_date(raw, ON, toward=toward)
    assert str(read.day) == day
    assert len(read.remarks) == 1
    assert day in read.remarks[0].sentence()


@pytest.mark.parametrize("raw", ["v. 47 2026", "v47, 2026", "2026-W47", "2026 v47", "vecka 47 2026"])
def test_week_gives_its_monday(raw: str) -> None:
    read = read_date(raw, ON)
    assert (str(read.day), read.precision) == ("2026-11-16", Precision.WEEK)


@pytest.mark.parametrize("raw", ["nov 2026", "november 2026", "2026-11"])
def test_month_gives_its_first_day_and_says_so(raw: str) -> None:
    read = read_date(raw, ON)
    assert (str(read.day), read.precision) == ("2026-11-01", Precision.MONTH)


@pytest.mark.parametrize("raw", ["2004", 2004, 2004.0])
def test_year_alone_is_a_year_not_a_day_of_1905(raw: object) -> None:
    read = read_date(raw, ON)
    assert (read.day, read.year, read.precision) == (None, 2004, Precision.YEAR)


@pytest.mark.parametrize("raw", ["", None, "okänd", "-", " ", "saknas"])
def test_no_date_is_no_error(raw: object) -> None:
    assert read_date(raw, ON) == read_date(raw, ON, toward="past")
    assert (read_date(raw, ON).day, read_date(raw, ON).problem) == (None, None)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("2026-02-29", "date_impossible"), ("31/2 2026", "date_impossible"), ("v. 54", "date_impossible"),
        ("2026-11-03 25:00", "date_impossible"), ("29 feb", "date_impossible"), ("2026-13", "date_impossible"),
        ("snarast", "date_unreadable"), ("3 smörmånad", "date_unreadable"), (0, "date_unreadable"),
        (12, "date_unreadable"), (-5.0, "date_unreadable"), ("11-3", "date_unreadable"), (True, "date_unreadable"),
        ("3026-11-03", "date_out_of_range"), ("1026-11-03", "date_out_of_range"),
    ],
)  # fmt: skip
def test_wrong_dates_say_what_is_wrong(raw: object, code: str) -> None:
    read = read_date(raw, ON)
    assert read.day is None
    assert read.problem is not None
    assert read.problem.code == code


def test_serial_numbers_count_from_1900_or_1904() -> None:
    assert str(read_date(43_000, ON).day) == "2017-09-22"
    assert str(read_date(43_000 - 1462, ON, epoch_1904=True).day) == "2017-09-22"
    assert str(read_date(61, ON).day) == "1900-03-01"


days = st.dates(datetime.date(1950, 1, 1), datetime.date(2060, 12, 31))
MONTHS = ["jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sept", "okt", "nov", "dec"]


@given(days, st.sampled_from(["{0:%Y-%m-%d}", "{0:%Y%m%d}", "{0:%d.%m.%Y}", "{0.day} {1} {0.year}"]))
def test_written_days_are_read_back(day: datetime.date, form: str) -> None:
    assert read_date(form.format(day, MONTHS[day.month - 1]), ON).day == day


@given(days)
def test_serial_numbers_are_read_back(day: datetime.date) -> None:
    assert read_date((day - datetime.date(1899, 12, 30)).days, ON).day == day


@given(days)
def test_a_date_with_slashes_is_never_read_wrong(day: datetime.date) -> None:
    read = read_date(f"{day.day}/{day.month} {day.year}", ON)
    assert read.day == day or (read.problem is not None and read.problem.code == "date_ambiguous")


@given(st.one_of(st.text(), st.floats(allow_nan=True), st.integers(), st.none(), st.datetimes(), st.dates()))
def test_nothing_raises(raw: object) -> None:
    read = read_date(raw, ON)
    assert not (read.problem and read.day)
