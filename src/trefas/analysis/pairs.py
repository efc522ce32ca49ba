"""Pairs of events close in space, and reports of the same event.

Distances are rounded to a micrometre, so that 100 m apart is 100 m whatever floating point makes of it.
"""

from typing import Literal

import numpy as np
import numpy.typing as npt

from trefas.analysis.reading import BadInput

Metric = Literal["euclidean", "manhattan"]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PAIRS_AT_MOST = 25_000_000
_DECIMALS = 6


def close_pairs(x: Floats, y: Floats, radius: float, metric: Metric) -> tuple[Ints, Ints, Floats]:
    """All pairs i < j closer than `radius`: two index arrays and their distances, in the unit of x and y.

    Raises BadInput when the radius takes in more pairs than memory should hold.
    """
    from scipy.spatial import cKDTree

    places = np.column_stack((x, y))
    tree = cKDTree(places)
    order = 1.0 if metric == "manhattan" else 2.0
    reach = radius + 10.0**-_DECIMALS
    pairs_expected = (int(tree.count_neighbors(tree, reach, p=order)) - len(x)) // 2
    if pairs_expected > PAIRS_AT_MOST:
        raise _too_many(radius, pairs_expected)
    pairs = tree.query_pairs(reach, p=order, output_type="ndarray")
    distances = distances_between(places, pairs, metric)
    close = distances < radius
    return pairs[close, 0], pairs[close, 1], distances[close]


def distances_between(places: Floats, pairs: npt.NDArray[np.intp], metric: Metric) -> Floats:
    """Distances (m,) between the events of each pair (m, 2) at places (n, 2)."""
    apart = places[pairs[:, 0]] - places[pairs[:, 1]]
    if metric == "manhattan":
        return np.asarray(np.round(np.abs(apart).sum(axis=1), _DECIMALS))
    return np.asarray(np.round(np.hypot(apart[:, 0], apart[:, 1]), _DECIMALS))


def without_duplicates(
    x: Floats, y: Floats, moments: Floats, minutes: float, metres: float, metric: Metric = "euclidean"
) -> npt.NDArray[np.intp]:
    """Indices (in time order) of the events left when later reports of the same event are dropped.

    moments: (n,) in days with fraction, NaN where the time of day is unknown; such events are never merged.
    A report belongs to the earliest kept event within `minutes` and `metres` of it, both inclusive, so no
    chain of reports can grow longer than that.
    """
    order = np.lexsort((np.arange(len(x)), moments))
    places = np.column_stack((x, y))
    clock = np.round(moments * 86400)
    kept: list[int] = []
    recent = 0
    for index in order:
        while recent < len(kept) and clock[kept[recent]] < clock[index] - minutes * 60:
            recent += 1
        if not _is_near(places, kept[recent:], int(index), metres, metric, clock):
            kept.append(int(index))
    return np.array(kept, dtype=np.intp)


def _is_near(places: Floats, earlier: list[int], index: int, metres: float, metric: Metric, clock: Floats) -> bool:
    if not earlier or np.isnan(clock[index]):
        return False
    pairs = np.column_stack((np.array(earlier), np.full(len(earlier), index)))
    return bool((distances_between(places, pairs, metric) <= metres).any())


def _too_many(radius: float, pairs: int) -> BadInput:
    millions = round(pairs / 1e6)
    return BadInput(
        f"{millions} miljoner par ligger närmare varandra än {radius:g}. Välj ett kortare största avstånd.",
        f"{millions} million pairs lie closer than {radius:g}. Choose a shorter largest distance.",
    )
