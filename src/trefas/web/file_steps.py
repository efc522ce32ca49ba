"""The next step and the own case system's number, each changed under a version; a conflict shows both texts."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trefas.files.actions import Happening, record_event, set_case_reference, set_next_step
from trefas.files.models import File
from trefas.methods import EventKind
from trefas.persons.actions import ConflictError
from trefas.web import staff
from trefas.web.dates import clock
from trefas.web.file_forms import answer, writable
from trefas.web.file_frame import Opened, identity, opened
from trefas.web.forms.files import FollowForm, ReferenceForm, StepForm


@require_http_methods(["GET", "HEAD", "POST"])
def next_step(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Say what comes next and when."""
    one = writable(opened(request, file_id))
    if request.method == "POST" and request.POST.get("keep") == "theirs":
        return redirect("file", file_id)
    initial = {"next_step": one.file.next_step, "next_step_on": one.file.next_step_on, "version": one.file.version}
    form = StepForm(request.POST or None, initial=initial)

    def save(given: dict[str, Any]) -> None:
        set_next_step(
            by=one.acting, file_id=file_id, version=given["version"], now=timezone.now(), text=given["next_step"],
            on=given["next_step_on"],
        )  # fmt: skip

    words = {
        "title": _("Change the next step"),
        "lead": _("No file stands without a next date."),
        "button": _("Save"),
        "next": reverse("file", args=[file_id]),
        "tab": "file",
    }
    return _unless_conflict(request, one, form, save, words, "next_step")


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Decide to follow a person who is agreed on or registered."""
    one = writable(opened(request, file_id))
    form = FollowForm(request.POST or None)

    def save(given: dict[str, Any]) -> None:
        happening = Happening(EventKind.FOLLOWED, one.today, {"text": given["text"]})
        record_event(by=one.acting, file_id=file_id, happening=happening, now=timezone.now())

    here = reverse("file", args=[file_id])
    words = {"title": _("Start following"), "lead": "", "button": _("Decide"), "next": here, "back_url": here}
    return answer(request, one, form, save, {**words, "tab": "file"})


@require_http_methods(["GET", "HEAD", "POST"])
def case_reference(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Keep the number that the own case system has for the person."""
    one = writable(opened(request, file_id))
    if request.method == "POST" and request.POST.get("keep") == "theirs":
        return redirect("file", file_id)
    initial = {"reference": one.file.case_reference, "version": one.file.version}
    form = ReferenceForm(request.POST or None, initial=initial)

    def save(given: dict[str, Any]) -> None:
        now = timezone.now()
        set_case_reference(
            by=one.acting, file_id=file_id, version=given["version"], reference=given["reference"], now=now
        )

    words = {
        "title": _("Number in the own case system"),
        "lead": "",
        "button": _("Save"),
        "next": reverse("file", args=[file_id]),
        "tab": "file",
    }
    return _unless_conflict(request, one, form, save, words, "reference")


# Where the file keeps what a form calls by another name.
KEPT_AS = {"next_step": "next_step", "reference": "case_reference"}


def _unless_conflict(
    request: HttpRequest, one: Opened, form: Any, save: Any, words: dict[str, Any], name: str
) -> HttpResponse:
    """Answer as any form, but show both texts when somebody else was first."""
    try:
        return answer(request, one, form, save, words)
    except ConflictError as conflict:
        return _both(request, one, form, conflict.theirs, name)


def _both(request: HttpRequest, one: Opened, form: Any, theirs: File, name: str) -> HttpResponse:
    now = timezone.now()
    shown = getattr(theirs, KEPT_AS[name])
    kept = [(key, request.POST.get(key, "")) for key in form.fields if key not in (name, "version")]
    conflict = {
        "label": form.fields[name].label,
        "name": name,
        "url": request.path,
        "version": theirs.version,
        "kept": kept,
        "cancel_url": reverse("file", args=[one.file.pk]),
        "theirs": {
            "who": staff.names([theirs.changed_by_id]).get(theirs.changed_by_id, ""),
            "when": clock(theirs.changed_at),
            "text": shown or "",
        },
        "mine": {"when": clock(now), "text": request.POST.get(name, "")},
    }
    context = {"person": identity(one, "file"), "conflict": conflict}
    return render(request, "files/conflict.html", context, status=409)
