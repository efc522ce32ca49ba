"""Rows of a table → people as the file tells them, every value with the cell it came from."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from trefas.sheets.cells import (
    PROTECTED_WORDS,
    CellContent,
    CellReader,
    Setting,
    plain_text,
    protection_kind,
)
from trefas.sheets.columns import ColumnMap, folded
from trefas.sheets.dates import ReadDate
from trefas.sheets.duplicates import Duplicate, DuplicateIndex, Seen
from trefas.sheets.identity_numbers import IdentityNumber, Series, is_test_number
from trefas.sheets.names import is_unknown, split_name
from trefas.sheets.reading import Table
from trefas.sheets.sentences import Notice, PlacedNotice, notice
from trefas.sheets.synonyms import BY_NAME, ROLES
from trefas.sheets.workbooks import CellValue

Progress = Callable[[int, int], None]
PROGRESS_EVERY: Final = 500  # rows
SUMMARY: Final = re.compile(r"(?:summa|totalt?|antal|källa|utskriven|sida|sum|count|source|printed|page)\b", re.I)


@dataclass(frozen=True, slots=True)
class Source:
    """The file and the sheet ('' in a text file)."""

    file: str
    sheet: str


@dataclass(frozen=True, slots=True)
class Value:
    """One cell: what it says, its text as it stood, and where. `content` is None with a problem."""

    column: str
    content: CellContent | None
    text: str
    source: Source
    address: str


@dataclass
class ParsedRow:
    """One row. Errors must be settled before it is stored; warnings are to be seen.

    Its name and identity are worked out once, after the last cell is read.

    `protected` names the kind of protected personal data, '' if no cell speaks of it.
    A row that is no person has `skipped` and nothing else.
    """

    number: int
    values: dict[str, Value] = field(default_factory=dict)
    errors: list[PlacedNotice] = field(default_factory=list)
    warnings: list[PlacedNotice] = field(default_factory=list)
    duplicates: tuple[Duplicate, ...] = ()
    protected: str = ""
    skipped: Notice | None = None

    def content(self, column: str) -> CellContent | None:
        """What the row says in a column."""
        value = self.values.get(column)
        return value.content if value else None

    @cached_property
    def name(self) -> str:
        """Given name first, whatever the order in the file; '' when it has none."""
        parts = (self.content("given_name"), self.content("family_name"))
        joined = " ".join(part for part in parts if isinstance(part, str))
        whole = self.content("name")
        if not isinstance(whole, str):
            return joined
        return " ".join(part for part in split_name(whole) if part) if "," in whole else whole

    @cached_property
    def identity(self) -> IdentityNumber | None:
        """The identity number with its kind, from its own column or the one for birth."""
        for column in ("identity_number", "birth_date"):
            content = self.content(column)
            if isinstance(content, IdentityNumber):
                return content
        return None

    @property
    def identity_number(self) -> str:
        """The number in normal form, '' when unknown or wrong."""
        return self.identity.number if self.identity else ""

    @property
    def birth_date(self) -> datetime.date | None:
        """The birth date, from the number or else from its own column."""
        if self.identity and self.identity.birth_date:
            return self.identity.birth_date
        own = self.content("birth_date")
        return own.day if isinstance(own, ReadDate) else None

    @property
    def birth_year(self) -> int | None:
        """The birth year, known alone in some lists."""
        if self.birth_date:
            return self.birth_date.year
        own = self.content("birth_date")
        return own.year if isinstance(own, ReadDate) else None

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles in the event that the row is about, from one column or from crosses."""
        listed = self.content("role")
        crossed = [role for role in ROLES if self.content(f"role_{role}") == "yes"]
        return tuple(dict.fromkeys((*(listed if isinstance(listed, tuple) else ()), *crossed)))


def read_people(
    table: Table,
    columns: ColumnMap,
    on: datetime.date,
    *,
    test_numbers_only: bool = False,
    progress: Progress | None = None,
) -> Iterator[ParsedRow]:
    """Read row by row; nothing is raised, everything wrong is in the rows.

    `on` is the date of the import; `test_numbers_only` makes real identity numbers errors (practice);
    `progress` is called with rows done and rows in all.
    """
    reader = RowReader(table, columns, Setting(on, table.epoch_1904), test_numbers_only)
    total = table.row_count
    for number, cells in table.rows():
        yield reader.read(number, cells)
        if progress and (number - table.header_row) % PROGRESS_EVERY == 0:
            progress(number - table.header_row, total)
    if progress:
        progress(total, total)


class RowReader:
    """Reads the rows of one table in order, and remembers them to find duplicates."""

    def __init__(self, table: Table, columns: ColumnMap, setting: Setting, test_numbers_only: bool) -> None:
        self.table = table
        self.test_numbers_only = test_numbers_only
        self.source = Source(table.file, table.sheet)
        self.columns = [(name, index, CellReader(BY_NAME[name].reads, setting)) for name, index in columns.read.items()]
        self.places = columns.read
        self.headers = [folded(header) for header in table.headers]
        self.seen = DuplicateIndex()

    def read(self, number: int, cells: list[CellValue]) -> ParsedRow:
        """One row with its cells read, judged and compared."""
        row = ParsedRow(number, skipped=self.not_a_person(cells))
        if row.skipped:
            return row
        for column, index, reader in self.columns:
            self.read_cell(row, column, reader, index, cells[index] if index < len(cells) else "")
        self.notice_protection(row, cells)
        self.judge(row)
        where = self.place(row, "identity_number")
        row.duplicates = self.seen.add(Seen(number, row.name, row.identity_number, row.birth_year, where))
        return row

    def not_a_person(self, cells: list[CellValue]) -> Notice | None:
        """Headers repeated on a new page, and sums at the end."""
        filled = [cell for cell in cells if cell != ""]
        first = plain_text(filled[0]) if filled else ""
        if folded(first) in self.headers and [folded(plain_text(cell)) for cell in cells] == self.headers:
            return notice("row_repeats_header")
        if len(filled) <= 2 and SUMMARY.match(first) and (":" in first or len(filled) == 2):
            return notice("row_summary", text=" ".join(map(plain_text, filled)))
        return None

    def read_cell(self, row: ParsedRow, column: str, reader: CellReader, index: int, raw: CellValue) -> None:
        """Read one cell into the row."""
        if raw == "" and not self.table.errors:
            return
        address = self.table.address(row.number, index)
        if address in self.table.errors:
            row.errors.append(notice("cell_error").at(address))
            return
        reading = reader.read(raw)
        if reading.content is not None or reading.problem:
            text = raw if isinstance(raw, str) else plain_text(raw)
            row.values[column] = Value(column, reading.content, text, self.source, address)
        if reading.problem:
            row.errors.append(reading.problem.at(address))
        row.warnings.extend(remark.at(address) for remark in reading.remarks)
        if address in self.table.formulas and raw != "":
            row.warnings.append(notice("cell_formula").at(address))

    def notice_protection(self, row: ParsedRow, cells: list[CellValue]) -> None:
        """Protected personal data, wherever the row speaks of it, also in columns that are not read."""
        marked = row.content("protected_identity")
        number = row.content("identity_number")
        if isinstance(marked, str):
            row.protected = marked
        elif isinstance(number, IdentityNumber) and number.protected:
            row.protected = "unspecified"
        if row.protected or not PROTECTED_WORDS.search("\n".join(cell for cell in cells if isinstance(cell, str))):
            return
        for index, cell in enumerate(cells):
            if isinstance(cell, str) and (found := PROTECTED_WORDS.search(cell)):
                row.protected = row.protected or protection_kind(found[0])
                row.warnings.append(notice("row_protected", text=found[0]).at(self.table.address(row.number, index)))

    def judge(self, row: ParsedRow) -> None:
        """What the cells say together."""
        self.judge_name(row)
        if not row.identity_number and not any(
            error.address == self.place(row, "identity_number") for error in row.errors
        ):
            row.warnings.append(notice("row_number_missing").at(self.place(row, "identity_number")))
        self.judge_birth(row)
        series = is_test_number(row.identity_number)
        if self.test_numbers_only and row.identity_number and series.outcome is not Series.TEST:
            row.errors.append(series.why.at(self.place(row, "identity_number")))

    def judge_name(self, row: ParsedRow) -> None:
        """Someone must be told apart from everybody else."""
        known, where = row.name, self.place(row, "name")
        if not known and not row.identity_number and not row.content("alias"):
            row.errors.append(notice("row_nobody").at(where))
        elif not known and not row.content("alias"):
            row.errors.append(notice("row_name_missing").at(where))
        elif is_unknown(known):
            row.warnings.append(notice("row_name_unknown").at(where))

    def judge_birth(self, row: ParsedRow) -> None:
        """A birth date beside the number must agree with it."""
        own, identity = row.content("birth_date"), row.identity
        if not isinstance(own, ReadDate) or identity is None or identity.birth_date is None:
            return
        agrees = own.day == identity.birth_date if own.day else own.year == identity.birth_date.year
        if not agrees:
            differs = notice("row_birth_differs", text=own.text, date=identity.birth_date)
            row.errors.append(differs.at(row.values["birth_date"].address))

    def place(self, row: ParsedRow, column: str) -> str:
        """Address of a column in the row, of its nearest relative, or of the first cell."""
        relatives = {"name": ("family_name", "given_name"), "identity_number": ("birth_date",)}
        for name in (column, *relatives.get(column, ())):
            if name in self.places:
                return self.table.address(row.number, self.places[name])
        return self.table.address(row.number, 0)
