"""Who has looked at a file or a person: by name, time, page and reason; all of it, however long ago."""

import uuid
from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trefas.accountability.reading import looked_at
from trefas.rooms.entry import Acting
from trefas.web.file_frame import identity, opened
from trefas.web.log_rows import looked_table
from trefas.web.people import found_person
from trefas.web.requests import acting_of, need

SHOWN = 50


@require_safe
def readers(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Show who has read the file or its person."""
    one = opened(request, file_id)
    table = _readings(request, one.file.room_id, (one.file.pk, one.file.person_id), acting_of(request))
    return render(request, "files/readers.html", {"person": identity(one, "file_readers"), **table})


@require_safe
def person_readers(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Show who has read about a person, also one without a file."""
    acting = need(request, "follow")
    person = found_person(person_id)
    table = _readings(request, person.room_id, (person.pk,), acting)
    return render(request, "people/readers.html", {"person": person, **table})


def _readings(
    request: HttpRequest, room_id: uuid.UUID, subjects: Collection[uuid.UUID], acting: Acting
) -> dict[str, Any]:
    before = before_of(request)
    found = looked_at(room_id, subjects, before=before, most=SHOWN + 1)
    inner = f"&room={room_id}" if room_id != acting.room_id else ""
    log_url = f"{reverse('log')}?of={next(iter(subjects))}{inner}" if acting.may("review_log") else ""
    return {
        "table": looked_table(found[:SHOWN], subjects),
        "pager": pager_of(request, [one.number for one in found], SHOWN),
        "log_url": log_url,
    }


def before_of(request: HttpRequest) -> int:
    """Return the event before which the page goes on; nonsense begins at the end."""
    asked = request.GET.get("before", "")
    return int(asked) if asked.isdecimal() and len(asked) < 18 else 0


def pager_of(request: HttpRequest, numbers: list[int], most: int) -> dict[str, str]:
    """Return the way to older events and back to the latest."""
    given = request.GET.copy()
    given.pop("before", None)
    first = f"{request.path}?{given.urlencode()}" if before_of(request) else ""
    given["before"] = str(numbers[most - 1]) if len(numbers) > most else ""
    older = f"{request.path}?{given.urlencode()}" if given["before"] else ""
    return {"previous_url": first, "next_url": older, "text": _("Latest first")}
