"""Small-cell suppression over linked tables and successive releases, with true margins.

A cell of 1 to 4 is hidden, and beside it the cheapest cells found that leave every one of 1, 2, 3 and 4 possible
to whoever knows all that is published, here and in the earlier releases. A combination that is not a row of the
file is taken as known to be impossible; a row with 0 as possible. Nothing is rounded and nothing is recomputed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy import sparse

from trefas.analysis.suppression_editions import joined
from trefas.analysis.suppression_search import Step, search
from trefas.analysis.suppression_system import SMALL, Bools, Ints, Key, System, Target, merged, supports

MOST_ROUNDS, ROUND_BUDGET = 12, 240
"""Rounds of search: many for few small cells, where each is quick, and at least one."""


@dataclass(frozen=True)
class Cell:
    """A published cell: `key` has a label or None (total) for each column, `count` is None when hidden."""

    key: Key
    count: int | None


@dataclass(frozen=True)
class Published:
    """One table as published, with all its totals."""

    by: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Release:
    """What was published together; `name` is what messages call it."""

    name: str
    tables: tuple[Published, ...]


@dataclass(frozen=True)
class Combinations:
    """The full combinations: labels (rows, columns) of the columns named, counts (rows,)."""

    columns: tuple[str, ...]
    labels: npt.NDArray[np.str_]
    counts: Ints

    def places(self, by: Sequence[str]) -> list[int]:
        """Where the columns of a table stand."""
        return [self.columns.index(name) for name in by]


@dataclass(frozen=True)
class Suppressed:
    """The tables to publish, how many cells are hidden, and what could not be protected."""

    tables: tuple[Published, ...]
    cells: int
    small: int
    hidden: int
    changed: tuple[str, ...]
    lost: int


class Disagreement(ValueError):  # noqa: N818  it names the release that cannot be
    """An earlier release that the combinations of the file cannot have given."""


def suppress(
    rows: Combinations,
    tables: Sequence[tuple[str, ...]],
    earlier: Sequence[Release] = (),
    seed: int = 1,
) -> Suppressed:
    """The tables by those columns, with what must be hidden hidden.

    Earlier releases of the same counts add what they have published. One of other counts is another edition:
    then no difference between the editions may single out a change of 1-4 either. Raises Disagreement.
    """
    return Linked(rows, tables, earlier).solved(seed)


def keys_of(rows: Combinations, by: Sequence[str]) -> list[Key]:
    """Every key of a table: each label of each column in order of appearance, and None for its total."""
    labels = [[*dict.fromkeys(rows.labels[:, place].tolist()), None] for place in rows.places(by)]
    return list(product(*labels))


def _published(
    by: tuple[str, ...], cells: Sequence[tuple[tuple[str, ...], Key]], counts: Ints, hidden: Bools
) -> Published:
    mine = [place for place, (columns, _) in enumerate(cells) if columns == by]
    shown = [Cell(cells[place][1], None if hidden[place] else int(counts[place])) for place in mine]
    return Published(by, tuple(shown))


class Linked:
    """The new tables, the earlier releases of the same counts and other editions, in one system."""

    def __init__(self, rows: Combinations, tables: Sequence[tuple[str, ...]], earlier: Sequence[Release] = ()) -> None:
        """Build the system; raises Disagreement for a release that these combinations cannot have given."""
        cells = [(by, key) for by in tables for key in keys_of(rows, by)]
        self.rows, self.tables, self.cells = rows, tables, cells
        patterns = supports([(rows.places(by), key) for by, key in cells], rows.labels)
        self.counts = patterns @ rows.counts
        together = merged(patterns)
        self.equation, self.patterns, self.sizes = together.equation, together.patterns, together.sizes
        self.changed = [release for release in earlier if not self._same(release)]
        self.same = [release for release in earlier if release not in self.changed]
        self.system = self._system()

    @property
    def work(self) -> int:
        """How many rounds of search `solved` will make."""
        return max(1, min(MOST_ROUNDS, ROUND_BUDGET // max(1, len(self.system.targets))))

    def solved(self, seed: int = 1, step: Step = lambda _: None) -> Suppressed:
        """The tables with what must be hidden hidden; the same seed gives the same answer."""
        found = search(self.system, self.work, seed, step)
        # What an earlier release has given away is hidden again, though that no longer protects it.
        hidden = found.hidden[self.equation] | np.isin(self.counts, SMALL)
        return Suppressed(
            tables=tuple(_published(by, self.cells, self.counts, hidden) for by in self.tables),
            cells=len(self.cells),
            small=int(np.isin(self.counts, SMALL).sum()),
            hidden=int(hidden.sum()),
            changed=tuple(release.name for release in self.changed),
            lost=len(found.lost),
        )

    def _same(self, release: Release) -> bool:
        patterns, counts, known = self._read(release)
        return bool(np.all((patterns @ self.rows.counts == counts) | ~known))

    def _read(self, release: Release) -> tuple[Bools, Ints, Bools]:
        """The cells of a release: what each sums (cells, rows), its count (0 if hidden), whether it is known."""
        read = [(table.by, cell) for table in release.tables for cell in table.cells]
        patterns = supports([(self.rows.places(by), cell.key) for by, cell in read], self.rows.labels)
        counts = np.array([cell.count or 0 for _, cell in read], dtype=np.int64)
        return patterns, counts, np.array([cell.count is not None for _, cell in read], dtype=bool)

    def _system(self) -> System:
        """One block of unknowns for the counts now, and one for each other edition."""
        rows = self.rows
        shown, hidden = self._shown_before()
        combined = merged(np.vstack([self.patterns, shown])) if len(shown) else merged(self.patterns)
        patterns = combined.patterns
        hideable = np.ones(len(patterns), dtype=bool)
        hideable[combined.equation[len(self.patterns) :]] = False
        self.equation = combined.equation[self.equation]
        sizes = np.zeros(len(patterns), dtype=np.int64)
        np.add.at(sizes, self.equation, 1)
        values = patterns @ rows.counts
        small = merged(np.vstack([patterns, hidden])).patterns if len(hidden) else patterns
        targets = [Target(row.astype(np.int64), SMALL) for row in small if row @ rows.counts in SMALL]
        system = System(
            sparse.csr_array(patterns.astype(np.int64)),
            values,
            sizes,
            hideable,
            tuple(targets),
            sparse.csr_array((0, len(rows.counts)), dtype=np.int64),
            rows.counts,
        )
        for release in self.changed:
            system = self._with_edition(system, release)
        return system

    def _shown_before(self) -> tuple[Bools, Bools]:
        """What the earlier releases of the same counts show and hide, as patterns."""
        none = np.zeros((0, len(self.rows.counts)), dtype=bool)
        read = [self._read(release) for release in self.same]
        shown = np.vstack([none, *(patterns[known] for patterns, _, known in read)])
        hidden = np.vstack([none, *(patterns[~known] for patterns, _, known in read)])
        return shown, hidden

    def _with_edition(self, system: System, release: Release) -> System:
        patterns, counts, known = self._read(release)
        joint = joined(system, self.rows.counts, patterns, counts, known)
        if joint is None:
            raise Disagreement(release.name)
        return joint
