"""One number with its uncertainty, from one design."""

import math
from dataclasses import dataclass
from typing import Any, Literal

from scipy import stats

from trefas.analysis.reading import Language

Remark = tuple[str, str]
"""One sentence in Swedish and the same in English."""

Scale = Literal["log rate ratio", "outcome"]
TINY = 1e-9
"""A mean below this is zero but for rounding: no percentage is taken of it."""
NORMAL = float(stats.norm.ppf(0.975))


NAMES = {
    "poisson": ("Poisson, enhet och period", "Poisson, unit and period"),
    "poisson-hc1": ("samma, HC1-fel", "same, HC1 errors"),
    "poisson-cluster": ("samma, fel klustrade per enhet", "same, errors clustered by unit"),
    "negbin": ("Negativ binomial", "Negative binomial"),
    "difference-in-differences": ("Skillnad i skillnader, linjär", "Difference in differences, linear"),
    "callaway-santanna": ("Callaway-Sant’Anna, antal", "Callaway-Sant’Anna, counts"),
    "callaway-santanna-log1p": ("Callaway-Sant’Anna, log(1 + antal)", "Callaway-Sant’Anna, log(1 + count)"),
    "wooldridge-poisson": ("Wooldridge, Poisson", "Wooldridge, Poisson"),
    "synthetic-did": ("Syntetisk skillnad i skillnader", "Synthetic difference in differences"),
    "synth": ("Syntetisk kontroll", "Synthetic control"),
}


@dataclass(frozen=True)
class Estimate:
    """What one design says.

    estimate, se, low, high are on the scale named; percent, percent_low, percent_high are per cent of what
    would have been without the method. None is undefined.
    """

    model: str
    scale: Scale
    estimate: float | None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    percent: float | None = None
    percent_low: float | None = None
    percent_high: float | None = None
    p: float | None = None
    note: Remark | None = None

    def as_json(self, language: Language) -> dict[str, Any]:
        return {
            "model": self.model,
            "scale": self.scale,
            "estimate": self.estimate,
            "se": self.se,
            "ci": None if self.low is None else [self.low, self.high],
            "percent": self.percent,
            "percent_ci": None if self.percent_low is None else [self.percent_low, self.percent_high],
            "p": self.p,
            "note": None if self.note is None else in_language(self.note, language),
        }


def in_language(remark: Remark, language: Language) -> str:
    return remark[1] if language == "en" else remark[0]


def log_ratio(model: str, estimate: float, se: float, note: Remark | None = None) -> Estimate:
    """A log rate ratio with a normal 95 per cent interval; percent = 100 (exp(estimate) - 1)."""
    low, high = estimate - NORMAL * se, estimate + NORMAL * se
    p = float(2 * stats.norm.sf(abs(estimate) / se)) if se > 0 else None
    return Estimate(
        model, "log rate ratio", estimate, se, low, high, as_percent(estimate), as_percent(low),
        as_percent(high), p, note,
    )  # fmt: skip


def as_percent(log_rate_ratio: float) -> float:
    """100 (exp(x) - 1), infinite where the exponential overflows."""
    return 100 * math.expm1(log_rate_ratio) if log_rate_ratio < 700 else math.inf


def difference(
    model: str,
    estimate: float,
    se: float | None,
    interval: tuple[float, float] | None,
    p: float | None,
    base: float,
    note: Remark | None = None,
) -> Estimate:
    """A difference in the outcome's own units; percent is against `base`, the mean without the method."""
    low, high = (None, None) if interval is None else interval
    percent, percent_low, percent_high = (
        None if v is None or abs(base) < TINY else 100 * v / base for v in (estimate, low, high)
    )
    return Estimate(model, "outcome", estimate, se, low, high, percent, percent_low, percent_high, p, note)
