"""The columns of Listan: their words, which are shown from the start, and the cell each makes of a file."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trefas.files.definitions import definition_of, said
from trefas.files.models import File
from trefas.files.policy import age_on
from trefas.persons.models import Protection
from trefas.persons.search import masked_number
from trefas.rooms.entry import Acting
from trefas.web.dates import due_cell, short_date
from trefas.web.reasons import how_contacted, why_listed
from trefas.web.staff import marked


@dataclass(frozen=True)
class Context:
    """What the cells of one page need besides the files: fetched once."""

    acting: Acting
    today: date
    staff: Mapping[uuid.UUID, str] = field(default_factory=dict)
    areas: Mapping[uuid.UUID, str] = field(default_factory=dict)
    editing: tuple[uuid.UUID, str] | None = None
    error: str = ""
    here: str = ""


def stage_cell(file: File, context: Context) -> dict[str, Any]:
    """The stage and since when; custody is shown first, because it decides how one can be reached."""
    name = said(definition_of(file).stage(file.stage).name)
    since = _("since %(day)s") % {"day": short_date(file.stage_since)}
    if file.in_custody:
        until = file.in_custody_until
        return {
            "text": _("In custody"),
            "meta": _("until %(day)s") % {"day": short_date(until)} if until else name,
            "phone": "stage",
        }
    return {"text": name, "meta": since, "phone": "stage"}


def counterpart_cell(file: File, context: Context) -> dict[str, Any]:
    """The named person at another authority with telephone."""
    if not file.counterparts:
        return {"text": _("Nobody yet"), "quiet": True}
    found = file.counterparts[0]
    label = marked(found["kind"], found["label"])
    return {"text": found["name"], "authority": label, "phone_number": found["telephone"], "phone": "counterpart"}


def contact_cell(file: File, context: Context) -> dict[str, Any]:
    """The latest contact, and how."""
    latest = file.latest_contact_on
    return {"text": short_date(latest) if latest else "", "meta": how_contacted(file.latest_contact_how)}


def step_cell(file: File, context: Context) -> dict[str, Any]:
    """The next step, which is edited in place."""
    return _editable(file, context, "next_step", "text", file.next_step or "") | {
        "text": file.next_step or "",
        "phone": "next",
    }


def due_date_cell(file: File, context: Context) -> dict[str, Any]:
    """The date of the next step, which is edited in place."""
    day = file.next_step_on
    shown = due_cell(day, context.today) if day else None
    words = {"text": shown.text, "meta": shown.note, "tone": "late" if shown.tone == "late" else ""} if shown else {}
    return _editable(file, context, "next_step_on", "date", day.isoformat() if day else "") | words | {"phone": "date"}


def why_cell(file: File, context: Context) -> dict[str, Any]:
    """Why the person is on the list."""
    return {"text": why_listed(file, context.acting)}


def handler_cell(file: File, context: Context) -> dict[str, Any]:
    """Who handles the file, and since when."""
    since = _("since %(day)s") % {"day": short_date(file.handler_since)}
    return {"text": context.staff.get(file.handler_id, "–"), "meta": since}


def area_cell(file: File, context: Context) -> dict[str, Any]:
    """The district; nothing at all for one whose whereabouts are protected."""
    if file.person.protection != Protection.NONE or file.person.area_id is None:
        return {"text": ""}
    return {"text": context.areas.get(file.person.area_id, "")}


def method_cell(file: File, context: Context) -> dict[str, Any]:
    """The method and the version that the file began under."""
    method = definition_of(file)
    return {"text": said(method.name), "meta": method.version.isoformat()}


def informed_cell(file: File, context: Context) -> dict[str, Any]:
    """When the person was informed, or when that is tested again."""
    if file.informed_on:
        return {"text": short_date(file.informed_on)}
    test = file.informed_test_on
    return {"text": _("Not yet"), "meta": _("test %(day)s") % {"day": short_date(test)} if test else ""}


def reference_cell(file: File, context: Context) -> dict[str, Any]:
    """The number in the own case system."""
    return {"text": file.case_reference or ""}


@dataclass(frozen=True)
class Column:
    """One column: `sort` is the name of its order, where there is one."""

    key: str
    label: Any
    cell: Callable[[File, Context], dict[str, Any]]
    shown: bool = True
    editable: bool = False
    sort: str = ""


COLUMNS = {
    column.key: column
    for column in (
        Column("stage", gettext_lazy("Stage"), stage_cell),
        Column("counterpart", gettext_lazy("Counterpart"), counterpart_cell),
        Column("contact", gettext_lazy("Latest contact"), contact_cell, sort="contact"),
        Column("step", gettext_lazy("Next step"), step_cell, editable=True),
        Column("due", gettext_lazy("Date"), due_date_cell, editable=True, sort="due"),
        Column("why", gettext_lazy("Why on the list"), why_cell),
        Column("handler", gettext_lazy("Handler"), handler_cell, shown=False),
        Column("area", gettext_lazy("District"), area_cell, shown=False),
        Column("method", gettext_lazy("Method and version"), method_cell, shown=False),
        Column("informed", gettext_lazy("Informed"), informed_cell, shown=False),
        Column("reference", gettext_lazy("Own case number"), reference_cell, shown=False),
    )
}
USUAL = [column.key for column in COLUMNS.values() if column.shown]


def row_of(file: File, columns: list[str], context: Context) -> dict[str, Any]:
    """Return one row of the grid."""
    return {
        "id": file.pk,
        "version": file.version,
        "url": reverse("file", args=[file.pk]),
        "name": file.person.name,
        "meta": who(file, context.today),
        "cells": [COLUMNS[key].cell(file, context) for key in columns],
    }


def who(file: File, today: date) -> str:
    """Return age and the number without its last four digits, as lists show them."""
    age = age_on(file.person.birth_date, today)
    parts = [_("%(age)s years") % {"age": age}] if age is not None else []
    if file.person.protection == Protection.NONE:
        parts.append(masked_number(file.person))
    return ", ".join(part for part in parts if part)


def plain(file: File, columns: list[str], context: Context) -> list[Any]:
    """Return a row for a spreadsheet: text, and dates as dates; no number but the one without its last four digits."""
    cells: list[Any] = [file.person.name, who(file, context.today)]
    for key in columns:
        cell = COLUMNS[key].cell(file, context)
        if key == "due":
            cells.append(file.next_step_on)
        elif key == "contact":
            cells.append(file.latest_contact_on)
        else:
            told = [str(cell.get(part, "")) for part in ("text", "meta", "phone_number")]
            cells.append(", ".join(part for part in told if part))
    return cells


def _editable(file: File, context: Context, name: str, kind: str, value: str) -> dict[str, Any]:
    if not context.acting.may("follow"):
        return {}
    label = COLUMNS["step" if name == "next_step" else "due"].label
    editing = context.editing == (file.pk, name)
    return {
        "save_url": reverse("listan_save", args=[file.pk]),
        "edit_url": f"{context.here}&redigera={file.pk}.{name}" if context.here else "",
        "field": name,
        "kind": kind,
        "value": value,
        "label": label,
        "editing": editing,
        "error": context.error if editing else "",
    }
