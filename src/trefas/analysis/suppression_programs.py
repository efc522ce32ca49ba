"""The integer programs behind the attack, solved with HiGHS through `scipy.optimize.milp`.

A world is one whole, non-negative count for each unknown. Whether there is one is always answered in full; the
search for the cheapest is cut short by nodes and never by time, so that every machine gives the same answer.
"""

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from trefas.analysis.suppression_system import Bools, Ints, System, Target

Floats = npt.NDArray[np.float64]
_FEW, _ALL = 2_000, 2**31 - 1


def nearest_world(system: System, target: Target, value: int, hard: Bools, soft: Bools, weights: Floats) -> Ints | None:
    """The world nearest to the truth that keeps the hard equations and gives the target its value, or None.

    hard, soft: (m,) masks; weights: (soft,) the price of each step that a soft equation is off.
    """
    base, unknowns, extra = system.known, system.matrix.shape[1], int(soft.sum())
    rows = _stacked(system.matrix[hard], sparse.csr_array(target.coefficients[None, :]))
    wanted = np.append(system.values[hard], value) - rows @ base
    limits = [LinearConstraint(_beside(rows, -rows, _none(rows, extra)), wanted, wanted)]
    limits += _off_by(system, soft, base)
    if system.growing.shape[0]:
        grown = system.growing
        limits.append(LinearConstraint(_beside(grown, -grown, _none(grown, extra)), -(grown @ base), np.inf))
    steps = np.ones(2 * unknowns) / (1.0 if extra == 0 else 1000.0)
    upper = np.concatenate([np.full(unknowns, np.inf), base, np.full(extra, np.inf)])
    x = _solved(np.concatenate([steps, weights]), limits, upper, 0.5, _ALL)
    return None if x is None else base + x[:unknowns] - x[unknowns : 2 * unknowns]


def cheapest_world(system: System, target: Target, value: int, hidden: Bools, costs: Floats, far: int) -> Ints | None:
    """The world that breaks the cheapest set of shown equations, none of them by more than `far`, or None."""
    open_, fixed = ~hidden & system.hideable, ~hidden & ~system.hideable
    unknowns, choices = system.matrix.shape[1], int(open_.sum())
    shown, values = system.matrix[open_], system.values[open_]
    moves = sparse.csr_array(sparse.diags_array(np.full(choices, float(far))))
    rows = _stacked(system.matrix[fixed], sparse.csr_array(target.coefficients[None, :]))
    exact = np.append(system.values[fixed], value)
    limits = [
        LinearConstraint(_beside(shown, moves), values, np.inf),
        LinearConstraint(_beside(shown, -moves), -np.inf, values),
        LinearConstraint(_beside(rows, _none(rows, choices)), exact, exact),
    ]
    if system.growing.shape[0]:
        limits.append(LinearConstraint(_beside(system.growing, _none(system.growing, choices)), 0, np.inf))
    upper = np.concatenate([np.full(unknowns, np.inf), np.ones(choices)])
    x = _solved(np.concatenate([np.zeros(unknowns), costs[open_]]), limits, upper, 0.01, _FEW)
    return None if x is None else x[:unknowns]


def _off_by(system: System, soft: Bools, base: Ints) -> list[LinearConstraint]:
    if not soft.any():
        return []
    rows = system.matrix[soft]
    one = sparse.csr_array(sparse.eye_array(rows.shape[0]))
    wanted = system.values[soft] - rows @ base
    return [
        LinearConstraint(_beside(rows, -rows, one), wanted, np.inf),
        LinearConstraint(_beside(rows, -rows, -one), -np.inf, wanted),
    ]


def _solved(costs: Floats, limits: list[LinearConstraint], upper: Floats, gap: float, nodes: int) -> Ints | None:
    answer = milp(
        costs,
        constraints=limits,
        integrality=np.ones(len(costs), dtype=np.int64),
        bounds=Bounds(0, upper),
        options={"mip_rel_gap": gap, "node_limit": nodes},
    )
    return None if answer.x is None else np.round(answer.x).astype(np.int64)


def _beside(*blocks: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array(sparse.hstack(blocks))


def _stacked(*blocks: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array(sparse.vstack(blocks))


def _none(beside: sparse.csr_array, columns: int) -> sparse.csr_array:
    return sparse.csr_array((beside.shape[0], columns), dtype=np.float64)
