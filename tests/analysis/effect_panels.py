"""Simulated panels with a known truth, and small files of them. All invented."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from trefas.analysis.effect import Panel, panel_of
from trefas.analysis.effect.periods import Period


def panel(matrix, starts: Sequence[float]) -> Panel:
    """A balanced panel from (U, T) counts and the index of each unit's first period with the method."""
    matrix = np.asarray(matrix, dtype=float)
    units, periods = matrix.shape
    times = [Period("number", 2000 + t, str(2000 + t)) for t in range(periods)]
    labels = [f"u{u:03d}" for u in range(units) for _ in range(periods)]
    begun = [None if np.isinf(s) else Period("number", 2000 + int(s), str(2000 + int(s))) for s in starts]
    return panel_of(labels, times * units, matrix.ravel(), [begun[u] for u in range(units) for _ in range(periods)])


def counts(generator, starts, periods, effect, *, level=8.0, dispersion=1.8, drift=0.0):
    """(U, T) overdispersed counts with unit and period effects; effect and drift are on the log scale.

    drift: extra log change per period in units that get the method, before and after.
    """
    starts = np.asarray(starts, dtype=float)
    rate = level * generator.lognormal(0, 0.5, (len(starts), 1)) * generator.lognormal(0, 0.2, (1, periods))
    time = np.arange(periods)[None, :]
    rate = rate * np.exp(effect * (time >= starts[:, None]) + drift * time * np.isfinite(starts)[:, None])
    return generator.poisson(generator.gamma(rate / (dispersion - 1), dispersion - 1))


def staggered(units=24, treated=12, periods=12):
    """Starts of a roll-out in three waves."""
    starts = np.full(units, np.inf)
    starts[:treated] = np.resize([4, 6, 8], treated)
    return starts


def written_panel(folder: Path, matrix, starts, *, name="panel.csv", first=2010) -> Path:
    """The same as a CSV file with the columns area, year, shootings, began."""
    lines = ["area,year,shootings,began"]
    for u, row in enumerate(np.asarray(matrix)):
        began = "" if np.isinf(starts[u]) else str(first + int(starts[u]))
        lines += [f"A{u},{first + t},{value},{began}" for t, value in enumerate(row)]
    file = folder / name
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
