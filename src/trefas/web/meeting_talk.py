"""One person on the agenda: the page, and what its small forms send."""

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trefas.disclosures.reading import units
from trefas.files.actions.committing import undertake
from trefas.files.actions.convening import set_present
from trefas.files.actions.meeting import mark_said, note_heard
from trefas.files.meeting_models import SaidState
from trefas.files.meetings import Talk, prepared_for
from trefas.persons.actions import ConflictError
from trefas.rooms.errors import RefusedError
from trefas.web import staff
from trefas.web.forms.meetings import CommitmentForm, HeardForm
from trefas.web.meeting_frame import (
    Held,
    file_of,
    followed,
    held,
    others,
    saved,
    talk_url,
    title_of,
    unit_choices,
)
from trefas.web.meeting_prepare import preparing
from trefas.web.meeting_rows import attendance_of, frame, own_part, stamp, state_of

PURPOSE = "meet"

WEEK = timedelta(days=7)
SAID = {"said": SaidState.SAID, "not_said": SaidState.NOT_SAID, "undo": SaidState.OPEN}


@require_http_methods(["GET", "HEAD"])
def show(request: HttpRequest, meeting_id: uuid.UUID, position: int) -> HttpResponse:
    """Show one person's place on the agenda."""
    one = held(request, meeting_id)
    return _page(request, one, one.talk(position))


def _page(
    request: HttpRequest, one: Held, talk: Talk, heard: forms.Form | None = None, made: forms.Form | None = None
) -> HttpResponse:
    rooms = {each.file.room_id for each in one.talks if each.file is not None}
    prepared = prepared_for(one.meeting, rooms)
    context = {**frame(one, talk, prepared), **attendance_of(one, talk)}
    if talk.file is not None:
        context |= own_part(one, talk, talk.file, prepared)
        context["heard_form"] = heard or _heard_form(one, None)
        context["commitment_form"] = made or _commitment_form(one, None)
    bound = [form for form in (heard, made) if form is not None]
    context["form"] = bound[0] if bound else None
    return render(request, "meetings/talk.html", context, status=422 if bound else 200)


@require_POST
def said(request: HttpRequest, meeting_id: uuid.UUID, position: int, group: uuid.UUID) -> HttpResponse:
    """Mark something prepared as said, not said, or neither."""
    one = held(request, meeting_id)
    talk = followed(one.talk(position))
    if not one.acting.may("disclose"):
        raise PermissionDenied
    state, version = SAID.get(request.POST.get("said", "")), request.POST.get("version", "")
    as_json = "application/json" in request.headers.get("Accept", "")
    if state is None or not version.isdigit():
        return JsonResponse({"error": _("Reload the page.")}, status=422)
    try:
        rows = mark_said(
            by=one.acting, meeting_id=meeting_id, group=group, said=state, version=int(version), now=timezone.now()
        )
    except (RefusedError, ConflictError) as error:
        sentence = getattr(error, "sentence", "") or _("A colleague marked it just now. Reload the page.")
        return _not_marked(request, one, talk, sentence, as_json)
    shown = state_of(rows)
    if as_json:
        return JsonResponse({"state": shown, "stamp": stamp(rows, shown), "version": rows[0].version})
    return redirect(talk_url(one.meeting, talk.item))


def _not_marked(request: HttpRequest, one: Held, talk: Talk, sentence: str, as_json: bool) -> HttpResponse:
    if as_json:
        return JsonResponse({"error": sentence}, status=422)
    words = {"title": title_of(one.meeting), "sentence": sentence, "back_url": talk_url(one.meeting, talk.item)}
    return render(request, "meetings/refused.html", words, status=422)


@require_POST
def attendance(request: HttpRequest, meeting_id: uuid.UUID, position: int) -> HttpResponse:
    """Note which units are in the talk."""
    one = held(request, meeting_id)
    talk = one.talk(position)
    here = set(request.POST.getlist("unit"))
    present = [unit for unit in one.meeting.units if str(unit) in here]
    try:
        set_present(by=one.acting, item_id=talk.item.pk, units=present, now=timezone.now())
    except RefusedError as refused:
        return _not_marked(request, one, talk, refused.sentence, as_json=False)
    return redirect(talk_url(one.meeting, talk.item))


@require_POST
def heard(request: HttpRequest, meeting_id: uuid.UUID, position: int) -> HttpResponse:
    """Write down what another unit said."""
    one = held(request, meeting_id)
    talk = followed(one.talk(position))
    form = _heard_form(one, request.POST)

    def save(given: dict[str, Any]) -> None:
        unit = units().get(pk=given["unit"])
        note_heard(
            by=one.acting, meeting_id=meeting_id, file_id=file_of(talk).pk, unit=unit, text=given["text"],
            now=timezone.now(),
        )  # fmt: skip

    return redirect(talk_url(one.meeting, talk.item)) if saved(form, save) else _page(request, one, talk, heard=form)


@require_POST
def commitment(request: HttpRequest, meeting_id: uuid.UUID, position: int) -> HttpResponse:
    """Undertake something for one's own authority."""
    one = held(request, meeting_id)
    talk = followed(one.talk(position))
    form = _commitment_form(one, request.POST)

    def save(given: dict[str, Any]) -> None:
        undertake(
            by=one.acting, file_id=file_of(talk).pk, owner_id=uuid.UUID(given["owner"]), text=given["text"],
            due_on=given["due_on"], meeting_id=meeting_id, now=timezone.now(),
        )  # fmt: skip

    return redirect(talk_url(one.meeting, talk.item)) if saved(form, save) else _page(request, one, talk, made=form)


def _heard_form(one: Held, data: Any) -> HeardForm:
    return HeardForm(data, units=unit_choices(others(one)), prefix="heard")


def _commitment_form(one: Held, data: Any) -> CommitmentForm:
    owners = [(str(key), name) for key, name in staff.colleagues(one.acting.room_id).items()]
    initial = {"owner": str(one.acting.user_id), "due_on": timezone.localdate() + WEEK}
    return CommitmentForm(data, owners=owners, initial=initial, prefix="commitment")


PLACE = "<uuid:meeting_id>/<int:position>/"
urlpatterns = [
    path(PLACE, show, name="meeting_talk"),
    path(f"{PLACE}forbered/", preparing, name="meeting_prepare"),
    path(f"{PLACE}berattat/<uuid:group>/", said, name="meeting_said"),
    path(f"{PLACE}narvaro/", attendance, name="meeting_attendance"),
    path(f"{PLACE}hort/", heard, name="meeting_heard"),
    path(f"{PLACE}atagande/", commitment, name="meeting_commitment"),
]
