"""The attacker: what values are still possible for a cell to whoever knows every published cell.

Each world that a solver finds is checked in whole numbers before it is believed.
"""

import numpy as np

from trefas.analysis.suppression_programs import Floats, cheapest_world, nearest_world
from trefas.analysis.suppression_system import Bools, Ints, System, Target

_FAR = 4
"""How far a hidden cell may move in the first search for the cheapest cells to hide."""

_MANY = 500
"""With more cells than this to choose from, the choice is weighed step by step and not solved exactly."""


class Attack:
    """Asks a solver, and remembers every possible world found: one world answers many questions."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.worlds = np.zeros((0, system.matrix.shape[1]), dtype=np.int64)
        self.sums = np.zeros((0, system.matrix.shape[0]), dtype=np.int64)
        self._hidden: Bools | None = None
        self._agreeing = self.worlds

    def possible(self, hidden: Bools, target: Target, value: int) -> bool:
        """Whether some world agrees with all that is published and gives the target this value."""
        if np.any(self._agreeing_with(hidden) @ target.coefficients == value):
            return True
        soft, weights = np.zeros(len(hidden), dtype=bool), np.zeros(0)
        world = nearest_world(self.system, target, value, ~hidden, soft, weights)
        if world is None or not self._believed(world):
            return False
        return bool(np.any(self._agreeing_with(hidden) @ target.coefficients == value))

    def cheapest(self, hidden: Bools, target: Target, value: int, costs: Floats) -> Bools | None:
        """The cheapest further equations found whose hiding lets the target have this value, or None."""
        open_ = ~hidden & self.system.hideable
        world = None if open_.sum() > _MANY else self._chosen(hidden, target, value, costs)
        if world is None:
            world = self._weighed(hidden, target, value, costs)
        if world is None or not self._believed(world):
            return None
        return np.asarray(open_ & (self.system.matrix @ world != self.system.values))

    def _chosen(self, hidden: Bools, target: Target, value: int, costs: Floats) -> Ints | None:
        top = int(self.system.values.max(initial=0)) + 80
        worlds = (cheapest_world(self.system, target, value, hidden, costs, far) for far in (_FAR, top))
        return next((world for world in worlds if world is not None), None)

    def _weighed(self, hidden: Bools, target: Target, value: int, costs: Floats) -> Ints | None:
        """The best of a few near worlds, each pressed to break what the one before broke already."""
        open_, fixed = ~hidden & self.system.hideable, ~hidden & ~self.system.hideable
        matrix, values, prices = self.system.matrix[open_], self.system.values[open_], costs[open_]
        weights, best, least = prices, None, np.inf
        for _ in range(3):
            world = nearest_world(self.system, target, value, fixed, open_, weights)
            if world is None:
                return best
            off = np.abs(matrix @ world - values)
            if prices[off > 0].sum() < least:
                best, least = world, float(prices[off > 0].sum())
            weights = prices / (off + 0.5)
        return best

    def _agreeing_with(self, hidden: Bools) -> Ints:
        """(w, n) the remembered worlds in which all that is not hidden is true."""
        if self._hidden is None or not np.array_equal(hidden, self._hidden):
            fits = np.all((self.sums == self.system.values) | hidden, axis=1)
            self._hidden, self._agreeing = hidden.copy(), self.worlds[fits]
        return self._agreeing

    def _believed(self, world: Ints) -> bool:
        """Remember a world, unless rounding the solver's answer has made it impossible."""
        if np.any(world < 0) or np.any(self.system.growing @ world < 0):
            return False
        self.worlds = np.vstack([self.worlds, world])
        self.sums = np.vstack([self.sums, self.system.matrix @ world])
        self._hidden = None
        return True
