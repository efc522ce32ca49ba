"""The page Operation: whether real people may be here, what keeps them safe, and who answers for it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trefas.rooms import practice, second_person
from trefas.rooms.models import Safeguard
from trefas.rooms.practice import Standing
from trefas.rooms.safeguards import SAFEGUARDS
from trefas.web.dates import full_date
from trefas.web.requests import acting_of, need
from trefas.web.standing import TOLD

PURPOSE = "administer"


@require_safe
def operation(request: HttpRequest) -> HttpResponse:
    """Show how the installation stands, safeguard by safeguard, as the night found it."""
    acting, now = acting_of(request), timezone.now()
    if not acting.mandates & TOLD:
        raise PermissionDenied
    standing = practice.standing()
    columns = [{"label": label} for label in (_("Safeguard"), _("How it stands"), _("Last looked at"))]
    table = {"caption": _("Safeguards"), "columns": columns, "rows": [*_rows()]}
    context = {
        "standing": standing, "facts": _facts(standing), "table": table, "unseen": standing.unseen(now),
        "may_propose": acting.may("administer"), "waits": _waits(now),
    }  # fmt: skip
    return render(request, "operation/operation.html", context)


@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Propose that real people are let in, or that others answer for it from now on."""
    acting, now = need(request, "administer"), timezone.now()
    if not _waits(now):
        second_person.propose(by=acting, kind=practice.KIND, what={})
    messages.success(request, _("It is proposed. A manager confirms it under To confirm."))
    return redirect("operation")


def _waits(now: datetime) -> bool:
    return second_person.waiting(now=now).filter(kind=practice.KIND).exists()


def _rows() -> list[list[str]]:
    found = {one.code: one for one in Safeguard.objects.all()}
    return [[str(title), _how(found.get(code)), _seen(found.get(code))] for code, title in SAFEGUARDS.items()]


def _how(one: Safeguard | None) -> str:
    if one is None:
        return _("Not looked at yet")
    return _("Fails since %(day)s") % {"day": full_date(one.failing_since)} if one.failing_since else _("Works")


def _seen(one: Safeguard | None) -> str:
    return full_date(one.looked_at) if one else ""


def _facts(standing: Standing) -> list[dict[str, Any]]:
    if standing.lifted_at is None:
        return [{"key": _("Now"), "value": _("Practice, no real people")}]
    return [
        {"key": _("Now"), "value": _("In operation, with real people")},
        {"key": _("Since"), "value": full_date(standing.lifted_at)},
        {"key": _("Answers for it"), "value": list(standing.answering) or _("Nobody who works here any longer")},
    ]


urlpatterns = [
    path("", operation, name="operation"),
    path("foresla/", propose, name="operation_propose"),
]
