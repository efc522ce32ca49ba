"""What a look inside a file found before it was read: its kind and, per sheet, extent and odd cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from trefas.sheets.limits import Limits
from trefas.sheets.sentences import SheetError

Kind = Literal["xlsx", "xls", "ods", "csv"]


@dataclass(slots=True)
class Extent:
    """Rows and columns that a sheet spans from A1; `formulas` and `errors` are A1-style addresses."""

    rows: int = 0
    columns: int = 0
    formulas: set[str] = field(default_factory=set)
    errors: set[str] = field(default_factory=set)

    @property
    def cells(self) -> int:
        """Cells of the full rectangle."""
        return self.rows * self.columns

    def reach(self, row: int, column: int) -> None:
        """Stretch to hold a cell; row and column count from 1."""
        self.rows = max(self.rows, row)
        self.columns = max(self.columns, column)

    def check(self, file: str, sheet: str, limits: Limits) -> None:
        """Raise SheetError when the sheet is larger than the limits.

        Readers lay a sheet out as a full rectangle, so two far corners cost as much as a full sheet.
        """
        for code, count, limit in (
            ("too_many_columns", self.columns, limits.columns),
            ("too_many_rows", self.rows, limits.rows),
            ("too_many_cells", self.cells, limits.cells),
        ):
            if count > limit:
                raise SheetError(code, file=file, sheet=sheet, count=count, limit=limit)


@dataclass(frozen=True, slots=True)
class Contents:
    """Kind of the file, whether its day numbers start in 1904, the extent of each sheet by name, bytes unpacked."""

    kind: Kind
    epoch_1904: bool
    extents: dict[str, Extent]
    unpacked: int

    def check(self, file: str, limits: Limits) -> Contents:
        """Return itself; raises SheetError when a sheet, or all of them together, are larger than the limits."""
        for name, extent in self.extents.items():
            extent.check(file, name, limits)
        demand_few(self.extents, file, limits)
        return self


def cells_of(extents: dict[str, Extent]) -> int:
    """Cells of all sheets: each is read, whichever holds the list."""
    return sum(extent.cells for extent in extents.values())


def demand_few(extents: dict[str, Extent], file: str, limits: Limits) -> None:
    """Raise SheetError when all sheets together are larger than one may be."""
    if cells_of(extents) > limits.cells:
        sheets = ", ".join(extents)
        raise SheetError("too_many_cells", file=file, sheet=sheets, count=cells_of(extents), limit=limits.cells)
