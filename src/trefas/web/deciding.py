"""The last two steps of a disclosure: the decision, and the check page where it is signed."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trefas.disclosures.actions import decide, prepare_decision
from trefas.disclosures.assessing import unopened
from trefas.disclosures.models import Decision
from trefas.disclosures.policy import GIVEABLE, may_leave
from trefas.law import Answer
from trefas.persons.actions import ConflictError
from trefas.rooms.errors import RefusedError
from trefas.web import disclosed_words, law_view
from trefas.web.disclosing import Case, case_or_404, steps_of
from trefas.web.forms.disclosures import DecisionForm

PURPOSE = "disclose"


@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, assessment_id: uuid.UUID) -> HttpResponse:
    """Step 4: given, partly or refused. Refusing asks for one sentence."""
    case = case_or_404(request, assessment_id)
    if case.row.decision != Decision.OPEN:
        return redirect("disclosure", case.row.pk)
    view = case.view()
    form = DecisionForm(
        request.POST or None, assessment=case.row, demanded=view.answer.must_record,
        police=case.parties.sender_kind == "police", giveable=giveable(case, view.answer),
    )  # fmt: skip
    if "avsta" in request.GET and not form.is_bound:
        form.initial["decision"] = "refused"
    conflict = False
    if request.method == "POST" and form.is_valid():
        try:
            _prepare(case, form, request.POST.get("version", ""))
            return redirect("disclosure_check", case.row.pk)
        except ConflictError:
            conflict = True
    context = {
        "case": case, "form": form, "steps": steps_of(case, "decide", view), "conflict": conflict,
        "verdict": law_view.verdict(view, case.today), "lead": disclosed_words.lead(case.row, case.receiver),
    }  # fmt: skip
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "disclosures/decide.html", context, status=status)


def giveable(case: Case, answer: Answer) -> bool:
    """Return whether giving can be chosen: all secrecy is opened, or it was told in an emergency already."""
    return case.row.told_at is not None or (answer.outcome in GIVEABLE and not unopened(answer))


def _prepare(case: Case, form: DecisionForm, version: str) -> None:
    prepare_decision(
        by=case.acting, assessment=case.row, version=int(version) if version.isdigit() else 0,
        decision=form.decision_(), words=form.record_words(), withheld=form.withheld_ids(),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, assessment_id: uuid.UUID) -> HttpResponse:
    """Step 5: check everything, and sign."""
    case = case_or_404(request, assessment_id)
    prepared = (case.row.record or {}).get("prepared")
    if case.row.decision != Decision.OPEN:
        return redirect("disclosure", case.row.pk)
    if not prepared:
        return redirect("disclosure_decide", case.row.pk)
    error, status = "", 200
    if request.method == "POST":
        try:
            _sign(case, prepared, request.POST.get("version", ""))
            return redirect("disclosure", case.row.pk)
        except ConflictError:
            error, status = _("A colleague changed the assessment while you checked it. Look it over again."), 409
            case = case_or_404(request, assessment_id)
        except RefusedError as refused:
            error, status = refused.sentence, 422
    return render(request, "disclosures/check.html", _check_context(case, prepared, error), status=status)


def _sign(case: Case, prepared: Mapping[str, Any], version: str) -> None:
    decide(
        by=case.acting, assessment=case.row, version=int(version) if version.isdigit() else 0,
        decision=Decision(prepared["decision"]), record=prepared["words"], now=timezone.now(),
        withheld=[uuid.UUID(one) for one in prepared["withheld"]],
    )  # fmt: skip


def _check_context(case: Case, prepared: Mapping[str, Any], error: str) -> dict[str, Any]:
    view, decided = case.view(), Decision(prepared["decision"])
    refused = decided is Decision.REFUSED
    return {
        "case": case, "error": error, "refused": refused, "steps": steps_of(case, "check", view),
        "waits": may_leave(decided, timezone.now()).reason,
        "rows": disclosed_words.check_rows(case.row, case.receiver, view.answer, prepared, case.acting, case.today),
        "seen": [] if refused else disclosed_words.seen_rows(case.row, prepared["withheld"]),
        "may_sign": case.acting.may("disclose"),
        "lead": disclosed_words.about(case.row, case.receiver, case.today),
    }  # fmt: skip
