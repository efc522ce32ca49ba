"""Outcome-only simplex synthetic control of one unit, with in-space placebos (Abadie et al. 2010).

The exact simplex weights and the leave-one-out runs are diff-diff's; equal importance for every period before
the start makes it the outcome-only control, which has one well-defined answer. Ranks are ours.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from trefas.analysis.effect.designs import frame_of
from trefas.analysis.effect.estimate import TINY
from trefas.analysis.effect.panel import Floats, Panel
from trefas.analysis.reading import BadInput


@dataclass(frozen=True)
class Synthetic:
    """The gap between the unit and its synthetic twin.

    estimate: mean gap from the start on; percent: 100 × that / mean synthetic outcome there, None if it is 0;
    p: rank of the unit's post/pre RMSPE ratio among all units / number of units; pre_rmspe: fit before the
    start; gaps {unit: (T,)}, the unit's own and every placebo's; left_out {donor: estimate without it}.
    """

    unit: str
    start: int
    estimate: float
    percent: float | None
    p: float
    weights: dict[str, float]
    pre_rmspe: float
    gaps: dict[str, Floats]
    left_out: dict[str, float]


def synthetic_control(panel: Panel, *, step: Callable[[], object] = lambda: None) -> Synthetic:
    """BadInput unless exactly one unit has a start and no row is missing; `step` is called per unit."""
    treated = _the_treated(panel)
    start = int(panel.start[treated])
    fits = {}
    for unit in range(len(panel.units)):
        fits[unit] = _fitted(panel, unit, start)
        step()
    gaps = {panel.units[unit]: _path(fit.gap_path, len(panel.periods)) for unit, fit in fits.items()}
    name = panel.units[treated]
    own = gaps[name]
    base = float((panel.matrix[treated] - own)[start:].mean())
    estimate = float(own[start:].mean())
    return Synthetic(
        name,
        start,
        estimate,
        100 * estimate / base if abs(base) > TINY else None,
        _rank(own, gaps, start, float(np.abs(panel.outcome).max())),
        _weights(fits[treated], panel, treated),
        float(np.sqrt((own[:start] ** 2).mean())),
        gaps,
        _left_out(fits[treated], panel),
    )


def _the_treated(panel: Panel) -> int:
    found = np.flatnonzero(np.isfinite(panel.start))
    if len(found) != 1:
        names = ", ".join(panel.units[k] for k in found)
        raise BadInput(
            f"--model synth tar en enda enhet med start, men här finns {len(found)}: {names}. Ta bort de "
            f"andra "
            "med --drop.",
            f"--model synth takes a single unit with a start, but there are {len(found)}: {names}. Leave the "
            "others out with --drop.",
        )
    if not panel.balanced:
        raise BadInput(
            "--model synth kräver att varje enhet har varje period; några rader saknas i filen.",
            "--model synth needs every period for every unit; some rows are missing from the file.",
        )
    return int(found[0])


def _fitted(panel: Panel, unit: int, start: int) -> Any:
    """The control of one unit from all the others, so that every unit's ratio is made in the same way."""
    from diff_diff import SyntheticControl

    frame = frame_of(panel)
    frame["on"] = ((frame.unit == unit) & (frame.time > start)).astype(int)
    control = SyntheticControl(v_method="custom", custom_v=np.ones(start), standardize="none")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return control.fit(frame, "y", "on", "unit", "time")


def _path(gaps: Any, periods: int) -> Floats:
    by_time = {int(time): float(value) for time, value in dict(gaps).items()}
    return np.array([by_time[time + 1] for time in range(periods)])


def _rank(own: Floats, gaps: dict[str, Floats], start: int, scale: float) -> float:
    """Rank from the top of the unit's RMSPE ratio / number of units; ties count against the unit."""
    ratios = np.array([_ratio(gap, start, scale) for gap in gaps.values()])
    return float((ratios >= _ratio(own, start, scale) * (1 - 1e-9)).mean())


def _ratio(gap: Floats, start: int, scale: float) -> float:
    before, after = (float(np.sqrt((part**2).mean())) for part in (gap[:start], gap[start:]))
    # A perfect fit before must not divide by zero; the floor is far below any real count.
    return after / max(before, 1e-9 * max(scale, 1e-300))


def _weights(fit: Any, panel: Panel, treated: int) -> dict[str, float]:
    found = {int(unit): float(weight) for unit, weight in dict(fit.donor_weights).items()}
    return {name: found.get(k, 0.0) for k, name in enumerate(panel.units) if k != treated}


def _left_out(fit: Any, panel: Panel) -> dict[str, float]:
    if len(panel.units) < 4:
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = fit.leave_one_out()
    table = table[table["status"] == "loo"]
    pairs = zip(table["dropped_unit"], table["att"], strict=True)
    return {panel.units[int(unit)]: float(att) for unit, att in pairs}
