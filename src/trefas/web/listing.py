"""What Listan's pages share: the view asked for, its filters as removable words, and the grid made of files."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trefas.authorities.models import Area
from trefas.files.listing import Wanted, chosen_columns
from trefas.files.models import File
from trefas.rooms.entry import Acting
from trefas.web import staff
from trefas.web.forms.listan import DUE, FilterForm
from trefas.web.list_columns import COLUMNS, USUAL, Context, row_of
from trefas.web.sources import NextMeeting

VIEWS = ("mine", "unit", "late", "meeting")
PARAMETERS = ("view", "handler", "due", "stage", "method", "sort")


@dataclass(frozen=True)
class Asked:
    """What the address asks for, cleaned; `given` are its parameters as they are repeated in links."""

    view: str
    wanted: Wanted
    given: Mapping[str, str]

    def link(self, name: str = "listan", **changed: str) -> str:
        """Return the address of this list with some parameters changed; empty ones are left out."""
        parameters = {key: value for key, value in {**self.given, **changed}.items() if value}
        return f"{reverse(name)}?{urlencode(parameters)}"


def asked(request: HttpRequest, acting: Acting, meeting: NextMeeting | None) -> Asked:
    """Read the view, filters and order from the address; unknown values are as absent."""
    given = {name: request.GET.get(name, "") for name in PARAMETERS}
    given["view"] = given["view"] if given["view"] in VIEWS else "mine"
    if given["view"] == "meeting" and meeting is None:
        raise Http404
    wanted = Wanted(
        handler=_uuid(given["handler"]),
        due=given["due"] if given["due"] in dict(DUE) else "",
        stage=given["stage"],
        method=given["method"],
        sort=given["sort"] or "due",
    ).within(acting.room_kind)
    return Asked(given["view"], _of_view(given["view"], wanted, acting, meeting), given)


def _of_view(view: str, wanted: Wanted, acting: Acting, meeting: NextMeeting | None) -> Wanted:
    if view == "meeting":
        return replace(wanted, files=meeting.files if meeting else ())
    if view == "unit":
        return replace(wanted, unit=acting.unit_id)
    due = "late" if view == "late" else wanted.due
    also = tuple(staff.stands_in_for(acting.room_id, acting.user_id, timezone.localdate()))
    return replace(wanted, unit=acting.unit_id, handler=acting.user_id, also=also, due=due)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def columns_of(acting: Acting, view: str) -> list[str]:
    """Return the columns to show, those that no longer exist left out."""
    return [key for key in chosen_columns(acting, view) if key in COLUMNS] or USUAL


def context_for(acting: Acting, files: Sequence[File], columns: list[str], today: date, **more: Any) -> Context:
    """Fetch what the shown columns need, each in one query."""
    areas = {file.person.area_id for file in files if file.person.area_id} if "area" in columns else set()
    return Context(
        acting=acting,
        today=today,
        staff=staff.names(file.handler_id for file in files) if "handler" in columns else {},
        areas=_area_names(areas),
        **more,
    )


def _area_names(ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    return {area.pk: area.name for area in Area._default_manager.filter(pk__in=ids)} if ids else {}


def grid(files: Sequence[File], columns: list[str], context: Context, asked_: Asked, foot: str) -> dict[str, Any]:
    """Return the grid component's data."""
    return {
        "caption": _("The list"),
        "columns": [{"label": _("Name")} | _sorting("name", asked_), *(_head(key, context, asked_) for key in columns)],
        "rows": [row_of(file, columns, context) for file in files],
        "foot": foot,
        "empty": _("No match. Remove a filter."),
    }


def _head(key: str, context: Context, asked_: Asked) -> dict[str, Any]:
    column = COLUMNS[key]
    head = {"label": column.label, "editable": column.editable and context.acting.may("follow")}
    return head | (_sorting(column.sort, asked_) if column.sort else {})


def _sorting(name: str, asked_: Asked) -> dict[str, str]:
    current = asked_.wanted.sort
    turned = f"-{name}" if current == name else name
    head = {"sort_url": asked_.link(sort=turned)}
    if current.lstrip("-") == name:
        head["sorted"] = "descending" if current.startswith("-") else "ascending"
    return head


def chosen_filters(asked_: Asked, form: FilterForm, acting: Acting) -> list[dict[str, str]]:
    """Return the filters in use as words with a link that removes each."""
    chosen = []
    if asked_.view in ("mine", "late"):
        others = staff.stands_in_for(acting.room_id, acting.user_id, timezone.localdate()).values()
        name = _("Handler: %(name)s") % {"name": ", ".join([acting.name, *others])}
        chosen.append({"label": name, "remove_url": asked_.link(view="unit")})
    for field in ("handler", "due", "stage", "method"):
        value = asked_.given[field]
        words = dict(form.fields[field].choices).get(value) if value and field in form.fields else None  # type: ignore[attr-defined]  # all of them are choices
        if words:
            chosen.append({"label": f"{form.fields[field].label}: {words}", "remove_url": asked_.link(**{field: ""})})
    return chosen


def chooser(asked_: Asked, columns: list[str], view_name: str) -> dict[str, Any]:
    """Return the column chooser's data: those shown in their order, then the others."""
    order = [*columns, *(key for key in COLUMNS if key not in columns)]
    return {
        "url": asked_.link("listan_columns"),
        "shown": len(columns) + 1,
        "total": len(COLUMNS) + 1,
        "note": _("The name always shows. The choice is kept in the view %(view)s.") % {"view": view_name},
        "columns": [{"key": key, "label": COLUMNS[key].label, "shown": key in columns} for key in order],
    }
