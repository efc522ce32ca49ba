"""From a file of events or counts to the trend of its areas: periods, dated geography, comparison."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trefas.analysis.areas import Geography, check_areas, geography_of, misdated, valid_areas
from trefas.analysis.periods import GRAINS, Grain, Span, name, period, periods, same_before, written
from trefas.analysis.reading import BadInput, Table, as_table
from trefas.analysis.trend import Comparison, Floats, Ints, compared, dispersion, poisson_interval

Remark = tuple[str, str]
PERIODS_AT_MOST = 5000


@dataclass(frozen=True)
class TrendSource:
    """A file with one row per event, or per area and period with a count; areas: a geography or None.

    by: the period, None for the coarsest the file writes; through: last day the data cover;
    years: how many earlier years the comparison pools.
    """

    file: Path | Table
    area: str
    date: str
    count: str | None = None
    by: str | None = None
    areas: str | None = None
    through: dt.date | None = None
    years: int = 1


@dataclass(frozen=True)
class Trend:
    """counts, low, high: (areas, periods) with exact 95 per cent intervals; one comparison per area."""

    n: int
    grain: Grain
    areas: tuple[str, ...]
    periods: tuple[Span, ...]
    counts: Ints
    low: Floats
    high: Floats
    now: Span
    before: tuple[Span, ...]
    comparisons: tuple[Comparison, ...]
    dispersion: float | None
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class _Rows:
    areas: list[str]
    days: list[dt.date]
    counts: Ints
    coarsest: Grain


def trend_of(source: TrendSource) -> Trend:
    """The trend of a file's areas; BadInput names the file, row and column."""
    table = as_table(source.file)
    rows = _rows(table, source)
    grain = _grain(table, source, rows)
    through = source.through or period(max(rows.days), grain).last
    kept, remarks = _within(rows, through)
    units, geography_remarks = _units(table, source, kept, through)
    spans = _spans(table, kept, through, grain)
    counts = _counted(units, kept, spans)
    now, before = _windows(table, spans, through, source, kept, grain)
    spread = dispersion(counts[:, :-1])
    comparisons = _comparisons(units, kept, now, before, max(1.0, spread or 1.0))
    low, high = poisson_interval(counts)
    return Trend(
        n=int(counts.sum()),
        grain=grain,
        areas=tuple(units.names),
        periods=tuple(spans),
        counts=counts,
        low=low,
        high=high,
        now=now,
        before=before,
        comparisons=tuple(comparisons),
        dispersion=spread,
        remarks=(*remarks, *geography_remarks, *_assumed_whole(source, now, grain)),
    )


def _rows(table: Table, source: TrendSource) -> _Rows:
    areas, dates = table.labels(source.area), table.parsed(source.date, written)
    counts = np.ones(len(table), dtype=np.int64) if source.count is None else table.counts(source.count)
    coarsest = max((grain for _, grain in dates), key=GRAINS.index)
    return _Rows(areas, [day for day, _ in dates], counts, coarsest)


def _grain(table: Table, source: TrendSource, rows: _Rows) -> Grain:
    if source.by is None:
        return "quarter" if rows.coarsest in ("day", "week", "month") else rows.coarsest
    for grain in GRAINS[1:]:
        if grain == source.by:
            break
    else:
        raise BadInput(
            f"--by ”{source.by}” finns inte. Välj week, month, quarter eller year.",
            f'--by "{source.by}" is unknown. Choose week, month, quarter or year.',
        )
    if GRAINS.index(rows.coarsest) > GRAINS.index(grain):
        raise BadInput(
            f"{table.name}, kolumn ”{source.date}”: perioderna är grövre än --by {grain}. Välj en längre period.",
            f'{table.name}, column "{source.date}": the periods are coarser than --by {grain}. Choose a longer period.',
        )
    return grain


def _within(rows: _Rows, through: dt.date) -> tuple[_Rows, list[Remark]]:
    inside = np.array([day <= through for day in rows.days])
    late = int((~inside).sum())
    if not late:
        return rows, []
    kept = np.flatnonzero(inside)
    remark = (
        f"{late} rader efter {through} har lämnats utanför.",
        f"{late} rows after {through} were left out.",
    )
    part = _Rows([rows.areas[k] for k in kept], [rows.days[k] for k in kept], rows.counts[kept], rows.coarsest)
    return part, [remark]


@dataclass(frozen=True)
class _Units:
    names: list[str]
    row_of: Ints


def _units(table: Table, source: TrendSource, rows: _Rows, through: dt.date) -> tuple[_Units, list[Remark]]:
    if source.areas is None:
        names = sorted(set(rows.areas), key=_natural)
        return _numbered(names, rows.areas), []
    geography = geography_of(source.areas)
    check_areas(table, source.area, table.labels(source.area), geography)
    unit_of = geography.comparable(through)
    names = sorted({unit_of[area] for area in valid_areas(geography, through) | set(rows.areas)}, key=_natural)
    remarks = _misdated_remarks(rows, geography)
    return _numbered(names, [unit_of[area] for area in rows.areas]), remarks


def _numbered(names: list[str], areas: list[str]) -> _Units:
    number = {area: row for row, area in enumerate(names)}
    return _Units(names, np.array([number[area] for area in areas], dtype=np.int64))


_SWEDISH_ORDER = str.maketrans({"å": "{", "ä": "|", "ö": "}"})


def _natural(area: str) -> tuple[int, int, str]:
    return (0, int(area), area) if area.isdecimal() else (1, 0, area.casefold().translate(_SWEDISH_ORDER))


def _misdated_remarks(rows: _Rows, geography: Geography) -> list[Remark]:
    wrong = misdated(rows.areas, rows.days, geography)
    if not wrong:
        return []
    area, day = rows.areas[wrong[0]], rows.days[wrong[0]]
    return [
        (
            f"{len(wrong)} rader ligger i ett område som inte fanns den dagen, till exempel {area} {day}. "
            "De är räknade i området som motsvarar det.",
            f"{len(wrong)} rows lie in an area that did not exist on the day, such as {area} {day}. They are "
            "counted in the area that corresponds to it.",
        )
    ]


def _spans(table: Table, rows: _Rows, through: dt.date, grain: Grain) -> list[Span]:
    if not rows.days:
        raise BadInput(
            f"{table.name}: inga rader ligger före --through.", f"{table.name}: no rows lie before --through."
        )
    spans = periods(min(rows.days), through, grain)
    if len(spans) > PERIODS_AT_MOST:
        raise BadInput(
            f"{table.name}: {len(spans)} perioder är för många. Välj en längre period med --by.",
            f"{table.name}: {len(spans)} periods are too many. Choose a longer one with --by.",
        )
    return spans


def _counted(units: _Units, rows: _Rows, spans: Sequence[Span]) -> Ints:
    """Counts (areas, spans) for spans in order of time."""
    starts = np.array([span.first.toordinal() for span in spans])
    ends = np.array([span.last.toordinal() for span in spans])
    day = np.array([day.toordinal() for day in rows.days])
    column = np.searchsorted(starts, day, side="right") - 1
    inside = (column >= 0) & (day <= ends[column])
    cell = units.row_of[inside] * len(spans) + column[inside]
    total = np.bincount(cell, weights=rows.counts[inside], minlength=len(units.names) * len(spans))
    return np.asarray(total.round().astype(np.int64).reshape(len(units.names), len(spans)))


def _comparisons(units: _Units, rows: _Rows, now: Span, before: Sequence[Span], spread: float) -> list[Comparison]:
    latest = _counted(units, rows, [now])[:, 0]
    earlier = _counted(units, rows, sorted(before, key=lambda span: span.first)).sum(axis=1)
    return compared(latest, earlier, now.days, sum(span.days for span in before), spread)


def _windows(
    table: Table, spans: list[Span], through: dt.date, source: TrendSource, rows: _Rows, grain: Grain
) -> tuple[Span, tuple[Span, ...]]:
    now = Span(spans[-1].first, min(spans[-1].last, through))
    if now.last < spans[-1].last and rows.coarsest != "day":
        raise BadInput(
            f"{table.name}: --through {through} delar en period, men filen har inga dagar att dela efter.",
            f"{table.name}: --through {through} cuts a period, but the file has no days to cut by.",
        )
    before = tuple(same_before(now, grain, year) for year in range(1, source.years + 1))
    if before[-1].first < spans[0].first:
        raise BadInput(
            f"{table.name}: det finns ingen tidigare period att jämföra {name(now, grain)} med. Filen börjar "
            f"{spans[0].first}.",
            f"{table.name}: there is no earlier period to compare {name(now, grain)} with. The file starts "
            f"{spans[0].first}.",
        )
    return now, before


def _assumed_whole(source: TrendSource, now: Span, grain: Grain) -> list[Remark]:
    if source.through is not None:
        return []
    return [
        (
            f"Den sista perioden, {name(now, grain)}, räknas som hel. Slutar uppgifterna tidigare, ange --through.",
            f"The last period, {name(now, grain)}, is taken as whole. If the data end earlier, give --through.",
        )
    ]
