"""From a file to the event times of the contagion analysis: window, merged reports and rounded clocks."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from trefas.analysis.contagion import FEWEST, HOUR
from trefas.analysis.near_repeat_events import Source, events_of, numbered_remarks
from trefas.analysis.reading import BadInput, Moments, Table, as_table

Floats = npt.NDArray[np.float64]
Remark = tuple[str, str]

SHORTEST_WINDOW = 28  # days: four of each weekday
_MINUTE = 1 / 1440


@dataclass(frozen=True)
class TimeSource:
    """A file and its columns. x and y, if given, let reports of one event be found; dates are inclusive."""

    file: Path | Table
    date: str
    time: str | None = None
    x: str | None = None
    y: str | None = None
    lonlat: bool = False
    merge_minutes: float = 30.0
    merge_metres: float = 100.0
    first: np.datetime64 | None = None
    last: np.datetime64 | None = None


@dataclass(frozen=True)
class EventTimes:
    """times: (n,) sorted, in days from midnight of first_day (days since 1970-01-01), over `days` days."""

    times: Floats
    first_day: int
    days: int
    clock: bool
    numbered: bool
    shortest: float
    read: int
    merged: int
    remarks: tuple[Remark, ...]


def event_times(source: TimeSource, seed: int) -> EventTimes:
    """The event times to analyse; BadInput names the file and what is missing."""
    table = as_table(source.file)
    moments = table.moments(source.date, source.time)
    first, last = _window(table, source, moments)
    inside = (moments.days >= first) & (moments.days <= last)
    kept, remarks = _unmerged(table, source, moments)
    remarks += numbered_remarks(source.date, moments)
    kept = kept[inside[kept]]
    _check_enough(table, len(kept), last - first + 1)
    clock = not bool(np.isnan(moments.seconds[kept]).any())
    spread, spread_remarks = _spread(moments, kept, clock, seed)
    return EventTimes(
        times=np.sort(spread - first),
        first_day=first,
        days=last - first + 1,
        clock=clock,
        numbered=moments.numbered,
        shortest=HOUR / 2 if clock else 1.0,
        read=len(table),
        merged=int(inside.sum()) - len(kept),
        remarks=(*remarks, *spread_remarks),
    )


def _window(table: Table, source: TimeSource, moments: Moments) -> tuple[int, int]:
    first = moments.days.min() if source.first is None else source.first.astype("datetime64[D]").astype(int)
    last = moments.days.max() if source.last is None else source.last.astype("datetime64[D]").astype(int)
    if last < first:
        raise BadInput(
            f"{table.name}: fönstret slutar före det börjar. Ändra --from eller --to.",
            f"{table.name}: the window ends before it starts. Change --from or --to.",
        )
    return int(first), int(last)


def _check_enough(table: Table, n: int, days: int) -> None:
    if n < FEWEST or days < SHORTEST_WINDOW:
        raise BadInput(
            f"{table.name}: {n} händelser på {days} dagar är för lite. Det behövs minst {FEWEST} "
            f"händelser och {SHORTEST_WINDOW} dagar.",
            f"{table.name}: {n} events over {days} days are too few. At least {FEWEST} events and "
            f"{SHORTEST_WINDOW} days are needed.",
        )


def _unmerged(table: Table, source: TimeSource, moments: Moments) -> tuple[npt.NDArray[np.intp], list[Remark]]:
    everything = np.arange(len(moments.dates))
    if source.x is None and source.y is None:
        return everything, [_NO_PLACES]
    if source.x is None or source.y is None:
        raise BadInput("Ange både --x och --y, eller ingen av dem.", "Give both --x and --y, or neither.")
    if np.isnan(moments.seconds).all():
        return everything, []
    limits = source.merge_minutes, source.merge_metres
    places = Source(table, source.x, source.y, source.date, source.time, source.lonlat, "euclidean", *limits)
    return events_of(places)[1].kept, []


def _spread(moments: Moments, kept: npt.NDArray[np.intp], clock: bool, seed: int) -> tuple[Floats, list[Remark]]:
    """Times in days with what rounding took away drawn at random, so that no two events coincide."""
    generator = np.random.default_rng(seed)
    days, share = moments.days[kept], generator.random(len(kept))
    if not clock:
        return days + share, [_NO_CLOCK]
    at = days + moments.seconds[kept] / 86400
    minutes = moments.seconds[kept] / 60
    exact = bool((np.abs(minutes - np.round(minutes)) > 1e-6).any()) and len(np.unique(at)) == len(at)
    if exact:
        return at, []
    width = _rounded_to(minutes)
    # Round hours stand for a while around them; a whole minute for the sixty seconds that follow.
    shift = np.where(width > 1, share - 0.5, share) * width * _MINUTE
    spread = np.clip(at + shift, days, days + 1 - 1e-9)
    return spread, [_ROUNDED] if bool((width > 1).any()) else []


def _rounded_to(minutes: Floats) -> Floats:
    """How many minutes each time of day stands for: 1, or 5 to 30 where clocks were plainly rounded."""
    whole = np.floor(minutes).astype(np.int64)
    if (whole % 5 == 0).mean() < 0.4:  # one in five is what unrounded clocks give
        return np.ones(len(whole))
    return np.select([whole % 30 == 0, whole % 15 == 0, whole % 5 == 0], [30.0, 15.0, 5.0], 1.0)


_NO_PLACES = (
    "Inga koordinater angavs (--x, --y), så rapporter om samma händelse har inte slagits ihop.",
    "No coordinates were given (--x, --y), so reports of the same event were not merged.",
)
_NO_CLOCK = (
    "Klockslag saknas helt eller delvis: händelserna har spridits jämnt över dygnet, dygnsrytmen är inte "
    "med och dröjsmål under ett dygn går inte att se.",
    "Times of day are missing, all or in part: events were spread evenly over the day, the daily rhythm "
    "is left out and delays under a day cannot be seen.",
)
_ROUNDED = (
    "Klockslagen är avrundade till hela fem minuter, kvartar eller timmar. De har spridits inom avrundningen.",
    "Times of day are rounded to five minutes, quarters or hours. They were spread within the rounding.",
)
