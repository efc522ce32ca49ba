"""From true counts to what may leave the room: small cells and what would give them away are hidden.

Which cells are hidden is for `trefas.analysis.suppression` to say. What a hidden cell is called must not tell more:
"1-4" beside "hidden" says that the other is none of 1 to 4, so both words stand only where every one of 1 to 4 is
still possible with them; else every hidden cell of the table is called hidden.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trefas.analysis.suppression import Combinations, Release

FEW, HIDDEN = "1-4", "hidden"
SMALL = frozenset({1, 2, 3, 4})
# Counts are compared up to so much more than the true total; more adds no case.
FAR = 400
Cell = int | str


@dataclass(frozen=True)
class Shown:
    """One table as it leaves the room: a number, "1-4" or "hidden" for each label, and for the whole."""

    cells: dict[str, Cell]
    total: Cell


def suppressed(
    counts: Mapping[tuple[str, ...], int], columns: Sequence[str], earlier: Iterable[Mapping[str, Shown]] = ()
) -> dict[str, Shown]:
    """Return one table for each column of the combinations, fit to be seen beside the earlier tables of the same.

    `earlier` = tables by column of earlier releases. A release that these counts cannot have followed hides all.
    """
    # Kept here, since it brings the solver with it and only the counting of figures needs that.
    from trefas.analysis.suppression import Disagreement, suppress

    rows = _combinations(counts, columns)
    releases = [_release(f"{number}", tables) for number, tables in enumerate(earlier)]
    try:
        found = suppress(rows, [(column,) for column in columns], releases)
    except Disagreement:
        return {column: _nothing(counts, place) for place, column in enumerate(columns)}
    known = {table.by[0]: {cell.key[0]: cell.count for cell in table.cells} for table in found.tables}
    return {column: named(_true(counts, place), known[column]) for place, column in enumerate(columns)}


def named(true: Mapping[str, int], known: Mapping[str | None, int | None]) -> Shown:
    """Give every hidden cell its word: the true counts by label, and what is shown by label (None is the total)."""
    total = sum(true.values())
    hidden = {label for label, value in known.items() if value is None}
    words = {label: FEW if (total if label is None else true[label]) in SMALL else HIDDEN for label in hidden}
    if not _still_open(true, known, words):
        words = dict.fromkeys(hidden, HIDDEN)
    cells: dict[str, Cell] = {label: words.get(label, count) for label, count in true.items()}
    return Shown(cells, words.get(None, total))


def _still_open(
    true: Mapping[str, int], known: Mapping[str | None, int | None], words: Mapping[str | None, str]
) -> bool:
    """Whether each of 1 to 4 stays possible for every cell called 1-4, by the words, the shown cells and the total."""
    few = sum(word == FEW for label, word in words.items() if label is not None)
    others = any(word == HIDDEN for label, word in words.items() if label is not None)
    rest = sum(count for label, count in true.items() if label not in words)
    totals = _possible(words.get(None), sum(true.values()))
    if few and not all(_sums(rest + value, few - 1, others) & totals for value in SMALL):
        return False
    return words.get(None) != FEW or _sums(rest, few, others) >= SMALL


def _sums(rest: int, few: int, others: bool) -> set[int]:
    """What a table may add up to: what is shown, some cells of 1 to 4, and perhaps cells of none or at least five."""
    small = set(range(rest + few, rest + 4 * few + 1))
    return small | {least + more for least in small for more in range(5, FAR)} if others else small


def _possible(word: str | None, total: int) -> set[int]:
    if word is None:
        return {total}
    return set(SMALL) if word == FEW else {0, *range(5, total + FAR)}


def _combinations(counts: Mapping[tuple[str, ...], int], columns: Sequence[str]) -> "Combinations":
    import numpy as np

    from trefas.analysis.suppression import Combinations

    labels = np.array(list(counts), dtype=np.str_).reshape(len(counts), len(columns))
    return Combinations(tuple(columns), labels, np.array(list(counts.values()), dtype=np.int64))


def _release(name: str, tables: Mapping[str, Shown]) -> "Release":
    from trefas.analysis.suppression import Cell as Known
    from trefas.analysis.suppression import Published, Release

    return Release(
        name,
        tuple(
            Published(
                (column,),
                (
                    *(Known((label,), _number(cell)) for label, cell in table.cells.items()),
                    Known((None,), _number(table.total)),
                ),
            )
            for column, table in tables.items()
        ),
    )


def _number(cell: Cell) -> int | None:
    return cell if isinstance(cell, int) else None


def _true(counts: Mapping[tuple[str, ...], int], place: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, count in counts.items():
        found[key[place]] = found.get(key[place], 0) + count
    return found


def _nothing(counts: Mapping[tuple[str, ...], int], place: int) -> Shown:
    return Shown(dict.fromkeys(_true(counts, place), HIDDEN), HIDDEN)
