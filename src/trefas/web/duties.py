"""Duties that the law sets a day for, and possible breaches with their 72 hours: their pages, and rows elsewhere."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trefas.disclosures import reading
from trefas.disclosures.actions import assess_breach, do_duty
from trefas.disclosures.actions.seeing_to import OUTCOMES
from trefas.disclosures.ledger import citation
from trefas.disclosures.models import Breach, BreachKind, BreachState, Duty, DutyKind, DutyOutcome
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms
from trefas.rooms.opening import opened as opened_rooms
from trefas.web import staff
from trefas.web.dates import clock, due_cell, long_date
from trefas.web.forms.disclosed import BreachForm, DutyForm
from trefas.web.requests import acting_of, need
from trefas.web.sources import Task, Waiting, answers_for, for_whom


def tasks(acting: Acting, rooms: Sequence[uuid.UUID], today: date) -> list[Waiting]:
    """Return one's own duties for the work list."""
    if not acting.may("follow"):
        return []
    people = answers_for(acting, today)
    found = reading.duties_due(acting.room_id, *rooms, owners=people)
    return [Waiting(found, lambda rows: [_task(row, people) for row in rows])]


def _task(row: Duty, people: Mapping[uuid.UUID, str]) -> Task:
    return Task(
        due=row.due_on, title=str(DutyKind(row.kind).label), url=address(row), person=row.person.name,
        why=for_whom(_asked_by(row), row.owner_id, people),
    )  # fmt: skip


def _asked_by(row: Duty) -> str:
    return _("%(provision)s asks for it.") % {"provision": citation(row.provision)}


def address(row: Duty) -> str:
    """Return where a duty is done."""
    if row.kind == DutyKind.FULL_ASSESSMENT and row.assessment_id:
        return reverse("disclosure_assess", args=[row.assessment_id])
    return reverse("duty", args=[row.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest, duty_id: uuid.UUID) -> HttpResponse:
    """Show a duty, and take what was found."""
    acting = need(request, "follow")
    found = Duty.objects.filter(room_id__in=opened_rooms(), pk=duty_id).select_related("person", "received")
    row = found.first()
    if row is None:
        raise Http404
    outcomes = [(one.value, one.label) for one in OUTCOMES.get(DutyKind(row.kind), ())]
    form = DutyForm(request.POST or None, outcomes=outcomes)
    if request.method == "POST" and form.is_valid() and _done(acting, row, form):
        return redirect("worklist")
    context = {
        "form": form, "heading": DutyKind(row.kind).label, "person": row.person, "done": row.done_at,
        "rows": _duty_facts(row), "state": tuple(due_cell(row.due_on, timezone.localdate()).__dict__.values()),
    }  # fmt: skip
    return render(request, "disclosures/duty.html", context, status=422 if request.method == "POST" else 200)


def _done(acting: Acting, row: Duty, form: DutyForm) -> bool:
    given = form.cleaned_data
    try:
        do_duty(by=acting, duty=row, outcome=DutyOutcome(given["outcome"]), words=given["words"], now=timezone.now())
    except RefusedError as refused:
        form.add_error(None, refused.sentence)
    return not form.errors


def _duty_facts(row: Duty) -> list[dict[str, Any]]:
    received = row.received.content if row.received else None
    facts = [
        {"key": _("About"), "value": row.person.name},
        {"key": _("By"), "value": long_date(row.due_on)},
        {"key": _("Provision"), "value": citation(row.provision)},
    ]
    if received:
        facts.append({"key": _("What came"), "value": [received.get("title", ""), received.get("text", "")]})
    if row.done_at:
        facts.append({"key": _("Found"), "value": [str(DutyOutcome(row.outcome).label), row.words or ""]})
    return facts


def breach_rows(acting: Acting) -> list[dict[str, Any]]:
    """Return the possible breaches that wait, with their clocks."""
    found = list(reading.breaches_open(*open_rooms()))
    shown = staff.units(row.other_unit_id for row in found)
    return [
        {
            "title": str(BreachKind(row.kind).label), "url": reverse("breach", args=[row.pk]),
            "text": shown[row.other_unit_id].name if row.other_unit_id in shown else "",
            "tag": _("Before %(day)s %(time)s") % {"day": long_date(row.due_at), "time": clock(row.due_at)},
            "tone": "late" if row.due_at < timezone.now() else "warn",
        }
        for row in found
    ]  # fmt: skip


def breach_tasks(acting: Acting, rooms: Sequence[uuid.UUID], _today: date) -> list[Waiting]:
    """Return the possible breaches whose 72 hours run, for who watches over the room they lie in."""
    if not (acting.may("disclose") or acting.may("register")):
        return []
    found = reading.breaches_open(*reading.looked_after(acting, rooms))
    return [Waiting(found, lambda rows: [_to_assess(row) for row in rows])]


def _to_assess(row: Breach) -> Task:
    before = _("Before %(day)s %(time)s") % {"day": long_date(row.due_at), "time": clock(row.due_at)}
    return Task(
        due=timezone.localtime(row.due_at).date(), title=_("Assess a possible breach"),
        url=reverse("breach", args=[row.pk]), why=f"{BreachKind(row.kind).label}. {before}.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def breach(request: HttpRequest, breach_id: uuid.UUID) -> HttpResponse:
    """Show a possible breach, and take its assessment."""
    acting = acting_of(request)
    row = Breach.objects.filter(room_id__in=opened_rooms(), pk=breach_id).first()
    if row is None:
        raise Http404
    form = BreachForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _assessed(acting, row, form):
        return redirect("breach", row.pk)
    unit = staff.units([row.other_unit_id]).get(row.other_unit_id)
    context = {
        "form": form, "row": row, "heading": BreachKind(row.kind).label, "unit": unit.name if unit else "",
        "open": row.state == BreachState.OPEN, "state": BreachState(row.state).label,
        "late": row.due_at < timezone.now(),
    }  # fmt: skip
    return render(request, "disclosures/breach.html", context, status=422 if request.method == "POST" else 200)


def _assessed(acting: Acting, row: Breach, form: BreachForm) -> bool:
    given = form.cleaned_data
    try:
        assess_breach(
            by=acting, breach=row, state=BreachState(given["state"]), words=given["words"], now=timezone.now()
        )
    except RefusedError as refused:
        form.add_error(None, refused.sentence)
    return not form.errors
