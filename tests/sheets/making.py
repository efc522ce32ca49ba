"""Files made by hand for the tests: good ones, faulty ones and hostile ones. Every person is invented."""

from __future__ import annotations

import datetime
import io
import struct
import zipfile
from collections.abc import Sequence

import xlsxwriter

ON = datetime.date(2026, 11, 23)


def check_digit(nine: str) -> str:
    """The tenth digit, worked out apart from the code under test."""
    total = 0
    for place, digit in enumerate(nine):
        doubled = int(digit) * 2 if place % 2 == 0 else int(digit)
        total += doubled // 10 + doubled % 10
    return str(-total % 10)


def series_number(day: str, birth: int = 980) -> str:
    """YYYYMMDD and a birth number of the test series → twelve digits."""
    return f"{day}{birth:03d}{check_digit(f'{day[2:]}{birth:03d}')}"


def xlsx(rows: Sequence[Sequence[object]], *, sheet: str = "Blad1", options: dict | None = None, **more) -> bytes:
    """A workbook with one sheet, or with more by name."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **(options or {})}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, lines in {sheet: rows, **more}.items():
            page = book.add_worksheet(name)
            if name.startswith("Dold"):
                page.hide()
            for number, line in enumerate(lines):
                for column, value in enumerate(line):
                    write(page, number, column, value, day)
    return buffer.getvalue()


def write(page, row: int, column: int, value: object, day) -> None:
    """One cell by its type; a tuple is a formula with its saved value."""
    if value is None:
        return
    if isinstance(value, tuple):
        page.write_formula(row, column, value[0], None, value[1])
    elif isinstance(value, datetime.date):
        page.write_datetime(row, column, value, day)
    elif isinstance(value, str):
        page.write_string(row, column, value)
    else:
        page.write_number(row, column, value)


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def changed(data: bytes, **replaced: bytes) -> bytes:
    """The same zip file with entries replaced (names by their last part) or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    for name, content in replaced.items():
        file = name.replace("__", "/").replace("_DOT_", ".")
        entries[file] = content
    return zipped(entries)


def sheet_xml(inside: str) -> bytes:
    """A worksheet with this inside its data."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{inside}</sheetData></worksheet>'.encode()


def with_sheet(inside: str) -> bytes:
    """A workbook whose only sheet has handmade XML."""
    return changed(xlsx([["x"]]), xl__worksheets__sheet1_DOT_xml=sheet_xml(inside))


ODS_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
)


def ods(inside: str, **entries: bytes) -> bytes:
    """An OpenDocument sheet named Lista with handmade rows."""
    table = f'<table:table table:name="Lista">{inside}</table:table>'
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODS_NAMES}><office:body>'
        f"<office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": manifest,
        "content.xml": content.encode(),
        **entries,
    }
    return zipped(parts)


def ods_row(*values: str, repeat: int = 1) -> str:
    """A row of texts."""
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        if value
        else "<table:table-cell/>"
        for value in values
    )
    return f'<table:table-row table:number-rows-repeated="{repeat}">{cells}</table:table-row>'


def record(number: int, body: bytes) -> bytes:
    """One BIFF record."""
    return struct.pack("<HH", number, len(body)) + body


def biff_label(row: int, column: int, text: str) -> bytes:
    """A text cell in BIFF8."""
    return record(0x204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def biff_number(row: int, column: int, value: float) -> bytes:
    """A number cell."""
    return record(0x203, struct.pack("<HHHd", row, column, 0, value))


BOF_BOOK = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6))
BOF_SHEET = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
EOF = record(0x0A, b"")


def xls_stream(cells: bytes, *, kind: int = 0, extra: bytes = b"") -> bytes:
    """The records of a workbook with one sheet."""
    name = b"Lista"

    def book(start: int) -> bytes:
        sheet = struct.pack("<IBBBB", start, 0, kind, len(name), 0) + name
        return BOF_BOOK + extra + record(0x85, sheet) + EOF

    return book(len(book(0))) + BOF_SHEET + cells + EOF


def ole(streams: dict[str, bytes]) -> bytes:
    """A minimal OLE container: streams of at least 4096 bytes, as many FAT sectors as its header can name."""
    sector, fat, body, entries = 512, [], b"", []
    for name, content in streams.items():
        content = content.ljust(4096, b"\0")
        count = -(-len(content) // sector)
        start = len(fat)
        fat += [*range(start + 1, start + count), 0xFFFFFFFE]
        body += content.ljust(count * sector, b"\0")
        entries.append((name, 2, start, len(content)))
    directory_start = len(fat)
    directory = directory_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)
    for index, (name, kind, start, size) in enumerate(entries, start=1):
        right = index + 1 if index < len(entries) else 0xFFFFFFFF
        directory += directory_entry(name, kind, start, size, right=right)
    directory = directory.ljust(-(-len(directory) // sector) * sector, b"\0")
    count = len(directory) // sector
    fat += [*range(directory_start + 1, directory_start + count), 0xFFFFFFFE]
    fat_start, tables = len(fat), 1
    while len(fat) + tables > tables * 128:
        tables += 1
    fat += [0xFFFFFFFD] * tables
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIII", 0, tables, directory_start, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += b"".join(struct.pack("<I", fat_start + place) for place in range(tables)).ljust(436, b"\xff")
    table = b"".join(struct.pack("<I", one) for one in fat).ljust(tables * sector, b"\xff")
    return header + body + directory + table


def directory_entry(
    name: str, kind: int, start: int, size: int, *, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF
) -> bytes:
    """One of 128 bytes."""
    encoded = (name + "\0").encode("utf-16-le")
    links = struct.pack("<III", 0xFFFFFFFF, right, child)
    return (
        encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1) + links + bytes(36)
        + struct.pack("<III", start, size, 0)
    )  # fmt: skip


def xls(cells: bytes, *, kind: int = 0, extra: bytes = b"", **streams: bytes) -> bytes:
    """An old Excel file with one sheet named Lista."""
    return ole({"Workbook": xls_stream(cells, kind=kind, extra=extra), **streams})
