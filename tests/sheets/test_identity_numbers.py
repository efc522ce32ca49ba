"""Identity numbers in every form that a list holds them. Only test numbers of the published series."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sheets.making import ON, check_digit, series_number

from trefas.sheets.identity_numbers import (
    TEST_SERIES,
    Kind,
    Series,
    age_on,
    formatted,
    is_test_number,
    luhn,
    masked,
    read_identity_number,
)

NUMBER = series_number("20040611")
TAIL = NUMBER[8:]
COORDINATION = series_number("20040671")


@pytest.mark.parametrize(
    "raw",
    [
        NUMBER, f"20040611-{TAIL}", f"040611-{TAIL}", f"040611{TAIL}", f" 040611 - {TAIL} ", f"20040611 {TAIL}",
        f"040611–{TAIL}", f"040611−{TAIL}", f"\u00a020040611\u00a0{TAIL}", f"'040611{TAIL}", f"2004-06-11-{TAIL}",
        f"2004 06 11 {TAIL}", int(NUMBER), float(NUMBER), int(NUMBER[2:]), float(NUMBER[2:]), f"{NUMBER}.",
        f"{int(NUMBER) / 1e11:.11f}E+11", f"{int(NUMBER) / 1e11:.11f}e11".replace(".", ","),
    ],
)  # fmt: skip
def test_one_number_in_many_forms(raw: object) -> None:
    read = read_identity_number(raw, ON)
    assert (read.number, read.kind, read.birth_date) == (NUMBER, Kind.PERSONAL, datetime.date(2004, 6, 11))
    assert read.problem is None


def test_zeros_lost_in_front_are_added_and_told() -> None:
    born = series_number("20000102")
    for number in (NUMBER, born):
        read = read_identity_number(float(number[2:]), ON)
        assert read.number == number
        assert [one.code for one in read.remarks] == ["number_zeros_added"]
    assert read_identity_number(NUMBER[3:], ON).problem is not None  # as text it is a slip, not a lost zero


def test_coordination_number_keeps_its_day_and_knows_the_birth_date() -> None:
    read = read_identity_number(f"040671-{COORDINATION[8:]}", ON)
    assert (read.number, read.kind) == (COORDINATION, Kind.COORDINATION)
    assert read.birth_date == datetime.date(2004, 6, 11)


@pytest.mark.parametrize("day", ["19800060", "19800660"])
def test_coordination_number_without_full_birth_date(day: str) -> None:
    read = read_identity_number(series_number(day), ON)
    assert (read.kind, read.birth_date, read.number) == (Kind.COORDINATION, None, series_number(day))
    wrong = series_number(day)[:-1] + str((int(series_number(day)[-1]) + 1) % 10)
    assert read_identity_number(wrong, ON).problem.code == "number_check_digit"


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("20040611-T123", "20040611T123"), ("040611T123", "20040611T123"), ("040611-TF12", "20040611TF12"),
        ("040611-r007", "20040611R007"), ("992004123456", "992004123456"),
    ],
)  # fmt: skip
def test_temporary_numbers_are_kept_with_a_remark(raw: str, number: str) -> None:
    read = read_identity_number(raw, ON)
    assert (read.number, read.kind) == (number, Kind.TEMPORARY)
    assert [one.code for one in read.remarks] == ["number_temporary"]


@pytest.mark.parametrize("raw", ["okänd", "Okänt", "saknas", "-", "?", "", None, " \u00a0 ", "n/a", "unknown"])
def test_unknown_is_no_error(raw: object) -> None:
    read = read_identity_number(raw, ON)
    assert (read.number, read.kind, read.problem, read.birth_date) == ("", Kind.UNKNOWN, None, None)


@pytest.mark.parametrize("raw", ["skyddad", "Skyddad identitet", "sekretess", "hemlig"])
def test_words_for_protection_are_not_lost(raw: str) -> None:
    read = read_identity_number(raw, ON)
    assert read.protected
    assert read.problem is None


@pytest.mark.parametrize(
    "raw", ["20040611", "040611-XXXX", "040611-****", "20040611-0000", 20040611.0, datetime.date(2004, 6, 11)]
)
def test_birth_date_alone_counts_as_unknown_number(raw: object) -> None:
    read = read_identity_number(raw, ON)
    assert (read.number, read.birth_date) == ("", datetime.date(2004, 6, 11))
    assert [one.code for one in read.remarks] == ["number_birth_date_only"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10), "number_check_digit"),
        ("20040231-9801", "number_date"), ("20041311-9801", "number_date"), ("10040611-9801", "number_date"),
        ("20270101-9801", "number_future"), ("261224-9801", "number_future"), ("5566778899", "number_organisation"),
        ("0406119", "number_length"), ("2004061198012", "number_length"), ("2,00406E+11", "number_shortened"),
        ("Bo Ek", "number_unreadable"), ("040611-T1234", "number_unreadable"), ("040231-T123", "number_date"),
    ],
)  # fmt: skip
def test_wrong_numbers_say_what_is_wrong(raw: str, code: str) -> None:
    read = read_identity_number(raw, ON)
    assert read.problem is not None
    assert read.problem.code == code
    assert read.number == ""
    assert raw in read.problem.sentence()


def test_century_follows_the_date_and_the_plus() -> None:
    old, young = series_number("19240102"), series_number("20240102")
    assert read_identity_number(f"240102-{young[8:]}", ON).number == young
    assert read_identity_number(f"240102+{old[8:]}", ON).number == old
    before = datetime.date(2023, 12, 31)
    assert read_identity_number(f"240102-{old[8:]}", before).number == old


def test_series_is_data_and_its_verdict_is_no_truth_value() -> None:
    assert TEST_SERIES == ((238, 239), (980, 999))
    verdict = is_test_number(NUMBER)
    assert verdict.outcome is Series.TEST
    assert "980-999" in verdict.explanation()
    assert TAIL not in verdict.explanation()
    with pytest.raises(TypeError):
        bool(verdict)


@pytest.mark.parametrize("birth", [237, 238, 239, 240, 979, 980, 999])
def test_series_has_exact_ends(birth: int) -> None:
    wanted = Series.TEST if birth in (238, 239, 980, 999) else Series.REAL
    # Nobody born in 1841 ever had a number.
    assert is_test_number(series_number("18410101", birth)).outcome is wanted
    assert is_test_number(series_number("18410161", birth)).outcome is wanted


@pytest.mark.parametrize("number", ["", "20040611T123", "992004123456"])
def test_series_of_no_full_number_is_unclear(number: str) -> None:
    assert is_test_number(number).outcome is Series.UNCLEAR


def test_shown_forms() -> None:
    assert formatted(NUMBER) == f"20040611-{TAIL}"
    assert masked(NUMBER) == "20040611-••••"
    assert masked("992004123456") == "99200412••••"
    assert masked("") == ""


@pytest.mark.parametrize(("on", "age"), [("2026-06-10", 21), ("2026-06-11", 22), ("2026-06-12", 22), ("2004-06-11", 0)])
def test_age_turns_on_the_birthday(on: str, age: int) -> None:
    assert age_on(datetime.date(2004, 6, 11), datetime.date.fromisoformat(on)) == age


def test_age_of_a_leap_day_child() -> None:
    born = datetime.date(2008, 2, 29)
    assert age_on(born, datetime.date(2026, 2, 28)) == 17
    assert age_on(born, datetime.date(2026, 3, 1)) == 18


dates = st.dates(datetime.date(1930, 1, 1), datetime.date(2026, 11, 1))
births = st.one_of(st.integers(238, 239), st.integers(980, 999))


@given(dates, births, st.booleans(), st.sampled_from(["{}{}", "{}-{}", "{} {}", " {}–{}\u00a0"]))
def test_every_test_number_is_read_back(day: datetime.date, birth: int, coordination: bool, form: str) -> None:
    text = f"{day:%Y%m}{day.day + 60 * coordination:02d}"
    number = series_number(text, birth)
    read = read_identity_number(form.format(number[:8], number[8:]), ON)
    assert (read.number, read.birth_date, read.problem) == (number, day, None)
    assert read_identity_number(formatted(read.number), ON).number == number


@given(dates, births, st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_never_accepted_as_the_same_person(
    day: datetime.date, birth: int, place: int, step: int
) -> None:
    number = series_number(f"{day:%Y%m%d}", birth)
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    read = read_identity_number(wrong, ON)
    assert read.number != number
    if place >= 2:
        assert read.problem is not None or read.birth_date is None or not re.fullmatch(r"\d{12}", read.number)


@given(st.text(alphabet="0123456789", min_size=9, max_size=9))
def test_check_sum_agrees_with_another_way_to_count(nine: str) -> None:
    assert [digit for digit in "0123456789" if luhn(nine + digit)] == [check_digit(nine)]


@given(st.one_of(st.text(), st.floats(allow_nan=True), st.integers(), st.none(), st.dates(), st.booleans()))
def test_nothing_raises(raw: object) -> None:
    read = read_identity_number(raw, ON)
    assert not (read.problem and read.number)
    if read.problem:
        assert read.problem.sentence("en")
