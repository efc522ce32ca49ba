"""Preparing what to tell in a meeting: items, receivers and purpose; the assessment follows."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trefas.authorities.models import Unit
from trefas.disclosures.items import pickable
from trefas.disclosures.reading import units
from trefas.files.actions.meeting import Telling, prepare
from trefas.files.meeting_models import Prepared
from trefas.files.models import File
from trefas.files.policy import is_child
from trefas.web.forms.meetings import PrepareForm
from trefas.web.meeting_frame import (
    Held,
    file_of,
    followed,
    held,
    others,
    saved,
    talk_url,
    unit_choices,
)

PURPOSE = "meet"


@require_http_methods(["GET", "HEAD", "POST"])
def preparing(request: HttpRequest, meeting_id: uuid.UUID, position: int) -> HttpResponse:
    """Choose what to tell whom; the questions of the law are then answered for each receiver."""
    one = held(request, meeting_id)
    talk = followed(one.talk(position))
    if not one.acting.may("disclose"):
        raise PermissionDenied
    file, here = file_of(talk), talk_url(one.meeting, talk.item)
    form = _prepare_form(request, one, file)
    made: list[Prepared] = []

    def save(given: dict[str, Any]) -> None:
        record = {"child": given["child"]} if given.get("child") else {}
        telling = Telling(file.pk, _receivers(given["units"]), form.chosen(), purpose=given["purpose"], record=record)
        made.extend(prepare(by=one.acting, meeting_id=meeting_id, telling=telling, now=timezone.now()))

    if request.method == "POST" and saved(form, save):
        return redirect(_next_of(made, here))
    words = {
        "title": _("Prepare to tell about %(name)s") % {"name": file.person.name},
        "button": _("Go on to the assessment"), "back_url": here,
        "lead": _("Nothing is sent before the meeting. What you do not say stays here."),
    }  # fmt: skip
    return render(request, "meetings/form.html", {"form": form, **words}, status=422 if form.is_bound else 200)


def _next_of(made: Sequence[Prepared], here: str) -> str:
    """The assessment when there is one receiver; else the person's page, where each is assessed in turn."""
    return reverse("disclosure_assess", args=[made[0].assessment_id]) if len(made) == 1 else here


def _prepare_form(request: HttpRequest, one: Held, file: File) -> PrepareForm:
    items = [
        (f"{item.kind}:{item.id}", f"{item.title}. {item.text[:80]}") for item in pickable(file.room_id, file.person_id)
    ]
    return PrepareForm(
        request.POST or None, items=items, units=unit_choices(others(one)),
        is_child=is_child(file.person.birth_date, timezone.localdate()),
        initial={"units": [str(unit) for unit in others(one)], "purpose": "prevent_crime"},
    )  # fmt: skip


def _receivers(ids: Sequence[str]) -> list[Unit]:
    return list(units().filter(pk__in=ids).order_by("name"))
