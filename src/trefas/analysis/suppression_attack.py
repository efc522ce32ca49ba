"""The attacker: what values are still possible for a cell to whoever knows every published cell.

Solved with HiGHS through `scipy.optimize.milp`; each answer is checked in whole numbers before it is believed.
"""

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from trefas.analysis.suppression_system import Bools, Ints, System, Target

_FAR = 4
"""How far a hidden cell may move in the first search for the cheapest cells to hide."""


class Attack:
    """Asks a solver, and remembers every possible world found: one world answers many questions."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.worlds = np.zeros((0, system.matrix.shape[1]), dtype=np.int64)
        self.sums = np.zeros((0, system.matrix.shape[0]), dtype=np.int64)
        self._hidden: Bools | None = None
        self._agreeing = np.zeros((0, system.matrix.shape[1]), dtype=np.int64)

    def possible(self, hidden: Bools, target: Target, value: int) -> bool:
        """Whether some world agrees with all that is published and gives the target this value."""
        if np.any(self.agreeing(hidden) @ target.coefficients == value):
            return True
        world = self._solve(hidden, target, value)
        if world is not None:
            self._remember(world)
        return world is not None

    def agreeing(self, hidden: Bools) -> Ints:
        """(w, n) the remembered worlds in which all that is not hidden is true."""
        if self._hidden is None or not np.array_equal(hidden, self._hidden):
            fits = np.all((self.sums == self.system.values) | hidden, axis=1)
            self._hidden, self._agreeing = hidden.copy(), self.worlds[fits]
        return self._agreeing

    def cheapest(self, hidden: Bools, target: Target, value: int, costs: npt.NDArray[np.float64]) -> Bools | None:
        """The cheapest further equations to hide so that the target may have this value; None if there are none."""
        top = int(self.system.values.max(initial=0)) + 80
        for far in (_FAR, top):
            found = self._cheapest(hidden, target, value, costs, far)
            if found is not None:
                return found
        return None

    def _remember(self, world: Ints) -> None:
        if np.any(world < 0) or np.any(self.system.growing @ world < 0):
            return  # a rounding of the solver's, not a world
        self.worlds = np.vstack([self.worlds, world])
        self.sums = np.vstack([self.sums, self.system.matrix @ world])
        self._hidden = None

    def _solve(self, hidden: Bools, target: Target, value: int) -> Ints | None:
        """The possible world nearest to what is known to be true: it stays possible when more is shown."""
        system, shown = self.system, ~hidden
        base, unknowns = system.known, system.matrix.shape[1]
        rows = sparse.csr_array(sparse.vstack([system.matrix[shown], sparse.csr_array(target.coefficients[None, :])]))
        wanted = np.append(system.values[shown], value) - rows @ base
        limits = [LinearConstraint(_beside(rows, -rows), wanted, wanted)]
        if system.growing.shape[0]:
            grown = -(system.growing @ base)
            limits.append(LinearConstraint(_beside(system.growing, -system.growing), grown, np.inf))
        answer = milp(
            np.ones(2 * unknowns),
            constraints=limits,
            integrality=np.ones(2 * unknowns, dtype=np.int64),
            bounds=Bounds(0, np.concatenate([np.full(unknowns, np.inf), base])),
            options={"mip_rel_gap": 0.5},
        )
        if answer.x is None:
            return None
        up, down = np.round(answer.x).astype(np.int64).reshape(2, unknowns)
        world = base + up - down
        return world if self._exact(world, hidden, target, value) else None

    def _exact(self, world: Ints, hidden: Bools, target: Target, value: int) -> bool:
        sums = self.system.matrix @ world
        fits = np.all((sums == self.system.values) | hidden) and np.all(self.system.growing @ world >= 0)
        return bool(fits) and int(target.coefficients @ world) == value and bool(np.all(world >= 0))

    def _cheapest(
        self, hidden: Bools, target: Target, value: int, costs: npt.NDArray[np.float64], far: int
    ) -> Bools | None:
        """One program: unknowns and, for each shown equation that may be hidden, whether it is."""
        system = self.system
        open_, fixed = ~hidden & system.hideable, ~hidden & ~system.hideable
        unknowns, choices = system.matrix.shape[1], int(open_.sum())
        wide = sparse.csr_array((1, choices), dtype=np.float64)
        moves = sparse.diags_array(np.full(choices, float(far))).tocsr()
        limits = [
            LinearConstraint(_beside(system.matrix[open_], moves), system.values[open_], np.inf),
            LinearConstraint(_beside(system.matrix[open_], -moves), -np.inf, system.values[open_]),
            LinearConstraint(_beside(sparse.csr_array(target.coefficients[None, :]), wide), value, value),
        ]
        if fixed.any():
            none = sparse.csr_array((int(fixed.sum()), choices), dtype=np.float64)
            limits.append(
                LinearConstraint(_beside(system.matrix[fixed], none), system.values[fixed], system.values[fixed])
            )
        limits += _growth(system.growing, choices)
        answer = milp(
            np.concatenate([np.zeros(unknowns), costs[open_]]),
            constraints=limits,
            integrality=np.ones(unknowns + choices, dtype=np.int64),
            bounds=Bounds(0, np.concatenate([np.full(unknowns, np.inf), np.ones(choices)])),
            options={"time_limit": 20.0, "mip_rel_gap": 0.01},
        )
        if answer.x is None:
            return None
        world = np.round(answer.x[:unknowns]).astype(np.int64)
        self._remember(world)
        return np.asarray(open_ & (system.matrix @ world != system.values))


def _beside(left: sparse.csr_array, right: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array(sparse.hstack([left, right]))


def _growth(growing: sparse.csr_array, choices: int = 0) -> list[LinearConstraint]:
    if growing.shape[0] == 0:
        return []
    none = sparse.csr_array((growing.shape[0], choices), dtype=np.float64)
    return [LinearConstraint(_beside(growing, none) if choices else growing, 0, np.inf)]
