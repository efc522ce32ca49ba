"""The banded Knox table against a plain count of all pairs, its edges, and its error rate."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trefas.analysis.near_repeat import edges_of, near_repeat
from trefas.analysis.pairs import close_pairs, without_duplicates
from trefas.analysis.projecting import to_metres
from trefas.analysis.reading import BadInput

INF = float("inf")


def all_pairs(x, y, days, distance, bands, metric="euclidean"):
    """Every pair looked at, one by one."""
    table = np.zeros((len(distance) - 1, len(bands) - 1), dtype=int)
    for i in range(len(x)):
        for j in range(i):
            dx, dy = abs(x[i] - x[j]), abs(y[i] - y[j])
            apart = dx + dy if metric == "manhattan" else np.hypot(dx, dy)
            row = np.searchsorted(distance, round(float(apart), 6), side="right") - 1
            column = np.searchsorted(bands, abs(days[i] - days[j]), side="right") - 1
            if 0 <= row < table.shape[0] and 0 <= column < table.shape[1]:
                table[row, column] += 1
    return table


events = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 40)), min_size=2, max_size=30)
edges = st.lists(st.sampled_from([0.0, 0.1, 1.0, 2.5, 5.0, 8.0, 12.0]), min_size=2, unique=True).map(sorted)


@settings(max_examples=150, deadline=None)
@given(events, edges, edges, st.booleans(), st.booleans(), st.sampled_from(["euclidean", "manhattan"]))
def test_observed_is_the_plain_count_of_pairs(events, distance, bands, open_distance, open_days, metric):
    x, y, days = (np.array(column) for column in zip(*events, strict=True))
    distance = tuple(distance) + ((INF,) if open_distance else ())
    bands = tuple(bands) + ((INF,) if open_days else ())
    result = near_repeat(x * 1.0, y * 1.0, days, distance, bands, metric=metric, permutations=3)
    assert result.observed.tolist() == all_pairs(x, y, days, distance, bands, metric).tolist()


@settings(max_examples=30, deadline=None)
@given(events, edges, edges, st.booleans())
def test_permuted_counts_are_those_of_the_permuted_events(events, distance, bands, is_open):
    x, y, days = (np.array(column) for column in zip(*events, strict=True))
    distance, bands = tuple(distance) + ((INF,) if is_open else ()), tuple(bands)
    result = near_repeat(x * 1.0, y * 1.0, days, distance, bands, permutations=40, seed=5)
    generator = np.random.default_rng(5)
    tables = []
    for width in (32, 8):  # permutations are drawn in blocks
        block = generator.permuted(np.tile((days - days.min()).astype(np.int16), (width, 1)), axis=1)
        tables += [all_pairs(x, y, row.astype(int), distance, bands) for row in block]
    assert result.expected == pytest.approx(np.mean(tables, axis=0))
    at_least = (np.array(tables) >= result.observed).sum(axis=0)
    assert result.p == pytest.approx((1 + at_least) / 41)


@pytest.mark.parametrize("offset", [0.0, 674032.1, 6580822.7])
def test_two_events_at_the_edge_fall_in_the_band_that_starts_there(offset):
    """100 m and 3 days apart belong to [100, 200) and [3, 6), whatever floating point makes of the distance."""
    x, y = np.array([offset, offset]), np.array([offset, offset + 100])
    result = near_repeat(x, y, np.array([0, 3]), (0, 100, 200), (0, 3, 6), permutations=9)
    assert result.observed.tolist() == [[0, 0], [0, 1]]


def test_same_place_row_is_there_whatever_the_bands():
    x, y, days = np.array([0.0, 0.05, 50.0]), np.zeros(3), np.array([0, 1, 1])
    result = near_repeat(x, y, days, (10.0, 100.0), (0, 2), permutations=9)
    assert result.same_place["observed"].tolist() == [1]
    assert result.observed.tolist() == [[2]]


def test_driving_pairs_are_the_pairs_of_the_cell():
    x, y, days = np.array([0.0, 50.0, 500.0, 540.0]), np.zeros(4), np.array([0, 1, 0, 9])
    result = near_repeat(x, y, days, (0, 100, INF), (0, 2, INF), permutations=9)
    assert {cell: pairs.tolist() for cell, pairs in result.pairs.items()} == {(0, 0): [[0, 1]]}


def test_undefined_ratio_when_nothing_is_expected():
    result = near_repeat(np.array([0.0, 1e6]), np.zeros(2), np.array([0, 1]), (0, 10), (0, 2), permutations=9)
    assert result.observed.tolist() == [[0]]
    assert np.isnan(result.ratio).all()
    assert result.p.tolist() == [[1.0]]


def test_seed_makes_it_repeatable_and_the_caller_keeps_the_dates():
    generator = np.random.default_rng(1)
    x, y, days = generator.uniform(0, 900, 80), generator.uniform(0, 900, 80), generator.integers(0, 60, 80)
    before = days.copy()
    first, again, other = (near_repeat(x, y, days, (0, 200), (0, 7), permutations=99, seed=seed) for seed in (3, 3, 4))
    assert (days == before).all()
    assert (first.expected == again.expected).all()
    assert (first.expected != other.expected).all()


def test_dates_far_apart_do_not_overflow():
    days = np.array([0, 40_000, 80_000])
    result = near_repeat(np.zeros(3), np.zeros(3), days, (0, 1), (0, 40_001, INF), permutations=9)
    assert result.observed.tolist() == [[2, 1]]


def test_size_of_the_test_without_space_time_interaction():
    """Under the null at most about 5 per cent of the tables have p at most 0.05."""
    generator = np.random.default_rng(7)
    small = 0
    for seed in range(400):
        x, y = generator.uniform(0, 1000, (2, 60))
        days = generator.integers(0, 100, 60)
        small += near_repeat(x, y, days, (0, 150), (0, 8), permutations=39, seed=seed).p[0, 0] <= 0.05
    assert 4 <= small <= 32  # binomial(400, 0.05): 20, four standard deviations of 4.4 up and nearly so down


def test_planted_near_repeats_are_found_in_their_cell_only():
    generator = np.random.default_rng(8)
    x, y = generator.uniform(0, 20_000, (2, 300))
    days = generator.integers(0, 1000, 300)
    x, y, days = np.append(x, x[:30] + 60), np.append(y, y[:30]), np.append(days, days[:30] + 3)
    result = near_repeat(x, y, days, (0, 100, 1000), (0, 2, 5, 60), permutations=199)
    assert result.p[0, 1] == 1 / 200
    assert result.ratio[0, 1] > 20
    assert (np.delete(result.p.ravel(), 1) > 0.01).all()


def test_one_event_is_too_few():
    with pytest.raises(BadInput, match="At least two"):
        near_repeat(np.zeros(1), np.zeros(1), np.zeros(1, dtype=int), (0, 1), (0, 1))


@pytest.mark.parametrize("text", ["", "0", "0,x", "0,100,100", "100,0", "-1,5", "0,inf,9", "inf,inf", "0,nan"])
def test_bad_edges_are_refused(text):
    with pytest.raises(BadInput, match="--distance"):
        edges_of(text, "--distance")


def test_edges_may_end_open():
    assert edges_of("0,0.1,100,inf", "--distance") == (0, 0.1, 100, INF)


def test_too_many_pairs_are_refused_before_memory_is(monkeypatch):
    monkeypatch.setattr("trefas.analysis.pairs.PAIRS_AT_MOST", 2)
    with pytest.raises(BadInput, match="shorter"):
        close_pairs(np.zeros(4), np.zeros(4), 1.0, "euclidean")


def test_duplicates_follow_the_first_report_and_do_not_chain():
    minutes = np.array([0, 20, 40, 41, 500]) / 1440
    x = np.array([0.0, 90.0, 0.0, 5000.0, 0.0])
    kept = without_duplicates(x, np.zeros(5), minutes, 30, 100)
    assert kept.tolist() == [0, 2, 3, 4]


def test_limits_of_duplicates_are_inclusive_and_unknown_times_never_merge():
    at = np.array([0.0, 30 / 1440, np.nan, np.nan])
    assert without_duplicates(np.array([0.0, 100, 0, 0]), np.zeros(4), at, 30, 100).tolist() == [0, 2, 3]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=1, max_size=40))
def test_merging_again_changes_nothing(reports):
    at, x = (np.array(column, dtype=float) for column in zip(*reports, strict=True))
    once = without_duplicates(x, np.zeros(len(x)), at / 1440, 30, 100)
    again = without_duplicates(x[once], np.zeros(len(once)), at[once] / 1440, 30, 100)
    assert len(again) == len(once)


def test_projection_is_sweref_in_sweden_and_right_in_length_elsewhere():
    # Two points one thousandth of a degree of latitude apart: 111.4 m at 59 north, 110.6 m at the equator.
    for latitude, name, expected in ((59.33, "SWEREF 99 TM", 111.4), (0.5, "equidistant", 110.6)):
        x, y, plane = to_metres(np.array([18.06, 18.06]), np.array([latitude, latitude + 0.001]))
        assert name in plane
        assert np.hypot(*np.diff([x, y], axis=1).ravel()) == pytest.approx(expected, abs=0.15)
