"""What the seasonal model says of events whose truth is known."""

import numpy as np
import pytest

from tests.analysis.simulating import hawkes, ordinary_week
from trefas.analysis.background import background_of, chosen_background, fit_background, simulated
from trefas.analysis.contagion import Seasonal, SeasonalFit, Verdict, contagion, verdict_of

MONDAY = 4  # 1970-01-05
WEEK = ordinary_week(4.0)
PEAK = 10.0


def test_background_total_and_gradient_are_those_of_the_hourly_sum():
    background = background_of(MONDAY, 800, 1000, clock=True)
    at = np.random.default_rng(1).normal(0, 0.2, background.size)
    hours = np.arange(800 * 24)
    day, hour = background.places((hours + 0.5) / 24)
    rate = np.exp(np.column_stack((background.by_day[day], background.by_hour[hour])) @ at)
    total, gradient = background.total(at)
    assert total == pytest.approx(rate.sum() / 24)
    columns = np.column_stack((background.by_day[day], background.by_hour[hour]))
    assert gradient == pytest.approx(columns.T @ rate / 24)


def test_hour_of_the_week_starts_on_monday():
    background = background_of(0, 60, 100, clock=True)  # 1970-01-01 was a Thursday
    day, hour = background.places(np.array([0.0, 4.5]))
    assert list(day) == [0, 4]
    assert list(hour) == [3 * 24, 12]


def test_background_recovers_the_week_and_year_it_was_drawn_from():
    times = hawkes(WEEK, 0.0, 1.0, 1461, 5, most=PEAK)
    background = background_of(MONDAY, 1461, len(times), clock=True)
    at, _ = fit_background(background, *background.places(times))
    days, hours = background.factors(at)
    middle = (np.arange(1461 * 24) + 0.5) / 24
    day, hour = background.places(middle)
    fitted = days[day] * hours[hour]
    assert np.corrcoef(fitted, WEEK(middle))[0, 1] > 0.97
    assert fitted.mean() == pytest.approx(WEEK(middle).mean(), rel=0.03)


def test_draws_of_the_background_follow_it():
    background = background_of(MONDAY, 400, 1000, clock=True)
    at = np.zeros(background.size)
    at[: background.knots] = np.log(20.0)
    at[background.by_day.shape[1] :] = np.random.default_rng(2).normal(0, 0.8, background.by_hour.shape[1])
    times = simulated(background, at, np.random.default_rng(3))
    assert len(times) == pytest.approx(background.total(at)[0], rel=0.05)
    _, hour = background.places(times)
    drawn, expected = np.bincount(hour, minlength=168), background.factors(at)[1]
    assert np.corrcoef(drawn, expected)[0, 1] > 0.95
    assert (np.diff(times) >= 0).all()


def test_gradient_of_the_seasonal_likelihood():
    times = hawkes(WEEK, 0.3, 4.0, 120, 6, most=PEAK)
    model = Seasonal(background_of(MONDAY, 120, len(times), clock=True), 0.02)
    objective = model._objective(times, *model.background.places(times))
    at = np.random.default_rng(4).normal(0, 0.1, model.background.size + 2)
    at[-2:] = 0.25, 1.2
    _, gradient = objective(at)
    for place in range(0, len(at), 3):
        step = np.zeros(len(at))
        step[place] = 1e-6
        slope = (objective(at + step)[0] - objective(at - step)[0]) / 2e-6
        assert gradient[place] == pytest.approx(slope, rel=1e-3, abs=1e-2)


def test_an_ordinary_week_is_not_read_as_events_bringing_events():
    """The trap: on a constant background an ordinary week looks like excitation, and is explained away."""
    times = hawkes(WEEK, 0.0, 1.0, 400, 7, most=PEAK)
    result = contagion(times, MONDAY, 400, simulations=59)
    assert result.constant.ci[0] > 0.05
    assert result.seasonal.ci[0] == 0
    assert result.verdict is Verdict.NOT_SHOWN
    assert result.explained > 0.5


def sharp_evenings(times):
    """One event a day, and seven a day from nine in the evening to three on weekend nights."""
    hour, weekday = (times % 1) * 24, np.floor(times) % 7
    late, early = hour >= 21, hour < 3
    night = ((weekday == 4) & late) | ((weekday == 5) & (late | early)) | ((weekday == 6) & early)
    return 1.0 + 6.0 * night


def test_the_week_is_as_free_as_the_events_call_for():
    plain = hawkes(WEEK, 0.0, 1.0, 200, 1, most=PEAK)
    sharp = hawkes(sharp_evenings, 0.0, 1.0, 500, 1, most=7.0)
    chosen = [chosen_background(MONDAY, days, times, clock=True) for days, times in ((200, plain), (500, sharp))]
    assert chosen[0].by_hour.shape[1] < 20 < 40 < chosen[1].by_hour.shape[1]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_sharp_weekend_nights_are_not_read_as_events_bringing_events(seed):
    result = contagion(hawkes(sharp_evenings, 0.0, 1.0, 500, seed, most=7.0), MONDAY, 500, simulations=19)
    assert result.constant.ci[0] > 0
    assert result.verdict is Verdict.NOT_SHOWN


def test_real_excitation_over_days_is_found_and_sized():
    times = hawkes(WEEK, 0.35, 0.5, 600, 8, most=PEAK)
    result = contagion(times, MONDAY, 600, simulations=59)
    assert result.verdict is Verdict.SUPPORTED
    assert result.p == 1 / 60
    assert result.seasonal.ci[0] < 0.35 < result.seasonal.ci[1]


def test_size_of_the_test_on_ordinary_weeks():
    """40 draws without excitation: at most a handful may be called significant at 5 per cent."""
    small = sum(
        contagion(hawkes(WEEK, 0.0, 1.0, 80, seed, most=PEAK), MONDAY, 80, simulations=19).p <= 0.05
        for seed in range(40)
    )
    assert small <= 6  # binomial(40, 0.05): 2, three standard deviations of 1.4 up


def test_coverage_of_the_seasonal_interval():
    fits = []
    for seed in range(40):
        times = hawkes(WEEK, 0.3, 4.0, 200, 100 + seed, most=PEAK)
        fits.append(Seasonal(background_of(MONDAY, 200, len(times), clock=True), 1 / 48).fit(times)[0])
    covered = np.mean([fit.ci[0] <= 0.3 <= fit.ci[1] for fit in fits])
    assert covered >= 0.85  # 0.95 less three standard deviations of 0.034
    assert np.mean([fit.branching for fit in fits]) == pytest.approx(0.3, abs=0.04)


@pytest.mark.parametrize(
    ("n", "low", "beta", "p", "verdict"),
    [
        (500, 0.1, 1.0, 0.01, Verdict.SUPPORTED),
        (500, 0.1, 24.0, 0.01, Verdict.SAME_EVENING),
        (500, 0.0, 1.0, 0.01, Verdict.NOT_SHOWN),
        (500, 0.1, 1.0, 0.06, Verdict.NOT_SHOWN),
        (99, 0.1, 1.0, 0.06, Verdict.CANNOT_TELL),
        (99, 0.1, 1.0, 0.01, Verdict.SUPPORTED),
    ],
)
def test_verdict_goes_no_further_than_the_figures(n, low, beta, p, verdict):
    assert verdict_of(n, SeasonalFit(0.2, (low, 0.3), beta, 0.0, 0.0), p) is verdict
