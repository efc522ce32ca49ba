"""Pictures of a study: the event study with intervals, or the synthetic-control gap among its placebos."""

from pathlib import Path
from typing import Any

import numpy as np

from trefas.analysis.effect.event_study import EventStudy
from trefas.analysis.effect.panel import Panel
from trefas.analysis.effect.side_by_side import Study
from trefas.analysis.effect.synthetic import Synthetic
from trefas.analysis.plotting import BLUE, GREY, INK, ORANGE, picture
from trefas.analysis.reading import BadInput, Language


def draw(study: Study, path: Path, language: Language) -> None:
    """Write the picture that fits the study; BadInput when it has none."""
    if study.main.model == "synth" and study.synthetic is not None:
        _draw_gap(study.synthetic, study.panel, path, language)
    elif study.events is not None:
        _draw_steps(study.events, path, language)
    else:
        raise BadInput(
            f"{path}: det finns ingen bild att rita, eftersom effekten per period inte går att räkna ut.",
            f"{path}: there is no picture to draw, since the effect by period cannot be computed.",
        )


def _draw_steps(events: EventStudy, path: Path, language: Language) -> None:
    sv = language == "sv"
    title = "Effekt per period kring starten" if sv else "Effect by period around the start"
    with picture(path, title) as axes:
        at = np.array([step.relative for step in events.steps])
        middle = np.array([100 * np.expm1(step.estimate) for step in events.steps])
        ends = np.array([[100 * np.expm1(end) for end in step.interval] for step in events.steps])
        spans = np.abs(np.column_stack([middle - ends[:, 0], ends[:, 1] - middle])).T
        axes.axhline(0, color=GREY, linewidth=1)
        axes.axvline(-0.5, color=ORANGE, linewidth=1, linestyle="--")
        axes.errorbar(at, middle, yerr=spans, fmt="o", color=BLUE, capsize=3)
        axes.plot([-1], [0], marker="o", color=INK, fillstyle="none")
        axes.set_xticks([*at, -1], [*map(_tick, events.steps), "−1"])
        axes.set_xlabel("Perioder från metodens start" if sv else "Periods from the start of the method")
        axes.set_ylabel("Ändring i procent, 95 % osäkerhet" if sv else "Change in per cent, 95 % uncertainty")


def _tick(step: Any) -> str:
    sign = {"earlier": "≤", "later": "≥", None: ""}[step.end]
    return f"{sign}{step.relative}".replace("-", "−")


def _draw_gap(control: Synthetic, panel: Panel, path: Path, language: Language) -> None:
    sv = language == "sv"
    title = f"{control.unit}: avstånd till syntetisk kontroll" if sv else f"{control.unit}: gap to synthetic control"
    with picture(path, title) as axes:
        at = np.arange(len(panel.periods))
        others = "Övriga enheter (platsbyten)" if sv else "Other units (placebos)"
        for unit, gap in control.gaps.items():
            if unit != control.unit:
                axes.plot(at, gap, color=GREY, linewidth=0.6, alpha=0.6, label=others)
                others = "_nolegend_"
        axes.plot(at, control.gaps[control.unit], color=BLUE, linewidth=2, label=control.unit)
        axes.axhline(0, color=INK, linewidth=0.8)
        axes.axvline(control.start - 0.5, color=ORANGE, linewidth=1, linestyle="--")
        shown = at[:: max(1, len(at) // 10)]
        axes.set_xticks(shown, [panel.periods[k] for k in shown])
        axes.set_ylabel("Observerat minus syntetiskt" if sv else "Observed minus synthetic")
        axes.legend(frameon=False)
