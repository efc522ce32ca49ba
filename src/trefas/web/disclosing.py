"""One disclosure: the law's questions, the decision, the check page, and what can be done afterwards."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from trefas.authorities.models import Unit
from trefas.disclosures import reading
from trefas.disclosures.actions import (
    answer_questions,
)
from trefas.disclosures.assessing import Parties, parties, put
from trefas.disclosures.models import Assessment, Decision
from trefas.law import Answer
from trefas.persons.actions import ConflictError
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Room
from trefas.rooms.opening import opened as opened_rooms
from trefas.web import disclosed_words, law_view, staff
from trefas.web.forms.disclosures import QuestionsForm
from trefas.web.requests import acting_of, need, today_of

PURPOSE = "disclose"

STEPS = ("items", "receiver", "assess", "decide", "check")


def steps(current: str, **chosen: tuple[str, str]) -> list[dict[str, Any]]:
    """Return the five steps; `chosen` = what was chosen in a step and where to change it."""
    names = (_("Items"), _("Receiver"), _("Assessment"), _("Decision"), _("Check"))
    at = STEPS.index(current)
    return [
        {
            "name": name, "current": step == current, "done": place < at,
            "chosen": chosen.get(step, ("", ""))[0], "url": chosen.get(step, ("", ""))[1],
        }
        for place, (step, name) in enumerate(zip(STEPS, names, strict=True))
    ]  # fmt: skip


def _fetched(ids: set[uuid.UUID]) -> dict[uuid.UUID, Unit]:
    return reading.units().select_related("branch__authority").in_bulk(list(ids))


# Public facts about units, kept for five minutes; the action that decides asks anew.
_RECEIVERS = staff.Kept(_fetched)


@dataclass
class Case:
    """One assessment as a person has it open, with what the law says of it now."""

    row: Assessment
    acting: Acting
    today: date

    @cached_property
    def receiver(self) -> Unit:
        """The receiving unit with its authority."""
        return _RECEIVERS.of([self.row.receiver_id])[self.row.receiver_id]

    @cached_property
    def own(self) -> Room:
        """The acting room with its authority."""
        return Room.objects.select_related("branch__authority").get(pk=self.acting.room_id)

    @cached_property
    def parties(self) -> Parties:
        """Who tells whom."""
        return parties(self.own, self.receiver)

    def answer(self) -> Answer:
        """Ask the rulebook, as the law and the consents are today."""
        consents = reading.consents_of(self.row.room_id, self.row.person_id)
        signed = reading.signatures_of(self.acting.room_id)
        return put(self.row, self.parties, on=self.today, consents=list(consents), signatures=signed)

    def view(self) -> law_view.View:
        """Return the answer with the provisions and questions that the page shows."""
        facts = self.row.facts or {}
        return law_view.view_of(self.answer(), facts.get("conditions", {}), facts.get("tried", ()))


def case_or_404(request: HttpRequest, assessment_id: uuid.UUID, mandate: str = "") -> Case:
    """Return an assessment of the open rooms; absent and foreign are the same."""
    acting = need(request, mandate) if mandate else acting_of(request)
    found = Assessment.objects.filter(room_id__in=opened_rooms(), pk=assessment_id).select_related("person")
    row = found.first()
    if row is None:
        raise Http404
    return Case(row, acting, today_of(request))


def steps_of(case: Case, current: str, view: law_view.View | None = None) -> list[dict[str, Any]]:
    """Return the steps with what is chosen so far."""
    row = case.row
    count = len(row.items)
    chosen = {
        "items": (ngettext("%(count)s chosen", "%(count)s chosen", count) % {"count": count}, ""),
        "receiver": (case.receiver.short_name, ""),
    }
    if view is not None:
        told = {"done": len(view.questions) - len(view.waiting), "all": len(view.questions)}
        chosen["assess"] = (_("%(done)s of %(all)s questions") % told, reverse("disclosure_assess", args=[row.pk]))
    prepared = (row.record or {}).get("prepared")
    if prepared:
        address = reverse("disclosure_decide", args=[row.pk])
        chosen["decide"] = (disclosed_words.decision(prepared["decision"]), address)
    return steps(current, **chosen)


def _questions(case: Case, view: law_view.View, data: Any = None) -> QuestionsForm:
    facts = case.row.facts or {}
    return QuestionsForm(data, view=view, notes=facts.get("notes", {}), age_at_offence=facts.get("age_at_offence"))


@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: HttpRequest, assessment_id: uuid.UUID) -> HttpResponse:
    """Step 3: the law's questions, with the matrix and the verdict beside them."""
    case = case_or_404(request, assessment_id)
    if case.row.decision != Decision.OPEN:
        return redirect("disclosure", case.row.pk)
    view = case.view()
    form, conflict = _questions(case, view, request.POST or None), False
    if request.method == "POST" and form.is_valid():
        try:
            _keep(case, form, request.POST.get("version", ""))
            return redirect(_after(request, case))
        except ConflictError:
            conflict = True
        except RefusedError as refused:
            form.add_error(None, refused.sentence)
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "disclosures/assess.html", _assess_context(case, view, form, conflict), status=status)


def _keep(case: Case, form: QuestionsForm, version: str) -> None:
    answer_questions(
        by=case.acting, assessment=case.row, version=int(version) if version.isdigit() else 0,
        facts=form.facts(case.row.facts or {}), now=timezone.now(),
    )  # fmt: skip


def _after(request: HttpRequest, case: Case) -> str:
    names = {"decide": "disclosure_decide", "again": "disclosure_assess"}
    for posted, name in names.items():
        if posted in request.POST:
            return reverse(name, args=[case.row.pk])
    return reverse("disclosures")


def _assess_context(case: Case, view: law_view.View, form: QuestionsForm, conflict: bool) -> dict[str, Any]:
    row = case.row
    told = {"done": len(view.questions) - len(view.waiting), "all": len(view.questions)}
    return {
        "case": case, "form": form, "conflict": conflict, "steps": steps_of(case, "assess", view),
        "matrix": law_view.matrix(view, case.parties.sender), "verdict": law_view.verdict(view, case.today),
        "answered": _("%(done)s of %(all)s answered") % told, "version": row.version,
        "items": disclosed_words.item_rows(row), "agreements": _agreements(case),
        "lead": disclosed_words.lead(row, case.receiver),
    }  # fmt: skip


def _agreements(case: Case) -> list[str]:
    own, other = case.own.branch.authority_id, case.receiver.branch.authority_id
    return [f"{one.name} ({one.reference})" for one in reading.agreements_between(own, other, case.today)]


@require_POST
def preview(request: HttpRequest, assessment_id: uuid.UUID) -> HttpResponse:
    """Answer htmx with matrix and verdict as they would be with what is answered now; nothing is kept."""
    case = case_or_404(request, assessment_id)
    form = _questions(case, case.view(), request.POST)
    if not form.is_valid():
        return HttpResponse(status=204)
    case.row.facts = form.facts(case.row.facts or {}).as_json()
    view = case.view()
    context = {
        "matrix": law_view.matrix(view, case.parties.sender), "verdict": law_view.verdict(view, case.today)
    }  # fmt: skip
    return render(request, "disclosures/preview.html", context)
