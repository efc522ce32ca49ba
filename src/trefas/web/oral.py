"""Muntligt, akut: note what was already told, on a phone, in under a minute. And the lawyer's review of it."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trefas.disclosures import reading
from trefas.disclosures.actions import Told, record_oral, review_oral
from trefas.disclosures.days import next_working_day
from trefas.disclosures.models import Assessment
from trefas.persons import search
from trefas.persons.actions import Source, create_person
from trefas.persons.models import Person
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import opened as opened_rooms
from trefas.web import disclosed_words, staff
from trefas.web.dates import clock, weekday_date
from trefas.web.forms.oral import OralForm, ReviewForm
from trefas.web.requests import need, today_of

PURPOSE = "disclose"

HOURS = 12
FEW = 4


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask five questions, filled with whom one has just talked to about whom. Never blocked by the law."""
    acting = need(request, "follow")
    now = timezone.now()
    lately = list(reading.told_lately(acting, now - timedelta(hours=HOURS))[:20])
    people = [*_posted(request), *(row.person for row in lately)]
    form = OralForm(request.POST or None, people=_few(people), **_choices(acting, lately, now))
    if request.method == "POST" and form.is_valid():
        made = _recorded(acting, form, now)
        if made is not None:
            return redirect("disclosure_assess", made.pk)
    due = next_working_day(timezone.localdate())
    context = {
        "form": form,
        "lead": _("Note what you have already said. You make the whole assessment by %(day)s.")
        % {"day": weekday_date(due)},
    }
    return render(request, "disclosures/oral.html", context, status=422 if request.method == "POST" else 200)


def _choices(acting: Acting, lately: Sequence[Assessment], now: datetime) -> dict[str, Any]:
    units = {str(unit.pk): unit for unit in reading.receivers(acting, timezone.localtime(now).date())}
    told = {
        f"{row.receiver_id}|{row.oral['told_to']}": row.oral["told_to"]
        for row in lately
        if row.oral and str(row.receiver_id) in units
    }
    return {"units": units, "told": dict(list(told.items())[:FEW]), "now": now}


def _few(people: Sequence[Person]) -> list[Person]:
    return list({person.pk: person for person in people}.values())[:FEW]


def _posted(request: HttpRequest) -> list[Person]:
    """Return the person that the form names: one of several with the name that was typed."""
    try:
        wanted = uuid.UUID(request.POST.get("person", ""))
    except ValueError:
        return []
    return list(Person.objects.filter(room_id__in=opened_rooms(), pk=wanted, merged_into=None))


def _recorded(acting: Acting, form: OralForm, now: datetime) -> Assessment | None:
    given = form.cleaned_data
    person = _person(acting, form, now)
    if person is None:
        return None
    told = Told(
        person=person, receiver=form.receiver(), told_to=form.told_to(), what=given["what"], why=given["why"],
        told_at=form.told_at(), why_words=given["why_words"],
    )  # fmt: skip
    try:
        return record_oral(by=acting, told=told, now=now)
    except RefusedError as refused:
        form.add_error(None, refused.sentence)
        return None


def _person(acting: Acting, form: OralForm, now: datetime) -> Person | None:
    """Return the person chosen, found by what was typed, or made from it; several hits are asked about."""
    given = form.cleaned_data
    if given.get("person"):
        return next(person for person in form.people if str(person.pk) == given["person"])
    asked = given["about"].strip()
    found = search.find(acting.room_id, acting.room_kind, asked)
    if found and "asked" not in form.data:
        form.ask_which(found[:FEW])
        return None
    first, _space, last = asked.partition(" ")
    values = {"given_name": first, "family_name": last}
    return create_person(by=acting, values={k: v for k, v in values.items() if v}, source=Source("told"), now=now)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, assessment_id: uuid.UUID) -> HttpResponse:
    """Let the lawyer read what was told in an emergency without support, and say what she finds."""
    acting = need(request, "legal_review")
    found = Assessment.objects.filter(room_id__in=opened_rooms(), pk=assessment_id).exclude(review="")
    row = found.select_related("person").first()
    if row is None:
        raise Http404
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            review_oral(by=acting, assessment=row, words=form.cleaned_data["words"], now=timezone.now())
            return redirect("law_reviews")
        except RefusedError as refused:
            form.add_error(None, refused.sentence)
    receiver = reading.units().select_related("branch__authority").get(pk=row.receiver_id)
    by = staff.names([row.started_by_id, row.reviewed_by_id])
    context = {
        "form": form, "row": row, "lead": disclosed_words.about(row, receiver, today_of(request)),
        "rows": _told_rows(row, by.get(row.started_by_id, "")), "back": reverse("law_reviews"),
    }  # fmt: skip
    return render(request, "disclosures/review.html", context, status=422 if request.method == "POST" else 200)


def _told_rows(row: Assessment, by: str) -> list[dict[str, Any]]:
    oral, told_at = row.oral or {}, row.told_at or row.started_at
    recorded_at = row.recorded_at or told_at
    return [
        {"key": _("Told by"), "value": by},
        {"key": _("Told to"), "value": oral.get("told_to", "")},
        {"key": _("Told"), "value": f"{weekday_date(told_at)} {clock(told_at)}"},
        {"key": _("Noted"), "value": f"{weekday_date(recorded_at)} {clock(recorded_at)}"},
        {"key": _("What was said"), "value": oral.get("what", "")},
        {"key": _("Why it could not wait"), "value": oral.get("why_words") or oral.get("why", "")},
    ]
