"""What the past says of rate and dispersion: a file of counts per district and period."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trefas.analysis.effect.panel_checks import natural, times
from trefas.analysis.effect.periods import Period
from trefas.analysis.reading import BadInput, Table

DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True)
class History:
    """Districts in order, their events per month, dispersion (at least 1) and whole months covered."""

    districts: tuple[str, ...]
    rates: tuple[float, ...]
    dispersion: float
    months: int


def read_history(table: Table, unit: str | None, time: str | None, outcome: str | None) -> History:
    """Rates from the means; dispersion from Pearson's chi-square against district and period totals.

    Columns may be left out when the file has just three: district, period, count. BadInput otherwise.
    """
    unit, time, outcome = _columns(table, unit, time, outcome)
    districts, rows, counts = table.labels(unit), times(table, time), table.counts(outcome).astype(float)
    names = tuple(sorted(set(districts), key=natural))
    ordinals = sorted({row.ordinal for row in rows})
    matrix = np.full((len(names), len(ordinals)), np.nan)
    for index, (name, row, count) in enumerate(zip(districts, rows, counts, strict=True)):
        cell = names.index(name), ordinals.index(row.ordinal)
        if not np.isnan(matrix[cell]):
            raise table.wrong(
                index,
                time,
                f"distriktet {name} och perioden {row.label} finns två gånger.",
                f"district {name} and period {row.label} occur twice.",
            )
        matrix[cell] = count
    rates = np.nanmean(matrix, axis=1) / _months_per_period(rows, ordinals)
    _refuse_empty(table, outcome, names, rates)
    months = max(1, round(len(ordinals) * _months_per_period(rows, ordinals)))
    return History(names, tuple(float(rate) for rate in rates), _dispersion(matrix), months)


def _columns(table: Table, *asked: str | None) -> tuple[str, str, str]:
    if all(asked):
        return asked[0] or "", asked[1] or "", asked[2] or ""
    if not any(asked) and len(table.columns) == 3:
        return table.columns[0], table.columns[1], table.columns[2]
    have = ", ".join(table.columns)
    raise BadInput(
        f"{table.name}: ange kolumnerna med --unit, --time och --outcome. Filen har {have}.",
        f"{table.name}: name the columns with --unit, --time and --outcome. The file has {have}.",
    )


def _refuse_empty(table: Table, outcome: str, names: tuple[str, ...], rates: npt.NDArray[np.float64]) -> None:
    empty = [name for name, rate in zip(names, rates, strict=True) if rate == 0]
    if empty:
        raise BadInput(
            f"{table.name}, kolumn ”{outcome}”: inga händelser i någon period för {', '.join(empty)}. Ta "
            f"bort "
            "de raderna; där kan ingen minskning ses.",
            f'{table.name}, column "{outcome}": no events in any period for {", ".join(empty)}. Remove those '
            "rows; no fall can be seen there.",
        )
    if len(names) < 2:
        raise BadInput(
            f"{table.name}: det finns bara ett distrikt. Det behövs minst ett till att jämföra med.",
            f"{table.name}: there is only one district. At least one more is needed to compare with.",
        )


def _months_per_period(rows: list[Period], ordinals: list[int]) -> float:
    kind = rows[0].kind
    if kind == "number":
        # Numbers that look like years are years; other running numbers are taken as months.
        return 12.0 if ordinals[0] >= 1000 else 1.0
    if kind == "day":
        step = float(np.median(np.diff(ordinals))) if len(ordinals) > 1 else DAYS_PER_MONTH
        return max(1.0, round(step / DAYS_PER_MONTH)) if step > 27 else step / DAYS_PER_MONTH
    return {"quarter": 3.0, "month": 1.0, "week": 7 / DAYS_PER_MONTH}[kind]


def _dispersion(matrix: npt.NDArray[np.float64]) -> float:
    """Pearson chi-square over degrees of freedom, with cells that are missing left out."""
    known = ~np.isnan(matrix)
    rows, columns = np.nansum(matrix, axis=1), np.nansum(matrix, axis=0)
    expected = np.outer(rows, columns) / max(rows.sum(), 1e-12)
    used = known & (expected > 0)
    freedom = used.sum() - (rows > 0).sum() - (columns > 0).sum() + 1
    if freedom < 1:
        return 1.0
    return max(1.0, float((((matrix - expected) ** 2)[used] / expected[used]).sum() / freedom))
