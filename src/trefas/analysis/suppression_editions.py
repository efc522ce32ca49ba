"""An earlier release of other counts: a second set of unknowns beside those of now, and their differences."""

from dataclasses import replace

import numpy as np
from scipy import sparse

from trefas.analysis.suppression_attack import Attack
from trefas.analysis.suppression_system import SMALL, Bools, Ints, System, Target


def joined(system: System, now: Ints, patterns: Bools, counts: Ints, known: Bools) -> System | None:
    """The system with an edition beside it: patterns (cells, rows), its counts and which of them are known.

    No difference of 1-4 between a shown cell and now may be singled out, and what the edition kept uncertain
    stays so. Where no shown cell has shrunk, the attacker is taken to know that counts only grow.
    None if no counts of these combinations could have given the edition.
    """
    shown, values = patterns[known].astype(np.int64), counts[known]
    change = shown @ now - values
    grows = bool(np.all(change >= 0))
    candidates = [_beside(system, shown, values, len(now), grows)]
    if grows:
        candidates.append(_beside(system, shown, values, len(now), False))
    possible = next((candidate for candidate in candidates if _possible(candidate)), None)
    if possible is None:
        return None
    targets = [*_changes(possible, shown, change), *_kept(possible, patterns[~known], shown, values)]
    return _with_targets(possible, targets)


def _beside(system: System, shown: Ints, values: Ints, rows: int, grows: bool) -> System:
    unknowns, more = system.matrix.shape[1], len(shown)
    matrix = sparse.csr_array(sparse.block_diag([system.matrix, sparse.csr_array(shown)]))
    growing = sparse.csr_array(sparse.hstack([system.growing, _zeros(system.growing.shape[0], rows)]))
    if grows:
        one = sparse.csr_array(sparse.eye_array(rows, dtype=np.int64))
        later = sparse.hstack([one, _zeros(rows, unknowns - rows), -one])
        growing = sparse.csr_array(sparse.vstack([growing, later]))
    return System(
        matrix,
        np.concatenate([system.values, values]),
        np.concatenate([system.sizes, np.zeros(more, dtype=np.int64)]),
        np.concatenate([system.hideable, np.zeros(more, dtype=bool)]),
        tuple(Target(np.pad(target.coefficients, (0, rows)), target.values) for target in system.targets),
        growing,
        np.pad(system.known, (0, rows)),
    )


def _zeros(rows: int, columns: int) -> sparse.csr_array:
    return sparse.csr_array((rows, columns), dtype=np.int64)


def _possible(system: System) -> bool:
    anything = Target(np.zeros(system.matrix.shape[1], dtype=np.int64), (0,))
    return Attack(system).possible(np.zeros(len(system.values), dtype=bool), anything, 0)


def _changes(system: System, shown: Ints, change: Ints) -> list[Target]:
    """The differences of 1-4, each way, between what is true now and what the edition showed."""
    return [
        Target(_placed(system, row, row), tuple(int(np.sign(size)) * value for value in SMALL))
        for row, size in zip(shown, change.tolist(), strict=True)
        if abs(size) in SMALL
    ]


def _kept(system: System, hidden: Bools, shown: Ints, values: Ints) -> list[Target]:
    """What the edition alone left open to 1, 2, 3 and 4."""
    alone = System(
        sparse.csr_array(shown),
        values,
        np.zeros(len(values), dtype=np.int64),
        np.zeros(len(values), dtype=bool),
        (),
        _zeros(0, shown.shape[1]),
        np.zeros(shown.shape[1], dtype=np.int64),
    )
    attack, nothing = Attack(alone), np.zeros(len(values), dtype=bool)
    rows = [row.astype(np.int64) for row in hidden]
    open_ = [row for row in rows if all(attack.possible(nothing, Target(row, SMALL), v) for v in SMALL)]
    return [Target(_placed(system, np.zeros_like(row), -row), SMALL) for row in open_]


def _placed(system: System, now: Ints, before: Ints) -> Ints:
    """Coefficients of `now` for the counts now and minus `before` for the newest edition joined."""
    between = system.matrix.shape[1] - 2 * len(now)
    return np.concatenate([now, np.zeros(between, dtype=np.int64), -before])


def _with_targets(system: System, targets: list[Target]) -> System:
    return replace(system, targets=(*system.targets, *targets))
