"""What is due to be erased: what goes and why, two people who sign, and holds that win over both."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trefas.accountability.actions.erasing import WAITS, carry_out, sign
from trefas.accountability.actions.keeping import end_keeping, keep
from trefas.accountability.erasure_models import DECIDED, HOLD
from trefas.accountability.extract_words import table_label
from trefas.accountability.extracts import covered, rows_about, same_person
from trefas.accountability.models import Erasure, ErasureState, Keeping
from trefas.disclosures.language import said
from trefas.law.retention_periods import RETENTION_BY_ID
from trefas.persons.models import Person
from trefas.rooms.entry import Acting
from trefas.rooms.models import ProposedAct
from trefas.rooms.opening import open_rooms
from trefas.web import staff
from trefas.web.dates import due_cell, full_date
from trefas.web.forms.erasures import HoldForm
from trefas.web.requests import need, today_of

MOST = 200
PURPOSE = "erase"


@require_safe
def erasures(request: HttpRequest) -> HttpResponse:
    """List what is due, the most urgent first, and what is held back."""
    need(request, "erase")
    rooms, today = open_rooms(), today_of(request)
    due = list(Erasure.objects.filter(room_id__in=rooms, state__in=WAITS).order_by("erase_by", "id")[:MOST])
    held = list(Keeping.objects.filter(room_id__in=rooms, rule=HOLD, ended_at=None).select_related("person"))
    people = {one.pk: one for one in Person.objects.filter(room_id__in=rooms, pk__in=[row.subject for row in due])}
    columns = [{"label": label} for label in (_("Erase by"), _("Name"), _("Where it stands"))]
    rows = [
        [
            due_cell(row.erase_by, today),
            {"text": people[row.subject].name, "url": reverse("erasure", args=[row.pk])},
            ErasureState(row.state).label,
        ]
        for row in due
        if row.subject in people
    ]
    table = {"caption": _("Due to be erased"), "columns": columns, "rows": rows}
    holds = [{"id": one.pk, "name": one.person.name, "reason": one.reason, "since": full_date(one.at)} for one in held]
    return render(request, "erasures/list.html", {"table": table, "any": bool(rows), "holds": holds})


@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: HttpRequest, erasure_id: uuid.UUID) -> HttpResponse:
    """Show what goes and why, who has signed, and let it be held back."""
    acting = need(request, "erase")
    row, person = _waiting(erasure_id)
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keep(by=acting, person=person, rule=HOLD, reason=form.cleaned_data["reason"], now=timezone.now())
        messages.success(request, _("It is held back. Nothing is erased before the hold is lifted."))
        return redirect("erasures")
    act = ProposedAct.objects.filter(room_id__in=open_rooms(), pk=row.act).first() if row.act else None
    context = {
        "row": row,
        "name": person.name,
        "why": _why(row),
        "goes": list(_goes(person)),
        "signed": _signed(act),
        "own": act is not None and act.proposed_by_id == acting.user_id,
        "form": form,
    }
    return render(request, "erasures/one.html", context, status=422 if form.errors else 200)


@require_POST
def erasure_sign(request: HttpRequest, erasure_id: uuid.UUID) -> HttpResponse:
    """Sign as the first of two."""
    return _done(request, erasure_id, sign, _("Signed. It is erased when another person signs."))


@require_POST
def erasure_carry_out(request: HttpRequest, erasure_id: uuid.UUID) -> HttpResponse:
    """Sign as the second of two: it goes now, and does not come back."""
    return _done(request, erasure_id, carry_out, _("It is erased. Those who received copies are told."))


@require_POST
def hold_end(request: HttpRequest, keeping_id: uuid.UUID) -> HttpResponse:
    """Lift a hold."""
    acting = need(request, "erase")
    if not Keeping.objects.filter(room_id__in=open_rooms(), pk=keeping_id, rule=HOLD, ended_at=None).exists():
        raise Http404
    end_keeping(by=acting, keeping_id=keeping_id, now=timezone.now())
    messages.success(request, _("The hold is lifted. What is due is proposed again tonight."))
    return redirect("erasures")


def _done(request: HttpRequest, erasure_id: uuid.UUID, act: Callable[..., Any], told: str) -> HttpResponse:
    acting: Acting = need(request, "erase")
    _waiting(erasure_id)
    act(by=acting, erasure_id=erasure_id, now=timezone.now())
    messages.success(request, told)
    return redirect("erasures")


def _waiting(erasure_id: uuid.UUID) -> tuple[Erasure, Person]:
    rooms = open_rooms()
    row = Erasure.objects.filter(room_id__in=rooms, pk=erasure_id, state__in=WAITS).first()
    person = Person.objects.filter(room_id__in=rooms, pk=row.subject).first() if row else None
    if row is None or person is None:
        raise Http404
    return row, person


def _why(row: Erasure) -> list[dict[str, Any]]:
    if row.rule == DECIDED:
        return [
            {"key": _("Rule"), "value": _("It was decided on the person's own request (GDPR article 17).")},
            {"key": _("Proposed"), "value": full_date(row.proposed_at)},
            {"key": _("Erased at the latest"), "value": full_date(row.erase_by)},
        ]
    rule = RETENTION_BY_ID[row.rule]
    return [
        {"key": _("Rule"), "value": [said(rule.text), rule.citation]},
        {"key": _("Counted from"), "value": full_date(row.start_on)},
        {"key": _("Kept through"), "value": full_date(row.due_on)},
        {"key": _("Erased at the latest"), "value": full_date(row.erase_by)},
    ]


def _goes(person: Person) -> list[dict[str, Any]]:
    people = same_person(person)
    found = ((model, sum(1 for _row in rows_about(model, [person.room_id], people))) for model in covered())
    return [
        {"key": table_label(model._meta.label), "value": ngettext("%(n)s row", "%(n)s rows", count) % {"n": count}}
        for model, count in found
        if count
    ]


def _signed(act: ProposedAct | None) -> str:
    if act is None:
        return ""
    name = staff.names([act.proposed_by_id]).get(act.proposed_by_id, "")
    return _("%(name)s signed %(day)s.") % {"name": name, "day": full_date(timezone.localtime(act.proposed_at))}


urlpatterns = [
    path("", erasures, name="erasures"),
    path("<uuid:erasure_id>/", erasure, name="erasure"),
    path("<uuid:erasure_id>/skriv-under/", erasure_sign, name="erasure_sign"),
    path("<uuid:erasure_id>/gallra/", erasure_carry_out, name="erasure_carry_out"),
    path("undantag/<uuid:keeping_id>/lyft/", hold_end, name="hold_end"),
]
