"""Counts per area and period, and which areas are emerging or waning against the same period before.

Intervals of counts are exact (Garwood 1936). Two counts are compared given their sum (Przyborowski and
Wilenski 1940; Clopper and Pearson 1934), and the areas together under the false discovery rate (Benjamini
and Hochberg 1995). Where counts vary more than Poisson counts do, as when one event has several victims,
both counts of a comparison are divided by that dispersion first.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEVEL = 0.05
FREEDOM = 10  # degrees of freedom below which dispersion is not estimated


class Change(StrEnum):
    """What may be said of an area."""

    EMERGING = "emerging"
    WANING = "waning"
    NOT_SHOWN = "no_change_shown"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class Comparison:
    """One area, now against before. ratio is of rates per day, None when nothing happened before.

    ci: 95 per cent, its upper end None when unbounded; p_adjusted is None for areas too small to test.
    """

    now: int
    before: int
    ratio: float | None
    ci: tuple[float, float | None]
    p: float
    p_adjusted: float | None
    change: Change


def poisson_interval(counts: npt.ArrayLike, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Exact 95 per cent interval of the expected number behind each count; same shape as counts."""
    from scipy.stats import chi2

    observed = np.asarray(counts, dtype=np.float64)
    low = np.where(observed > 0, chi2.ppf(level / 2, 2 * np.maximum(observed, 1)) / 2, 0.0)
    return low, np.asarray(chi2.ppf(1 - level / 2, 2 * (observed + 1)) / 2)


def compared(
    now: Ints, before: Ints, days_now: float, days_before: float, spread: float = 1.0, level: float = LEVEL
) -> list[Comparison]:
    """Each area's count now against before, (areas,) each, seen over the given numbers of days.

    spread: the dispersion, at least 1. Areas whose total is so small that no split of it could reach the
    level are not tested; since that depends on the total alone, leaving them out keeps the error rate.
    """
    from scipy.stats import false_discovery_control

    share = days_now / (days_now + days_before)
    tests = [_tested(int(k), int(m), share, spread) for k, m in zip(now, before, strict=True)]
    able = [_smallest_p(int(total), share, spread) <= level for total in now + before]
    adjusted: list[float | None] = [None] * len(tests)
    if any(able):
        values = false_discovery_control([test["p"] for test, can in zip(tests, able, strict=True) if can])
        for index, value in zip(np.flatnonzero(able), values, strict=True):
            adjusted[index] = float(value)
    return [
        Comparison(**test, p_adjusted=p, change=_change(test, p, level))
        for test, p in zip(tests, adjusted, strict=True)
    ]


def _tested(now: int, before: int, share: float, spread: float) -> dict[str, Any]:
    odds = share / (1 - share)
    low, high = _share_interval(now / spread, before / spread)
    return {
        "now": now,
        "before": before,
        "ratio": now / before / odds if before else None,
        "ci": (low / (1 - low) / odds, high / (1 - high) / odds if high < 1 else None),
        "p": _two_sided(now / spread, before / spread, share),
    }


def _share_interval(now: float, before: float) -> tuple[float, float]:
    from scipy.stats import beta

    low = float(beta.ppf(LEVEL / 2, now, before + 1)) if now > 0 else 0.0
    high = float(beta.ppf(1 - LEVEL / 2, now + 1, before)) if before > 0 else 1.0
    return low, high


def _two_sided(now: float, before: float, share: float) -> float:
    """Twice the smaller binomial tail, so that the test and the interval always agree."""
    from scipy.stats import beta

    as_many = float(beta.cdf(share, now, before + 1)) if now > 0 else 1.0
    as_few = float(beta.sf(share, now + 1, before)) if before > 0 else 1.0
    return min(1.0, 2 * min(as_many, as_few))


def _smallest_p(total: int, share: float, spread: float) -> float:
    return min(_two_sided(*split, share) for split in ((0.0, total / spread), (total / spread, 0.0)))


def _change(test: dict[str, Any], p_adjusted: float | None, level: float) -> Change:
    if p_adjusted is None:
        return Change.CANNOT_TELL
    if p_adjusted > level:
        return Change.NOT_SHOWN
    return Change.WANING if test["ratio"] is not None and test["ratio"] < 1 else Change.EMERGING


def dispersion(counts: Ints) -> float | None:
    """Dispersion of an (areas, periods) table, from one period to the next; None if it is too small.

    Pearson's statistic of areas by two periods over its degrees of freedom, over disjoint pairs of periods:
    about one for Poisson counts. What all areas share, and slow change in one, does not raise it.
    """
    statistic, freedom = 0.0, 0
    for column in range(0, counts.shape[1] - 1, 2):
        pair = counts[:, column : column + 2]
        pair = pair[pair.sum(axis=1) > 0]
        if len(pair) > 1 and bool((pair.sum(axis=0) > 0).all()):
            expected = pair.sum(axis=1, keepdims=True) * pair.sum(axis=0) / pair.sum()
            statistic += float(((pair - expected) ** 2 / expected).sum())
            freedom += len(pair) - 1
    return statistic / freedom if freedom >= FREEDOM else None
