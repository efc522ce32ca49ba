"""Components that list: timeline, tasks, the grid, the inbox, the meeting, figures and charts."""

import json
from datetime import date
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from trefas.web.charts import draw
from trefas.web.templatetags._library import register
from trefas.web.templatetags._words import tag

IMPORT_STATES = {
    "new": (gettext_lazy("Added"), "ok"),
    "changed": (gettext_lazy("Changed"), ""),
    "same": (gettext_lazy("No change"), ""),
    "duplicate": (gettext_lazy("Possible duplicate"), "warn"),
    "gone": (gettext_lazy("Gone from the list"), "warn"),
    "error": (gettext_lazy("Left out"), "late"),
}


# A template looks long for a key that is not there: a cell has them all.
SHOWN = ["text", "meta", "tone", "quiet", "authority", "phone_number", "phone", "conflict"]
EDITED = ["save_url", "edit_url", "field", "value", "kind", "choices", "label", "editing", "error"]
CELL: dict[str, Any] = dict.fromkeys([*SHOWN, *EDITED], "")


@register.inclusion_tag("components/timeline.html")
def timeline(
    items: list[dict[str, Any]], more_url: str = "", more_text: str = "", id: str = "timeline"
) -> dict[str, Any]:  # the tag's word
    """One stream of own notes and received copies, newest first."""
    return {"items": items, "more_url": more_url, "more_text": more_text, "id": id}


@register.inclusion_tag("components/task_groups.html")
def task_groups(groups: list[dict[str, Any]], today: date, jumps: bool = True, keys: bool = True) -> dict[str, Any]:
    """The work list: one heading a group, the last one folded."""
    return {"groups": groups, "today": today, "jumps": jumps, "keys": keys}


@register.inclusion_tag("components/task_row.html")
def task_row(task: dict[str, Any], today: date) -> dict[str, Any]:
    """One task: when, what, why, who, and the quick act."""
    return {"task": task, "today": today}


@register.inclusion_tag("components/grid.html")
def grid(grid: dict[str, Any]) -> dict[str, Any]:
    """Listan: a table that can be edited from the keyboard."""
    rows = [{**row, "cells": [CELL | cell for cell in row["cells"]]} for row in grid["rows"]]
    return {"grid": {**grid, "rows": rows}}


@register.inclusion_tag("components/filter_bar.html")
def filter_bar(filters: dict[str, Any], chooser: dict[str, Any] | None = None) -> dict[str, Any]:
    """Removable filters above a list, the count, and the choice of columns."""
    return {"filters": filters, "chooser": chooser}


@register.inclusion_tag("components/column_chooser.html")
def column_chooser(chooser: dict[str, Any]) -> dict[str, Any]:
    """Which columns are shown, and in which order."""
    return {"chooser": chooser}


@register.inclusion_tag("components/inbox.html")
def inbox(items: list[dict[str, Any]]) -> dict[str, Any]:
    """What has been received and waits to be registered."""
    return {"items": items}


@register.inclusion_tag("components/agenda.html")
def agenda(items: list[dict[str, Any]], label: str = "") -> dict[str, Any]:
    """The people of a meeting, in order."""
    return {"items": items, "label": label or gettext("Agenda")}


@register.inclusion_tag("components/said_list.html")
def said_list(items: list[dict[str, Any]]) -> dict[str, Any]:
    """What you have prepared to tell, each marked as said or not said."""
    return {"items": items}


@register.inclusion_tag("components/said.html")
def said(item: dict[str, Any]) -> dict[str, Any]:
    """One prepared item with its two toggle buttons."""
    return {"item": item}


@register.inclusion_tag("components/shared_screen.html")
def shared_screen(meeting: dict[str, Any]) -> dict[str, Any]:
    """What everybody present may see, in large type."""
    return {"meeting": meeting}


@register.inclusion_tag("components/figures.html")
def figures(figures: list[dict[str, Any]]) -> dict[str, Any]:
    """Numbers as sentences, each with who counts it."""
    return {"figures": figures}


@register.inclusion_tag("components/table.html")
def table(table: dict[str, Any]) -> dict[str, Any]:
    """A table of figures; a cell may be a mapping with text and suppressed."""
    return {"table": table}


@register.inclusion_tag("components/pager.html")
def pager(pager: dict[str, Any]) -> dict[str, Any]:
    """The way to the rest of a long list; nothing when it all fits."""
    return {"pager": pager}


@register.inclusion_tag("components/progress.html")
def progress(text: str, done: int, total: int, id: str = "progress") -> dict[str, Any]:
    """How far a long piece of work has come, in words and as a bar."""
    return {"text": text, "done": done, "total": total, "id": id}


@register.filter
def table_cells(row: list[Any], columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each cell with the alignment of its column."""
    return [
        {**(cell if isinstance(cell, dict) else {"text": cell}), "number": column.get("number", False)}
        for cell, column in zip(row, columns, strict=True)
    ]


@register.inclusion_tag("components/chart.html")
def chart(chart: dict[str, Any]) -> dict[str, Any]:
    """One line over time as SVG, and the same numbers as a table."""
    return {"chart": chart, "drawing": draw(chart["points"], chart.get("unit", ""))}


@register.inclusion_tag("components/import_preview.html")
def import_preview(preview: dict[str, Any]) -> dict[str, Any]:
    """Every row of an import with what will happen to it."""
    return {"preview": preview}


@register.simple_tag
def import_state(state: str) -> SafeString:
    """What happens to one row, in a word."""
    words, tone = IMPORT_STATES[state]
    return tag(str(words), tone)


@register.filter
def as_json(value: Any) -> str:
    """Choices for the browser, in an attribute; the template escapes it."""
    return json.dumps([[str(key), str(label)] for key, label in value], ensure_ascii=False)
