"""Sheets of an .xlsx, .xls or .ods file through calamine, after the look inside has passed."""

from __future__ import annotations

import datetime
import io
from dataclasses import dataclass, field

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from trefas.sheets.addresses import address
from trefas.sheets.contents import Contents
from trefas.sheets.sentences import SheetError

CellValue = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet from A1 on. `origins` gives the address of a value spread from a merged cell."""

    name: str
    hidden: bool
    rows: list[list[CellValue]]
    origins: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: frozenset[str] = frozenset()
    errors: frozenset[str] = frozenset()


def read_sheets(data: bytes, file: str, contents: Contents) -> list[Sheet]:
    """Every worksheet of the file; raises SheetError when the reader finds it damaged or locked."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return [
                read_sheet(
                    book.get_sheet_by_name(entry.name),
                    entry.visible is not SheetVisibleEnum.Visible,
                    contents,
                )
                for entry in book.sheets_metadata
                if entry.name in contents.extents
            ]
    except PasswordError as error:
        raise SheetError("password", file=file) from error
    except (CalamineError, OSError, ValueError) as error:
        raise SheetError("broken", file=file) from error
    except BaseException as error:
        # A crash inside the compiled reader arrives outside the Exception family.
        if type(error).__name__ != "PanicException":
            raise
        raise SheetError("broken", file=file) from error


def read_sheet(sheet: CalamineSheet, hidden: bool, contents: Contents) -> Sheet:
    """Values of one sheet, with vertically merged cells spread over their rows."""
    extent = contents.extents[sheet.name]
    rows: list[list[CellValue]] = sheet.to_python(skip_empty_area=False)
    origins = spread_merged(rows, sheet.merged_cell_ranges or [])
    return Sheet(sheet.name, hidden, rows, origins, frozenset(extent.formulas), frozenset(extent.errors))


def spread_merged(
    rows: list[list[CellValue]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]
) -> dict[tuple[int, int], str]:
    """Fill a merged column downwards: a district merged over three rows holds for all three.

    Cells merged sideways, such as titles, stay in their first column.
    """
    origins = {}
    for (top, left), (bottom, right) in ranges:
        if left != right or top >= len(rows) or left >= len(rows[top]) or rows[top][left] == "":
            continue
        for row in range(top + 1, min(bottom + 1, len(rows))):
            rows[row][left] = rows[top][left]
            origins[row, left] = address(top, left)
    return origins
