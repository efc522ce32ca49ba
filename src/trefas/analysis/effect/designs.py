"""Designs that libraries do, mostly diff-diff, behind one thin adapter so that they can be exchanged."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm

from trefas.analysis.effect.estimate import Estimate, Remark, as_percent, difference, log_ratio
from trefas.analysis.effect.panel import Panel
from trefas.analysis.effect.poisson import design

OWN_UNITS: Remark = (
    "Skillnad i antal: antar att enheterna skulle ha ändrats lika många steg, inte lika många procent.",
    "Difference in counts: assumes that the units would have changed by equal steps, not equal per cent.",
)
LOG_PLUS_ONE: Remark = (
    "På log(1 + antal): blandar kvot och antal där antalen är små.",
    "On log(1 + count): mixes ratio and count where counts are small.",
)
RATIO: Remark = (
    "Kvotmodell där varje startår och period får sin egen effekt; räknad som antal händelser per enhet och period.",
    "Ratio model with an effect of its own for each start and period; given as events per unit and period.",
)
STAGGERED: Remark = (
    "Medel över startperioder, vägt med antalet perioder med metoden; utan gemensamt fel.",
    "Mean over start periods, weighted by the periods with the method; without a common error.",
)


def frame_of(panel: Panel) -> pd.DataFrame:
    """Long frame with unit, time (1, 2, …), y, g (start, 0 = never); units with the method from the outset
    are left out, since they have no before."""
    inside = panel.start[panel.unit] > 0
    start = np.where(np.isfinite(panel.start), panel.start + 1, 0)[panel.unit]
    frame = pd.DataFrame({"unit": panel.unit, "time": panel.period + 1, "y": panel.outcome, "g": start})
    return frame[inside].astype({"g": int}).reset_index(drop=True)


def callaway_santanna(panel: Panel, *, log: bool = False) -> Estimate:
    """Callaway and Sant'Anna (2021), doubly robust, against never-treated units where there are any.

    log: on log(1 + outcome). Analytic errors. Percent is against the treated units' mean before their start.
    """
    from diff_diff import CallawaySantAnna

    frame = frame_of(panel)
    group = "never_treated" if panel.never.any() else "not_yet_treated"
    if log:
        frame["y"] = np.log1p(frame["y"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = CallawaySantAnna(control_group=group, allow_unbalanced_panel=not panel.balanced).fit(
            frame, "y", "unit", "time", "g"
        )
    if log:
        return _log_estimate("callaway-santanna-log1p", result, LOG_PLUS_ONE)
    before = frame[(frame.g > 0) & (frame.time < frame.g)]["y"].mean()
    return _estimate("callaway-santanna", result, float(before), OWN_UNITS)


def callaway_leads(panel: Panel, periods: int = 5) -> list[float]:
    """Callaway-Sant'Anna effects in the last periods before the start, in counts; empty where undefined."""
    from diff_diff import CallawaySantAnna

    group = "never_treated" if panel.never.any() else "not_yet_treated"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fit = CallawaySantAnna(control_group=group, allow_unbalanced_panel=not panel.balanced)
            result = fit.fit(frame_of(panel), "y", "unit", "time", "g").aggregate("event_study")
    except (ValueError, np.linalg.LinAlgError):
        return []
    table = result.to_dataframe()
    leads = table[(table.event_time < 0) & (table.event_time >= -periods) & np.isfinite(table.att)]
    return [float(att) for att in leads.att]


def two_way_linear(panel: Panel) -> Estimate:
    """Linear differences with unit and period effects, errors clustered by unit.

    Percent is against the observed mean with the method less the estimate.
    """
    used = panel.keep(panel.start[panel.unit] > 0)
    result = sm.OLS(used.outcome, design(used, used.on)).fit(cov_type="cluster", cov_kwds={"groups": used.unit})
    att, se = float(result.params[0]), float(result.bse[0])
    low, high = result.conf_int()[0]
    base = float(used.outcome[used.on].mean()) - att
    return difference(
        "difference-in-differences",
        att,
        se,
        (float(low), float(high)),
        float(result.pvalues[0]),
        base,
        OWN_UNITS,
    )


def _without(frame: pd.DataFrame, result: Any) -> float:
    """Mean of what would have been: the observed mean with the method less the estimate."""
    return float(frame[(frame.g > 0) & (frame.time >= frame.g)]["y"].mean()) - float(result.att)


def wooldridge_poisson(panel: Panel) -> Estimate:
    """Wooldridge (2023), Poisson: percent is against what the model says would have been."""
    from diff_diff import WooldridgeDiD

    frame = frame_of(panel)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = WooldridgeDiD(method="poisson").fit(frame, "y", "unit", "time", "g")
    return _estimate("wooldridge-poisson", result, _without(frame, result), RATIO)


def synthetic_did(panel: Panel, *, seed: int = 0, draws: int = 200) -> Estimate:
    """Arkhangelsky et al. (2021). With several start periods: one fit for each against never-treated units.

    Percent is against the observed mean with the method less the estimate.
    """
    starts = np.unique(panel.start[panel.treated])
    fits = [_sdid_of(panel, start, seed, draws if len(starts) == 1 else 2) for start in starts]
    cells = np.array([weight for *_, weight in fits], dtype=float)
    att = float(np.average([result.att for result, *_ in fits], weights=cells))
    base = float(np.average([observed for _, observed, _ in fits], weights=cells)) - att
    if len(starts) > 1:
        return difference("synthetic-did", att, None, None, None, base, STAGGERED)
    return _estimate("synthetic-did", fits[0][0], base, OWN_UNITS)


def _sdid_of(panel: Panel, start: float, seed: int, draws: int) -> tuple[Any, float, int]:
    """The fit for one start period, the observed mean with the method and the number of such cells."""
    from diff_diff import SyntheticDiD

    frame = frame_of(panel)
    frame = frame[(frame.g == 0) | (frame.g == start + 1)].copy()
    frame["ever"] = (frame.g > 0).astype(int)
    post = [time for time in sorted(frame.time.unique()) if time > start]
    method = "placebo" if panel.never.sum() > frame[frame.g > 0]["unit"].nunique() else "jackknife"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = SyntheticDiD(seed=seed, variance_method=method, n_bootstrap=draws).fit(
            frame, "y", "ever", "unit", "time", post_periods=post
        )
    cells = frame[(frame.ever == 1) & (frame.time > start)]["y"]
    return result, float(cells.mean()), len(cells)


def _estimate(model: str, result: Any, base: float, note: Remark) -> Estimate:
    se = _finite(result.se)
    interval = (float(result.conf_int[0]), float(result.conf_int[1])) if se is not None else None
    return difference(model, float(result.att), se, interval, _finite(result.p_value), base, note)


def _log_estimate(model: str, result: Any, note: Remark) -> Estimate:
    se = _finite(result.se)
    if se is None:
        att = float(result.att)
        return Estimate(model, "log rate ratio", att, percent=as_percent(att), note=note)
    return log_ratio(model, float(result.att), se, note)


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) and value != 0 else None


DESIGNS: dict[str, Callable[[Panel], Estimate]] = {
    "difference-in-differences": two_way_linear,
    "callaway-santanna": callaway_santanna,
    "wooldridge-poisson": wooldridge_poisson,
    "synthetic-did": synthetic_did,
}


def estimate_with(name: str, panel: Panel) -> Estimate | None:
    """One of DESIGNS, or None when the design has no answer for this panel (too few units or periods)."""
    try:
        found = DESIGNS[name](panel)
    except (ValueError, np.linalg.LinAlgError, ZeroDivisionError, NotImplementedError):
        return None
    return found if found.estimate is not None and np.isfinite(found.estimate) else None
