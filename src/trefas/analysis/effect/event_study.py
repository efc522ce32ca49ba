"""The effect period by period around the start, with leads: was the course already different before?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from trefas.analysis.effect.estimate import NORMAL, as_percent
from trefas.analysis.effect.panel import Panel
from trefas.analysis.effect.poisson import FURTHEST, Errors, fit, informative

LEADS = 5
LAGS = 5


@dataclass(frozen=True)
class Step:
    """One period relative to the start: -1 is the last one before and the zero line. Log rate ratios.

    end: "earlier" or "later" when the step holds also all periods beyond it.
    """

    relative: int
    estimate: float
    se: float
    end: str | None = None

    @property
    def interval(self) -> tuple[float, float]:
        return self.estimate - NORMAL * self.se, self.estimate + NORMAL * self.se

    def as_json(self) -> dict[str, Any]:
        return {
            "period": self.relative,
            "estimate": self.estimate,
            "se": self.se,
            "ci": list(self.interval),
            "percent": as_percent(self.estimate),
            "beyond": self.end,
        }


@dataclass(frozen=True)
class EventStudy:
    """The steps in order and p of the joint test that all leads are zero (None without leads)."""

    steps: tuple[Step, ...]
    leads_p: float | None

    @property
    def leads(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.relative < -1)


def event_study(panel: Panel, errors: Errors) -> EventStudy | None:
    """Poisson with unit and period effects and one effect per relative period; None when it has no answer.

    Only units observed on both sides of their start have relative periods; units without the method carry
    the period effects.
    """
    used = informative(panel)
    relative = _relative(used)
    shown = [int(k) for k in np.unique(relative[np.isfinite(relative)]) if k != -1]
    columns = np.column_stack([relative == k for k in shown]) if shown else np.empty((0, 0))
    fitted = fit(used, columns, errors) if shown else None
    if fitted is None or np.abs(fitted.coefficients).max() > FURTHEST:
        return None
    errors_of = np.sqrt(np.diag(fitted.covariance))
    steps = tuple(
        Step(k, float(b), float(se), _end(k, panel))
        for k, b, se in zip(shown, fitted.coefficients, errors_of, strict=True)
    )
    leads = np.flatnonzero(np.array(shown) < -1)
    statistic = _wald(fitted.coefficients[leads], fitted.covariance[np.ix_(leads, leads)])
    return EventStudy(steps, _joint(statistic, len(leads), int(used.treated.sum()), errors))


def _relative(panel: Panel) -> npt.NDArray[np.float64]:
    starts = np.where(panel.treated, panel.start, np.nan)[panel.unit]
    return np.clip(panel.period - starts, -(LEADS + 1), LAGS)


def _end(relative: int, panel: Panel) -> str | None:
    starts = panel.start[panel.treated]
    if relative == -(LEADS + 1) and starts.max() > LEADS + 1:
        return "earlier"
    if relative == LAGS and len(panel.periods) - 1 - starts.min() > LAGS:
        return "later"
    return None


def _wald(leads: npt.NDArray[Any], covariance: npt.NDArray[Any]) -> float | None:
    if len(leads) == 0:
        return None
    try:
        statistic = float(leads @ np.linalg.solve(covariance, leads))
    except np.linalg.LinAlgError:
        return None
    return statistic if statistic >= 0 else None


def _joint(statistic: float | None, q: int, units: int, errors: Errors) -> float | None:
    """p that all q leads are zero, with the units under the method as the independent pieces of evidence.

    Clustered errors from few units call for Hotelling's form: in simulations the usual chi-square rejects a
    true null in a fifth to two thirds of cases, this in at most a twentieth.
    """
    if statistic is None:
        return None
    if errors == "hc1":
        return float(stats.f.sf(statistic / q, q, units - 1)) if units > 1 else None
    if units <= q:
        return None
    return float(stats.f.sf(statistic * (units - q) / (q * (units - 1)), q, units - q))
