"""Measures on a ground of their own, and custody."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trefas.files.definitions import said
from trefas.methods import Measure as Kind
from trefas.plans.actions import (
    Plan,
    carry_out_measure,
    change_release,
    decide_measure,
    drop_measure,
    end_measure,
    plan_measure,
    record_custody,
    record_release,
)
from trefas.plans.models import Measure, MeasureState
from trefas.web.file_frame import Opened, identity
from trefas.web.forms.measures import CustodyForm, MeasureActForm, MeasureForm, ReleaseForm
from trefas.web.plan_frame import TAB, act, child_of, method_of, open_for, row_of

PURPOSE = "plan"

METHODS = ["GET", "HEAD", "POST"]


def kinds_of(one: Opened) -> list[Kind]:
    """Return the measures of the method that the own authority's law knows."""
    return [kind for kind in method_of(one).measures if kind.owner == one.acting.room_kind]


@require_safe
def choose(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Choose a measure: each with its legal ground and the facts it asks for."""
    one = open_for(request, file_id, "follow")
    rows = [
        {
            "title": said(kind.name),
            "url": reverse("plan_measure_new", args=[file_id, kind.id]),
            "aside": ", ".join(kind.grounds),
            "text": [said(fact) for fact in kind.facts],
        }
        for kind in kinds_of(one)
    ]
    context = {"person": identity(one, TAB), "rows": rows, "back": reverse("file_plan", args=[file_id])}
    return render(request, "plans/measures.html", context)


@require_http_methods(METHODS)
def new(request: HttpRequest, file_id: uuid.UUID, kind_id: str) -> HttpResponse:
    """Prepare a measure: its ground, and each of its facts in words."""
    one = open_for(request, file_id, "follow")
    kind = next((each for each in kinds_of(one) if each.id == kind_id), None)
    if kind is None:
        raise Http404
    initial = {"fact_on": one.today, "ground": kind.grounds[0]}
    form = MeasureForm(request.POST or None, kind=kind, child=one.child, initial=initial)

    def save(given: dict[str, Any]) -> None:
        plan = Plan(kind_id, form.facts(), given["fact_on"], given["ground"])
        plan_measure(by=one.acting, file_id=file_id, plan=plan, now=timezone.now(), child=child_of(given))

    lead = _("State the facts themselves. What the person answered to an offer is no fact for a measure.")
    return act(request, one, form, save, title=said(kind.name), button=_("Save the preparation"), lead=lead)


ACTS = {
    MeasureState.PLANNED: ("decide", "drop"),
    MeasureState.DECIDED: ("carry_out", "end"),
    MeasureState.CARRIED_OUT: ("end",),
}


@require_http_methods(METHODS)
def measure(request: HttpRequest, file_id: uuid.UUID, measure_id: uuid.UUID) -> HttpResponse:
    """Decide, drop, carry out or end a measure; deciding takes the mandate."""
    one = open_for(request, file_id, "follow", "measure")
    row = row_of(Measure, one, measure_id)
    words = {
        "decide": _("The measure is decided"),
        "drop": _("The measure is not decided"),
        "carry_out": _("The measure has been carried out"),
        "end": _("The measure has ended"),
    }
    acts = [(name, words[name]) for name in ACTS.get(MeasureState(row.state), ())]
    if not one.acting.may("measure"):
        acts = [each for each in acts if each[0] != "decide"]
    form = MeasureActForm(request.POST or None, acts=acts, initial={"ended_on": one.today})
    lead = " ".join([row.ground, *row.facts])

    def save(given: dict[str, Any]) -> None:
        _do(one, row, given)

    return act(request, one, form, save, title=_name(one, row), button=_("Save"), lead=lead)


def _do(one: Opened, row: Measure, given: dict[str, Any]) -> None:
    now = timezone.now()
    if given["act"] == "decide":
        decide_measure(by=one.acting, measure_id=row.pk, now=now)
    elif given["act"] == "drop":
        drop_measure(by=one.acting, measure_id=row.pk, reason=given["outcome"], now=now)
    elif given["act"] == "carry_out":
        carry_out_measure(by=one.acting, measure_id=row.pk, now=now)
    else:
        end_measure(by=one.acting, measure_id=row.pk, outcome=given["outcome"], ended_on=given["ended_on"], now=now)


def _name(one: Opened, row: Measure) -> str:
    return next((said(kind.name) for kind in method_of(one).measures if kind.id == row.kind), row.kind)


@require_http_methods(METHODS)
def custody(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Note custody; or, for one in custody, a changed expected release or the release."""
    one = open_for(request, file_id, "follow")
    if one.file.in_custody:
        return _release(request, one)
    form = CustodyForm(request.POST or None, initial={"since": one.today})

    def save(given: dict[str, Any]) -> None:
        record_custody(by=one.acting, file_id=file_id, now=timezone.now(), **given)

    lead = _("Custody is a condition and no ending: the file goes on.")
    return act(request, one, form, save, title=_("Note custody"), button=_("Save"), lead=lead)


def _release(request: HttpRequest, one: Opened) -> HttpResponse:
    form = ReleaseForm(request.POST or None, initial={"on": one.today})

    def save(given: dict[str, Any]) -> None:
        shared: dict[str, Any] = {"by": one.acting, "file_id": one.file.pk, "now": timezone.now()}
        if given["act"] == "change":
            change_release(**shared, release_on=given["on"])
        else:
            record_release(**shared, released_on=given["on"])

    return act(request, one, form, save, title=_("Release"), button=_("Save"))
