"""Counts with intervals and areas against before: exactness, agreement, error rates."""

import numpy as np
import pytest
from scipy.stats import binomtest, poisson

from trefas.analysis.trend import Change, compared, dispersion, poisson_interval


def test_poisson_interval_at_known_counts():
    """The published exact limits for 0, 1, 3 and 10 events."""
    low, high = poisson_interval([0, 1, 3, 10])
    assert low == pytest.approx([0, 0.0253, 0.6187, 4.7954], abs=1e-4)
    assert high == pytest.approx([3.6889, 5.5716, 8.7673, 18.3904], abs=1e-4)


@pytest.mark.parametrize("mean", [0.3, 1.0, 2.7, 8.0, 40.0])
def test_poisson_interval_covers_at_least_95_per_cent_exactly(mean):
    counts = np.arange(poisson.ppf(1 - 1e-12, mean) + 1)
    low, high = poisson_interval(counts)
    assert poisson.pmf(counts, mean)[(low <= mean) & (mean <= high)].sum() >= 0.95


def test_comparison_agrees_with_the_binomial_interval():
    result = compared(np.array([9]), np.array([3]), 31, 62)[0]
    low, high = binomtest(9, 12, 31 / 93).proportion_ci()
    assert result.ratio == pytest.approx(9 / 31 / (3 / 62))
    assert result.ci == pytest.approx((low / (1 - low) * 2, high / (1 - high) * 2))


def test_interval_and_test_agree():
    """The interval leaves out one exactly when the unadjusted p is below 0.05."""
    now, before = (grid.ravel() for grid in np.meshgrid(np.arange(25), np.arange(25)))
    for result in compared(now, before, 30, 31, spread=1.4):
        high = np.inf if result.ci[1] is None else result.ci[1]
        assert (result.p < 0.05) == (not result.ci[0] <= 1 <= high)


def test_labels():
    changes = [
        result.change for result in compared(np.array([30, 2, 11, 1, 0, 9]), np.array([5, 30, 9, 0, 0, 0]), 90, 90)
    ]
    assert changes == [
        Change.EMERGING,
        Change.WANING,
        Change.NOT_SHOWN,
        Change.CANNOT_TELL,
        Change.CANNOT_TELL,
        Change.EMERGING,
    ]


def test_nothing_before_has_no_ratio_and_an_open_interval():
    result = compared(np.array([9]), np.array([0]), 30, 30)[0]
    assert result.ratio is None
    assert result.ci[0] > 1
    assert result.ci[1] is None


def test_false_discoveries_are_rare_when_nothing_changes():
    """200 draws of 40 unchanged areas: any area singled out in at most 5 per cent of them."""
    generator = np.random.default_rng(1)
    rates = np.geomspace(2, 60, 40)
    wrong = 0
    for _ in range(200):
        now, before = generator.poisson(rates), generator.poisson(rates)
        wrong += any(result.change in (Change.EMERGING, Change.WANING) for result in compared(now, before, 90, 90))
    assert wrong <= 19  # 10 expected at most, three standard deviations of 3.1 up


def test_false_discovery_rate_beside_real_changes():
    generator = np.random.default_rng(2)
    shares = []
    for _ in range(100):
        now = np.append(generator.poisson(40, 10), generator.poisson(20, 30))
        results = compared(now, generator.poisson(20, 40), 90, 90)
        found = [index for index, result in enumerate(results) if result.change is Change.EMERGING]
        shares.append(np.mean([index >= 10 for index in found]) if found else 0.0)
    assert np.mean(shares) <= 0.05


def test_power_for_a_real_doubling():
    generator = np.random.default_rng(3)
    results = [compared(generator.poisson(80, 5), generator.poisson(40, 5), 90, 90) for _ in range(50)]
    assert np.mean([result.change is Change.EMERGING for draw in results for result in draw]) > 0.9


def test_dispersion_is_one_for_poisson_and_larger_for_clustered_counts():
    generator = np.random.default_rng(4)
    level = np.outer(np.geomspace(2, 50, 30), 1 + 0.4 * np.sin(np.arange(20)))
    assert dispersion(generator.poisson(level)) == pytest.approx(1.0, abs=0.15)
    clustered = generator.negative_binomial(level / 2, 1 / 3)  # variance three times the mean
    assert dispersion(clustered) == pytest.approx(3.0, rel=0.2)


def test_dispersion_is_unknown_in_a_small_table():
    assert dispersion(np.array([[3, 4], [5, 6]])) is None


def test_clustered_counts_do_not_make_areas_emerge():
    """With variance three times the mean, the comparison keeps its error rate once it knows that."""
    generator = np.random.default_rng(5)
    plain, careful = 0, 0
    for _ in range(150):
        now, before = generator.negative_binomial(15, 1 / 3, (2, 20))
        plain += any(result.change is not Change.NOT_SHOWN for result in compared(now, before, 90, 90))
        careful += any(result.change is not Change.NOT_SHOWN for result in compared(now, before, 90, 90, 3.0))
    assert plain > 40
    assert careful <= 17
