"""Do events bring further events, once the ordinary week and year are taken out?

A Hawkes process on a background that varies by hour, weekday and season, beside the same process on a
constant background. Whether the excitation is real is judged by simulating the background alone and
refitting: the likelihood ratio has no known distribution when the decay is undefined without excitation
(Davies 1987, Biometrika 74).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from trefas.analysis.background import (
    Background,
    Floats,
    Indices,
    chosen_background,
    fit_background,
    minimised,
    simulated,
)
from trefas.analysis.hawkes import BRANCHING_AT_MOST, HawkesFit, excited, fit_constant, profile_interval

FEWEST = 20  # events: below this nothing is fitted
FEW = 100  # events: below this no excitation of ordinary size could be seen
HOUR = 1 / 24
SHORT = 3 * HOUR  # a mean delay below this is the same evening, often the same event written twice
LONGEST = 30.0  # days: a longer delay is drift of the level, as is a tenth of the whole time
SIGNIFICANT = 0.05
_DELAYS = (1 * HOUR, 4 * HOUR, 1.0, 4.0, 14.0)


class Verdict(StrEnum):
    """What the seasonal model allows one to say."""

    SUPPORTED = "supported"
    NOT_SHOWN = "not_shown"
    SAME_EVENING = "same_evening"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class SeasonalFit:
    """branching with its 95 per cent profile interval; beta per day; logliks with and without excitation."""

    branching: float
    ci: tuple[float, float]
    beta: float
    loglik: float
    loglik_without: float

    @property
    def ratio(self) -> float:
        """The likelihood ratio statistic of no excitation."""
        return max(0.0, 2 * (self.loglik - self.loglik_without))


@dataclass(frozen=True)
class Contagion:
    """Both fits and the verdict. p: simulated, (1 + draws at or above) / (1 + draws).

    explained: the share of the constant-background branching ratio that the season takes away, None if
    there is none to take from.
    """

    n: int
    days: int
    constant: HawkesFit
    seasonal: SeasonalFit
    simulations: int
    p: float
    explained: float | None
    verdict: Verdict


def contagion(
    times: Floats,
    first_day: int,
    days: int,
    *,
    clock: bool = True,
    shortest: float = HOUR / 2,
    simulations: int = 199,
    seed: int = 0,
    step: Callable[[int], None] | None = None,
) -> Contagion:
    """Fit events at `times` (n,), sorted, in days from midnight of `first_day`, seen for whole `days`.

    clock: whether times of day are known; shortest: smallest mean delay allowed, in days.
    """
    from threadpoolctl import threadpool_limits

    # The matrices are small: more threads only wait for each other.
    with threadpool_limits(limits=1):
        model = Seasonal(chosen_background(first_day, days, times, clock=clock), shortest)
        constant = fit_constant(times, float(days), interval=True)
        seasonal, null = model.fit(times)
        ratios = _simulated_ratios(model, null, simulations, seed, step)
    p = (1 + int((ratios >= seasonal.ratio).sum())) / (1 + simulations)
    explained = _explained(constant.branching, seasonal.branching)
    verdict = verdict_of(len(times), seasonal, p)
    return Contagion(len(times), days, constant, seasonal, simulations, p, explained, verdict)


def _explained(constant: float, seasonal: float) -> float | None:
    return None if constant < 1e-6 else max(0.0, 1 - seasonal / constant)


def verdict_of(n: int, seasonal: SeasonalFit, p: float) -> Verdict:
    """The strongest thing that may be said."""
    if p > SIGNIFICANT or seasonal.ci[0] <= 0:
        return Verdict.CANNOT_TELL if n < FEW else Verdict.NOT_SHOWN
    return Verdict.SAME_EVENING if 1 / seasonal.beta < SHORT else Verdict.SUPPORTED


def _simulated_ratios(
    model: "Seasonal", null: Floats, simulations: int, seed: int, step: Callable[[int], None] | None
) -> Floats:
    generator = np.random.default_rng(seed)
    ratios = np.zeros(simulations)
    for draw in range(simulations):
        times = simulated(model.background, null, generator)
        ratios[draw] = model.ratio(times, null) if len(times) > 1 else 0.0
        if step is not None:
            step(1)
    return ratios


@dataclass(frozen=True)
class Seasonal:
    """The seasonal Hawkes model: a background and the smallest mean delay, in days."""

    background: Background
    shortest: float

    def fit(self, times: Floats) -> tuple[SeasonalFit, Floats]:
        """The fit with its interval, and the background's coefficients without excitation."""
        day, hour = self.background.places(times)
        null, loglik_without = fit_background(self.background, day, hour)
        best, value = self._best(times, day, hour, null)
        branching, beta = float(best[-2]), float(np.exp(best[-1]))
        ci = profile_interval(self._profile(times, day, hour, best), branching, value)
        return SeasonalFit(branching, ci, beta, -value, loglik_without), null

    def ratio(self, times: Floats, start: Floats) -> float:
        """The likelihood ratio statistic alone, as refitted to each simulated draw."""
        day, hour = self.background.places(times)
        null, loglik_without = fit_background(self.background, day, hour, start)
        _, value = self._best(times, day, hour, null)
        return max(0.0, 2 * (-value - loglik_without))

    def _best(self, times: Floats, day: Indices, hour: Indices, null: Floats) -> tuple[Floats, float]:
        """The best of the starts: the likelihood may have one top for hours and another for weeks."""
        objective = self._objective(times, day, hour)
        starts = [np.concatenate((null, (0.1, -np.log(delay)))) for delay in self._delays()]
        start = min(starts, key=lambda at: objective(at)[0])
        bounds = [*[(None, None)] * len(null), (0.0, BRANCHING_AT_MOST), self._decay_bounds()]
        return minimised(objective, start, bounds, self.background.whitening(null))

    def _delays(self) -> list[float]:
        return [delay for delay in _DELAYS if self.shortest <= delay <= self._longest()]

    def _longest(self) -> float:
        return min(LONGEST, len(self.background.weekday) / 10)

    def _decay_bounds(self) -> tuple[float, float]:
        return float(-np.log(self._longest())), float(-np.log(self.shortest))

    def _objective(self, times: Floats, day: Indices, hour: Indices) -> Callable[[Floats], tuple[float, Floats]]:
        """Minus log-likelihood of (background, branching, log beta) and its gradient."""
        background, end = self.background, float(len(self.background.weekday))

        def objective(at: Floats) -> tuple[float, Floats]:
            n, beta = at[-2], float(np.exp(at[-1]))
            part = excited(times, end, beta)
            total, slope = background.total(at[:-2])
            days, hours = background.factors(at[:-2])
            base = days[day] * hours[hour]
            rate = base + n * part.at_events
            by_background = background.weighted_columns(day, hour, base / rate) - slope
            by_n = float((part.at_events / rate).sum()) - part.total
            by_beta = n * (float((part.slope / rate).sum()) - part.total_slope)
            loglik = float(np.log(rate).sum()) - total - n * part.total
            return -loglik, -np.concatenate((by_background, (by_n, by_beta * beta)))

        return objective

    def _profile(self, times: Floats, day: Indices, hour: Indices, best: Floats) -> Callable[[float], float]:
        objective, whitening = self._objective(times, day, hour), self.background.whitening(best[:-2])

        def least(branching: float) -> float:
            def given(at: Floats) -> tuple[float, Floats]:
                value, gradient = objective(np.concatenate((at[:-1], (branching, at[-1]))))
                return value, np.delete(gradient, -2)

            bounds = [*[(None, None)] * (len(best) - 2), self._decay_bounds()]
            return minimised(given, np.delete(best, -2), bounds, whitening)[1]

        return least
