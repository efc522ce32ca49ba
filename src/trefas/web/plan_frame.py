"""What the acts of a plan share: finding the row in the open rooms, and answering a small form on its own page."""

import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from trefas.files.actions import Child
from trefas.files.definitions import definition_of
from trefas.methods import Method
from trefas.web.file_forms import answer
from trefas.web.file_frame import Opened, opened

TAB = "file_plan"
Row = TypeVar("Row", bound=Model)


def open_for(request: HttpRequest, file_id: uuid.UUID, *mandates: str) -> Opened:
    """Return the file, or answer 403 to who may read it but has none of the mandates."""
    one = opened(request, file_id)
    if not any(one.acting.may(mandate) for mandate in mandates):
        raise PermissionDenied
    return one


def row_of(model: type[Row], one: Opened, row_id: uuid.UUID) -> Row:
    """Return a row of the open file; absent and another file's are the same."""
    found = model._default_manager.filter(room_id=one.file.room_id, file_id=one.file.pk, pk=row_id).first()
    if found is None:
        raise Http404
    return found


def method_of(one: Opened) -> Method:
    """Return the definition that the file began under."""
    return definition_of(one.file)


def act(
    request: HttpRequest, one: Opened, form: forms.Form, save: Callable[[dict[str, Any]], object], **words: Any
) -> HttpResponse:
    """Answer a form of the plan: `title`, `button`, perhaps `lead`, `tab` and `next`, which is the plan."""
    given = {"lead": "", "tab": TAB, "next": reverse("file_plan", args=[one.file.pk]), **words}
    return answer(request, one, form, save, given)


def this_minute() -> str:
    """The local time as the browser's own field writes it."""
    return f"{timezone.localtime():%Y-%m-%dT%H:%M}"


def child_of(given: dict[str, Any]) -> Child | None:
    """Return the test of a child's best interests, when the form asked for it and it was written."""
    if not given.get("best_interests"):
        return None
    return Child(given["best_interests"], given["own_view"], given["social_worker"])
