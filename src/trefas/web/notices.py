"""The file's tab of notices: what the person and each guardian was told, by the safe way only, or why not yet."""

import uuid
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from trefas.accountability.actions import Telling, has_safe_way, notify
from trefas.accountability.models import Notice
from trefas.files.models import File, Guardian, MayBeTold
from trefas.rooms.entry import Acting
from trefas.web import staff
from trefas.web.dates import full_date
from trefas.web.file_forms import answer, writable
from trefas.web.file_frame import FILE_TABS, Opened, Tab, identity, opened
from trefas.web.forms.rights import NoticeForm
from trefas.web.sources import TASKS, Rooms, Task, Waiting

PERSON = "person"


@require_safe
def notices(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Show what was told, and what waits to be told."""
    one = opened(request, file_id)
    file = one.file
    rows = list(
        Notice.objects.filter(room_id=file.room_id, person_id=file.person_id).select_related("guardian").order_by("-at")
    )
    names = staff.names(row.by_id for row in rows)
    context = {
        "person": identity(one, "file_notices"), "rows": [_row(row, names) for row in rows],
        "safe": has_safe_way(file.room_id, file.person_id), "may": one.acting.may("follow"),
        "new_url": reverse("notice_new", args=[file_id]), "contacts_url": reverse("file_contacts", args=[file_id]),
    }  # fmt: skip
    return render(request, "rights/notices.html", context)


def _row(row: Notice, names: dict[uuid.UUID, str]) -> dict[str, Any]:
    told = _("Told %(day)s") % {"day": full_date(row.told_on)} if row.told_on else ""
    waits = _("Tested again %(day)s") % {"day": full_date(row.test_on)} if row.test_on else ""
    who = row.guardian.name if row.guardian else _("The person")
    return {
        "title": row.words["about"], "tag": told or waits, "tone": "ok" if told else "warn",
        "text": [part for part in (who, row.words.get("why_not", ""), names.get(row.by_id, "")) if part],
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Note that somebody was told, or why not."""
    one = writable(opened(request, file_id))
    form = NoticeForm(request.POST or None, receivers=_receivers(one))

    def save(given: dict[str, Any]) -> None:
        to = given.pop("to")
        guardian = None if to == PERSON else uuid.UUID(to)
        notify(
            by=one.acting, person_id=one.file.person_id, telling=Telling(guardian_id=guardian, **given),
            now=timezone.now(),
        )  # fmt: skip

    words = {
        "title": _("Notice"), "button": _("Save"), "tab": "file_notices",
        "next": reverse("file_notices", args=[file_id]),
        "lead": _("Told means told by the recorded safe way, by word of mouth. Never by letter."),
    }  # fmt: skip
    return answer(request, one, form, save, words)


def _receivers(one: Opened) -> list[tuple[str, str]]:
    """Return the person and her guardians, those who may not be told with that word beside their name."""
    file = one.file
    known = Guardian.objects.filter(room_id=file.room_id, person_id=file.person_id).order_by("changed_at")
    named = [(str(row.pk), f"{row.name} ({MayBeTold(row.may_be_told).label})") for row in known]
    return [(PERSON, _("The person")), *named]


def tasks(acting: Acting, rooms: Rooms, today: date) -> list[Waiting]:
    """Return the notices that one decided to wait with, on the day they are tested again."""
    if not acting.may("follow"):
        return []
    later = Notice.objects.filter(room_id=OuterRef("room_id"), person_id=OuterRef("person_id"), at__gt=OuterRef("at"))
    files = File.objects.filter(room_id=OuterRef("room_id"), person_id=OuterRef("person_id"), ended_on=None)
    waiting = Notice.objects.filter(Exists(files), ~Exists(later), room_id__in=rooms, by_id=acting.user_id)
    found = waiting.filter(test_on__isnull=False).annotate(file_id=files.values("id")[:1]).select_related("person")
    return [Waiting(found.order_by("test_on", "id")[:100], lambda rows: [_task(row, today) for row in rows])]


def _task(row: Any, today: date) -> Task:
    return Task(
        due=row.test_on or today, title=_("Test whether the person can be told"), person=row.person.name,
        url=reverse("file_notices", args=[row.file_id]), why=row.words.get("why_not", ""),
    )  # fmt: skip


FILE_TABS.append(Tab("file_notices", gettext_lazy("Notices"), 58))
TASKS.append(tasks)

urlpatterns = [
    path("<uuid:file_id>/underrattelser/", notices, name="file_notices"),
    path("<uuid:file_id>/underrattelser/ny/", new, name="notice_new"),
]
