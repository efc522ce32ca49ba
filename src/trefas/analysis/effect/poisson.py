"""Poisson regression with unit and period effects, by statsmodels: the rate ratio of the method.

The Poisson coefficient is right whenever the mean is; the errors are made robust because the variance is not.
"""

import warnings
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import statsmodels.api as sm

from trefas.analysis.effect.absorbing import absorb
from trefas.analysis.effect.estimate import Estimate, Remark, as_percent, log_ratio
from trefas.analysis.effect.panel import Floats, Panel
from trefas.analysis.effect.threads import one_thread

Errors = Literal["cluster", "hc1"]
FURTHEST = 15.0
"""A log ratio beyond this is the optimiser on its way to infinity: there is nothing on one side."""

NOTHING_AFTER: Remark = (
    "Inte en enda händelse finns med metoden i gång. Kvoten är noll och går inte att ge ett intervall.",
    "Not a single event occurred with the method in place. The ratio is zero and no interval can be given.",
)
NOTHING_BEFORE: Remark = (
    "Enheterna med metoden hade inga händelser utan den. Kvoten är inte definierad.",
    "The units with the method had no events without it. The ratio is undefined.",
)


@dataclass(frozen=True)
class Fit:
    """Coefficients of interest (m,), their covariance (m, m), rows, parameters, dispersion, means (n,)."""

    coefficients: Floats
    covariance: Floats
    n: int
    parameters: int
    dispersion: float
    mean: Floats


def design(panel: Panel, interest: npt.NDArray[Any]) -> Floats:
    """(n, m + U + T - 1): the columns of interest, then unit and period effects."""
    n, units, periods = len(panel.outcome), len(panel.units), len(panel.periods)
    columns = interest.reshape(n, -1)
    m = columns.shape[1]
    matrix = np.zeros((n, m + units + periods - 1))
    matrix[:, :m] = columns
    matrix[np.arange(n), m + panel.unit] = 1
    later = np.flatnonzero(panel.period)
    matrix[later, m + units + panel.period[later] - 1] = 1
    return matrix


def first_predictor(panel: Panel) -> Floats:
    """(n,) log means of a panel without effect: near the answer, so that few steps are needed."""
    per_unit = np.bincount(panel.unit, panel.outcome) / np.bincount(panel.unit)
    per_period = np.bincount(panel.period, panel.outcome) / np.bincount(panel.period)
    return np.asarray(np.log(per_unit)[panel.unit] + np.log(per_period / per_period.mean())[panel.period])


def informative(panel: Panel) -> Panel:
    """Without periods and units where nothing happened: they have no finite effect and tell nothing."""
    while True:
        events = np.bincount(panel.period, panel.outcome), np.bincount(panel.unit, panel.outcome)
        rows = (events[0][panel.period] > 0) & (events[1][panel.unit] > 0)
        if rows.all():
            return panel
        panel = panel.keep(rows)


def fit(panel: Panel, interest: npt.NDArray[Any], errors: Errors) -> Fit | None:
    """Fit on an informative panel; None when the columns of interest cannot be told from the effects."""
    return _fit(panel, interest, errors, sm.families.Poisson())


def _fit(panel: Panel, interest: npt.NDArray[Any], errors: Errors, family: Any) -> Fit | None:
    n = len(panel.outcome)
    columns = np.asarray(interest.reshape(n, -1), dtype=np.float64)
    m = columns.shape[1]
    k = m + len(panel.units) + len(panel.periods) - 1
    with one_thread(), np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = _maximised(panel, columns, family, _covariance(panel, errors))
    if result is None:
        return None
    covariance = np.asarray(result.cov_params())
    if n > k:
        # statsmodels' GLM gives HC0 under every HC name, and knows nothing of the absorbed effects.
        covariance = covariance * (n if errors == "hc1" else n - m) / (n - k)
    dispersion = float(result.pearson_chi2 / (n - k)) if n > k else float("nan")
    return Fit(np.asarray(result.params), covariance, n, k, dispersion, np.asarray(result.mu))


def _covariance(panel: Panel, errors: Errors) -> dict[str, Any]:
    if len(panel.outcome) <= len(panel.units) + len(panel.periods):
        return {"cov_type": "nonrobust"}  # saturated: no error is reported, and the others divide by zero
    if errors == "hc1":
        return {"cov_type": "HC1"}
    return {"cov_type": "cluster", "cov_kwds": {"groups": panel.unit}}


def _maximised(panel: Panel, columns: Floats, family: Any, covariance: dict[str, Any]) -> Any | None:
    """statsmodels' fit of the columns freed from the effects, which stand in the offset."""
    try:
        found = absorb(panel, columns, family, first_predictor(panel))
        if found is None:
            return None
        offset = found.predictor - found.columns @ found.coefficients
        model = sm.GLM(panel.outcome, found.columns, family=family, offset=offset)
        result = model.fit(method="newton", start_params=found.coefficients, maxiter=50, **covariance)
    except np.linalg.LinAlgError:
        return None
    return result if np.isfinite(np.asarray(result.params)).all() and result.mle_retvals["converged"] else None


def poisson(panel: Panel, errors: Errors) -> tuple[Estimate, Fit | None]:
    """The default design: log rate ratio of the method against unit and period effects."""
    empty = _one_sided(panel)
    if empty is not None:
        return empty, None
    used = informative(panel)
    fitted = fit(used, used.on, errors)
    if fitted is None or abs(fitted.coefficients[0]) > FURTHEST:
        return Estimate("poisson", "log rate ratio", None, note=_CANNOT), None
    found, se = float(fitted.coefficients[0]), float(np.sqrt(fitted.covariance[0, 0]))
    if fitted.n <= fitted.parameters or not se > 1e-9:
        return Estimate("poisson", "log rate ratio", found, percent=as_percent(found), note=_NO_ERROR), fitted
    return log_ratio("poisson", found, se), fitted


_CANNOT: Remark = (
    "Metoden går inte att skilja från enheternas och periodernas egna nivåer.",
    "The method cannot be told from the levels of the units and periods themselves.",
)


_NO_ERROR: Remark = (
    "Det finns för få rader för att räkna ut någon osäkerhet.",
    "There are too few rows to compute any uncertainty.",
)


def _one_sided(panel: Panel) -> Estimate | None:
    treated = panel.treated[panel.unit]
    if panel.outcome[panel.on & treated].sum() == 0:
        return Estimate("poisson", "log rate ratio", None, percent=-100.0, note=NOTHING_AFTER)
    if panel.outcome[~panel.on & treated].sum() == 0:
        return Estimate("poisson", "log rate ratio", None, note=NOTHING_BEFORE)
    return None


def negative_binomial(panel: Panel, poisson_fit: Fit) -> Estimate | None:
    """The same mean with variance mean + alpha mean², alpha by moments: does the weighting matter?

    None when the counts vary no more than Poisson does, or the fit fails. Clustered errors.
    """
    used = informative(panel)
    alpha = _alpha(used.outcome, poisson_fit)
    if alpha is None:
        return None
    fitted = _fit(used, used.on, "cluster", sm.families.NegativeBinomial(alpha=alpha))
    if fitted is None or not np.isfinite(fitted.covariance[0, 0]):
        return None
    note = (
        f"Spridning utöver Poisson: alfa {alpha:.3g}.".replace(".", ",", 1),
        f"Variation beyond Poisson: alpha {alpha:.3g}.",
    )
    return log_ratio("negbin", float(fitted.coefficients[0]), float(np.sqrt(fitted.covariance[0, 0])), note)


def _alpha(outcome: Floats, fitted: Fit) -> float | None:
    """Moment estimate of alpha (Cameron and Trivedi 1990), scaled for the parameters spent."""
    excess = (outcome - fitted.mean) ** 2 * len(outcome) / max(1, len(outcome) - fitted.parameters)
    alpha = float(((excess - fitted.mean) * fitted.mean**2).sum() / (fitted.mean**4).sum())
    return alpha if alpha > 1e-8 else None
