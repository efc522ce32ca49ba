"""Write a list out: .xlsx with a sheet on the extract itself, or .csv for other programs."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import xlsxwriter

from trefas.sheets.sentences import Language

Cell = str | int | float | bool | datetime.date | datetime.datetime | None
FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
WIDTHS: Final = (8, 60)  # characters, narrowest and widest column
LABELS: Final[dict[Language, tuple[str, ...]]] = {
    "sv": ("Om uttaget", "Lista", "Uttaget av", "Tidpunkt", "Urval", "Grund", "Antal personer", "Märkning"),
    "en": (
        "About this extract",
        "List",
        "Extracted by",
        "Time",
        "Filter",
        "Ground",
        "Number of people",
        "Mark",
    ),
}
FICTIONAL: Final[dict[Language, str]] = {
    "sv": "Övning, inga verkliga personer",
    "en": "Practice, no real people",
}
FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))  # in names of sheets


@dataclass(frozen=True, slots=True)
class Extract:
    """Who takes a list out, when, which part of it and on which ground."""

    by: str
    at: datetime.datetime
    selection: str
    ground: str
    fictional: bool
    language: Language = "sv"


def neutralised(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe in front, control characters out.

    After OWASP, CSV Injection: = + - @ tab and carriage return may begin a formula.
    """
    clean = "".join(letter for letter in text if letter >= " " or letter == "\n")
    risky = text.startswith(FORMULA_SIGNS) or clean.lstrip().startswith(FORMULA_SIGNS)
    return f"'{clean}" if risky else clean


def write_xlsx(title: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]], extract: Extract) -> bytes:
    """The list as the bytes of an .xlsx file: dates as dates, the header always in sight and in print."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(sheet_name(title, LABELS[extract.language][0]))
        formats = {
            "head": book.add_format({"bold": True, "text_wrap": True, "bottom": 1}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"}),
        }
        count = fill(sheet, headers, rows, formats)
        arrange(sheet, len(headers), count, extract)
        about(book.add_worksheet(LABELS[extract.language][0]), title, count, extract, formats)
    return buffer.getvalue()


def sheet_name(title: str, taken: str) -> str:
    """A name that spreadsheets accept: at most 31 UTF-16 units, some signs not allowed, not taken."""
    tidy = " ".join(neutralised(title).translate(FORBIDDEN).split())
    short = tidy.encode("utf-16-le", "replace")[:62].decode("utf-16-le", "ignore").strip("' ")
    return "1" if not short or short.casefold() == taken.casefold() else short


def fill(
    sheet: xlsxwriter.worksheet.Worksheet,
    headers: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    formats: dict[str, xlsxwriter.format.Format],
) -> int:
    """Write headers and rows, set the widths, return the number of rows."""
    widths = [len(header) for header in headers]
    for column, header in enumerate(headers):
        sheet.write_string(0, column, neutralised(header), formats["head"])
    count = 0
    for count, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            widths[column] = max(widths[column], write_cell(sheet, count, column, cell, formats))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(max(width + 2, WIDTHS[0]), WIDTHS[1]))
    return count


def write_cell(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    cell: Cell,
    formats: dict[str, xlsxwriter.format.Format],
) -> int:
    """Write one cell by its type, return its length in characters."""
    if cell is None or cell == "":
        return 0
    if isinstance(cell, datetime.datetime):
        sheet.write_datetime(row, column, cell.replace(tzinfo=None), formats["time"])
        return 16
    if isinstance(cell, datetime.date):
        sheet.write_datetime(row, column, cell, formats["date"])
        return 10
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        sheet.write_number(row, column, cell, formats["text"])
        return len(str(cell))
    text = neutralised(str(cell))
    sheet.write_string(row, column, text, formats["text"])
    return max(len(line) for line in text.split("\n"))


def arrange(sheet: xlsxwriter.worksheet.Worksheet, columns: int, rows: int, extract: Extract) -> None:
    """Header frozen and filtered; on paper landscape A4, one page wide, header and mark on every page."""
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, rows, max(columns - 1, 0))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    mark = FICTIONAL[extract.language] if extract.fictional else ""
    by = extract.by.replace("&", "&&")
    sheet.set_footer(f"&L{by}, {extract.at:%Y-%m-%d %H:%M}&C{mark}&R&P / &N")


def about(
    sheet: xlsxwriter.worksheet.Worksheet,
    title: str,
    count: int,
    extract: Extract,
    formats: dict[str, xlsxwriter.format.Format],
) -> None:
    """The sheet that says what the list is."""
    _, listed, by, at, selection, ground, people, mark = LABELS[extract.language]
    lines: list[tuple[str, Cell]] = [
        (listed, title),
        (by, extract.by),
        (at, extract.at),
        (selection, extract.selection),
        (ground, extract.ground),
        (people, count),
    ]
    if extract.fictional:
        lines.append((mark, FICTIONAL[extract.language]))
    for row, (label, value) in enumerate(lines):
        sheet.write_string(row, 0, label, formats["head"])
        write_cell(sheet, row, 1, value, formats)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 70)
    sheet.set_landscape()
    sheet.set_paper(9)


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The list as CSV that Swedish Excel opens as it is: semicolons, UTF-8 with a mark, dates as ISO."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([neutralised(header) for header in headers])
    writer.writerows([shown(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def shown(cell: Cell) -> str:
    """A cell as text: ISO dates, decimal comma, formulas neutralised; numbers are no formulas."""
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return str(cell).replace(".", ",")
    return neutralised(str(cell))
