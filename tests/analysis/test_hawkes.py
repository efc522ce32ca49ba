"""The Hawkes likelihood against its definition, and what it recovers from simulated events."""

import numpy as np
import pytest

from tests.analysis.simulating import hawkes
from trefas.analysis.hawkes import excitation, excited, fit_constant


def plain_loglik(times, end, mu, branching, beta):
    """The log-likelihood written out over all pairs."""
    total = -mu * end
    for i, at in enumerate(times):
        rate = mu + sum(branching * beta * np.exp(-beta * (at - earlier)) for earlier in times[:i])
        total += np.log(rate) - branching * (1 - np.exp(-beta * (end - at)))
    return total


@pytest.fixture(scope="module")
def times():
    return hawkes(2.0, 0.4, 6.0, 60, seed=3)


def test_excitation_is_the_sum_over_all_earlier_events(times):
    sums, weighted = excitation(times, 6.0)
    gaps = times[:, None] - times[None, :]
    earlier = np.tril(np.exp(-6.0 * np.maximum(gaps, 0)), -1)
    assert sums == pytest.approx(earlier.sum(axis=1))
    assert weighted == pytest.approx((earlier * gaps).sum(axis=1))


def test_excitation_slope_is_the_derivative(times):
    step = 1e-6
    low, high, at = (excited(times, 60.0, 6.0 + change) for change in (-step, step, 0.0))
    assert at.slope == pytest.approx((high.at_events - low.at_events) / (2 * step), abs=1e-4)
    assert at.total_slope == pytest.approx((high.total - low.total) / (2 * step), rel=1e-4)


def test_fit_reports_the_likelihood_of_its_own_parameters(times):
    fit = fit_constant(times, 60.0)
    assert fit.loglik == pytest.approx(plain_loglik(times, 60.0, fit.mu, fit.branching, fit.beta))
    assert fit.alpha == pytest.approx(fit.branching * fit.beta)


def test_fit_is_a_maximum(times):
    fit = fit_constant(times, 60.0)
    for mu, branching, beta in ((1.03, 1, 1), (1, 1.03, 1), (1, 1, 1.03), (0.97, 1, 1), (1, 0.97, 1), (1, 1, 0.97)):
        nearby = plain_loglik(times, 60.0, fit.mu * mu, fit.branching * branching, fit.beta * beta)
        assert nearby < fit.loglik


def test_interval_ends_where_the_profile_has_dropped(times):
    fit = fit_constant(times, 60.0, interval=True)
    low, high = fit.ci
    assert low < fit.branching < high
    for end in fit.ci:
        grid = np.exp(np.linspace(np.log(0.5), np.log(60), 160))
        profile = max(plain_profile(times, 60.0, end, beta) for beta in grid)
        assert fit.loglik - profile == pytest.approx(1.92, abs=0.05)


def plain_profile(times, end, branching, beta):
    part = excited(times, end, beta)
    mu = (len(times) - branching * part.total) / end
    return float(np.log(mu + branching * part.at_events).sum()) - len(times)


def test_bias_and_coverage_over_many_draws():
    """250 draws: the 95 % interval holds the truth as often as it says, and the estimate is near unbiased."""
    fits = [fit_constant(hawkes(1.0, 0.3, 5.0, 250, seed), 250.0, interval=True) for seed in range(250)]
    covered = np.mean([fit.ci[0] <= 0.3 <= fit.ci[1] for fit in fits])
    assert 0.91 <= covered <= 0.985
    assert np.mean([fit.branching for fit in fits]) == pytest.approx(0.3, abs=0.015)
    assert np.median([fit.beta for fit in fits]) == pytest.approx(5.0, rel=0.08)


def test_poisson_events_give_an_interval_that_reaches_zero():
    reached = [fit_constant(hawkes(2.0, 0.0, 1.0, 150, seed), 150.0, interval=True).ci[0] for seed in range(60)]
    assert np.mean(np.array(reached) <= 1e-6) >= 0.85


def test_start_does_not_get_stuck_when_times_are_in_other_units(times):
    days, minutes = fit_constant(times, 60.0), fit_constant(times * 1440, 60.0 * 1440)
    assert minutes.branching == pytest.approx(days.branching, abs=1e-3)
    assert minutes.beta * 1440 == pytest.approx(days.beta, rel=1e-2)
