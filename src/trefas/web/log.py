"""The room's log for those who review it: searched, taken out as a signed file, and a queue of readings to look at.

Each inner room has a log of its own. A reviewer who is a named handler chooses it; for anybody else it is not there.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trefas.accountability import reading
from trefas.accountability.actions import conclude_review, export_log
from trefas.accountability.exporting import Wanted, whole_log
from trefas.accountability.review_models import ReadReview, Why
from trefas.files.models import File
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Membership
from trefas.rooms.opening import open_rooms
from trefas.web import staff
from trefas.web.dates import full_date
from trefas.web.file_readers import before_of, pager_of
from trefas.web.forms.log import ConclusionForm, LogForm
from trefas.web.inner_rooms import inner_rooms
from trefas.web.log_rows import log_table
from trefas.web.requests import need

PURPOSE = "review_log"
SHOWN = 50
FIELDS = ("room", "user", "group", "page", "first", "last", "of")


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Show the room's log, latest first, as the address asks for it; that it is read is itself recorded."""
    acting = need(request, "review_log")
    room_id, form = _room(request.GET, acting), _form(request.GET, acting, inner_rooms(acting))
    context: dict[str, Any] = {"form": form, "waiting": _waiting(acting).count()}
    if form.is_valid():
        asked = _asked(form, room_id)
        found = reading.read_log(room_id, asked, before=before_of(request), most=SHOWN + 1) if asked else []
        numbers = [one.number for one in found]
        context |= {"table": log_table(found[:SHOWN]), "pager": pager_of(request, numbers, SHOWN)}
        context["kept"] = [(name, request.GET[name]) for name in FIELDS if request.GET.get(name)]
    return render(request, "log/index.html", context, status=200 if form.is_valid() else 422)


@require_POST
def extract(request: HttpRequest) -> HttpResponse:
    """Give the log, or the part of it that was shown, as a signed file for an inspector."""
    acting = need(request, "review_log")
    # Which log was chosen on the page; to read the names of those in it anew would be a reading of them.
    room_id, form = _room(request.POST, acting), _form(request.POST, acting, {})
    asked = _asked(form, room_id) if form.is_valid() else None
    if asked is None:
        raise Http404
    now = timezone.now()
    try:
        content = export_log(by=acting, room_id=room_id, wanted=_wanted(room_id, asked), now=now)
    except RefusedError as refused:
        messages.error(request, refused.sentence)
        return redirect(f"{reverse('log')}?room={room_id}")
    response = HttpResponse(content, content_type="application/vnd.trefas.audit")
    response["Content-Disposition"] = f'attachment; filename="logg-{now:%Y-%m-%d}.trefas"'
    return response


def _room(given: Any, acting: Acting) -> uuid.UUID:
    """Return the room whose log is asked for: one's own, or an inner one that the pass opens."""
    asked = given.get("room") or str(acting.room_id)
    found = next((one for one in open_rooms() if str(one) == asked), None)
    if found is None:
        raise Http404
    return found


def _form(given: Any, acting: Acting, rooms: Mapping[uuid.UUID, str]) -> LogForm:
    found = Membership.objects.filter(room_id=acting.room_id).values_list("user_id", "user__name").distinct()
    people = sorted(((str(user), name) for user, name in found), key=lambda pair: pair[1])
    inner = [(str(room_id), names or _("Nobody any more")) for room_id, names in rooms.items()]
    return LogForm(given, people=people, rooms=sorted(inner, key=lambda pair: pair[1]))


def _asked(form: LogForm, room_id: uuid.UUID) -> reading.Asked | None:
    """Return what the form asks for; None when it names a file that is not here."""
    given = form.cleaned_data
    subjects = _subjects(given["of"].strip(), room_id)
    if subjects is None:
        return None
    user = uuid.UUID(given["user"]) if given["user"] else None
    return reading.Asked(user, subjects, given["group"], given["page"], given["first"], given["last"])


def _subjects(text: str, room_id: uuid.UUID) -> tuple[uuid.UUID, ...] | None:
    if not text:
        return ()
    try:
        return (uuid.UUID(text),)
    except ValueError:
        file = File.objects.filter(room_id=room_id, number=text).first()
    return (file.pk, file.person_id) if file else None


def _wanted(room_id: uuid.UUID, asked: reading.Asked) -> Wanted:
    if asked == reading.Asked():
        return whole_log(room_id, rows=False)
    return Wanted(reading.of_room(room_id, asked).order_by("number"), whole=False, rows=False)


def _waiting(acting: Acting) -> Any:
    return ReadReview.objects.filter(room_id__in=open_rooms(), looked_at=None).exclude(reader_id=acting.user_id)


@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Show the readings that wait for a look, the oldest first, and the latest that have been looked at."""
    acting = need(request, "review_log")
    waiting = list(_waiting(acting).order_by("day", "id")[:SHOWN])
    done = list(_seen(acting).exclude(looked_at=None).order_by("-looked_at")[:10])
    names = staff.names([one for row in (*waiting, *done) for one in (row.reader_id, row.looked_by_id)])
    columns = (_("Day"), _("Reader"), _("What makes it worth a look"), _("Times"))
    context = {
        "waiting": {
            "caption": _("To look at"),
            "columns": [{"label": label} for label in columns],
            "rows": [_waiting_row(row, names) for row in waiting],
        },
        "done": {
            "caption": _("Looked at"),
            "columns": [{"label": label} for label in (_("Day"), _("Reader"), _("Found"), _("By"))],
            "rows": [
                [
                    full_date(row.day),
                    names.get(row.reader_id, "–"),
                    row.get_conclusion_display(),
                    names.get(row.looked_by_id, "–") if row.looked_by_id else "–",
                ]
                for row in done
            ],
        },
    }
    return render(request, "log/reviews.html", context)


def _seen(acting: Acting) -> QuerySet[ReadReview]:
    """Return the queue, without what would tell the reader herself that somebody she may not handle is here."""
    found = ReadReview.objects.filter(room_id__in=open_rooms())
    return found.exclude(why=Why.BARRED, reader_id=acting.user_id)


def _waiting_row(row: ReadReview, names: dict[uuid.UUID, str]) -> list[Any]:
    return [
        {"text": full_date(row.day), "url": reverse("read_review", args=[row.pk])},
        names.get(row.reader_id, "–"),
        row.get_why_display(),
        str(row.facts["times"]),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """Show what was read and when, and take what the reviewer found."""
    acting = need(request, "review_log")
    row = _seen(acting).filter(pk=review_id).first()
    if row is None:
        raise Http404
    form = ConclusionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _concluded(acting, row, form):
        return redirect("read_reviews")
    names = staff.names([row.reader_id, row.looked_by_id])
    asked = reading.Asked(row.reader_id, (row.person_id,) if row.person_id else (), "", "", row.day, row.day)
    found = reading.read_log(row.room_id, asked, most=SHOWN)
    context = {
        "row": row,
        "facts": _facts(row, names),
        "table": log_table(found),
        "form": form,
        "open": row.looked_at is None and row.reader_id != acting.user_id,
    }
    return render(request, "log/review.html", context, status=422 if form.errors else 200)


def _concluded(acting: Acting, row: ReadReview, form: ConclusionForm) -> bool:
    given = form.cleaned_data
    try:
        conclude_review(
            by=acting, review_id=row.pk, conclusion=given["conclusion"], note=given["note"], now=timezone.now()
        )
    except RefusedError as refused:
        form.add_error(None, refused.sentence)
        return False
    return True


def _facts(row: ReadReview, names: dict[uuid.UUID, str]) -> list[dict[str, Any]]:
    facts = [
        (_("Reader"), names.get(row.reader_id, "–")),
        (_("Day"), full_date(row.day)),
        (_("What makes it worth a look"), row.get_why_display()),
        (_("People"), str(row.facts["people"])),
        (_("Events"), f"{row.facts['first']}–{row.facts['last']}"),
    ]
    if row.looked_at is not None:
        facts += [(_("Found"), row.get_conclusion_display()), (_("What was seen"), row.note or "–")]
        facts += [(_("By"), names.get(row.looked_by_id, "–") if row.looked_by_id else "–")]
    return [{"key": key, "value": value} for key, value in facts]


urlpatterns = [
    path("", log, name="log"),
    path("hamta/", extract, name="log_extract"),
    path("granska/", reviews, name="read_reviews"),
    path("granska/<uuid:review_id>/", review, name="read_review"),
]
