"""Near-repeat: are events close in space also close in time more often than chance would have it?

The Knox test (Knox 1964, Applied Statistics 13) over a whole table of distance and day bands at once, each
half-open [a, b). Dates are permuted over places; only pairs close in space are ever looked at, since
the pairs beyond the last finite band follow from totals that no permutation changes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from trefas.analysis.pairs import Floats, Ints, Metric, close_pairs
from trefas.analysis.reading import BadInput

SAME_PLACE = 0.1  # metres: closer than this is the same place
_AT_ONCE = 32  # permutations counted together
_CHUNK = 4096  # pairs counted together: keeps the working arrays in the processor's cache


@dataclass(frozen=True)
class NearRepeat:
    """A banded Knox table; rows are distance bands, columns are day bands.

    observed, expected, ratio, p: (rows, columns); ratio is NaN where nothing is expected.
    same_place: the same four, (columns,), for pairs closer than SAME_PLACE.
    pairs: per cell the driving pairs, as (i, j) of the input's order.
    """

    n: int
    distance: tuple[float, ...]
    days: tuple[float, ...]
    permutations: int
    observed: Ints
    expected: Floats
    ratio: Floats
    p: Floats
    same_place: dict[str, npt.NDArray[Any]]
    pairs: dict[tuple[int, int], npt.NDArray[np.intp]]


def near_repeat(
    x: Floats,
    y: Floats,
    days: Ints,
    distance: tuple[float, ...],
    day_bands: tuple[float, ...],
    *,
    metric: Metric = "euclidean",
    permutations: int = 999,
    seed: int = 0,
    step: Callable[[int], None] | None = None,
) -> NearRepeat:
    """The table for n events at x, y (metres) on calendar days (whole numbers).

    distance, day_bands: increasing band edges, the last may be infinite. step is told how many
    permutations were just done. p = (1 + permutations at or above observed) / (1 + permutations).
    """
    if len(x) < 2:
        raise BadInput("Det behövs minst två händelser.", "At least two events are needed.")
    table = _Counter(x, y, days, distance, day_bands, metric)
    observed = table.counts(table.compact(days)[:, None])[0]
    permuted = _permuted_counts(table, days, permutations, seed, step)
    rows, columns = table.picked(distance, day_bands)
    whole = _compared(rows @ observed @ columns, rows @ permuted @ columns)
    same = table.same_place_row()
    return NearRepeat(
        n=len(x),
        distance=distance,
        days=day_bands,
        permutations=permutations,
        **whole,
        same_place=_compared(same @ observed @ columns, same @ permuted @ columns),
        pairs=table.pairs_by_cell(distance, day_bands),
    )


def edges_of(text: str, option: str) -> tuple[float, ...]:
    """Band edges from text such as 0,0.1,100,inf; BadInput says which option is wrong and why."""
    try:
        edges = tuple(float(part) for part in text.split(","))
    except ValueError:
        raise _bad_edges(option, text) from None
    rising = all(low < high for low, high in pairwise(edges))
    if len(edges) < 2 or not rising or edges[0] < 0 or not np.isfinite(edges[:-1]).all():
        raise _bad_edges(option, text)
    return edges


def _bad_edges(option: str, text: str) -> BadInput:
    return BadInput(
        f"{option} ”{text}”: skriv minst två stigande gränser från 0, med komma emellan, till exempel "
        "0,100,200; bara den sista får vara inf.",
        f'{option} "{text}": write at least two increasing edges from 0, separated by commas, such as '
        "0,100,200; only the last may be inf.",
    )


def _compared(observed: npt.NDArray[Any], permuted: npt.NDArray[Any]) -> dict[str, npt.NDArray[Any]]:
    expected = permuted.mean(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(expected > 0, observed / expected, np.nan)
    p = (1 + (permuted >= observed).sum(axis=0)) / (1 + len(permuted))
    return {"observed": observed, "expected": expected, "ratio": ratio, "p": p}


def _permuted_counts(
    table: "_Counter", days: Ints, permutations: int, seed: int, step: Callable[[int], None] | None
) -> Ints:
    generator = np.random.default_rng(seed)
    parts = []
    for start in range(0, permutations, _AT_ONCE):
        width = min(_AT_ONCE, permutations - start)
        shuffled = generator.permuted(np.tile(table.compact(days), (width, 1)), axis=1)
        parts.append(table.counts(shuffled.T))
        if step is not None:
            step(width)
    return np.concatenate(parts)


class _Counter:
    """Counts pairs in fine cells: all edges asked for, plus zero and the same-place edge."""

    def __init__(
        self,
        x: Floats,
        y: Floats,
        days: Ints,
        distance: tuple[float, ...],
        bands: tuple[float, ...],
        metric: Metric,
    ) -> None:
        self.first_day, self.span = int(days.min()), int(days.max() - days.min())
        self.days = days
        self.distance_edges = np.unique([0.0, SAME_PLACE, *distance])
        self.day_edges = np.unique([0.0, *bands])
        finite = self.distance_edges[np.isfinite(self.distance_edges)]
        i, j, apart = close_pairs(x, y, float(finite[-1]), metric)
        order = np.argsort(i, kind="stable")
        self.i, self.j = i[order].astype(np.intp), j[order].astype(np.intp)
        self.row = np.searchsorted(finite, apart[order], side="right") - 1
        self.row_totals = np.bincount(self.row, minlength=len(finite) - 1)
        self.column_of = self._columns_by_gap()
        self.all_pairs = self._all_pairs_by_column()

    def _columns_by_gap(self) -> npt.NDArray[np.intp]:
        """The fine day band of each gap in whole days, up to the last finite edge or the longest gap."""
        finite = self.day_edges[np.isfinite(self.day_edges)]
        longest = min(self.span, int(np.ceil(finite[-1])) - 1)
        return np.asarray(np.searchsorted(finite, np.arange(longest + 1), side="right") - 1)

    def _all_pairs_by_column(self) -> Ints:
        """Pairs of any distance by fine day band: what no permutation changes."""
        ordered = np.sort(self.days)
        nearer = [self._pairs_nearer(ordered, edge) for edge in self.day_edges]
        return np.array([high - low for low, high in pairwise(nearer)], dtype=np.int64)

    @staticmethod
    def _pairs_nearer(ordered: Ints, edge: float) -> int:
        n = len(ordered)
        if not np.isfinite(edge):
            return n * (n - 1) // 2
        first = np.searchsorted(ordered, ordered - edge, side="right")
        return int(np.maximum(np.arange(n) - first, 0).sum())

    def compact(self, days: Ints) -> npt.NDArray[Any]:
        """Days from the first event on, in the smallest type that holds their differences."""
        return (days - self.first_day).astype(np.int16 if self.span < 2**15 else np.int32)

    def counts(self, days: npt.NDArray[Any]) -> Ints:
        """Fine counts (k, rows, columns) for k columns of compact dates (n, k)."""
        rows, columns, k = len(self.row_totals), len(self.day_edges) - 1, days.shape[1]
        dates = np.ascontiguousarray(days)
        total = np.zeros(k * rows * columns, dtype=np.int64)
        for start in range(0, len(self.i), _CHUNK):
            total += self._chunk_counts(dates, slice(start, start + _CHUNK), len(total))
        return self._with_infinite_bands(total.reshape(k, rows, columns))

    def _chunk_counts(self, dates: npt.NDArray[Any], chunk: slice, cells: int) -> Ints:
        k, columns = dates.shape[1], len(self.day_edges) - 1
        gaps = dates.take(self.i[chunk], axis=0)
        gaps -= dates.take(self.j[chunk], axis=0)
        gaps = np.abs(gaps, out=gaps).ravel()
        hits = np.flatnonzero(gaps < len(self.column_of))
        pair, permutation = np.divmod(hits, k)
        row = permutation * len(self.row_totals) + self.row[chunk][pair]
        return np.bincount(row * columns + self.column_of[gaps[hits]], minlength=cells)

    def _with_infinite_bands(self, counts: Ints) -> Ints:
        if np.isinf(self.day_edges[-1]):
            counts[:, :, -1] = self.row_totals - counts[:, :, :-1].sum(axis=2)
        if np.isinf(self.distance_edges[-1]):
            beyond = self.all_pairs - counts.sum(axis=1)
            counts = np.concatenate((counts, beyond[:, None, :]), axis=1)
        return counts

    def picked(self, distance: tuple[float, ...], bands: tuple[float, ...]) -> tuple[Ints, Ints]:
        """Matrices that sum fine rows and fine columns into the bands asked for."""
        return _summing(self.distance_edges, distance), _summing(self.day_edges, bands).T

    def same_place_row(self) -> Ints:
        row: Ints = _summing(self.distance_edges, (0.0, SAME_PLACE))[0]
        return row

    def pairs_by_cell(
        self, distance: tuple[float, ...], bands: tuple[float, ...]
    ) -> dict[tuple[int, int], npt.NDArray[np.intp]]:
        """Observed close pairs by cell of finite bands; pairs far apart drive nothing."""
        gaps = np.abs(self.days[self.i] - self.days[self.j])
        low = self.distance_edges[self.row]
        rows = np.searchsorted(distance, low, side="right") - 1
        columns = np.searchsorted(bands, gaps, side="right") - 1
        last_row, last_column = np.isfinite(distance).sum() - 1, np.isfinite(bands).sum() - 1
        known = (rows >= 0) & (rows < last_row) & (columns >= 0) & (columns < last_column)
        cells, place = np.unique(np.column_stack((rows, columns))[known], axis=0, return_inverse=True)
        pairs = np.column_stack((self.i, self.j))[known]
        return {(int(row), int(column)): pairs[place == k] for k, (row, column) in enumerate(cells)}


def _summing(fine: Floats, edges: tuple[float, ...]) -> Ints:
    low, high = np.array(edges[:-1])[:, None], np.array(edges[1:])[:, None]
    inside = np.greater_equal(fine[None, :-1], low) & np.less_equal(fine[None, 1:], high)
    return np.asarray(inside, dtype=np.int64)
