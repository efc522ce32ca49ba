"""Read a file into one table: the sheet with the list, its header row, every value with its address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from trefas.sheets.addresses import address, column_letters
from trefas.sheets.columns import recognised
from trefas.sheets.contents import Contents, Kind
from trefas.sheets.delimited import read_delimited
from trefas.sheets.kinds import container_of
from trefas.sheets.limits import LIMITS, Limits
from trefas.sheets.ods_scan import scan_ods
from trefas.sheets.sentences import Notice, SheetError, notice
from trefas.sheets.workbooks import CellValue, Sheet, read_sheets
from trefas.sheets.xls_scan import scan_xls
from trefas.sheets.xlsx_scan import scan_xlsx
from trefas.sheets.zips import kind_of, open_container

HEADER_SEARCH = 40  # rows from the top of a sheet in which a header row is looked for


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """A sheet that may be read instead: `columns` counts the headers it seems to know."""

    name: str
    hidden: bool
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Table:
    """One list. Row numbers are those the spreadsheet shows, from 1; columns count from 0."""

    file: str
    kind: Kind
    sheet: str
    sheets: tuple[SheetChoice, ...]
    header_row: int
    headers: tuple[str, ...]
    body: list[list[CellValue]]
    origins: dict[tuple[int, int], str]
    formulas: frozenset[str]
    errors: frozenset[str]
    epoch_1904: bool
    notices: tuple[Notice, ...]

    def rows(self) -> Iterator[tuple[int, list[CellValue]]]:
        """Row number and values of every row below the headers that is not empty."""
        for number, values in enumerate(self.body[self.header_row :], self.header_row + 1):
            if any(value != "" for value in values) or self.has_error(number):
                yield number, values

    def has_error(self, number: int) -> bool:
        """Whether a cell of the row holds an error value, which reads as empty."""
        if not self.errors:
            return False
        return any(f"{column_letters(column)}{number}" in self.errors for column in range(len(self.headers)))

    def address(self, number: int, column: int) -> str:
        """A1-style address where the value stands, the first cell for a merged one."""
        origin = self.origins.get((number - 1, column)) if self.origins else None
        return origin or address(number - 1, column)

    @property
    def row_count(self) -> int:
        """Rows below the headers, empty ones included."""
        return len(self.body) - self.header_row


def read_table(
    source: str | Path | bytes,
    filename: str = "",
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    limits: Limits = LIMITS,
    looked: Callable[[Contents], None] = lambda _contents: None,
) -> Table:
    """Read the list in a file; raises SheetError with one sentence for every file that is not one.

    `sheet` and `header_row` (from 1) override what would be picked. The name only serves the sentences.
    `looked` is told what a workbook holds before it is read.
    """
    data, file = read_bytes(source, filename, limits)
    container = container_of(data, file)
    if container == "text":
        kind, sheets, remarks, epoch_1904 = read_text(data, file, limits)
    else:
        contents = look_inside(data, file, container, limits)
        kind, remarks, epoch_1904 = contents.kind, (), contents.epoch_1904
        looked(contents)
        sheets = read_sheets(data, file, contents)
    chosen = choose_sheet(sheets, sheet, file)
    row = choose_header(chosen, header_row, file)
    told = (*mislabelled(filename or file, kind), *remarks, *told_of_choice(sheets, chosen, row))
    return Table(
        file=file,
        kind=kind,
        sheet=chosen.name,
        sheets=tuple(choice(one) for one in sheets),
        header_row=row,
        headers=header_texts(chosen.rows[row - 1]),
        body=chosen.rows,
        origins=chosen.origins,
        formulas=chosen.formulas,
        errors=chosen.errors,
        epoch_1904=epoch_1904,
        notices=told,
    )


def read_bytes(source: str | Path | bytes, filename: str, limits: Limits) -> tuple[bytes, str]:
    """Bytes and shown name of the file; raises SheetError when missing, empty or too large."""
    file = filename or (Path(source).name if not isinstance(source, bytes) else "?")
    try:
        size = len(source) if isinstance(source, bytes) else Path(source).stat().st_size
        if size > limits.file_bytes:
            raise SheetError(
                "file_too_large", file=file, size=-(-size // 1_000_000), limit=limits.file_bytes // 1_000_000
            )
        data = source if isinstance(source, bytes) else Path(source).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise SheetError("file_missing", file=file, reason=reason) from error
    if not data.strip():
        raise SheetError("file_empty", file=file)
    return data, file


def look_inside(data: bytes, file: str, container: str, limits: Limits) -> Contents:
    """Judge a workbook before its reader sees it."""
    if container == "ole":
        return scan_xls(data, file, limits)
    opened = open_container(data, file, limits)
    return scan_xlsx(opened, limits) if kind_of(opened) == "xlsx" else scan_ods(opened, limits)


def read_text(data: bytes, file: str, limits: Limits) -> tuple[Kind, list[Sheet], tuple[Notice, ...], bool]:
    """A text file as a workbook of one sheet without a name."""
    found = read_delimited(data, file, limits)
    rows: list[list[CellValue]] = [list(row) for row in found.rows]
    return "csv", [Sheet("", False, rows)], found.notices, False


def header_texts(row: list[CellValue]) -> tuple[str, ...]:
    """Headers as one line of text each."""
    return tuple(" ".join(str(value).split()) for value in row)


def known_headers(row: list[CellValue]) -> int:
    """How many different columns the cells of a row name."""
    return len({column for value in row if isinstance(value, str) and (column := recognised(value))})


def best_header(sheet: Sheet) -> tuple[int, int]:
    """How many headers the best row names, and its index from 0 (the first of equals)."""
    scores = [known_headers(row) for row in sheet.rows[:HEADER_SEARCH]]
    best = max(scores, default=0)
    return best, scores.index(best) if scores else 0


def choice(sheet: Sheet) -> SheetChoice:
    """A sheet as something to choose."""
    return SheetChoice(sheet.name, sheet.hidden, len(sheet.rows), best_header(sheet)[0])


def choose_sheet(sheets: list[Sheet], name: str | None, file: str) -> Sheet:
    """The sheet asked for, else the visible one whose headers are known best."""
    if name is not None:
        named = [one for one in sheets if one.name == name]
        if not named:
            raise SheetError("no_such_sheet", file=file, sheet=name, sheets=", ".join(s.name for s in sheets))
        return named[0]
    filled = [one for one in sheets if not one.hidden and any(value != "" for row in one.rows for value in row)]
    if not filled:
        raise SheetError("no_rows", file=file)
    return max(filled, key=lambda one: best_header(one)[0])


def choose_header(sheet: Sheet, row: int | None, file: str) -> int:
    """Number of the header row from 1: asked for, best known, or the first with two texts."""
    if row is not None:
        if not 1 <= row <= len(sheet.rows) or not any(header_texts(sheet.rows[row - 1])):
            raise SheetError("no_such_row", file=file, sheet=sheet.name, row=row)
        return row
    known, best = best_header(sheet)
    if known:
        return best + 1
    for index, values in enumerate(sheet.rows[:HEADER_SEARCH]):
        if sum(isinstance(value, str) and value.strip() != "" for value in values) > 1:
            return index + 1
    raise SheetError("no_header", file=file, sheet=sheet.name or "1")


def mislabelled(name: str, kind: Kind) -> Iterator[Notice]:
    """Tell when the ending of the name promises another kind."""
    ending = Path(name).suffix.lower().lstrip(".")
    endings = ("csv", "txt", "tsv", "tab") if kind == "csv" else (kind,)
    if ending and ending not in endings:
        yield notice("read_as", file=name, kind=f".{kind}")


def told_of_choice(sheets: list[Sheet], chosen: Sheet, row: int) -> Iterator[Notice]:
    """Tell which sheet and row were picked when there was something to pick from."""
    others = ", ".join(one.name for one in sheets if one is not chosen and not one.hidden)
    if others:
        yield notice("sheet_chosen", sheet=chosen.name, others=others)
    hidden = ", ".join(one.name for one in sheets if one.hidden and one is not chosen)
    if hidden:
        yield notice("hidden_sheets", sheets=hidden)
    if row > 1:
        yield notice("rows_above_header", row=row)
