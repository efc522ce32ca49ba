"""The panel: counts per unit and period, and when the method started in each unit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from trefas.analysis.effect import panel_checks as checks
from trefas.analysis.effect.estimate import Remark
from trefas.analysis.effect.periods import Period
from trefas.analysis.reading import BadInput, Table

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Columns:
    """Names of the columns that hold the area, the period, the outcome and the start (blank = never)."""

    unit: str
    time: str
    outcome: str
    start: str


@dataclass(frozen=True)
class Panel:
    """units (U,) and periods (T,) as labels in order; unit, period and outcome (n,), one entry a row.

    start (U,): index of the first period with the method; inf = never within the panel, 0 = from the outset.
    remarks: what the reader of a result must know about how the panel was read.
    """

    units: tuple[str, ...]
    periods: tuple[str, ...]
    unit: Codes
    period: Codes
    outcome: Floats
    start: Floats
    remarks: tuple[Remark, ...] = field(default=())

    @cached_property
    def on(self) -> Flags:
        """(n,) whether the method had started in the unit; the start period counts as with it."""
        return np.asarray(self.period >= self.start[self.unit])

    @cached_property
    def treated(self) -> Flags:
        """(U,) units observed both before and after their start."""
        return np.asarray((self.start > 0) & np.isfinite(self.start))

    @cached_property
    def never(self) -> Flags:
        """(U,) units where the method does not start within the panel."""
        return np.asarray(~np.isfinite(self.start))

    @cached_property
    def matrix(self) -> Floats:
        """(U, T) outcome, NaN where a row is missing."""
        values = np.full((len(self.units), len(self.periods)), np.nan)
        values[self.unit, self.period] = self.outcome
        return values

    @property
    def balanced(self) -> bool:
        return len(self.outcome) == len(self.units) * len(self.periods)

    def keep(self, rows: Flags) -> "Panel":
        """The panel with only some rows, codes renumbered so that no unit or period is empty."""
        units, unit = np.unique(self.unit[rows], return_inverse=True)
        periods, period = np.unique(self.period[rows], return_inverse=True)
        # A start in a period that is gone begins with the next one that is left.
        starts = self.start[units]
        finite = np.isfinite(starts)
        moved = np.full(len(starts), np.inf)
        moved[finite] = np.searchsorted(periods, starts[finite])
        moved[moved >= len(periods)] = np.inf
        return Panel(
            tuple(self.units[k] for k in units),
            tuple(self.periods[k] for k in periods),
            unit.astype(np.int64),
            period.astype(np.int64),
            self.outcome[rows],
            moved,
            self.remarks,
        )


def read_panel(
    table: Table,
    columns: Columns,
    *,
    drop: Sequence[str] = (),
    drop_empty: bool = False,
    first: str | None = None,
    last: str | None = None,
    counts: bool = True,
) -> Panel:
    """Check a table and make the panel; BadInput names file, row and column.

    drop: units to leave out; drop_empty: leave out units without events; first, last: periods to keep.
    counts: whether the outcome must be whole numbers of zero or more.
    """
    units = table.labels(columns.unit)
    outcome = table.counts(columns.outcome).astype(float) if counts else table.numbers(columns.outcome)
    times = checks.times(table, columns.time)
    starts = checks.starts(table, columns.start, units, times)
    checks.refuse_twice(table, columns, units, times)
    keep = checks.kept(table, columns, units, times, drop, (first, last))
    if counts:
        keep = checks.without_empty(table, columns, units, outcome, keep, drop_empty)
    rows = [index for index, kept in enumerate(keep) if kept]
    return panel_of(
        [units[k] for k in rows],
        [times[k] for k in rows],
        outcome[rows],
        [starts[k] for k in rows],
        name=table.name,
    )


def panel_of(
    units: Sequence[str],
    times: Sequence[Period],
    outcome: Any,
    starts: Sequence[Period | None],
    *,
    name: str = "panel",
) -> Panel:
    """A panel from equally long lists, one entry a row; BadInput when it cannot answer the question."""
    labels = tuple(sorted(set(units), key=checks.natural))
    ordinals = sorted({time.ordinal for time in times})
    by_ordinal = {time.ordinal: time.label for time in times}
    place = {label: k for k, label in enumerate(labels)}
    unit = np.array([place[label] for label in units], dtype=np.int64)
    first_row = {label: k for k, label in reversed(list(enumerate(units)))}
    kind = times[0].kind if times else "number"
    start, remarks = checks.start_indices([starts[first_row[label]] for label in labels], ordinals, kind)
    panel = Panel(
        labels,
        tuple(by_ordinal[k] for k in ordinals),
        unit,
        np.searchsorted(np.array(ordinals), [time.ordinal for time in times]).astype(np.int64),
        np.asarray(outcome, dtype=np.float64),
        start,
    )
    _refuse_unanswerable(panel, name)
    return Panel(**{**_fields(panel), "remarks": (*remarks, *_remarks(panel, ordinals, kind))})


def _fields(panel: Panel) -> dict[str, Any]:
    return {key: getattr(panel, key) for key in Panel.__dataclass_fields__}


def _refuse_unanswerable(panel: Panel, name: str) -> None:
    """One period, no treated unit or no unit to compare with leave nothing to estimate."""
    if len(panel.periods) < 2:
        raise BadInput(
            f"{name}: det finns bara en period. Det behövs minst en före och en efter starten.",
            f"{name}: there is only one period. At least one before and one after the start is needed.",
        )
    if not panel.treated.any():
        raise BadInput(
            f"{name}: ingen enhet börjar med metoden inom perioderna, med minst en period före starten. "
            "Kontrollera startkolumnen och --from och --to.",
            f"{name}: no unit starts the method within the periods, with at least one period before. "
            "Check the start column and --from and --to.",
        )
    if not (panel.start > panel.start[panel.treated].min()).any():
        raise BadInput(
            f"{name}: det finns ingen enhet att jämföra med: alla börjar samtidigt eller tidigare. "
            "Ta med enheter där metoden inte har börjat (tom start).",
            f"{name}: there is no unit to compare with: all start at the same time or earlier. "
            "Include units where the method has not started (blank start).",
        )


def _remarks(panel: Panel, ordinals: list[int], kind: str) -> list[Remark]:
    remarks: list[Remark] = []
    missing = len(panel.units) * len(panel.periods) - len(panel.outcome)
    if missing:
        remarks.append((
            f"{missing} kombinationer av enhet och period saknas i filen. De räknas som okända, inte som "
            f"noll.",
            f"{missing} combinations of unit and period are missing from the file. They count as unknown, "
            "not as zero.",
        ))  # fmt: skip
    if kind != "day" and np.any(np.diff(ordinals) != 1):
        remarks.append((
            "Det finns hopp mellan perioderna. De räknas som på varandra följande.",
            "There are gaps between the periods. They are counted as following one another.",
        ))  # fmt: skip
    early = [panel.units[k] for k in np.flatnonzero(panel.start <= 0)]
    if early:
        names = ", ".join(early)
        remarks.append((
            f"Metoden fanns redan från första perioden i {names}. De säger inget om före och efter.",
            f"The method was there from the first period in {names}. They say nothing of before and after.",
        ))  # fmt: skip
    return remarks
