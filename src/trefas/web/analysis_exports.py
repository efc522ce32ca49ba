"""Taking a result out, as a spreadsheet with a sheet on the extract itself, or as a tagged PDF."""

import io
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from trefas.sheets.writing import FICTIONAL, LABELS, Cell, Extract, arrange, fill, sheet_name, write_cell
from trefas.web.analysis_results import Result, Table, texts
from trefas.web.papers import pdf


def workbook(result: Result, extract: Extract) -> bytes:
    """The tables as the sheets of an .xlsx file, numbers as numbers, and last what the extract is."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        formats = {
            "head": book.add_format({"bold": True, "text_wrap": True, "bottom": 1}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"}),
        }
        about = LABELS[extract.language][0]
        for number, table in enumerate(result.tables, 1):
            # Numbered, since two long captions may be cut to the same name.
            sheet = book.add_worksheet(sheet_name(f"{number}. {table.caption}", about))
            count = fill(sheet, [column.label for column in table.columns], table.rows, formats)
            arrange(sheet, len(table.columns), count, extract)
        _about(book.add_worksheet(about), result, extract, formats)
    return buffer.getvalue()


def _about(sheet: Any, result: Result, extract: Extract, formats: dict[str, Any]) -> None:
    """What was computed, from what, by whom and when; then the finding in words."""
    _sheet, listed, by, at, *_others, mark = LABELS[extract.language]
    lines: list[tuple[str, Cell]] = [(listed, result.title), (by, extract.by), (at, extract.at), *result.asked]
    if extract.fictional:
        lines.append((mark, FICTIONAL[extract.language]))
    lines += [(_("Finding") if k == 0 else "", text) for k, text in enumerate(result.prose)]
    for row, (label, value) in enumerate(lines):
        sheet.write_string(row, 0, label, formats["head"])
        write_cell(sheet, row, 1, value, formats)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    sheet.set_paper(9)


def paper(result: Result, extract: Extract) -> bytes:
    """The whole result as a PDF that a screen reader can read: title, language, headings, picture text."""
    data = {
        "title": result.title,
        "language": result.language,
        "by": f"{extract.by}, {extract.at:%Y-%m-%d %H:%M}",
        "mark": FICTIONAL[extract.language] if extract.fictional else "",
        "asked": result.asked,
        "prose": result.prose,
        "svg": result.svg,
        "picture": result.picture,
        "tables": [_plain(table, result) for table in result.tables],
    }
    return pdf("analyses/paper.typ", data, at=extract.at)


def _plain(table: Table, result: Result) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "lead": table.lead,
        "listed": table.listed,
        "columns": [{"label": column.label, "number": column.number} for column in table.columns],
        "rows": texts(table, result.language),
    }
