"""Saving a cell of Listan, and merging when two changed it at once."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from trefas.files.actions import drop_draft, keep_draft, set_next_step
from trefas.files.models import File
from trefas.files.reading import draft_of, file_or_none
from trefas.persons.actions import ConflictError
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.web import staff
from trefas.web.dates import clock, due_cell
from trefas.web.forms.listan import CellForm
from trefas.web.list_columns import COLUMNS
from trefas.web.requests import need, today_of


@require_POST
def save(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Save one cell; two at once are told, and what the second wrote is kept as her draft."""
    acting, now = need(request, "follow"), timezone.now()
    form, wants_json = CellForm(request.POST), "application/json" in request.headers.get("Accept", "")
    if not form.is_valid():
        return _not_valid(form, file_id, wants_json)
    given = form.cleaned_data
    try:
        file = set_next_step(
            by=acting, file_id=file_id, version=given["version"], now=now, text=given.get("text"), on=given.get("on")
        )
    except File.DoesNotExist:
        raise Http404 from None
    except RefusedError as refused:
        return JsonResponse({"error": refused.sentence}, status=422) if wants_json else _back(refused.sentence)
    except ConflictError as conflict:
        return _conflict(acting, conflict.theirs, given, wants_json)
    return JsonResponse(_saved(file, given["field"], request)) if wants_json else redirect("listan")


def _not_valid(form: CellForm, file_id: uuid.UUID, wants_json: bool) -> HttpResponse:
    sentence = next(iter(next(iter(form.errors.values()))))
    if wants_json:
        return JsonResponse({"error": sentence}, status=422)
    return redirect(f"{reverse('listan')}?redigera={file_id}.next_step_on&fel=datum")


def _back(sentence: str) -> HttpResponse:
    raise PermissionDenied(sentence)


def _saved(file: File, name: str, request: HttpRequest) -> dict[str, Any]:
    words: dict[str, Any] = {"value": file.next_step or "", "text": file.next_step or "", "meta": "", "tone": ""}
    if name == "next_step_on" and file.next_step_on:
        shown = due_cell(file.next_step_on, today_of(request))
        tone = "late" if shown.tone == "late" else ""
        words = {"value": file.next_step_on.isoformat(), "text": shown.text, "meta": shown.note, "tone": tone}
    return {**words, "version": file.version, "saved": clock(file.changed_at)}


def _conflict(acting: Acting, theirs: File, given: dict[str, Any], wants_json: bool) -> HttpResponse:
    content = {"value": given.get("value", ""), "field": given["field"]}
    keep_draft(by=acting, place=_place(theirs.pk), content=content, now=timezone.now())
    compare = reverse("listan_compare", args=[theirs.pk])
    if not wants_json:
        return redirect(compare)
    who = staff.names([theirs.changed_by_id]).get(theirs.changed_by_id, "")
    return JsonResponse({"who": who, "when": clock(theirs.changed_at), "compare_url": compare}, status=409)


def _place(file_id: uuid.UUID) -> str:
    return f"listan:{file_id}"


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Show both texts of a cell that two changed at once, and save the one that is chosen or merged."""
    acting = need(request, "follow")
    draft = draft_of(acting, _place(file_id))
    file = file_or_none(file_id)
    if file is None or file.ended_on or draft is None:
        raise Http404
    field = draft.content["field"]
    if request.method == "POST":
        return _merge(request, acting, file, field)
    theirs = file.next_step or "" if field == "next_step" else str(file.next_step_on or "")
    conflict = {
        "label": COLUMNS["step" if field == "next_step" else "due"].label,
        "name": "value",
        "url": request.path,
        "version": file.version,
        "cancel_url": reverse("listan"),
        "theirs": {
            "who": staff.names([file.changed_by_id]).get(file.changed_by_id, ""),
            "when": clock(file.changed_at),
            "text": theirs,
        },
        "mine": {"when": clock(draft.at), "text": draft.content["value"]},
    }
    return render(request, "listan/compare.html", {"conflict": conflict, "name": file.person.name})


def _merge(request: HttpRequest, acting: Acting, file: File, field: str) -> HttpResponse:
    if request.POST.get("keep") == "theirs":
        drop_draft(by=acting, place=_place(file.pk))
        return redirect("listan")
    form = CellForm({**request.POST.dict(), "field": field})
    if not form.is_valid():
        return redirect(request.path)
    given = form.cleaned_data
    try:
        set_next_step(
            by=acting, file_id=file.pk, version=given["version"], now=timezone.now(), text=given.get("text"),
            on=given.get("on"),
        )  # fmt: skip
    except ConflictError:
        content = {"value": given["value"], "field": field}
        keep_draft(by=acting, place=_place(file.pk), content=content, now=timezone.now())
        return redirect(request.path)
    drop_draft(by=acting, place=_place(file.pk))
    return redirect("listan")
