"""Akut, det gäller liv: one question about one person, what it opened for an hour, and the own unit's review."""

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trefas.accountability import breaking_glass
from trefas.accountability.actions import Question, break_glass, review_break, why_refused
from trefas.accountability.breaking_glass import Opened
from trefas.accountability.breaking_models import Break, BreakState
from trefas.accountability.breaking_policy import MINUTES, may_read
from trefas.accountability.breaking_policy import reviews as may_review_here
from trefas.disclosures.ledger import citation
from trefas.persons.policy import May
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms, opened
from trefas.sheets.identity_numbers import formatted
from trefas.web import staff
from trefas.web.dates import clock, full_date, short_date
from trefas.web.forms.emergencies import AskForm, FindingForm
from trefas.web.inbox import doubt_words, doubted_items
from trefas.web.requests import acting_of, need
from trefas.web.sources import TASKS, Rooms, Task, Waiting

PURPOSE = "emergency"
LATEST = 50
REFUSED = (BreakState.BLOCKED, BreakState.LIMITED)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask. With nothing decided beforehand every question leads to the same page, whoever it is about."""
    acting = need(request, "follow")
    form, status = AskForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        row = _asked(acting, form) if form.is_valid() else None
        if row is not None and row.state == BreakState.OPEN:
            return redirect("emergency_open", row.pk)
        if row is not None and row.state == BreakState.NOTHING:
            return redirect("emergency_nothing")
        if row is not None and row.state in REFUSED:
            form.add_error(None, why_refused(row, acting))
            status = 409
    mine = breaking_glass.breaks_unreviewed(open_rooms()).filter(by_id=acting.user_id, closes_at__gt=timezone.now())
    context = {
        "form": form, "minutes": MINUTES, "reviews": may_review_here(acting),
        "open": [_open_row(row) for row in mine],
    }  # fmt: skip
    return render(request, "emergencies/ask.html", context, status=status)


def _asked(acting: Acting, form: AskForm) -> Break | None:
    try:
        return break_glass(by=acting, question=Question(**form.cleaned_data), now=timezone.now())
    except RefusedError as refused:
        form.add_error(None, refused.sentence)
        return None


def _open_row(row: Break) -> dict[str, str]:
    until = _("Open until %(time)s") % {"time": clock(row.closes_at)} if row.closes_at else ""
    return {"title": row.get_emergency_display(), "url": reverse("emergency_open", args=[row.pk]), "text": until}


@require_safe
def nothing(request: HttpRequest) -> HttpResponse:
    """Say that there is nothing: the same page whether somebody is known anywhere or not."""
    need(request, "follow")
    return render(request, "emergencies/nothing.html")


@require_safe
def reading(request: HttpRequest, break_id: uuid.UUID) -> HttpResponse:
    """Show what was opened to the one who asked, for an hour; afterwards only that it is over."""
    acting, now = need(request, "follow"), timezone.now()
    row = Break.objects.filter(room_id__in=opened(), pk=break_id, by_id=acting.user_id).exclude(envelopes=[]).first()
    if row is None or row.closes_at is None:
        raise Http404
    verdict = may_read(row, acting, now)
    given = breaking_glass.contents(row) if verdict.outcome is May.YES else []
    context = {
        "row": row, "over": verdict.reason, "given": [_given(one) for one in given],
        "minutes": breaking_glass.closes_in(row, now), "until": clock(row.closes_at),
    }  # fmt: skip
    response = render(request, "emergencies/open.html", context)
    if given:
        # The page leaves the screen by itself when the hour is over, also without scripts.
        response.headers["Refresh"] = str(int((row.closes_at - now).total_seconds()) + 1)
    return response


def _given(one: Opened) -> dict[str, Any]:
    units = staff.units([one.envelope.sender_unit_id])
    sender = units.get(one.envelope.sender_unit_id)
    base = {"sender": sender, "state": one.envelope.state}
    if one.payload is None:
        return base
    person, told = one.payload["person"], one.payload.get("from", {})
    number = formatted(person.get("identity_number") or "") or person.get("birth_date") or ""
    names = [person.get("given_name"), person.get("family_name"), number]
    return base | {
        "about": ", ".join(part for part in names if part),
        "items": doubted_items(one.envelope, one.payload["items"]),
        "doubt": _doubt_of_person(one),
        "message": one.payload.get("message", ""),
        "officer": ", ".join(part for part in (told.get("officer"), told.get("title")) if part),
        "telephone": told.get("telephone", ""),
        "decided": full_date(date.fromisoformat(one.payload["decided_at"][:10])),
        "grounds": ", ".join(citation(rule) for rule in one.payload["ground"]["statutes"]),
    }


def _doubt_of_person(one: Opened) -> str:
    """Return what has happened to who the person is: that goes with every envelope, also where it is no item of it."""
    named = {item["reference"] for item in one.payload["items"]} if one.payload else set()
    return next((doubt_words(why) for item, why in (one.envelope.doubts or {}).items() if item not in named), "")


@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Show what colleagues asked in emergencies: what waits for a review first, then the latest of every kind."""
    acting = acting_of(request)
    if not may_review_here(acting):
        raise PermissionDenied
    rows = list(breaking_glass.breaks(open_rooms())[:LATEST])
    names = staff.names(row.by_id for row in rows)
    context = {
        "waiting": [_row(row, names) for row in reversed(rows) if row.state == BreakState.OPEN],
        "latest": [_row(row, names) for row in rows if row.state != BreakState.OPEN],
    }
    return render(request, "emergencies/reviews.html", context)


def _row(row: Break, names: dict[uuid.UUID, str]) -> dict[str, str]:
    tone = "warn" if row.state == BreakState.OPEN else ""
    return {
        "title": names.get(row.by_id, ""), "url": reverse("emergency_review", args=[row.pk]),
        "text": row.get_emergency_display(), "tag": row.get_state_display(), "tone": tone,
        "aside": f"{short_date(row.at)} {clock(row.at)}",
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, break_id: uuid.UUID) -> HttpResponse:
    """Show one question, why it was asked and what it led to, and take what the reviewer finds."""
    acting = acting_of(request)
    if not may_review_here(acting):
        raise PermissionDenied
    row = Break.objects.filter(room_id__in=opened(), pk=break_id).first()
    if row is None:
        raise Http404
    form = FindingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            review_break(by=acting, break_id=row.pk, **form.cleaned_data)
            return redirect("emergency_reviews")
        except RefusedError as refused:
            form.add_error(None, refused.sentence)
    waits = row.state == BreakState.OPEN
    context = {
        "rows": _facts(row), "form": form, "open": waits and row.by_id != acting.user_id,
        "own": waits and row.by_id == acting.user_id, "found": row.words or "",
    }  # fmt: skip
    return render(request, "emergencies/review.html", context, status=422 if form.errors else 200)


def _facts(row: Break) -> list[dict[str, str]]:
    names = staff.names([row.by_id, row.reviewed_by_id])
    asked = row.asked or {}
    who = [formatted(asked.get("identity_number", "")), asked.get("name", ""), asked.get("birth_year", "")]
    facts = [
        (_("Asked by"), names.get(row.by_id, "")),
        (_("Asked"), f"{full_date(row.at)} {clock(row.at)}"),
        (_("What was happening"), row.get_emergency_display()),
        (_("About whom"), ", ".join(str(part) for part in who if part)),
        (_("Why it could not wait"), row.reason or ""),
        (_("What it led to"), row.get_state_display()),
        (_("Review by"), full_date(row.review_on) if row.review_on and row.state == BreakState.OPEN else ""),
        (_("What was found"), row.get_finding_display() if row.finding else ""),
        (_("Reviewed by"), names.get(row.reviewed_by_id, "") if row.reviewed_by_id else ""),
    ]
    return [{"key": key, "value": value} for key, value in facts if value]


def tasks(acting: Acting, rooms: Rooms, today: date) -> list[Waiting]:
    """Return the emergencies of colleagues that a manager has to review."""
    if not may_review_here(acting):
        return []
    found = breaking_glass.breaks_unreviewed(rooms).exclude(by_id=acting.user_id)[:LATEST]
    return [Waiting(found, lambda rows: _tasks(list(rows), today))]


def _tasks(rows: list[Break], today: date) -> list[Task]:
    names = staff.names(row.by_id for row in rows)
    return [
        Task(
            due=row.review_on or today, title=_("Review an emergency"), url=reverse("emergency_review", args=[row.pk]),
            why=_("%(name)s asked %(day)s %(time)s. Until you have, nobody in the unit can ask again.")
            % {"name": names.get(row.by_id, ""), "day": short_date(row.at), "time": clock(row.at)},
        )
        for row in rows
    ]  # fmt: skip


TASKS.append(tasks)

urlpatterns = [
    path("akut/", ask, name="emergency"),
    path("akut/inget/", nothing, name="emergency_nothing"),
    path("akut/granska/", reviews, name="emergency_reviews"),
    path("akut/granska/<uuid:break_id>/", review, name="emergency_review"),
    path("akut/<uuid:break_id>/", reading, name="emergency_open"),
]
