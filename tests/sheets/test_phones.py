"""Telephone numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trefas.sheets.phones import (
    read_phone,
    read_phones,
    shown_phone,
    shown_through_library,
    through_library,
)

MOBILE = "+46701740605"  # in the series 070-174 06 05 to 99 that PTS keeps for fiction


@pytest.mark.parametrize(
    "raw", ["070-174 06 05", "0701740605", "+46 70 174 06 05", "0046701740605", 701740605.0, 701740605, 46701740605.0]
)
def test_one_number_in_many_forms(raw: object) -> None:
    assert read_phones(raw).numbers == (MOBILE,)


@pytest.mark.parametrize(
    "raw", ["070-174 06 05, 08-465 004 00", "0701740605 / 08-46500400", "0701740605 eller 08-465 004 00"]
)
def test_two_numbers_in_a_cell(raw: str) -> None:
    assert read_phones(raw).numbers == (MOBILE, "+46846500400")


@pytest.mark.parametrize("raw", ["", "-", "okänd", None])
def test_no_number_is_no_error(raw: object) -> None:
    assert (read_phones(raw).numbers, read_phones(raw).problem) == ((), None)


@pytest.mark.parametrize("raw", ["ring växeln", "070", "070-174 06 05, xyz"])
def test_what_is_no_number_is_said(raw: str) -> None:
    read = read_phones(raw)
    assert read.numbers == ()
    assert read.problem.code == "phone_unreadable"


def test_shown_as_swedes_write_it() -> None:
    assert shown_phone(MOBILE) == "070-174 06 05"
    assert shown_phone("+4720555123").startswith("+47")


@given(st.one_of(st.text(), st.floats(), st.integers(), st.none()))
def test_nothing_raises(raw: object) -> None:
    read = read_phones(raw)
    assert not (read.numbers and read.problem)


@given(st.from_regex(r"0[0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}", fullmatch=True))
def test_the_short_way_agrees_with_the_library(text: str) -> None:
    assert read_phone(text) == through_library(text)


@given(st.from_regex(r"07[02369][ -]?[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}", fullmatch=True))
def test_the_short_way_agrees_on_every_mobile(text: str) -> None:
    assert read_phone(text) == through_library(text)


@given(st.from_regex(r"\+467[0-9]{8}", fullmatch=True))
def test_the_short_way_of_showing_agrees_with_the_library(number: str) -> None:
    assert shown_phone(number) == shown_through_library(number)
