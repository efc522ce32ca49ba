"""Unit and period effects taken out of a regression exactly, without a column for each of them.

A panel of U units and T periods needs U + T - 1 dummies; taken out, only the columns of interest remain and the
answer is the same (Frisch-Waugh-Lovell; for generalised linear models Correia, Guimarães and Zylkin 2020).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from trefas.analysis.effect.panel import Codes, Floats, Panel

STEPS = 50
SETTLED = 1e-10
"""The change of every coefficient of interest and of the deviance, relative to its size, in the last step."""


@dataclass(frozen=True)
class Absorbed:
    """Where the iteration settled: linear predictor (n,), columns without the effects (n, m), coefficients (m,)."""

    predictor: Floats
    columns: Floats
    coefficients: Floats


class Effects:
    """The effects of two codings of the same n rows under weights; LinAlgError where they cannot be told apart."""

    def __init__(self, panel: Panel, weights: Floats) -> None:
        # The longer side is eliminated by division, the shorter one by solving.
        sides = [panel.unit, panel.period]
        self._long, self._short = sides if len(panel.units) >= len(panel.periods) else sides[::-1]
        sizes = int(self._long.max()) + 1, int(self._short.max()) + 1
        self._weights = weights
        self._total = np.bincount(self._long, weights)
        cross = np.bincount(self._long * sizes[1] + self._short, weights, sizes[0] * sizes[1]).reshape(sizes)
        self._cross, share = cross, cross / self._total[:, None]
        # The first effect of the shorter side is zero: the longer one holds the level.
        self._left = (np.diag(np.bincount(self._short, weights)) - cross.T @ share)[1:, 1:]

    def without(self, columns: Floats) -> Floats:
        """The columns (n, c) less their weighted projection on the effects."""
        weighted = columns * self._weights[:, None]
        long, short = _sums(self._long, weighted), _sums(self._short, weighted)
        right = (short - self._cross.T @ (long / self._total[:, None]))[1:]
        of_short = np.vstack([np.zeros((1, columns.shape[1])), np.linalg.solve(self._left, right)])
        of_long = (long - self._cross @ of_short) / self._total[:, None]
        return np.asarray(columns - of_long[self._long] - of_short[self._short])


def _sums(codes: Codes, columns: Floats) -> Floats:
    return np.column_stack([np.bincount(codes, column) for column in columns.T])


def absorb(panel: Panel, columns: Floats, family: Any, predictor: Floats) -> Absorbed | None:
    """Iterate the weighted regressions of a statsmodels family from a first predictor; None if they do not settle.

    columns: (n, m). LinAlgError when they cannot be told from the effects or from each other.
    """
    _refuse_dependent(panel, columns)
    before, found = np.inf, np.full(columns.shape[1], np.inf)
    for _step in range(STEPS):
        mean = family.link.inverse(predictor)
        deviance = float(family.deviance(panel.outcome, mean))
        weights = family.weights(mean)
        working = predictor + family.link.deriv(mean) * (panel.outcome - mean)
        left = Effects(panel, weights).without(np.column_stack([columns, working]))
        bare, rest = left[:, :-1], left[:, -1]
        root = np.sqrt(weights)
        coefficients = np.linalg.lstsq(bare * root[:, None], rest * root, rcond=None)[0]
        if not np.isfinite(deviance) or not np.isfinite(coefficients).all():
            return None
        if abs(before - deviance) <= SETTLED * (1 + deviance) and np.allclose(found, coefficients, SETTLED, SETTLED):
            return Absorbed(predictor, bare, coefficients)
        before, found = deviance, coefficients
        predictor = working - (rest - bare @ coefficients)
    return None


def _refuse_dependent(panel: Panel, columns: Floats) -> None:
    """LinAlgError when nothing is left of a column beside the effects and the other columns."""
    scaled: npt.NDArray[Any] = columns / np.sqrt((columns**2).sum(axis=0))
    bare = Effects(panel, np.ones(len(columns))).without(scaled)
    if np.diag(np.linalg.cholesky(bare.T @ bare)).min() <= 1e-6:
        raise np.linalg.LinAlgError("The columns depend on each other.")
