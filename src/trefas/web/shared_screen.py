"""A meeting on a screen that everybody present can see: numbers, times and attendance, never a name or a fact."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trefas.files.cooperation import shown
from trefas.web import staff
from trefas.web.dates import clock
from trefas.web.meeting_frame import Held, held, talk_url, title_of, units_of, when

PURPOSE = "meet"


@require_safe
def show(request: HttpRequest, meeting_id: uuid.UUID, position: int) -> HttpResponse:
    """Show one place on the agenda by its number."""
    one = held(request, meeting_id)
    talk = one.talk(position)
    words = {"place": position, "count": len(one.talks), "number": shown(talk.item.cooperation)}
    meeting = {
        "name": _("Number %(number)s") % words,
        "lead": f"{title_of(one.meeting)}. {when(one.meeting)}. " + _("Number %(place)s of %(count)s.") % words,
        "present": _present(talk.item.present),
        "facts": _facts(one),
        "back_url": talk_url(one.meeting, talk.item),
    }
    context = {"meeting": meeting, "before": _place(one, position - 1), "after": _place(one, position + 1)}
    return render(request, "meetings/shared.html", context)


def _present(ids: list[uuid.UUID]) -> list[dict[str, Any]]:
    names = staff.units(ids)
    return [{**row, "person": names[row["id"]].name} for row in units_of(ids)]


def _facts(one: Held) -> list[dict[str, str]]:
    return [
        {"label": _("Begins"), "value": clock(one.meeting.starts_at)},
        {"label": _("Ends"), "value": clock(one.meeting.ends_at)},
        {"label": _("Place"), "value": one.meeting.place},
    ]


def _place(one: Held, position: int) -> str:
    known = {talk.item.position for talk in one.talks}
    return reverse("meeting_shared", args=[one.meeting.pk, position]) if position in known else ""


urlpatterns = [path("<uuid:meeting_id>/delad-skarm/<int:position>/", show, name="meeting_shared")]
