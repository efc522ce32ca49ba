"""A look through an old .xls file (OLE container, BIFF records) before it is read.

Record numbers and layouts: Microsoft, [MS-XLS] Excel Binary File Format, 2.3 and 2.4.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile

from trefas.sheets.addresses import address
from trefas.sheets.contents import Contents, Extent
from trefas.sheets.limits import Limits
from trefas.sheets.sentences import SheetError, notice

FILEPASS, DATEMODE, BOUNDSHEET, MULRK, BOOLERR = 0x2F, 0x22, 0x85, 0xBD, 0x205
BEGINNINGS, END = {0x09, 0x209, 0x409, 0x809}, 0x0A
FORMULAS = {0x06, 0x206, 0x406}
CELLS = {0x203, 0xFD, 0x27E, 0x204, 0xD6, BOOLERR} | FORMULAS
MACRO_SHEETS = {1, 6}
FOREIGN = {"worddocument": "kind_word", "powerpoint document": "kind_presentation"}


def scan_xls(data: bytes, file: str, limits: Limits) -> Contents:
    """Extent of every sheet; raises SheetError for locked, macro-laden, damaged or foreign files."""
    stream = workbook_stream(data, file)
    try:
        epoch_1904, sheets = scan_globals(stream, file)
        extents = {name: scan_sheet(stream, start) for name, start in sheets}
    except (struct.error, IndexError) as error:
        raise SheetError("broken", file=file) from error
    for name, extent in extents.items():
        extent.check(file, name, limits)
    return Contents("xls", epoch_1904, extents)


def workbook_stream(data: bytes, file: str) -> bytes:
    """The BIFF records of the workbook."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            names = {path[0].lower(): path for path in container.listdir(streams=True, storages=True)}
            refuse_by_name(set(names), file)
            path = names.get("workbook") or names.get("book")
            return bytes(container.openstream(path).read()) if path else b""
    except SheetError:
        raise
    except Exception as error:  # olefile raises whatever the damage happens to cause
        raise SheetError("broken", file=file) from error


def refuse_by_name(names: set[str], file: str) -> None:
    """Raise SheetError by what the container holds."""
    if names & {"encryptedpackage", "encryptioninfo"}:
        raise SheetError("password", file=file)
    if names & {"_vba_project_cur", "macros", "vba"}:
        raise SheetError("macros", file=file)
    if not names & {"workbook", "book"}:
        code = next((FOREIGN[name] for name in sorted(names) if name in FOREIGN), "kind_old_office")
        raise SheetError("other_kind", file=file, kind=notice(code))


def records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Records of one substream as (number, body), from its beginning to its end, charts inside included."""
    position, depth = start, 0
    while position + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, position)
        depth += (number in BEGINNINGS) - (number == END)
        if depth <= 0:
            return
        yield number, stream[position + 4 : position + 4 + length]
        position += 4 + length


def scan_globals(stream: bytes, file: str) -> tuple[bool, list[tuple[str, int]]]:
    """Whether days count from 1904, and name and start of each sheet."""
    epoch_1904, sheets = False, []
    for number, body in records(stream, 0):
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


def scan_sheet(stream: bytes, start: int) -> Extent:
    """How far the cells of one sheet reach."""
    extent = Extent()
    for number, body in records(stream, start):
        if number in CELLS:
            row, column = struct.unpack_from("<HH", body)
            extent.reach(row + 1, column + 1)
            note_odd_cell(extent, number, body, address(row, column))
        elif number == MULRK:
            row, last = struct.unpack_from("<H", body)[0], struct.unpack_from("<H", body, len(body) - 2)[0]
            extent.reach(row + 1, last + 1)
    return extent


def note_odd_cell(extent: Extent, number: int, body: bytes, where: str) -> None:
    """Remember formulas and error values."""
    if number in FORMULAS:
        extent.formulas.add(where)
        if body[12:14] == b"\xff\xff" and body[6] == 2:
            extent.errors.add(where)
    if number == BOOLERR and body[7] == 1:
        extent.errors.add(where)
