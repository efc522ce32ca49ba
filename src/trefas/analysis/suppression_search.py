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


def search(system: System, rounds: int, seed: int, step: Step) -> Found:
    """The cheapest of some rounds; every round is safe by itself.

    A round keeps a random half of what the best so far hides beside the small cells, protects the targets anew
    in a random order, and shows again what is not needed.
    """
    attack, costs = Attack(system), cost_of(system)
    generator = np.random.default_rng(seed)
    targets = list(system.targets)
    best = _trimmed(attack, _protected(attack, system.primary.copy(), targets, costs), costs)
    step(1)
    for _ in range(rounds - 1):
        extra = best.hidden & ~system.primary
        kept = extra & (generator.random(len(extra)) < 0.5)
        order = [targets[place] for place in generator.permutation(len(targets))]
        # Uneven costs lead to choices that the greedy search would not make on its own.
        uneven = costs * generator.uniform(0.4, 1.6, len(costs))
        found = _trimmed(attack, _protected(attack, system.primary | kept, order, uneven), costs)
        if costs[found.hidden].sum() < costs[best.hidden].sum():
            best = found
        step(1)
    return best


def cost_of(system: System) -> npt.NDArray[np.float64]:
    """(m,) one for each table cell hidden; between equals the smaller count is hidden."""
    costs: npt.NDArray[np.float64] = system.sizes * (1 + system.values / (1000.0 * (1 + system.values.max(initial=0))))
    return costs


def safe(attack: Attack, hidden: Bools, targets: list[Target]) -> bool:
    """Whether every value of every target is still possible; a target that fails is asked first next time."""
    for place, target in enumerate(targets):
        if not all(attack.possible(hidden, target, value) for value in target.values):
            targets.insert(0, targets.pop(place))
            return False
    return True


def _protected(attack: Attack, hidden: Bools, targets: list[Target], costs: npt.NDArray[np.float64]) -> Found:
    lost = []
    for target in targets:
        if not all(_protect(attack, hidden, target, value, costs) for value in target.values):
            lost.append(target)
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
