"""A look through an old .xls file (OLE container, BIFF records) before it is read.

Record numbers and layouts: Microsoft, [MS-XLS] Excel Binary File Format, 2.3 and 2.4.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import olefile

from trefas.sheets.addresses import address
from trefas.sheets.contents import Contents, Extent
from trefas.sheets.limits import Limits
from trefas.sheets.sentences import SheetError, notice

FILEPASS, DATEMODE, BOUNDSHEET, MULRK, BOOLERR = 0x2F, 0x22, 0x85, 0xBD, 0x205
BEGINNINGS, END = {0x09, 0x209, 0x409, 0x809}, 0x0A
MOST_ROWS, MOST_COLUMNS = 65_536, 256  # of the format itself
FORMULAS = {0x06, 0x206, 0x406}
CELLS = {0x203, 0xFD, 0x27E, 0x204, 0xD6, BOOLERR} | FORMULAS
DIMENSIONS = 0x200
TELLING = CELLS | {FILEPASS, DATEMODE, BOUNDSHEET, MULRK, DIMENSIONS}
BIFF8_DIMENSIONS = 14  # bytes; in files of 1995 row numbers are of two bytes, too few to lie with
HEAD = struct.Struct("<HH")
MACRO_SHEETS = {1, 6}
STREAMS = {olefile.STGTY_STREAM, olefile.STGTY_ROOT}
FOREIGN = {"worddocument": "kind_word", "powerpoint document": "kind_presentation"}


def scan_xls(data: bytes, file: str, limits: Limits) -> Contents:
    """Extent of every sheet; raises SheetError for locked, macro-laden, damaged or foreign files."""
    stream = workbook_stream(data, file)
    try:
        budget = Budget(file, limits.records)
        epoch_1904, sheets = scan_globals(stream, budget)
        # Many sheets that begin in the same place would cost the reader that sheet many times over.
        if len({start for _name, start in sheets}) < len(sheets):
            raise SheetError("broken", file=file)
        extents = {name: scan_sheet(stream, start, budget) for name, start in sheets}
    except (struct.error, IndexError) as error:
        raise SheetError("broken", file=file) from error
    return Contents("xls", epoch_1904, extents, len(data)).check(file, limits)


def workbook_stream(data: bytes, file: str) -> bytes:
    """The BIFF records of the workbook."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            names = {path[0].lower(): path for path in container.listdir(streams=True, storages=True)}
            refuse_by_name(set(names), file)
            path = names.get("workbook") or names.get("book")
            demand_true_lengths(container, len(data), file)
            return bytes(container.openstream(path).read()) if path else b""
    except SheetError:
        raise
    except Exception as error:  # olefile raises whatever the damage happens to cause
        raise SheetError("broken", file=file) from error


def demand_true_lengths(container: olefile.OleFileIO, size: int, file: str) -> None:
    """No stream is longer than the file, and no two share a sector or run in a ring, which no reader would leave."""
    streams = [entry for entry in container.direntries if entry and entry.entry_type in STREAMS and entry.size]
    if any(entry.size > size for entry in streams):
        raise SheetError("lying_length", file=file)
    seen: set[int] = set()
    for entry in streams:
        # Short streams lie in sectors of their own kind, and those are a stream of the root's.
        if entry.size < container.minisectorcutoff and entry.entry_type != olefile.STGTY_ROOT:
            continue
        sector = entry.isectStart
        while 0 <= sector < len(container.fat):
            if sector in seen:
                raise SheetError("lying_length", file=file)
            seen.add(sector)
            sector = container.fat[sector]


def refuse_by_name(names: set[str], file: str) -> None:
    """Raise SheetError by what the container holds."""
    if names & {"encryptedpackage", "encryptioninfo"}:
        raise SheetError("password", file=file)
    if names & {"_vba_project_cur", "macros", "vba"}:
        raise SheetError("macros", file=file)
    if not names & {"workbook", "book"}:
        code = next((FOREIGN[name] for name in sorted(names) if name in FOREIGN), "kind_old_office")
        raise SheetError("other_kind", file=file, kind=notice(code))


@dataclass(slots=True)
class Budget:
    """How many records may still be looked at: sheets may lie in one another."""

    file: str
    left: int

    def spend(self) -> None:
        """Raise SheetError for one record too many."""
        self.left -= 1
        if self.left < 0:
            raise SheetError("broken", file=self.file)


def records(stream: bytes, start: int, budget: Budget) -> Iterator[tuple[int, bytes]]:
    """Telling records of one substream as (number, body), from its beginning to its end, charts inside included."""
    position, depth, last = start, 0, len(stream) - 4
    while position <= last:
        number, length = HEAD.unpack_from(stream, position)
        budget.spend()
        if number in BEGINNINGS:
            depth += 1
        elif number == END:
            depth -= 1
        if depth <= 0:
            return
        position += 4 + length
        if number in TELLING:
            yield number, stream[position - length : position]


def scan_globals(stream: bytes, budget: Budget) -> tuple[bool, list[tuple[str, int]]]:
    """Whether days count from 1904, and name and start of each sheet."""
    epoch_1904, sheets, file = False, [], budget.file
    for number, body in records(stream, 0, budget):
        if number == FILEPASS:
            raise SheetError("password", file=file)
        if number == DATEMODE:
            epoch_1904 = body[:1] == b"\x01"
        if number == BOUNDSHEET:
            if body[5] in MACRO_SHEETS:
                raise SheetError("macros", file=file)
            sheets.append((sheet_name(body), struct.unpack_from("<I", body)[0]))
    return epoch_1904, sheets


def sheet_name(body: bytes) -> str:
    """Name in a sheet record: length, width flag, then one or two bytes a letter."""
    length, wide = body[6], body[7] & 1
    return body[8 : 8 + length * 2].decode("utf-16-le") if wide else body[8 : 8 + length].decode("latin-1")


def scan_sheet(stream: bytes, start: int, budget: Budget) -> Extent:
    """How far the cells of one sheet reach."""
    extent = Extent()
    for number, body in records(stream, start, budget):
        if number in CELLS:
            row, column = struct.unpack_from("<HH", body)
            extent.reach(row + 1, column + 1)
            note_odd_cell(extent, number, body, address(row, column))
        elif number == MULRK:
            row, last = struct.unpack_from("<H", body)[0], struct.unpack_from("<H", body, len(body) - 2)[0]
            extent.reach(row + 1, last + 1)
        elif number == DIMENSIONS and len(body) >= BIFF8_DIMENSIONS:
            demand_true_dimension(body, budget.file)
    return extent


def demand_true_dimension(body: bytes, file: str) -> None:
    """The reader makes room for what is said here before it has seen a cell."""
    rows, _first, columns = struct.unpack_from("<IHH", body, 4)
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise SheetError("lying_length", file=file)


def note_odd_cell(extent: Extent, number: int, body: bytes, where: str) -> None:
    """Remember formulas and error values."""
    if number in FORMULAS:
        extent.formulas.add(where)
        if body[12:14] == b"\xff\xff" and body[6] == 2:
            extent.errors.add(where)
    if number == BOOLERR and body[7] == 1:
        extent.errors.add(where)
