"""Randomisation inference: would the result stand out if chance had chosen the units and the start months?

The right p with one to three units, where clustered errors are far too small. The statistic compares the
events under the method with what unit and period totals give (the score of the Poisson model).
The reference set moves the whole plan to other units and, with few units, to other starting points on a
calendar that is joined end to start, so that the lengths before and after stay the same. Under no effect and
a random choice the p-value is exact, since the set is a group; see Lehmann and Romano, Testing Statistical
Hypotheses, ch. 17.
"""

import math

import numpy as np
import numpy.typing as npt

from trefas.analysis.effect.panel import Flags, Floats, Panel

ENOUGH = 200
"""With this many ways to place the plan among the units, the calendar need not be moved."""


def plans(starts: Floats, periods: int, *, draws: int, rng: np.random.Generator, calendar: bool) -> Flags:
    """(R, U, T) where the method is on; the first is the actual plan, starts (U,) with inf = never.

    With one unit under the method and room for it, every placement is listed; else `draws` random ones.
    """
    actual = np.arange(periods)[None, :] >= starts[:, None]
    shifts = periods if calendar else 1
    if np.isfinite(starts).sum() == 1 and len(starts) * shifts <= max(2000, draws + 1):
        placed = [np.roll(actual, (u, k), (0, 1)) for u in range(len(starts)) for k in range(shifts)]
        return np.array(placed)
    moved = (np.roll(actual[rng.permutation(len(starts))], rng.integers(shifts), 1) for _ in range(draws))
    return np.array([actual, *moved])


def statistics(counts: Floats, on: Flags) -> Floats:
    """(draws, R) for counts (draws, U, T) and plans (R, U, T): how far observed lies from expected events.

    The log of observed over expected, divided by its standard error under no effect, so that a placement in
    a small unit is not louder than one in a large unit.
    """
    units, periods = counts.sum(axis=2), counts.sum(axis=1)
    total = np.maximum(counts.sum(axis=(1, 2)), 1.0)
    plan = on.astype(np.float64)
    observed = counts.reshape(len(counts), -1) @ plan.reshape(len(on), -1).T
    # With expected = row total × column total / total the weighted two-way projection has this closed form.
    by_unit = np.einsum("dt,rut->dru", periods, plan, optimize=True) / total[:, None, None]
    by_period = np.einsum("du,rut->drt", units, plan, optimize=True) / total[:, None, None]
    expected = np.einsum("dru,du->dr", by_unit, units, optimize=True)
    spread = (
        expected
        - np.einsum("dru,du->dr", by_unit**2, units, optimize=True)
        - np.einsum("drt,dt->dr", by_period**2, periods, optimize=True)
        + expected**2 / total[:, None]
    )
    error = np.sqrt(np.maximum(spread, 1e-9)) / np.maximum(expected, 1e-9)
    return np.asarray(np.log((observed + 0.5) / (expected + 0.5)) / error)


def p_values(statistic: Floats) -> npt.NDArray[np.float64]:
    """(draws,) two-sided p with equal tails; the first column holds the actual plan."""
    actual = statistic[:, :1]
    low = (statistic <= actual + 1e-9).mean(axis=1)
    high = (statistic >= actual - 1e-9).mean(axis=1)
    return np.asarray(np.minimum(1.0, 2 * np.minimum(low, high)))


def placements(panel: Panel) -> float:
    """In how many ways the starts can be dealt out among the units."""
    _, times = np.unique(panel.start, return_counts=True)
    logarithm = math.lgamma(len(panel.units) + 1) - sum(math.lgamma(k + 1) for k in times)
    return math.exp(min(logarithm, 700.0))


def randomisation_p(panel: Panel, *, draws: int = 999, seed: int = 0) -> tuple[float, bool] | None:
    """p over random placements of the actual starts, and whether the calendar was moved too.

    None for an unbalanced panel, where the totals of a moved plan are not comparable.
    """
    if not panel.balanced:
        return None
    calendar = placements(panel) < ENOUGH
    rng = np.random.default_rng(seed)
    on = plans(panel.start, len(panel.periods), draws=draws, rng=rng, calendar=calendar)
    return float(p_values(statistics(panel.matrix[None], on))[0]), calendar
