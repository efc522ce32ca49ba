"""A background rate that varies by hour, weekday and season and drifts slowly: the ordinary week and year.

log rate = day part (slow trend, season) + week part (hour of the week). The product makes its integral a sum
over days of the day factor times that weekday's factor.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

YEAR = 365.25
LONG = 730  # days: two years tell season from trend
HOURS = 168
# Hours between the knots of the week, from stiff to free; None: one daily rhythm that weekdays raise or lower.
WEEKS = (None, 4, 2, 1)
_EFFORT: dict[str, Any] = {"maxiter": 500, "ftol": 1e-10}


@dataclass(frozen=True)
class Background:
    """The columns of the background.

    by_day: (days, a), by_hour: (168, b); weekday: (days,) 0 = Monday; the first `knots` columns are the
    trend and sum to one on every day.
    """

    by_day: Floats
    by_hour: Floats
    weekday: Indices
    knots: int

    @property
    def size(self) -> int:
        return int(self.by_day.shape[1] + self.by_hour.shape[1])

    def places(self, times: Floats) -> tuple[Indices, Indices]:
        """The day and the hour of the week of each time, in days from midnight of the first day."""
        day = np.minimum(np.floor(times).astype(np.intp), len(self.weekday) - 1)
        hour = np.clip(((times - day) * 24).astype(np.intp), 0, 23)
        return day, self.weekday[day] * 24 + hour

    def factors(self, at: Floats) -> tuple[Floats, Floats]:
        """The day factors (days,) and the hour-of-week factors (168,), rates per day when multiplied."""
        split = self.by_day.shape[1]
        # The bounds are far outside any rate; they keep a bold step of the optimiser finite.
        day, hour = np.clip(self.by_day @ at[:split], -50, 50), np.clip(self.by_hour @ at[split:], -50, 50)
        return np.exp(day), np.exp(hour)

    def total(self, at: Floats) -> tuple[float, Floats]:
        """Expected number of background events over all days, and its gradient (size,)."""
        days, hours = self.factors(at)
        of_weekday = hours.reshape(7, 24).mean(axis=1)
        expected = days * of_weekday[self.weekday]
        day_mass = np.bincount(self.weekday, weights=days, minlength=7)
        per_hour = hours * np.repeat(day_mass, 24) / 24
        gradient = np.concatenate((self.by_day.T @ expected, self.by_hour.T @ per_hour))
        return float(expected.sum()), gradient

    def whitening(self, at: Floats) -> Floats:
        """A square matrix that turns coefficients of unit curvature into ours, so that fitting is quick."""
        days, hours = self.factors(at)
        per_hour = hours.reshape(7, 24) / 24
        of_weekday = per_hour.sum(axis=1)[self.weekday]
        day_mass = np.bincount(self.weekday, weights=days, minlength=7)
        sums = np.array([(self.by_day * days[:, None])[self.weekday == day].sum(axis=0) for day in range(7)])
        week = np.einsum("wh,whb->wb", per_hour, self.by_hour.reshape(7, 24, -1))
        in_days = self.by_day.T @ (self.by_day * (days * of_weekday)[:, None])
        in_hours = self.by_hour.T @ (self.by_hour * (per_hour * day_mass[:, None]).reshape(-1, 1))
        information = np.block([[in_days, sums.T @ week], [week.T @ sums, in_hours]])
        information += np.eye(self.size) * 1e-3
        return np.asarray(np.linalg.inv(np.linalg.cholesky(information)).T)

    def weighted_columns(self, day: Indices, hour: Indices, weights: Floats) -> Floats:
        """Sum over events of weight times its columns (size,)."""
        by_day = np.bincount(day, weights=weights, minlength=len(self.weekday))
        by_hour = np.bincount(hour, weights=weights, minlength=HOURS)
        return np.concatenate((self.by_day.T @ by_day, self.by_hour.T @ by_hour))


def background_of(first_day: int, days: int, events: int, *, clock: bool, knots: int | None = None) -> Background:
    """The background for `days` calendar days from `first_day` (days since 1970-01-01, a Thursday).

    clock: whether times of day are known; knots: hours between those of the week, None for a plain week.
    """
    number = np.arange(days)
    weekday = (number + first_day + 3) % 7
    trend = _trend(number, events)
    parts = [trend]
    if days >= LONG:
        parts.append(_waves((number + first_day) / YEAR, (1, 2)))
    return Background(np.column_stack(parts), _week(knots, clock=clock), weekday, trend.shape[1])


def chosen_background(first_day: int, days: int, times: Floats, *, clock: bool) -> Background:
    """The background whose week is as free as the events call for (Akaike's criterion).

    A week too stiff for sharp evenings would leave them to be read as events bringing events.
    """
    choices = [
        background_of(first_day, days, len(times), clock=clock, knots=knots)
        for knots in (WEEKS if clock else WEEKS[:1])
    ]
    return min(choices, key=lambda choice: choice.size - fit_background(choice, *choice.places(times))[1])


def _week(knots: int | None, *, clock: bool) -> Floats:
    """Columns of the hour of the week (168, b); the first of each rhythm is left to the trend's level."""
    hour = np.arange(HOURS) + 0.5
    if not clock:
        return _hats(np.floor(hour / 24) + 0.5, 7, 1)[:, 1:]
    if knots is not None:
        return _hats(hour, HOURS, knots)[:, 1:]
    return np.column_stack((_hats(hour % 24, 24, 3)[:, 1:], _hats(hour - 12, HOURS, 24)[:, 1:]))


def _hats(at: npt.NDArray[np.floating[Any]], around: int, apart: int) -> Floats:
    """Straight lines between knots `apart` on a circle: local, so a sharp evening does not ring elsewhere."""
    knots = np.arange(0, around, apart) + 0.5
    distance = np.abs((at[:, None] - knots + around / 2) % around - around / 2)
    return np.asarray(np.maximum(0.0, 1 - distance / apart), dtype=np.float64)


def _waves(phase: Floats, cycles: tuple[int, ...]) -> Floats:
    angle = 2 * np.pi * phase[:, None] * np.array(cycles)
    return np.column_stack((np.cos(angle), np.sin(angle)))


def _trend(number: npt.NDArray[np.intp], events: int) -> Floats:
    """Straight lines between knots, a year apart when there is a season to keep out, else a quarter."""
    apart = YEAR if len(number) >= LONG else YEAR / 4
    lines = int(min(np.ceil(len(number) / apart), max(1, events // 25)))
    knots = np.linspace(0, max(len(number) - 1, 1), lines + 1)
    return np.column_stack([np.interp(number, knots, unit) for unit in np.eye(lines + 1)])


def fit_background(
    background: Background, day: Indices, hour: Indices, start: Floats | None = None
) -> tuple[Floats, float]:
    """Poisson maximum likelihood without excitation: coefficients (size,) and log-likelihood."""
    observed = background.weighted_columns(day, hour, np.ones(len(day)))

    def objective(at: Floats) -> tuple[float, Floats]:
        expected, gradient = background.total(at)
        return expected - float(observed @ at), gradient - observed

    begin = level(background, len(day)) if start is None else start
    best, value = minimised(objective, begin, whitening=background.whitening(begin))
    return best, -value


def level(background: Background, events: int) -> Floats:
    """Coefficients of a constant rate: where fitting starts."""
    at = np.zeros(background.size)
    at[: background.knots] = np.log(events / len(background.weekday))
    return at


def minimised(
    objective: Callable[[Floats], tuple[float, Floats]],
    start: Floats,
    bounds: Any = None,
    whitening: Floats | None = None,
) -> tuple[Floats, float]:
    """The minimum of a function that also returns its gradient (L-BFGS-B).

    bounds: a (low, high) for each coefficient; whitening: for the first of them, which must be unbounded.
    """
    from scipy import optimize

    minimize: Any = optimize.minimize  # its published types allow no plain function with a gradient
    matrix = np.eye(len(start))
    if whitening is not None:
        matrix[: len(whitening), : len(whitening)] = whitening

    def whitened(at: Floats) -> Any:
        value, gradient = objective(matrix @ at)
        return value, gradient @ matrix

    begin = np.asarray(np.linalg.solve(matrix, start), dtype=np.float64)
    found = minimize(whitened, begin, jac=True, method="L-BFGS-B", bounds=bounds, options=_EFFORT)
    return np.asarray(matrix @ found.x), float(found.fun)


def simulated(background: Background, at: Floats, generator: np.random.Generator) -> Floats:
    """One draw of event times from the background alone, sorted, in days from the first midnight."""
    days, hours = background.factors(at)
    of_weekday = hours.reshape(7, 24).mean(axis=1)
    expected = days * of_weekday[background.weekday]
    day = np.repeat(np.arange(len(days)), generator.poisson(expected))
    shares = hours.reshape(7, 24).cumsum(axis=1) / hours.reshape(7, 24).sum(axis=1, keepdims=True)
    draw = generator.random(len(day))
    hour = (draw[:, None] > shares[background.weekday[day]]).sum(axis=1)
    times: Floats = np.sort(day + (hour + generator.random(len(day))) / 24)
    return times
