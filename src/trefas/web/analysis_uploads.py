"""The file of an analysis: read in memory, never kept, refused when it is too large or holds persons."""

import re
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from trefas.analysis.cells import is_identity_number
from trefas.analysis.reading import BadInput, Language, Table
from trefas.sheets.sentences import SheetError
from trefas.web.apart import ANALYSIS, read_apart

PURPOSE = "figures"

MOST_ROWS = 20_000
WORDS = {
    "area": ("area", "område", "district", "distrikt", "stadsdel", "place", "plats"),
    "unit": ("unit", "enhet", "area", "område", "district", "distrikt", "stadsdel", "precinct"),
    "date": ("date", "datum", "day", "dag", "period", "month", "månad", "quarter", "kvartal", "year", "år"),
    "time": ("time", "tid", "period", "month", "månad", "quarter", "kvartal", "year", "år"),
    "outcome": ("outcome", "utfall", "count", "antal", "n", "incidents", "händelser"),
    "start": ("start", "starts", "first", "från"),
    "x": ("x", "easting", "öst", "lon", "longitude", "longitud"),
    "y": ("y", "northing", "nord", "lat", "latitude", "latitud"),
}


def table_from(upload: Any) -> Table:
    """The uploaded file as a table; BadInput or SheetError with a sentence when it cannot be used."""
    name, content = upload.name, upload.read()
    if len(content) > ANALYSIS.file_bytes:
        raise _both(_("%(file)s is larger than 10 MB. Choose a smaller one, or use the command.") % {"file": name})
    table: Table = read_apart("analysis", content, name)
    if len(table) > MOST_ROWS:
        sentence = _("%(file)s has %(rows)s rows. This page takes at most %(most)s; use the command for more.")
        raise _both(sentence % {"file": name, "rows": len(table), "most": MOST_ROWS})
    _refuse_persons(table)
    return table


def _refuse_persons(table: Table) -> None:
    """No column may hold identity numbers, whether the analysis reads it or not."""
    for place, column in enumerate(table.columns):
        texts = [_digits(row[place]) for row in table.cells]
        found = [k for k, text in enumerate(texts) if text and is_identity_number(text)]
        # Among case numbers of ten digits about one in three hundred passes as an identity number.
        certain = any("-" in texts[k] or "+" in texts[k] for k in found)
        if certain or 10 * len(found) > len(table):
            rows, cells = tuple(table.rows[k] for k in found), tuple((texts[k],) for k in found)
            replace(table, columns=(column,), rows=rows, cells=cells).labels(column)


def _digits(cell: Any) -> str:
    """A cell that could be an identity number, as text; else nothing."""
    if isinstance(cell, float):
        cell = int(cell) if cell == cell // 1 else ""
    text = str(cell).strip()
    return text if re.fullmatch(r"(\d{2})?\d{6}[-+]?\d{4}", text) else ""


def column_of(table: Table, form: forms.Form, field: str) -> str:
    """The column that was named, else the one whose heading says what it is."""
    given = str(form.cleaned_data[field]).strip()
    for column in table.columns:
        if column == given or (not given and column.casefold() in WORDS.get(field, ())):
            return column
    alike = [column for column in table.columns if given and column.casefold() == given.casefold()]
    if alike:
        return alike[0]
    if given:
        table.raw(given)
    sentence = _("%(file)s: write in “%(field)s” which column to use. The file has the columns %(columns)s.")
    raise _both(
        sentence
        % {
            "file": table.name,
            "field": form.fields[field].label,
            "columns": ", ".join(table.columns),
        }
    )


def optional_column(table: Table, form: forms.Form, field: str) -> str | None:
    """The column that was named, None when none was."""
    return column_of(table, form, field) if str(form.cleaned_data[field]).strip() else None


def sentence_of(error: BadInput | SheetError, form: forms.Form, language: Language) -> str:
    """What is wrong, in the words of the form."""
    text = error.text(language) if isinstance(error, BadInput) else error.sentence(language)
    return with_fields(text, form, language)


def with_fields(text: str, form: forms.Form, language: Language) -> str:
    """A sentence of the analyses with the form's fields where it names the command's options."""
    options: dict[str, str] = getattr(form, "OPTIONS", {})

    def label(match: re.Match[str]) -> str:
        name = options.get(match.group(), match.group()[2:].replace("-", "_"))
        if name not in form.fields:
            return match.group()
        return f"{'“' if language == 'en' else '”'}{form.fields[name].label}”"

    # A sentence that tells how to run the command needs its options.
    return text if "trefas analysis" in text else re.sub(r"--[a-z][a-z-]*", label, text)


def refuse(sentence: str) -> BadInput:
    """An error whose sentence is already in the reader's language."""
    return _both(sentence)


def _both(sentence: str) -> BadInput:
    return BadInput(sentence, sentence)
