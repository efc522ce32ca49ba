"""Reading a table for an analysis: CSV or XLSX in, typed columns out, one clear sentence when it cannot be.

Row numbers are those of the file as a spreadsheet shows it: the header is row 1.
A column of labels may never hold persons: the analyses take events, areas and groups.
"""

import csv
import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt

from trefas.analysis import cells

Language = Literal["sv", "en"]
Value = TypeVar("Value")


class BadInput(ValueError):  # noqa: N818  the name is what the user is told, not a program fault
    """What is wrong with the input and where, as one sentence in Swedish and one in English."""

    def __init__(self, swedish: str, english: str) -> None:
        super().__init__(english)
        self.swedish, self.english = swedish, english

    def text(self, language: Language) -> str:
        return self.english if language == "en" else self.swedish


@dataclass(frozen=True)
class Moments:
    """When events happened.

    dates: (n,) datetime64[D]; seconds: (n,) seconds after midnight, NaN where no time of day is given.
    numbered: the column held day numbers, counted here from 1970-01-01, and not dates.
    """

    dates: npt.NDArray[np.datetime64]
    seconds: npt.NDArray[np.float64]
    numbered: bool = False

    @property
    def days(self) -> npt.NDArray[np.int64]:
        """Calendar days since 1970-01-01, (n,)."""
        return self.dates.astype(np.int64)


@dataclass(frozen=True)
class Table:
    """A rectangular table of raw cells: file name, column names, file row numbers and the cells by row.

    decimal_comma: the columns are parted by semicolons or tabs, so a comma in a number is a decimal sign.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[int, ...]
    cells: tuple[tuple[Any, ...], ...]
    decimal_comma: bool = False

    def __len__(self) -> int:
        return len(self.rows)

    def wrong(self, index: int, column: str, swedish: str, english: str) -> BadInput:
        """The error for one cell: file, row and column first, then what is wrong."""
        row = self.rows[index]
        return BadInput(
            f"{self.name}, rad {row}, kolumn ”{column}”: {swedish}",
            f'{self.name}, row {row}, column "{column}": {english}',
        )

    def raw(self, column: str) -> list[Any]:
        """The cells of one column; BadInput when there is no such column."""
        if column not in self.columns:
            have = ", ".join(self.columns)
            raise BadInput(
                f"{self.name}: kolumnen ”{column}” finns inte. Filen har kolumnerna {have}.",
                f'{self.name}: there is no column "{column}". The file has the columns {have}.',
            )
        place = self.columns.index(column)
        return [row[place] for row in self.cells]

    def parsed(self, column: str, parse: Callable[[Any], Value]) -> list[Value]:
        """Every cell of a column through a parser of trefas.analysis.cells; names the first bad one."""
        values: list[Value] = []
        for index, cell in enumerate(self.raw(column)):
            try:
                values.append(parse(cell))
            except cells.BadCell as error:
                raise self.wrong(index, column, error.swedish, error.english) from None
        return values

    def numbers(self, column: str) -> npt.NDArray[np.float64]:
        """(n,) finite numbers; a decimal comma is understood."""
        parse = cells.decimal_comma_number if self.decimal_comma else cells.number
        return np.array(self.parsed(column, parse), dtype=np.float64)

    def counts(self, column: str) -> npt.NDArray[np.int64]:
        """(n,) whole numbers, zero or more."""
        return np.array(self.parsed(column, cells.count), dtype=np.int64)

    def labels(self, column: str) -> list[str]:
        """Names of areas, districts or groups: no blank, and never personal identity numbers."""
        values = self.parsed(column, cells.label)
        self._refuse_persons(column, values)
        return values

    def moments(self, column: str, clock: str | None = None) -> Moments:
        """Dates (ISO, real spreadsheet dates or day numbers) and times of day, from `clock` where named.

        A column of nothing but numbers under 100,000 is read as day numbers, unless all could be years.
        """
        moments = self._dated_or_numbered(column)
        if clock is None:
            return moments
        seconds = [np.nan if s is None else s for s in self.parsed(clock, cells.clock)]
        return Moments(moments.dates, np.array(seconds, dtype=np.float64), moments.numbered)

    def _dated_or_numbered(self, column: str) -> Moments:
        raw = self.raw(column)
        numbers = cells.day_numbers(raw)
        if numbers is not None:
            whole = np.floor(numbers)
            seconds = (numbers - whole) * 86400 if (numbers != whole).any() else np.full(len(raw), np.nan)
            return Moments(whole.astype("datetime64[D]"), seconds, numbered=True)
        pairs = self.parsed(column, cells.moment)
        dates = np.array([day for day, _ in pairs], dtype="datetime64[D]")
        # A spreadsheet hands over midnight as a bare date; beside cells with a time it means 00:00.
        unknown = 0.0 if any(isinstance(cell, dt.datetime) for cell in raw) else np.nan
        return Moments(dates, np.array([unknown if s is None else s for _, s in pairs], dtype=np.float64))

    def _refuse_persons(self, column: str, values: Sequence[str]) -> None:
        for index, value in enumerate(values):
            if cells.is_identity_number(value):
                raise self.wrong(
                    index,
                    column,
                    "cellen ser ut som ett personnummer. Analyserna tar händelser, områden och grupper, "
                    "aldrig personer.",
                    "the cell looks like a personal identity number. The analyses take events, areas and "
                    "groups, never persons.",
                )


def read_table(path: str | Path) -> Table:
    """Read a CSV (comma, semicolon or tab) or the first sheet of an XLSX file; BadInput if it cannot be."""
    file = Path(path)
    if not file.is_file():
        raise BadInput(f"{file}: filen finns inte.", f"{file}: there is no such file.")
    try:
        content = file.read_bytes()
    except OSError:
        raise BadInput(f"{file}: filen kan inte läsas.", f"{file}: the file cannot be read.") from None
    return table_of(file.name, content)


def as_table(source: "Path | Table") -> Table:
    """A table as it is, or read from its file."""
    return source if isinstance(source, Table) else read_table(source)


def table_of(name: str, content: bytes) -> Table:
    """The same for a file held in memory, such as an upload; `name` is what errors call it."""
    is_sheet = content[:2] == b"PK"
    text = "" if is_sheet else _decoded(name, content)
    lines = _spreadsheet(name, content) if is_sheet else _text_lines(name, text)
    filled = [(row, cell_row) for row, cell_row in lines if any(not cells.is_blank(c) for c in cell_row)]
    if len(filled) < 2:
        raise BadInput(
            f"{name}: filen är tom. Den ska ha en rubrikrad och minst en rad under den.",
            f"{name}: the file is empty. It needs a header row and at least one row below it.",
        )
    columns = _header(name, filled[0][1])
    body = [(row, _full_width(name, row, cell_row, len(columns))) for row, cell_row in filled[1:]]
    rows, body_cells = tuple(row for row, _ in body), tuple(cell_row for _, cell_row in body)
    return Table(name, columns, rows, body_cells, not is_sheet and _delimiter(text) != ",")


Line = tuple[int, Sequence[Any]]


def _spreadsheet(name: str, content: bytes) -> list[Line]:
    import python_calamine

    try:
        sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except Exception:  # calamine raises many kinds, all meaning the same to the user
        raise BadInput(
            f"{name}: filen går inte att läsa som kalkylblad. Spara den på nytt som XLSX eller CSV.",
            f"{name}: the file cannot be read as a spreadsheet. Save it again as XLSX or CSV.",
        ) from None
    return list(enumerate(rows, start=1))


def _text_lines(name: str, text: str) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    lines: list[Line] = []
    try:
        # A quoted cell may hold line breaks; a spreadsheet still shows the record as one row.
        lines.extend(enumerate(reader, start=1))
    except csv.Error:
        raise BadInput(
            f"{name}, rad {len(lines) + 1}: ett citattecken öppnas men stängs inte.",
            f"{name}, row {len(lines) + 1}: a quotation mark is opened but not closed.",
        ) from None
    return lines


def _decoded(name: str, content: bytes) -> str:
    if b"\x00" in content and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise BadInput(
            f"{name}: filen är varken CSV eller XLSX. Spara den som något av dem.",
            f"{name}: the file is neither CSV nor XLSX. Save it as one of them.",
        )
    try:
        return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        # What Swedish Excel writes when it is not UTF-8.
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


def _header(name: str, cell_row: Sequence[Any]) -> tuple[str, ...]:
    columns = [str(cell).strip() for cell in cell_row]
    while columns and not columns[-1]:
        columns.pop()
    for position, column in enumerate(columns):
        if not column:
            raise BadInput(
                f"{name}: kolumn nummer {position + 1} saknar rubrik.",
                f"{name}: column number {position + 1} has no heading.",
            )
        if column in columns[:position]:
            raise BadInput(
                f"{name}: rubriken ”{column}” finns två gånger.",
                f'{name}: the heading "{column}" occurs twice.',
            )
    return tuple(columns)


def _full_width(name: str, row: int, cell_row: Sequence[Any], width: int) -> tuple[Any, ...]:
    spare = [cell for cell in cell_row[width:] if not cells.is_blank(cell)]
    if len(cell_row) < width or spare:
        raise BadInput(
            f"{name}, rad {row}: raden har {len(cell_row)} fält men rubrikraden har {width}.",
            f"{name}, row {row}: the row has {len(cell_row)} fields but the header has {width}.",
        )
    return tuple(cell_row[:width])
