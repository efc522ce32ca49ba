"""From a file to the events of the near-repeat test: columns, projection and merged duplicates."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from trefas.analysis.near_repeat_page import Reading
from trefas.analysis.pairs import Floats, Ints, Metric, without_duplicates
from trefas.analysis.projecting import in_sweden, to_metres
from trefas.analysis.reading import BadInput, Moments, Table, as_table

Remark = tuple[str, str]
Indices = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Source:
    """A file and what its columns are; merge limits in minutes and metres, both or neither."""

    file: Path | Table
    x: str
    y: str
    date: str
    time: str | None = None
    lonlat: bool = False
    metric: str = "euclidean"
    merge_minutes: float | None = None
    merge_metres: float | None = None

    @property
    def checked_metric(self) -> Metric:
        if self.metric not in ("euclidean", "manhattan"):
            raise BadInput(
                f"--metric ”{self.metric}” finns inte. Välj euclidean eller manhattan.",
                f'--metric "{self.metric}" is unknown. Choose euclidean or manhattan.',
            )
        return "manhattan" if self.metric == "manhattan" else "euclidean"


@dataclass(frozen=True)
class Events:
    """x, y: (n,) metres; days: (n,) calendar days; moments: (n,) days with fraction, NaN without a time."""

    x: Floats
    y: Floats
    days: Ints
    moments: Floats


def events_of(source: Source) -> tuple[Events, Reading]:
    """The events to test and what was done to them; BadInput names the file, row and column."""
    _ = source.checked_metric
    table = as_table(source.file)
    moments = table.moments(source.date, source.time)
    given = table.numbers(source.x), table.numbers(source.y)
    x, y, projection = _places(table, source, *given)
    kept = _kept(table, source, x, y, moments)
    if len(kept) < 2:
        raise BadInput(
            f"{table.name}: det behövs minst två händelser, men filen har {len(kept)}.",
            f"{table.name}: at least two events are needed, but the file has {len(kept)}.",
        )
    remarks = [*_unit_remarks(source, *given), *numbered_remarks(source.date, moments)]
    reading = Reading(
        rows=tuple(table.rows[k] for k in kept),
        kept=kept,
        read=len(table),
        merged=len(table) - len(kept),
        projection=projection,
        remarks=tuple(remarks),
    )
    at = moments.days + moments.seconds / 86400
    return Events(x[kept], y[kept], moments.days[kept], at[kept]), reading


def _places(table: Table, source: Source, x: Floats, y: Floats) -> tuple[Floats, Floats, str | None]:
    if not source.lonlat:
        return x, y, None
    _check_degrees(table, source.x, x, 180)
    _check_degrees(table, source.y, y, 90)
    return to_metres(x, y)


def _check_degrees(table: Table, column: str, values: Floats, limit: int) -> None:
    outside = np.flatnonzero(np.abs(values) > limit)
    if len(outside):
        value = f"{values[outside[0]]:g}"
        raise table.wrong(
            int(outside[0]),
            column,
            f"{value} ligger utanför ±{limit} grader. Är koordinaterna i meter, ta bort --lonlat.",
            f"{value} lies outside ±{limit} degrees. If the coordinates are metres, leave out --lonlat.",
        )


def _kept(table: Table, source: Source, x: Floats, y: Floats, moments: Moments) -> Indices:
    if source.merge_minutes is None and source.merge_metres is None:
        return np.arange(len(table))
    if source.merge_minutes is None or source.merge_metres is None:
        raise BadInput(
            "Ange både --merge-minutes och --merge-metres, eller ingen av dem.",
            "Give both --merge-minutes and --merge-metres, or neither.",
        )
    if np.isnan(moments.seconds).all():
        raise BadInput(
            f"{table.name}, kolumn ”{source.date}”: det finns inget klockslag, så dubbletter inom minuter "
            "går inte att hitta. Ange en kolumn med klockslag med --time.",
            f'{table.name}, column "{source.date}": there is no time of day, so duplicates within minutes '
            "cannot be found. Name a column with the time with --time.",
        )
    at = moments.days + moments.seconds / 86400
    kept = without_duplicates(x, y, at, source.merge_minutes, source.merge_metres, source.checked_metric)
    return np.sort(kept)


def _unit_remarks(source: Source, x: Floats, y: Floats) -> list[Remark]:
    if not source.lonlat and bool((np.abs(x) <= 180).all() and (np.abs(y) <= 90).all()):
        return [
            (
                "Alla koordinater är små tal. De har lästs som meter; är de grader, lägg till --lonlat.",
                "All coordinates are small numbers. They were read as metres; if degrees, add --lonlat.",
            )
        ]
    if source.lonlat and not in_sweden(x, y) and in_sweden(y, x):
        return [
            (
                "Med --x och --y ombytta ligger alla händelser i Sverige. --x är longitud, --y är latitud.",
                "With --x and --y swapped all events lie in Sweden. --x is longitude, --y is latitude.",
            )
        ]
    return []


def numbered_remarks(column: str, moments: Moments) -> list[Remark]:
    """Tell the reader when a column was taken as day numbers."""
    if not moments.numbered:
        return []
    return [
        (
            f"Kolumnen ”{column}” innehåller bara tal och har lästs som dagnummer.",
            f'The column "{column}" holds only numbers and was read as day numbers.',
        )
    ]
