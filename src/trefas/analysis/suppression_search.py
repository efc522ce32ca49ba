"""Which cells to hide beside the small ones: the cheapest that leave the attacker uncertain, no more."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trefas.analysis.suppression_attack import Attack
from trefas.analysis.suppression_system import Bools, System, Target

Step = Callable[[int], None]


@dataclass(frozen=True)
class Found:
    """hidden: (m,) equations to hide; lost: targets that nothing can protect any more."""

    hidden: Bools
    lost: tuple[Target, ...]


def search(system: System, orders: int, seed: int, step: Step) -> Found:
    """The best of some orders of protecting the targets; every result is safe, the cheapest is kept."""
    attack = Attack(system)
    generator = np.random.default_rng(seed)
    costs = cost_of(system)
    best: Found | None = None
    for order in range(orders):
        places = np.arange(len(system.targets))
        targets = [system.targets[place] for place in (generator.permutation(places) if order else places)]
        found = _trimmed(attack, _protected(attack, targets, costs, step), costs)
        if best is None or costs[found.hidden].sum() < costs[best.hidden].sum():
            best = found
    assert best is not None  # noqa: S101  orders is at least one
    return best


def cost_of(system: System) -> npt.NDArray[np.float64]:
    """(m,) one for each table cell hidden; between equals the smaller count is hidden."""
    costs: npt.NDArray[np.float64] = system.sizes * (1 + system.values / (1000.0 * (1 + system.values.max(initial=0))))
    return costs


def safe(attack: Attack, hidden: Bools, targets: list[Target]) -> bool:
    """Whether every value of every target is still possible."""
    return all(attack.possible(hidden, target, value) for target in targets for value in target.values)


def _protected(attack: Attack, targets: list[Target], costs: npt.NDArray[np.float64], step: Step) -> Found:
    hidden = attack.system.primary.copy()
    lost = []
    for target in targets:
        if not all(_protect(attack, hidden, target, value, costs) for value in target.values):
            lost.append(target)
        step(1)
    return Found(hidden, tuple(lost))


def _protect(attack: Attack, hidden: Bools, target: Target, value: int, costs: npt.NDArray[np.float64]) -> bool:
    """Hide more, in place, until the target may have the value; false if that cannot be."""
    while not attack.possible(hidden, target, value):
        further = attack.cheapest(hidden, target, value, costs)
        if further is None or not further.any():
            return False
        hidden |= further
    return True


def _trimmed(attack: Attack, found: Found, costs: npt.NDArray[np.float64]) -> Found:
    """Show again, dearest first, each cell that turns out not to be needed."""
    hidden = found.hidden.copy()
    targets = [target for target in attack.system.targets if target not in found.lost]
    extra = np.flatnonzero(hidden & ~attack.system.primary)
    for place in extra[np.argsort(-costs[extra], kind="stable")]:
        hidden[place] = False
        if not safe(attack, hidden, targets):
            hidden[place] = True
    return Found(hidden, found.lost)
