"""The review of a file, the only way to go on or to end it; and closing a hand-over."""

import uuid
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trefas.disclosures.models import Receipt
from trefas.disclosures.reading import running, units
from trefas.plans.actions import (
    Look,
    agree_to_ending,
    complete_hand_over,
    propose_ending,
    review,
    send_ending_back,
    take_ending_back,
)
from trefas.plans.models import Decision, Handover, SecondLook
from trefas.plans.policy import takes_second_look
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.web import staff
from trefas.web.dates import full_date, long_date
from trefas.web.file_frame import Opened, identity
from trefas.web.forms.measures import ReviewForm, SecondLookForm
from trefas.web.plan_frame import TAB, act, child_of, method_of, open_for, row_of
from trefas.web.plan_rows import named
from trefas.web.sources import TASKS, Rooms, Task, Waiting


@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Review a file: go on, hand over, or end."""
    one = open_for(request, file_id, "follow")
    users = [(str(user), name) for user, name in staff.colleagues(one.acting.room_id).items()]
    form = ReviewForm(request.POST or None, method=method_of(one), units=_units(one), users=users, child=one.child)

    def save(given: dict[str, Any]) -> None:
        said: dict[str, Any] = {"by": one.acting, "file_id": file_id, "look": _look(given), "now": timezone.now()}
        ends = given["decision"] == Decision.END
        if ends and takes_second_look(one.file, given["ground"], given["verified"]):
            propose_ending(**said)
        else:
            review(**said)

    return act(request, one, form, save, title=_("Review"), button=_("Decide"), lead=_lead(one))


@require_http_methods(["GET", "HEAD", "POST"])
def second_look(request: HttpRequest, file_id: uuid.UUID, look_id: uuid.UUID) -> HttpResponse:
    """Look, as the second person, at an ending that was proposed; who proposed it may take it back."""
    one = open_for(request, file_id, "follow")
    row = row_of(SecondLook, one, look_id)
    mine = row.proposed_by_id == one.acting.user_id
    if row.state != "waiting" or not (mine or one.acting.may("end")):
        raise Http404
    form = SecondLookForm(request.POST or None, mine=mine)

    def save(given: dict[str, Any]) -> None:
        said: dict[str, Any] = {"by": one.acting, "look_id": look_id, "now": timezone.now()}
        if given["act"] == "take_back":
            take_ending_back(**said)
        elif given["act"] == "agree":
            agree_to_ending(**said, reason=given["reason"])
        else:
            send_ending_back(**said, reason=given["reason"])

    title = _("Your proposal to end") if mine else _("Look at the ending")
    return act(request, one, form, save, title=title, button=_("Save"), lead=_proposed(one, row))


def _proposed(one: Opened, row: SecondLook) -> str:
    """Say on which ground, how it was verified, who proposed it and in which words."""
    method = method_of(one)
    parts = {
        "who": staff.names([row.proposed_by_id]).get(row.proposed_by_id, ""), "day": full_date(row.proposed_at),
        "ground": named(method.endings, row.ground), "how": named(method.verifications, row.verified), "text": row.text,
    }  # fmt: skip
    return _("%(who)s proposed it on %(day)s. %(ground)s. Verified: %(how)s. %(text)s") % parts


def tasks(acting: Acting, rooms: Rooms, _today: date) -> list[Waiting]:
    """Return the endings that wait for a second person, for those who decide endings and did not propose them."""
    if not acting.may("end"):
        return []
    found = SecondLook.objects.filter(room_id__in=list(rooms), state="waiting").exclude(proposed_by_id=acting.user_id)
    found = found.select_related("file__person").order_by("proposed_at", "id")
    return [Waiting(found, lambda rows: [_to_look_at(row) for row in rows])]


def _to_look_at(row: SecondLook) -> Task:
    return Task(
        due=timezone.localtime(row.proposed_at).date(), title=_("Look at the ending"),
        url=reverse("second_look", args=[row.file_id, row.pk]), person=row.file.person.name, facts=row.file.number,
        why=_("Proposed %(day)s. Another person must agree.") % {"day": long_date(row.proposed_at)},
    )  # fmt: skip


TASKS.append(tasks)


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
    path("<uuid:file_id>/avslut/<uuid:look_id>/", second_look, name="second_look"),
    path("<uuid:file_id>/overlamning/<uuid:handover_id>/", complete, name="plan_handover_complete"),
]
