"""What a panel may not be, each as one sentence with file, row and column."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from trefas.analysis import cells
from trefas.analysis.cells import BadCell
from trefas.analysis.effect.estimate import Remark
from trefas.analysis.effect.periods import Kind, Period, as_kind, period
from trefas.analysis.reading import BadInput, Table

BLANK_WORDS = {"", "na", "nan", "nat", "none", "null"}


def natural(label: str) -> tuple[Any, ...]:
    """Sort key that puts 9 before 10."""
    return tuple((1, int(part), "") if part.isdigit() else (0, 0, part) for part in re.split(r"(\d+)", label))


def times(table: Table, column: str) -> list[Period]:
    """The period of each row, all of one kind."""
    found = table.parsed(column, period)
    for index, one in enumerate(found):
        if one.kind != found[0].kind:
            raise table.wrong(
                index,
                column,
                f"”{one.label}” är skriven i annan form än ”{found[0].label}” på den första raden.",
                f'"{one.label}" is written in another form than "{found[0].label}" in the first row.',
            )
    return found


def starts(table: Table, column: str, units: Sequence[str], rows: Sequence[Period]) -> list[Period | None]:
    """The start of each row's unit in the periods' own kind, None = never; one unit has one start."""
    years = min(one.ordinal for one in rows) >= 1000

    def parse(cell: Any) -> Period | None:
        if cells.is_blank(cell) or str(cell).strip().lower() in BLANK_WORDS:
            return None
        found = period(cell)
        # Other tools write 0 for never; no district started in the year 0.
        return None if found.kind == "number" and found.ordinal == 0 and years else as_kind(found, rows[0].kind)

    found = table.parsed(column, parse)
    _refuse_two_starts(table, column, units, found)
    return found


def _refuse_two_starts(table: Table, column: str, units: Sequence[str], found: Sequence[Period | None]) -> None:
    first: dict[str, int] = {}
    for index, unit in enumerate(units):
        other = found[first.setdefault(unit, index)]
        mine = found[index]
        if (mine and mine.ordinal) != (other and other.ordinal):
            row = table.rows[first[unit]]
            raise table.wrong(
                index,
                column,
                f"enheten {unit} har en annan start än på rad {row}. Varje enhet ska ha en och samma start.",
                f"unit {unit} has another start than in row {row}. Each unit must have one and the same start.",
            )


def refuse_twice(table: Table, columns: Any, units: Sequence[str], rows: Sequence[Period]) -> None:
    """One row per unit and period."""
    seen: dict[tuple[str, int], int] = {}
    for index, (unit, time) in enumerate(zip(units, rows, strict=True)):
        earlier = seen.setdefault((unit, time.ordinal), index)
        if earlier != index:
            raise table.wrong(
                index,
                columns.time,
                f"enheten {unit} och perioden {time.label} finns redan på rad {table.rows[earlier]}.",
                f"unit {unit} and period {time.label} are already in row {table.rows[earlier]}.",
            )


def kept(
    table: Table,
    columns: Any,
    units: Sequence[str],
    rows: Sequence[Period],
    drop: Sequence[str],
    limits: tuple[str | None, str | None],
) -> npt.NDArray[np.bool_]:
    """(n,) rows left after --drop, --from and --to; an unknown unit is an error."""
    gone = {_known(table, columns, set(units), name) for name in drop}
    low, high = (None if limit is None else _limit(limit, rows[0].kind) for limit in limits)
    keep = np.array([
        unit not in gone
        and (low is None or time.ordinal >= low)
        and (high is None or time.ordinal <= high)
        for unit, time in zip(units, rows, strict=True)
    ])  # fmt: skip
    if not keep.any():
        raise BadInput(
            f"{table.name}: ingen rad är kvar efter --drop, --from och --to.",
            f"{table.name}: no row is left after --drop, --from and --to.",
        )
    return keep


def _known(table: Table, columns: Any, units: set[str], name: str) -> str:
    asked = name.strip()
    for form in (asked, f"{asked}.0"):
        if form in units:
            return form
    some = ", ".join(sorted(units, key=natural)[:8])
    raise BadInput(
        f"{table.name}, kolumn ”{columns.unit}”: enheten ”{name}” i --drop finns inte. Där finns till "
        f"exempel {some}.",
        f'{table.name}, column "{columns.unit}": the unit "{name}" in --drop is not there. There are for '
        f'example {some}.',
    )  # fmt: skip


def _limit(text: str, kind: Kind) -> int:
    try:
        return as_kind(period(text), kind).ordinal
    except BadCell as error:
        raise BadInput(f"--from/--to: {error.swedish}", f"--from/--to: {error.english}") from None


def without_empty(
    table: Table,
    columns: Any,
    units: Sequence[str],
    outcome: npt.NDArray[np.float64],
    keep: npt.NDArray[np.bool_],
    drop_empty: bool,
) -> npt.NDArray[np.bool_]:
    """Units with zero in every period tell a Poisson model nothing: an error unless they may be left out."""
    total: dict[str, float] = {}
    for unit, count, kept_row in zip(units, outcome, keep, strict=True):
        if kept_row:
            total[unit] = total.get(unit, 0.0) + float(count)
    empty = {unit for unit, events in total.items() if events == 0}
    if empty and not drop_empty:
        index = next(k for k, unit in enumerate(units) if unit in empty and keep[k])
        names = ", ".join(sorted(empty, key=natural))
        raise table.wrong(
            index,
            columns.outcome,
            f"inga händelser i någon period för {names}. Sådana enheter säger inget om en förändring: "
            "ta bort dem med --drop eller --drop-empty.",
            f"no events in any period for {names}. Such units say nothing of a change: leave them out with "
            "--drop or --drop-empty.",
        )
    return np.asarray(keep & np.array([unit not in empty for unit in units]))


def start_indices(
    unit_starts: Sequence[Period | None], ordinals: Sequence[int], kind: Kind
) -> tuple[npt.NDArray[np.float64], list[Remark]]:
    """(U,) index of the first period with the method, inf = never within the panel."""
    edges = np.array(ordinals)
    step = float(np.median(np.diff(edges))) if len(edges) > 1 else 1.0
    after = edges[-1] + (step if kind == "day" else 1)
    index = np.full(len(unit_starts), np.inf)
    later = 0
    for k, start in enumerate(unit_starts):
        if start is None:
            continue
        if start.ordinal >= after:
            later += 1
        elif kind == "day":
            # A date within a period counts from that period.
            index[k] = max(0, int(np.searchsorted(edges, start.ordinal, side="right")) - 1)
        else:
            index[k] = int(np.searchsorted(edges, start.ordinal))
    return index, [_later(later)] if later else []


def _later(number: int) -> Remark:
    return (
        f"{number} enheter börjar först efter den sista perioden. De är jämförelse här; ta bort dem med "
        f"--drop "
        "om de inte ska vara det.",
        f"{number} units start only after the last period. They serve as comparison here; leave them out "
        f"with "
        "--drop if they should not.",
    )
