"""Co-operation about one file: who takes part, inviting, accepting, the joint review; and commitments done."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trefas.disclosures.models import Assessment, ReceivedItem
from trefas.disclosures.reading import receivers, units
from trefas.files.actions.committing import complete_commitment
from trefas.files.actions.cooperating import accept_invitation, invite, leave_cooperation, set_joint_review
from trefas.files.cooperation import shown, spine
from trefas.files.meeting_items import INVITATION
from trefas.files.meeting_models import Commitment, Cooperation
from trefas.files.models import File
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import opened
from trefas.web.dates import full_date
from trefas.web.file_frame import FILE_PANELS, Opened, Panel
from trefas.web.file_frame import opened as opened_file
from trefas.web.forms.meetings import DoneForm, InviteForm, ReviewForm
from trefas.web.meeting_frame import bring_up_to_date, saved, units_of
from trefas.web.requests import need


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Show who co-operates about a person; a POST says when they next review it together."""
    one = _file(request, file_id)
    copy = spine(one.file.cooperation) if one.file.cooperation else None
    form = ReviewForm(request.POST or None, initial={"on": copy.next_review_on if copy else None})

    def save(given: dict[str, Any]) -> None:
        set_joint_review(by=one.acting, number=_number(copy), on=given["on"], now=timezone.now())

    if request.method == "POST" and saved(form, save):
        return redirect("cooperation", file_id)
    context = {
        "file": one.file, "copy": copy, "facts": _facts(copy), "form": form if copy else None,
        "units": units_of(copy.units) if copy else [], "invitations": [] if copy else _invitations(one.file),
        "may_invite": one.acting.may("disclose") and one.file.ended_on is None,
    }  # fmt: skip
    return render(request, "meetings/cooperation.html", context, status=422 if form.is_bound else 200)


def _file(request: HttpRequest, file_id: uuid.UUID) -> Opened:
    bring_up_to_date(need(request, "follow"))
    return opened_file(request, file_id)


def _number(copy: Cooperation | None) -> uuid.UUID:
    if copy is None:
        raise Http404
    return copy.number


def _facts(copy: Cooperation | None) -> list[dict[str, Any]]:
    if copy is None:
        return []
    met = [full_date(day) for day in reversed(copy.met_on)] or [_("Not yet")]
    review = full_date(copy.next_review_on) if copy.next_review_on else _("Not decided")
    return [
        {"key": _("Number"), "value": shown(copy.number)},
        {"key": _("Joint meetings"), "value": met},
        {"key": _("Next joint review"), "value": review},
    ]


def _invitations(file: File) -> list[dict[str, Any]]:
    """What is filed to the person and asks to co-operate; one query, and the words of each are opened."""
    found = ReceivedItem.objects.filter(room_id=file.room_id, person_id=file.person_id, corrects=None)
    rows = [row for row in found.order_by("-registered_at")[:100] if (row.content or {}).get("kind") == INVITATION]
    return [{"id": row.pk, "text": row.content["text"], "when": row.registered_at} for row in rows]


@require_http_methods(["GET", "HEAD", "POST"])
def inviting(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Choose whom to invite; the invitation is then assessed like any other disclosure."""
    one = _file(request, file_id)
    if not one.acting.may("disclose"):
        raise PermissionDenied
    here = reverse("cooperation", args=[file_id])
    found = {str(unit.pk): unit.name for unit in receivers(one.acting, one.today)}
    form = InviteForm(request.POST or None, units=list(found.items()), initial={"purpose": "prevent_crime"})
    made: list[Assessment] = []

    def save(given: dict[str, Any]) -> None:
        receiver = units().select_related("branch").get(pk=given["unit"])
        made.append(
            invite(by=one.acting, file_id=file_id, receiver=receiver, purpose=given["purpose"], now=timezone.now())
        )

    if request.method == "POST" and saved(form, save):
        return redirect("disclosure_assess", made[0].pk)
    words = {
        "title": _("Invite to co-operate"), "button": _("Go on to the assessment"), "back_url": here,
        "lead": _("An invitation tells that you follow the person. It is assessed before it is sent."),
    }  # fmt: skip
    return render(request, "meetings/form.html", {"form": form, **words}, status=422 if form.is_bound else 200)


@require_POST
def accept(request: HttpRequest, file_id: uuid.UUID, received_id: uuid.UUID) -> HttpResponse:
    """Accept an invitation that is filed to the person."""
    one = _file(request, file_id)
    known = {row["id"] for row in _invitations(one.file)}
    if received_id not in known:
        raise Http404
    try:
        accept_invitation(by=one.acting, received_id=received_id, now=timezone.now())
    except RefusedError as refused:
        words = {
            "title": _("Co-operation"),
            "sentence": refused.sentence,
            "back_url": reverse("cooperation", args=[file_id]),
        }
        return render(request, "meetings/refused.html", words, status=422)
    return redirect("cooperation", file_id)


@require_POST
def leave(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Leave the co-operation."""
    one = _file(request, file_id)
    if one.file.cooperation is None:
        raise Http404
    leave_cooperation(by=one.acting, number=one.file.cooperation, now=timezone.now())
    return redirect("cooperation", file_id)


@require_http_methods(["GET", "HEAD", "POST"])
def done(request: HttpRequest, commitment_id: uuid.UUID) -> HttpResponse:
    """Note that a commitment is done."""
    acting = need(request, "follow")
    kept = Commitment.objects.filter(room_id__in=opened(), pk=commitment_id).select_related("person").first()
    if kept is None:
        raise Http404
    form, here = DoneForm(request.POST or None), reverse("file", args=[kept.file_id])

    def save(given: dict[str, Any]) -> None:
        complete_commitment(by=acting, commitment_id=commitment_id, outcome=given["outcome"], now=timezone.now())

    if request.method == "POST" and saved(form, save):
        return redirect(here)
    words = {"title": kept.text, "lead": kept.person.name, "button": _("It is done"), "back_url": here}
    return render(request, "meetings/form.html", {"form": form, **words}, status=422 if form.is_bound else 200)


def panel(one: Opened) -> Panel:
    """Return the panel of a file's overview: its number, or that nobody else takes part. No query."""
    url = reverse("cooperation", args=[one.file.pk])
    words = shown(one.file.cooperation) if one.file.cooperation else _("No co-operation")
    return Panel(_("Co-operation"), [{"title": words}], 60, url, _("Show"))


FILE_PANELS.append(panel)
urlpatterns = [
    path("samverkan/<uuid:file_id>/", show, name="cooperation"),
    path("samverkan/<uuid:file_id>/bjud-in/", inviting, name="cooperation_invite"),
    path("samverkan/<uuid:file_id>/tacka-ja/<uuid:received_id>/", accept, name="cooperation_accept"),
    path("samverkan/<uuid:file_id>/lamna/", leave, name="cooperation_leave"),
    path("ataganden/<uuid:commitment_id>/", done, name="commitment_done"),
]
