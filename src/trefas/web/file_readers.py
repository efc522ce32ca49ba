"""Who has read a file, by name, time and page: from the chain of the room that the file lies in."""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from trefas.audit.models import ChainHead, Event
from trefas.files.models import File
from trefas.web import staff
from trefas.web.dates import clock, full_date
from trefas.web.file_frame import identity, opened

# The chain has no index by person, so the page looks back this many events of the room.
LOOKED_BACK = 20_000
SHOWN = 200
PAGES = {
    "file": gettext_lazy("The file, overview"),
    "file_timeline": gettext_lazy("The file, timeline"),
    "file_contacts": gettext_lazy("The file, contacts"),
    "file_documents": gettext_lazy("The file, documents"),
    "file_paper": gettext_lazy("A paper of the file"),
    "file_readers": gettext_lazy("Who has read"),
    "file_note": gettext_lazy("Writing a note"),
    "listan": gettext_lazy("The list"),
    "listan_print": gettext_lazy("The list, printed"),
    "listan_extract": gettext_lazy("The list, as a file"),
    "worklist": gettext_lazy("Work list"),
    "search": gettext_lazy("Search"),
    "proposal": gettext_lazy("The proposal"),
}


@dataclass(frozen=True)
class Reading:
    """One reading: who, when, on which page."""

    user: uuid.UUID | None
    at: datetime
    page: str


def readings_of(file: File) -> list[Reading]:
    """Return who has read the file or its person, latest first, within the latest events of the room."""
    head = ChainHead.objects.filter(room_id=file.room_id).first()
    if head is None:
        return []
    recent = Event.objects.filter(room_id=file.room_id, number__gt=head.number - LOOKED_BACK)
    reads = recent.filter(body__contains='"kind":"read"')
    about = reads.filter(Q(body__contains=str(file.person_id)) | Q(body__contains=str(file.pk)))
    rows = {row.number: row for row in about.order_by("-number")[:SHOWN]}
    pages = _pages(file, rows)
    return [_reading(row, pages.get(number, "")) for number, row in sorted(rows.items(), reverse=True)]


def _pages(file: File, numbers: Iterable[int]) -> dict[int, str]:
    """A response's own event stands just before its reads."""
    before = {number - back for number in numbers for back in (1, 2)}
    answers = Event.objects.filter(room_id=file.room_id, number__in=before, body__contains='"kind":"response.')
    pages = {row.number: json.loads(row.body).get("codes", {}).get("page", "") for row in answers}
    return {number: pages.get(number - 1) or pages.get(number - 2) or "" for number in numbers}


def _reading(row: Event, page: str) -> Reading:
    actor = json.loads(row.body).get("actor", {})
    user = actor.get("user")
    return Reading(uuid.UUID(user) if user else None, _time(row.happened), page)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


@require_safe
def readers(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Show who has read the file."""
    one = opened(request, file_id)
    found = readings_of(one.file)
    names = staff.names(reading.user for reading in found)
    table: dict[str, Any] = {
        "caption": _("Who has read"),
        "columns": [{"label": _("Time")}, {"label": _("Name")}, {"label": _("Page")}],
        "rows": [
            [
                f"{full_date(reading.at)} {clock(timezone.localtime(reading.at))}",
                names.get(reading.user, _("The system")) if reading.user else _("The system"),
                str(PAGES.get(reading.page, reading.page or "–")),
            ]
            for reading in found
        ],
    }
    return render(request, "files/readers.html", {"person": identity(one, "file_readers"), "table": table})
