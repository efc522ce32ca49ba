"""The review of a file, the only way to go on or to end it; and closing a hand-over."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trefas.disclosures.models import Receipt
from trefas.disclosures.reading import running, units
from trefas.plans.actions import Look, complete_hand_over, review
from trefas.plans.models import Handover
from trefas.rooms.errors import RefusedError
from trefas.web import staff
from trefas.web.dates import full_date
from trefas.web.file_frame import Opened, identity
from trefas.web.forms.measures import ReviewForm
from trefas.web.plan_frame import TAB, act, child_of, method_of, open_for, row_of


@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Review a file: go on, hand over, or end."""
    one = open_for(request, file_id, "follow")
    users = [(str(user), name) for user, name in staff.colleagues(one.acting.room_id).items()]
    form = ReviewForm(request.POST or None, method=method_of(one), units=_units(one), users=users, child=one.child)

    def save(given: dict[str, Any]) -> None:
        review(by=one.acting, file_id=file_id, look=_look(given), now=timezone.now())

    return act(request, one, form, save, title=_("Review"), button=_("Decide"), lead=_lead(one))


def _look(given: dict[str, Any]) -> Look:
    return Look(
        given["decision"], given["text"], given["fact_on"], given["ground"], given["verified"], child_of(given),
        _id(given["to_unit"]), _id(given["to_user"]),
    )  # fmt: skip


def _id(text: str) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None


def _units(one: Opened) -> list[tuple[str, str]]:
    """The units of the same kind that work with the method: following is handed to a district, not to the police."""
    found = units().filter(running(one.today), branch__kind=one.acting.room_kind, methods__method=one.file.method)
    return [(str(unit), name) for unit, name in found.exclude(pk=one.file.unit_id).values_list("id", "name").distinct()]


def _lead(one: Opened) -> str:
    if one.file.lapses_on is None:
        return ""
    return _("Following lapses %(day)s unless it is decided anew on a newer fact.") % {
        "day": full_date(one.file.lapses_on)
    }


@require_POST
def complete(request: HttpRequest, file_id: uuid.UUID, handover_id: uuid.UUID) -> HttpResponse:
    """Close the file when the other board has registered what it was told."""
    one = open_for(request, file_id, "follow")
    row = row_of(Handover, one, handover_id)
    told = Receipt.objects.filter(
        room_id=one.file.room_id, direction="out", other_unit_id=row.to_unit_id,
        assessment__person_id=one.file.person_id,
    ).order_by("-at").first()  # fmt: skip
    try:
        if told is None:
            raise RefusedError(_("Nothing has been sent to that unit yet. Disclose first."))
        complete_hand_over(by=one.acting, handover_id=row.pk, receipt_id=told.pk, now=timezone.now())
    except RefusedError as refused:
        back = reverse("file_plan", args=[file_id])
        context = {"person": identity(one, TAB), "sentence": refused.sentence, "back": back}
        return render(request, "plans/refused.html", context, status=422)
    except Receipt.DoesNotExist:
        raise Http404 from None
    return redirect("file", file_id)


urlpatterns = [
    path("<uuid:file_id>/folj-upp/", look, name="file_review"),
    path("<uuid:file_id>/overlamning/<uuid:handover_id>/", complete, name="plan_handover_complete"),
]
