"""The table of figures as .xlsx, with a sheet on the extract itself that counts no persons."""

import io
from collections.abc import Sequence

import xlsxwriter

from trefas.sheets.writing import FICTIONAL, LABELS, Cell, Extract, arrange, fill, sheet_name, write_cell


def write_figures(title: str, headers: Sequence[str], rows: Sequence[Sequence[Cell]], extract: Extract) -> bytes:
    """The table as the bytes of an .xlsx file; texts that a spreadsheet could take for formulas are neutralised."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        formats = {
            "head": book.add_format({"bold": True, "text_wrap": True, "bottom": 1}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
        }
        labels = LABELS[extract.language]
        sheet = book.add_worksheet(sheet_name(title, labels[0]))
        count = fill(sheet, headers, rows, formats)
        arrange(sheet, len(headers), count, extract)
        _about(book.add_worksheet(labels[0]), title, extract, formats)
    return buffer.getvalue()


def _about(
    sheet: xlsxwriter.worksheet.Worksheet, title: str, extract: Extract, formats: dict[str, xlsxwriter.format.Format]
) -> None:
    _about_label, listed, by, at, selection, ground, _people, mark = LABELS[extract.language]
    lines: list[tuple[str, Cell]] = [
        (listed, title), (by, extract.by), (at, extract.at), (selection, extract.selection), (ground, extract.ground),
    ]  # fmt: skip
    lines += [(mark, FICTIONAL[extract.language])] if extract.fictional else []
    for row, (label, value) in enumerate(lines):
        sheet.write_string(row, 0, label, formats["head"])
        write_cell(sheet, row, 1, value, formats)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 70)
