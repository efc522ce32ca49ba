"""The temporal Hawkes process with exponential decay: each event raises the rate for a while.

Rate at t: mu(t) + sum over earlier events of n * beta * exp(-beta * (t - t_j)); n is the branching ratio, the
number of further events that one event brings with it in the model; alpha = n * beta is the jump
(Hawkes 1971, Biometrika 58). The likelihood is O(events).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trefas.analysis.background import minimised

Floats = npt.NDArray[np.float64]

# Twice the drop in log-likelihood at the ends of a 95 per cent profile interval, halved: chi2(1) / 2.
PROFILE_DROP = 1.920729
BRANCHING_AT_MOST = 0.999
_STARTS = 10.0 ** np.arange(-2.0, 3.5, 0.75)


@dataclass(frozen=True)
class HawkesFit:
    """Rates per day; branching = alpha / beta; ci: its 95 per cent profile interval, if asked for."""

    mu: float
    alpha: float
    beta: float
    branching: float
    loglik: float
    ci: tuple[float, float] | None = None


def excitation(times: Floats, beta: float) -> tuple[Floats, Floats]:
    """Sums over earlier events j of e_ij = exp(-beta (t_i - t_j)), and of (t_i - t_j) e_ij; each (n,).

    Both follow a first-order recursion, which is a lower bidiagonal system that LAPACK solves.
    """
    from scipy.linalg.lapack import dtbtrs

    gaps = np.diff(times)
    fading = np.exp(-beta * gaps)
    bands = np.ones((2, len(times)), order="F")
    bands[1, :-1] = -fading
    fading = np.concatenate(([0.0], fading))
    total, _ = dtbtrs(bands, fading[:, None], uplo="L")
    weighted, _ = dtbtrs(bands, np.concatenate(([0.0], gaps))[:, None] * total, uplo="L")
    return total[:, 0], weighted[:, 0]


@dataclass(frozen=True)
class Excited:
    """What the self-exciting part gives at one decay rate: at the events, and in total up to the end."""

    at_events: Floats
    slope: Floats
    total: float
    total_slope: float


def excited(times: Floats, end: float, beta: float) -> Excited:
    """The excitation for a branching ratio of one, and its derivative by beta."""
    sums, weighted = excitation(times, beta)
    left = end - times
    faded = np.exp(-beta * left)
    return Excited(
        at_events=beta * sums,
        slope=sums - beta * weighted,
        total=float(len(times) - faded.sum()),
        total_slope=float(left @ faded),
    )


def fit_constant(times: Floats, end: float, *, interval: bool = False) -> HawkesFit:
    """Maximum likelihood on a constant background; times (n,) increasing, in days from 0 to `end`.

    Starts from the best of a grid of decays, since the likelihood can have more than one top.
    """
    times = np.ascontiguousarray(times, dtype=np.float64)
    objective = _constant_objective(times, end)
    start = min(
        (np.array([0.3, np.log(rate)]) for rate in _STARTS * len(times) / end),
        key=lambda at: objective(at)[0],
    )
    decays = _decay_bounds(times, end)
    best, value = minimised(objective, start, [(0.0, BRANCHING_AT_MOST), decays])
    branching, beta = float(best[0]), float(np.exp(best[1]))
    mu = (len(times) - branching * excited(times, end, beta).total) / end
    least = _constant_profile(objective, best[1:], decays)
    ci = profile_interval(least, branching, value) if interval else None
    return HawkesFit(mu, branching * beta, beta, branching, -value, ci)


def _decay_bounds(times: Floats, end: float) -> tuple[float, float]:
    """Logarithms: from a delay of the whole window to one far below the ordinary gap between events."""
    return float(-np.log(end)), float(np.log(1e5 * len(times) / end))


def _constant_objective(times: Floats, end: float) -> Callable[[Floats], tuple[float, Floats]]:
    """Minus log-likelihood of (branching, log beta) and its gradient; mu is solved for.

    At the best mu the expected number of events equals the observed, so mu follows from the other two.
    """

    def objective(at: Floats) -> tuple[float, Floats]:
        n, beta = at[0], np.exp(at[1])
        part = excited(times, end, beta)
        mu = (len(times) - n * part.total) / end
        rate = mu + n * part.at_events
        inverse = 1 / rate
        by_n = inverse @ part.at_events - part.total / end * inverse.sum()
        by_beta = n * (inverse @ part.slope - part.total_slope / end * inverse.sum())
        return len(times) - float(np.log(rate).sum()), -np.array([by_n, by_beta * beta])

    return objective


def _constant_profile(
    objective: Callable[[Floats], tuple[float, Floats]], warm: Floats, decays: tuple[float, float]
) -> Callable[[float], float]:
    def least(branching: float) -> float:
        def given(at: Floats) -> tuple[float, Floats]:
            value, gradient = objective(np.array([branching, at[0]]))
            return value, gradient[1:]

        return minimised(given, warm, [decays])[1]

    return least


def profile_interval(least: Callable[[float], float], best: float, value: float) -> tuple[float, float]:
    """95 per cent interval of the branching ratio: where the profile log-likelihood has dropped by 1.92.

    least(b): smallest minus log-likelihood with the branching ratio held at b; value: the smallest of all.
    """
    from scipy.optimize import brentq

    def above(branching: float) -> float:
        return least(branching) - value - PROFILE_DROP

    below, beyond = _bracketed(above, best, -1), _bracketed(above, best, 1)
    low = below if above(below) <= 0 else brentq(above, below, best, xtol=1e-4)
    high = beyond if above(beyond) <= 0 else brentq(above, best, beyond, xtol=1e-4)
    return float(low), float(high)


def _bracketed(above: Callable[[float], float], best: float, direction: int) -> float:
    """A branching ratio beyond the end of the interval, or the limit if the interval reaches it."""
    step = 0.02
    while True:
        tried = min(max(best + direction * step, 0.0), BRANCHING_AT_MOST)
        if tried in (0.0, BRANCHING_AT_MOST) or above(tried) > 0:
            return tried
        step *= 2
