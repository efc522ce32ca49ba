"""A disclosure afterwards: its record and receipts, throwing a draft away, taking back, correcting."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trefas.disclosures import items, receipt_files
from trefas.disclosures.actions import (
    Correction,
    drop_assessment,
    export_receipt,
    send_correction,
    withdraw_disclosure,
)
from trefas.disclosures.actions.exporting import MAY
from trefas.disclosures.models import Decision, Receipt
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import opened
from trefas.web import disclosed_words
from trefas.web.disclosing import case_or_404
from trefas.web.forms.disclosed import CorrectionForm
from trefas.web.requests import acting_of

# On its way, or waiting to be registered.
TAKEABLE = ("posted", "sent")


@require_safe
def show(request: HttpRequest, assessment_id: uuid.UUID) -> HttpResponse:
    """Show a decided disclosure with its whole record, its receipts, and what can still be done."""
    case = case_or_404(request, assessment_id)
    if case.row.decision == Decision.OPEN:
        return redirect("disclosure_assess", case.row.pk)
    found = Receipt.objects.filter(room_id=case.row.room_id, assessment_id=case.row.pk, direction="out")
    receipts = list(found.order_by("at", "id"))
    first = receipts[0] if receipts else None
    may = case.acting.may("disclose")
    context = {
        "case": case, "rows": disclosed_words.record_rows(case.row, case.receiver),
        "receipts": disclosed_words.receipt_rows(receipts),
        "may_take_back": may and first is not None and first.state in TAKEABLE,
        "may_correct": may and first is not None and first.state == "registered",
        "lead": disclosed_words.about(case.row, case.receiver, case.today),
        "review": case.row.review == "flagged" and case.acting.may("legal_review"),
    }  # fmt: skip
    return render(request, "disclosures/show.html", context)


@require_POST
def drop(request: HttpRequest, assessment_id: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    case = case_or_404(request, assessment_id)
    try:
        drop_assessment(by=case.acting, assessment=case.row, version=case.row.version)
    except RefusedError as refused:
        return render(request, "errors/403.html", {"sentence": refused.sentence}, status=403)
    return redirect("disclosures")


@require_POST
def take_back(request: HttpRequest, assessment_id: uuid.UUID) -> HttpResponse:
    """Take back what is not registered yet."""
    case = case_or_404(request, assessment_id, "disclose")
    found = Receipt.objects.filter(room_id=case.row.room_id, assessment_id=case.row.pk, direction="out")
    receipt = found.filter(state__in=TAKEABLE).first()
    if receipt is None:
        raise Http404
    try:
        withdraw_disclosure(by=case.acting, receipt=receipt)
    except RefusedError as refused:
        return render(request, "errors/403.html", {"sentence": refused.sentence}, status=409)
    return redirect("disclosure", case.row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, assessment_id: uuid.UUID) -> HttpResponse:
    """Send a correction of what the receiver has registered."""
    case = case_or_404(request, assessment_id, "disclose")
    found = Receipt.objects.filter(room_id=case.row.room_id, assessment_id=case.row.pk, direction="out")
    receipt = found.filter(state="registered").order_by("at", "id").first()
    if receipt is None:
        raise Http404
    pickable = items.pickable(case.row.room_id, case.row.person_id)
    form = CorrectionForm(request.POST or None, assessment=case.row, pickable=pickable)
    if request.method == "POST" and form.is_valid():
        try:
            send_correction(by=case.acting, receipt=receipt, correction=_correction(form), now=timezone.now())
            return redirect("disclosure", case.row.pk)
        except RefusedError as refused:
            form.add_error(None, refused.sentence)
    context = {"case": case, "form": form, "lead": disclosed_words.about(case.row, case.receiver, case.today)}
    return render(request, "disclosures/correct.html", context, status=422 if request.method == "POST" else 200)


def _correction(form: CorrectionForm) -> Correction:
    given = form.cleaned_data
    kind, _colon, item_id = given["replaced_by"].partition(":")
    replaced_by = (kind, uuid.UUID(item_id)) if item_id else None
    return Correction(uuid.UUID(given["reference"]), given["reason"], replaced_by)


@require_safe
def receipt(request: HttpRequest, envelope_id: uuid.UUID) -> HttpResponse:
    """Give a receipt as a file that others can check offline."""
    acting = acting_of(request)
    if not any(acting.may(mandate) for mandate in MAY):
        raise PermissionDenied
    if not Receipt.objects.filter(room_id__in=opened(), envelope=envelope_id).exclude(statement="").exists():
        raise Http404
    found, content = export_receipt(by=acting, envelope_id=envelope_id)
    response = HttpResponse(content, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{receipt_files.file_name(found)}"'
    return response
