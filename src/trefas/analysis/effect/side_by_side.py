"""One question, several designs: the estimate, what the other designs say, and what speaks against it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from trefas.analysis.effect import cautions
from trefas.analysis.effect.designs import DESIGNS, callaway_leads, callaway_santanna, estimate_with
from trefas.analysis.effect.estimate import Estimate, Remark
from trefas.analysis.effect.event_study import EventStudy, event_study
from trefas.analysis.effect.panel import Panel
from trefas.analysis.effect.poisson import Errors, Fit, negative_binomial, poisson
from trefas.analysis.effect.randomisation import randomisation_p
from trefas.analysis.effect.synthetic import Synthetic, synthetic_control
from trefas.analysis.effect.threads import one_thread

Model = Literal[
    "poisson",
    "negbin",
    "synth",
    "callaway-santanna",
    "wooldridge-poisson",
    "synthetic-did",
    "difference-in-differences",
]
MODELS: tuple[Model, ...] = (
    "poisson",
    "negbin",
    "synth",
    "callaway-santanna",
    "wooldridge-poisson",
    "synthetic-did",
    "difference-in-differences",
)
COUNT_MODELS = {"poisson", "negbin", "wooldridge-poisson"}


@dataclass(frozen=True)
class Study:
    """The answer of the design asked for, the alternatives, and every remark the reader needs.

    dispersion: Pearson chi-square over degrees of freedom (1 = Poisson); n: rows behind the main estimate;
    randomisation: p over random placements and whether the calendar was moved, None when not applicable.
    """

    panel: Panel
    main: Estimate
    n: int
    errors: Errors
    alternatives: tuple[Estimate, ...]
    remarks: tuple[Remark, ...]
    dispersion: float | None = None
    events: EventStudy | None = None
    randomisation: tuple[float, bool] | None = None
    synthetic: Synthetic | None = None


def study(
    panel: Panel,
    *,
    model: Model = "poisson",
    errors: Errors = "cluster",
    permutations: int = 999,
    seed: int = 0,
    step: Callable[[], object] = lambda: None,
) -> Study:
    """Answer with one model and put the others beside it. BadInput where the model does not fit the panel.

    `step` is called as the work goes on. Sources are given where each design lives.
    """
    with one_thread():
        return _study(panel, model, errors, permutations, seed, step)


def _study(
    panel: Panel, model: Model, errors: Errors, permutations: int, seed: int, step: Callable[[], object]
) -> Study:
    if model == "synth":
        return _synthetic_study(panel, step)
    counts = bool(np.all((panel.outcome >= 0) & (panel.outcome == np.round(panel.outcome))))
    if model not in COUNT_MODELS and not counts:
        return _linear_study(panel, model, step)
    return _count_study(panel, model, errors, permutations, seed, step)


def _count_study(
    panel: Panel, model: Model, errors: Errors, permutations: int, seed: int, step: Callable[[], object]
) -> Study:
    estimate, fitted = poisson(panel, errors)
    step()
    others = [*_count_alternatives(panel, errors, fitted), *_library_designs(panel, step)]
    chance = randomisation_p(panel, draws=permutations, seed=seed)
    everything = [estimate, *others]
    main = cautions.chosen(everything, model)
    result = Study(
        panel,
        main,
        fitted.n if fitted is not None else len(panel.outcome),
        errors,
        tuple(other for other in everything if other is not main),
        panel.remarks,
        fitted.dispersion if fitted is not None else None,
        event_study(panel, errors) if fitted is not None else None,
        chance,
        _synthetic_if_single(panel),
    )
    leads = callaway_leads(panel)
    return replace(result, remarks=(*panel.remarks, *cautions.of_counts(result, leads)))


def _count_alternatives(panel: Panel, errors: Errors, fitted: Fit | None) -> list[Estimate]:
    if fitted is None:
        return []
    other: Errors = "hc1" if errors == "cluster" else "cluster"
    again = replace(poisson(panel, other)[0], model=f"poisson-{other}")
    negbin = negative_binomial(panel, fitted)
    return [again, *([negbin] if negbin is not None else [])]


def _library_designs(panel: Panel, step: Callable[[], object]) -> list[Estimate]:
    found = []
    for name in DESIGNS:
        estimate = estimate_with(name, panel)
        step()
        if estimate is not None:
            found.append(estimate)
        if name == "callaway-santanna" and estimate is not None and panel.outcome.min() >= 0:
            found.append(callaway_santanna(panel, log=True))
    return found


def _synthetic_if_single(panel: Panel) -> Synthetic | None:
    single = int(np.isfinite(panel.start).sum()) == 1
    return synthetic_control(panel) if single and panel.balanced and panel.never.sum() > 1 else None


def _linear_study(panel: Panel, model: Model, step: Callable[[], object]) -> Study:
    found = _library_designs_of_numbers(panel, step)
    main = cautions.chosen(found, model)
    others = tuple(other for other in found if other is not main)
    result = Study(panel, main, len(panel.outcome), "cluster", others, panel.remarks)
    return replace(result, remarks=(*panel.remarks, *cautions.of_numbers(result)))


def _library_designs_of_numbers(panel: Panel, step: Callable[[], object]) -> list[Estimate]:
    names = [name for name in DESIGNS if name not in COUNT_MODELS]
    found = []
    for name in names:
        estimate = estimate_with(name, panel)
        step()
        if estimate is not None:
            found.append(estimate)
    return found


def _synthetic_study(panel: Panel, step: Callable[[], object]) -> Study:
    control = synthetic_control(panel, step=step)
    main = Estimate("synth", "outcome", control.estimate, percent=control.percent, p=control.p)
    others = tuple(_library_designs_of_numbers(panel, step))
    result = Study(panel, main, len(panel.outcome), "cluster", others, panel.remarks, synthetic=control)
    return replace(result, remarks=(*panel.remarks, *cautions.of_numbers(result)))
