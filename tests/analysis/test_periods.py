"""Calendar periods and the same period before."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trefas.analysis.cells import BadCell
from trefas.analysis.periods import GRAINS, Span, name, period, periods, same_before, written

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("cell", "first", "grain"),
    [
        ("2021", "2021-01-01", "year"),
        (2021.0, "2021-01-01", "year"),
        ("2021-Q3", "2021-07-01", "quarter"),
        ("2021K3", "2021-07-01", "quarter"),
        ("2021-09", "2021-09-01", "month"),
        ("2021-W01", "2021-01-04", "week"),
        ("2020v53", "2020-12-28", "week"),
        ("2021-09-05 12:00", "2021-09-05", "day"),
    ],
)
def test_periods_as_written(cell, first, grain):
    assert written(cell) == (day(first), grain)


@pytest.mark.parametrize("cell", ["2021-13", "2021-Q5", "2021-W54", "0021", "Q1 2021", ""])
def test_what_is_no_period_is_refused(cell):
    with pytest.raises(BadCell):
        written(cell)


@given(DAYS, st.sampled_from(GRAINS))
def test_a_period_holds_its_day_and_its_name_leads_back(at, grain):
    span = period(at, grain)
    assert span.first <= at <= span.last
    assert period(span.first, grain) == period(span.last, grain) == span
    assert written(name(span, grain)) == (span.first, grain)


@given(DAYS, st.integers(0, 900), st.sampled_from(GRAINS[1:]))
def test_periods_follow_each_other_without_gap(first, length, grain):
    spans = periods(first, first + dt.timedelta(days=length), grain)
    assert all(later.first - earlier.last == dt.timedelta(days=1) for earlier, later in pairwise(spans))
    assert spans[0].first <= first
    assert spans[-1].last >= first + dt.timedelta(days=length)


@given(DAYS, st.integers(1, 5), st.sampled_from(["week", "month", "quarter", "year"]))
def test_same_period_before_is_a_whole_period(at, years, grain):
    before = same_before(period(at, grain), grain, years)
    assert period(before.first, grain) == before


def test_part_of_a_period_is_compared_with_the_same_part():
    assert same_before(Span(day("2024-01-01"), day("2024-02-29")), "quarter", 1) == Span(
        day("2023-01-01"), day("2023-02-28")
    )
    assert same_before(Span(day("2023-02-01"), day("2023-02-28")), "month", 3).last == day("2020-02-29")
