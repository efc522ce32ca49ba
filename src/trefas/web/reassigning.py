"""Giving files to another handler, one from its own page or many of a colleague's at once."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trefas.files.listing import Wanted, wanted_files
from trefas.plans.actions import give_over
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms
from trefas.web import staff
from trefas.web.dates import short_date
from trefas.web.file_forms import answer
from trefas.web.file_frame import opened
from trefas.web.forms.reassigning import HandlerForm, ManyForm
from trefas.web.requests import need, today_of

MOST = 200


@require_http_methods(["GET", "HEAD", "POST"])
def one_file(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Give one file to another handler."""
    one = opened(request, file_id)
    if not one.acting.may("reassign"):
        raise PermissionDenied
    form = HandlerForm(request.POST or None, colleagues=staff.colleagues(one.acting.room_id))

    def save(given: dict[str, Any]) -> None:
        give_over(by=one.acting, file_ids=[file_id], to_user=given["to"], now=timezone.now())

    words = {
        "title": _("Change handler"),
        "lead": "",
        "button": _("Give the file"),
        "next": reverse("file", args=[file_id]),
        "tab": "file",
    }
    return answer(request, one, form, save, words)


@require_http_methods(["GET", "HEAD", "POST"])
def many(request: HttpRequest) -> HttpResponse:
    """Give many of one colleague's files to another, as when somebody leaves or is away."""
    acting = need(request, "reassign")
    colleagues = staff.colleagues(acting.room_id)
    chosen = _chosen(request.GET.get("handler", ""), colleagues)
    files = _files_of(acting, chosen, request) if chosen else {}
    form = ManyForm(request.POST or None, files=files, colleagues=colleagues)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _given(acting, form):
            return redirect(f"{reverse('listan')}?view=unit")
    views = [
        {"label": name, "url": f"{request.path}?handler={key}", "current": key == chosen}
        for key, name in colleagues.items()
    ]
    context = {"form": form, "views": views, "chosen": chosen, "files": files}
    return render(request, "listan/reassign.html", context, status=status)


def _chosen(text: str, colleagues: dict[uuid.UUID, str]) -> uuid.UUID | None:
    return next((key for key in colleagues if str(key) == text), None)


def _files_of(acting: Acting, handler: uuid.UUID, request: HttpRequest) -> dict[uuid.UUID, str]:
    wanted = Wanted(handler=handler)
    rows = wanted_files(open_rooms(), wanted, today_of(request)).order_by("next_step_on", "id")[:MOST]
    return {
        file.pk: f"{file.person.name}, {file.number}, {short_date(file.next_step_on)}"
        for file in rows
        if file.next_step_on
    }


def _given(acting: Acting, form: ManyForm) -> bool:
    given = form.cleaned_data
    try:
        give_over(by=acting, file_ids=given["files"], to_user=given["to"], now=timezone.now())
    except RefusedError as refused:
        form.add_error(None, refused.sentence)
    return not form.errors
