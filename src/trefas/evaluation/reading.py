"""Reading published figures: the latest of each unit, put together without undoing what was hidden."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from trefas.evaluation.counting import OTHER
from trefas.evaluation.models import PublishedFigures
from trefas.evaluation.suppressing import FEW, HIDDEN, Cell
from trefas.rooms.entry import Acting


@dataclass(frozen=True)
class Bounds:
    """What is known of a sum of published cells: at least `low`; `exact` when nothing in it is hidden."""

    low: int
    exact: bool
    cell: Cell


def periods_of(by: Acting) -> list[tuple[str, date, date]]:
    """Return the methods and periods that figures are published for in the acting room, the latest first."""
    rows = PublishedFigures.objects.filter(room_id=by.room_id).values_list("method", "starts", "ends")
    return sorted(set(rows), key=lambda row: (row[2], row[1], row[0]), reverse=True)


def latest(by: Acting, method: str, starts: date, ends: date) -> list[PublishedFigures]:
    """Return the latest publication of each unit for one method and period."""
    rows = PublishedFigures.objects.filter(room_id=by.room_id, method=method, starts=starts, ends=ends)
    return list({row.unit_id: row for row in rows.order_by("at", "id")}.values())


def by_district(rows: Iterable[PublishedFigures], figure: str) -> dict[str, Cell]:
    """Return one figure's published cells by district; two units of one district are added as far as they go."""
    found: dict[str, list[Cell]] = {}
    for row in rows:
        for name, cell in _tables(row, figure).get("cells", {}).items():
            found.setdefault(name, []).append(cell)
    return {name: added(cells).cell for name, cells in found.items()}


def total(rows: Iterable[PublishedFigures], figure: str) -> Bounds:
    """Return what is known of one figure in all: the sum of the units' own totals."""
    return added([_tables(row, figure)["total"] for row in rows if _tables(row, figure)])


def endings(rows: Iterable[PublishedFigures]) -> dict[str, Cell]:
    """Return the published endings by ground."""
    found: dict[str, list[Cell]] = {}
    for row in rows:
        for name, cell in row.content["grounds"].get("cells", {}).items():
            found.setdefault(name, []).append(cell)
    return {name: added(cells).cell for name, cells in found.items()}


def added(cells: Sequence[Cell]) -> Bounds:
    """Add published cells: a number where all are shown, its word where there is one cell, else at least so many."""
    if len(cells) == 1 and not isinstance(cells[0], int):
        return Bounds(1 if cells[0] == FEW else 0, False, cells[0])
    low = sum(cell if isinstance(cell, int) else (1 if cell == FEW else 0) for cell in cells)
    exact = bool(cells) and all(isinstance(cell, int) for cell in cells)
    return Bounds(low, exact, low if exact else HIDDEN)


def times(rows: Iterable[PublishedFigures], figure: str) -> tuple[float | None, list[tuple[int, int, float | None]]]:
    """Return a time in all and by quarter: the median of the units' medians, each of at least five persons."""
    found = [row.content["times"][figure] for row in rows if figure in row.content["times"]]
    whole = [one["median"] for one in found if one["median"] is not None]
    quarters: dict[tuple[int, int], list[float]] = {}
    for one in found:
        for year, quarter, value in one["quarters"]:
            quarters.setdefault((year, quarter), []).extend([] if value is None else [value])
    series = [(*each, _middle(values)) for each, values in sorted(quarters.items())]
    return _middle(whole), series


def districts_of(rows: Iterable[PublishedFigures], figures: Iterable[str]) -> list[str]:
    """Return the districts that any of the figures has, in no order; what counts in none of them is last."""
    names = {name for row in rows for figure in figures for name in _tables(row, figure).get("cells", {})}
    return [*(names - {OTHER}), *([OTHER] if OTHER in names else [])]


def _middle(values: Sequence[float]) -> float | None:
    return float(median(values)) if values else None


def _tables(row: PublishedFigures, figure: str) -> Mapping[str, Any]:
    tables: Mapping[str, Mapping[str, Any]] = row.content["figures"]
    return tables.get(figure, {})
