"""Listan: everyone the unit follows, one line each, edited in place, printed and taken out."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from trefas.files.actions import choose_columns
from trefas.files.listing import MOST_BY_NAME, page_of, view_counts, wanted_files
from trefas.persons import search
from trefas.rooms.opening import open_rooms
from trefas.web import list_cells, list_extracts, reassigning, staff
from trefas.web.dates import short_date
from trefas.web.forms.listan import FilterForm
from trefas.web.list_columns import COLUMNS
from trefas.web.listing import Asked, asked, chooser, chosen_filters, columns_of, context_for, grid
from trefas.web.requests import need, today_of
from trefas.web.sources import NextMeeting, next_meeting


@require_http_methods(["GET", "HEAD", "POST"])
def listan(request: HttpRequest) -> HttpResponse:
    """Show one page of the list. POST filters it by a name, so that no name ever stands in an address."""
    acting = need(request, "follow")
    rooms, today = open_rooms(), today_of(request)
    meeting = next_meeting(acting, rooms, today)
    what = asked(request, acting, meeting)
    sought = request.POST.get("q", "").strip()
    wanted = what.wanted
    found = wanted_files(rooms, wanted, today)
    if sought:
        people = search.find(acting.room_id, acting.room_kind, sought)
        found = found.filter(person_id__in=[person.pk for person in people])
    page = page_of(found, wanted.sort, request.GET.get("after", ""))
    columns = columns_of(acting, what.view)
    context = context_for(
        acting, page.files, columns, today, editing=_editing(request), here=what.link(), error=_error(request)
    )
    standing_in = staff.stands_in_for(acting.room_id, acting.user_id, today)
    counts = view_counts(acting, rooms, today, list(standing_in))
    form = FilterForm(room_kind=acting.room_kind, handlers=staff.colleagues(acting.room_id).items(), initial=what.given)
    views = _views(what, counts, meeting)
    total = _total(what, counts, meeting, len(page.files))
    name = next(view["label"] for view in views if view["current"])
    return render(
        request,
        "listan/listan.html",
        {
            "lead": _("People whom %(unit)s follows") % {"unit": acting.unit_name},
            "standing_in": ", ".join(standing_in.values()),
            "views": views,
            "filters": {
                "url": what.link(),
                "method": "post",
                "text": sought,
                "live": True,
                "chosen": chosen_filters(what, form, acting),
                "form": form,
                "state": _people(total),
            },
            "chooser": chooser(what, columns, name),
            "grid": grid(page.files, columns, context, what, _foot(len(page.files), total)),
            "more_url": what.link(after=page.after) if page.after and not sought else "",
            "may_propose": acting.may("propose"),
            "may_reassign": acting.may("reassign"),
            "print_url": what.link("listan_print"),
            "extract_url": what.link("listan_extract"),
            "may_sort_by_name": total <= MOST_BY_NAME,
        },
    )


def _views(what: Asked, counts: dict[str, int], meeting: NextMeeting | None) -> list[dict[str, Any]]:
    shown: list[tuple[str, str, int]] = [
        ("mine", _("Mine"), counts["mine"]),
        ("unit", _("The whole unit"), counts["unit"]),
        ("late", _("Late"), counts["late"]),
    ]
    if meeting is not None:
        words = _("Before the meeting %(day)s") % {"day": short_date(meeting.on)}
        shown.append(("meeting", words, len(meeting.files)))
    empty = dict.fromkeys(("handler", "due", "stage", "method"), "")
    return [
        {"label": label, "url": what.link(view=view, **empty), "count": count, "current": view == what.view}
        for view, label, count in shown
    ]


def _total(what: Asked, counts: dict[str, int], meeting: NextMeeting | None, shown: int) -> int:
    if any(what.given[name] for name in ("handler", "due", "stage", "method")):
        return shown
    return counts[what.view] if what.view in counts else len(meeting.files if meeting else ())


def _people(total: int) -> str:
    return ngettext("%(total)s person.", "%(total)s people.", total) % {"total": total}


def _foot(shown: int, total: int) -> str:
    words = _("%(shown)s of %(total)s people. The last four digits show in the file only.")
    return words % {"shown": shown, "total": max(total, shown)}


def _editing(request: HttpRequest) -> tuple[uuid.UUID, str] | None:
    row, _dot, name = request.GET.get("redigera", "").partition(".")
    try:
        return uuid.UUID(row), name
    except ValueError:
        return None


def _error(request: HttpRequest) -> str:
    return _("Write a date, for example 2026-11-27.") if request.GET.get("fel") == "datum" else ""


@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Keep which columns show, in which order; a column may be moved one step without JavaScript."""
    acting = need(request, "follow")
    what = asked(request, acting, next_meeting(acting, open_rooms(), today_of(request)))
    chosen = [key for key in request.POST.getlist("column") if key in COLUMNS]
    for name, step in (("up", -1), ("down", 1)):
        if request.POST.get(name) in chosen:
            _move(chosen, request.POST[name], step)
    choose_columns(by=acting, view=what.view, columns=[] if "reset" in request.POST else chosen)
    return redirect(what.link())


def _move(chosen: list[str], key: str, step: int) -> None:
    here = chosen.index(key)
    there = min(max(here + step, 0), len(chosen) - 1)
    chosen[here], chosen[there] = chosen[there], chosen[here]


urlpatterns = [
    path("", listan, name="listan"),
    path("kolumner/", columns, name="listan_columns"),
    path("ta-ut/", list_extracts.extract, name="listan_extract"),
    path("utskrift/", list_extracts.print_page, name="listan_print"),
    path("omfordela/", reassigning.many, name="listan_reassign"),
    path("<uuid:file_id>/", list_cells.save, name="listan_save"),
    path("<uuid:file_id>/jamfor/", list_cells.compare, name="listan_compare"),
]
