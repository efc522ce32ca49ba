"""What an attacker knows of a set of linked tables, as equations over the full combinations.

Every published cell, total or not, is the sum of some full combinations, and each combination is a whole
number, zero or more. Cells over the same combinations are one `equation`: hiding one hides all of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

SMALL = (1, 2, 3, 4)
"""The counts that are protected; whoever reads a cell of these must not be able to exclude any of them."""

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Key = tuple[str | None, ...]


@dataclass(frozen=True, eq=False)
class Target:
    """A sum of unknowns that must stay uncertain: every one of `values` must remain possible.

    coefficients: (n,), 1 for each combination in it (and -1 for its earlier edition in a difference).
    """

    coefficients: Ints
    values: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class System:
    """Equations `matrix @ x = values` over n whole unknowns, zero or more, some of which may be hidden.

    matrix: (m, n); values: (m,) what is true; sizes: (m,) how many table cells each equation stands for;
    hideable: (m,) false for what an earlier release has shown already; growing: (k, n), `growing @ x >= 0`;
    known: (n,) the true counts, 0 where they are not known.
    """

    matrix: sparse.csr_array
    values: Ints
    sizes: Ints
    hideable: Bools
    targets: tuple[Target, ...]
    growing: sparse.csr_array
    known: Ints

    @property
    def primary(self) -> Bools:
        """(m,) the equations that must be hidden for their own small value."""
        return self.hideable & np.isin(self.values, SMALL)


def supports(keys: Iterable[tuple[Sequence[int], Key]], labels: npt.NDArray[np.str_]) -> npt.NDArray[np.bool_]:
    """(cells, rows): which combinations each cell sums. A key pairs columns of `labels` with a label or None."""
    rows = [_support(columns, key, labels) for columns, key in keys]
    return np.array(rows, dtype=bool).reshape(len(rows), len(labels))


def _support(columns: Sequence[int], key: Key, labels: npt.NDArray[np.str_]) -> Bools:
    inside = np.ones(len(labels), dtype=bool)
    for column, label in zip(columns, key, strict=True):
        if label is not None:
            inside &= labels[:, column] == label
    return inside


@dataclass(frozen=True, eq=False)
class Merged:
    """Cells merged by what they sum: patterns (m, rows), the equation of each cell, cells per equation."""

    patterns: Bools
    equation: Ints
    sizes: Ints


def merged(patterns: Bools) -> Merged:
    """Cells that sum the same combinations are one equation, in order of first appearance."""
    packed = [row.tobytes() for row in np.packbits(patterns, axis=1)]
    first: dict[bytes, int] = {}
    equation = np.array([first.setdefault(row, len(first)) for row in packed], dtype=np.int64)
    _, places = np.unique(equation, return_index=True)
    return Merged(patterns[places], equation, np.bincount(equation, minlength=len(first)).astype(np.int64))
