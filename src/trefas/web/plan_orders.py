"""Ordering from another authority what a yes orders there: at the yes itself, or from the task that it left."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trefas.files.definitions import said
from trefas.methods import Order, orders_after
from trefas.plans.actions import prepare_order
from trefas.plans.items import order_of
from trefas.plans.models import Task, TaskKind
from trefas.plans.policy import LOST
from trefas.plans.reading import draft_of, receivers_of, standing_orders, unit_at
from trefas.rooms import entry
from trefas.rooms.errors import TrefasError
from trefas.web import file_forms
from trefas.web.file_frame import Opened
from trefas.web.forms.plans import Elsewhere, OrderForm
from trefas.web.plan_frame import TAB, method_of, open_for, row_of

PURPOSE = "plan"


def elsewhere(one: Opened) -> list[Elsewhere]:
    """Return what a yes to this file's person orders of others and does not stand already; none without the mandate."""
    if not (one.acting.may("disclose") or one.acting.may("follow")):
        return []
    standing = standing_orders(one.file)
    wanted = [order for order in orders_after(method_of(one), "accepted") if order.id not in standing]
    return [_elsewhere(one, order) for order in wanted if order.owner != one.acting.room_kind]


def _elsewhere(one: Opened, order: Order) -> Elsewhere:
    units = receivers_of(one.acting, one.file, order.owner, one.today)
    likely = unit_at(one.file, order.owner, one.today)
    choices = [(str(unit.pk), unit.name) for unit in units]
    return Elsewhere(order.id, said(order.name), choices, str(likely) if likely in {unit.pk for unit in units} else "")


def begin(one: Opened, made: Sequence[Task], wanted: Mapping[str, uuid.UUID]) -> str:
    """Prepare the orders that were chosen at a yes; returns where the first is assessed, or nothing.

    The yes is kept whatever comes of it: an order that cannot be prepared is left as the task it is.
    """
    drafts = []
    for task in made:
        before = len(entry.current().events)
        if task.order not in wanted or not task.to_kind:
            continue
        try:
            to_unit, now = wanted[task.order], timezone.now()
            drafts.append(prepare_order(by=one.acting, task_id=task.pk, to_unit=to_unit, now=now).pk)
        except TrefasError:
            del entry.current().events[before:]
    return reverse("disclosure_assess", args=[drafts[0]]) if drafts else ""


@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, file_id: uuid.UUID, task_id: uuid.UUID) -> HttpResponse:
    """Order what a yes ordered of another authority; a draft that was begun is gone on with."""
    one = open_for(request, file_id, "offer")
    row = row_of(Task, one, task_id)
    if row.kind != TaskKind.TELL or not row.order:
        raise Http404
    draft = draft_of(row)
    if row.receipt is not None and row.receipt.state not in LOST and row.receipt.assessment_id:
        return redirect("disclosure", row.receipt.assessment_id)
    if draft is not None:
        return redirect("disclosure_assess", draft.pk)
    asked = _elsewhere(one, order_of(one.file, row.order))
    form = OrderForm(request.POST or None, one=asked)
    words = {"lead": "", "tab": TAB, "title": asked.name, "button": _("Go on to the assessment"), "next": ""}

    def save(given: dict[str, Any]) -> None:
        made = prepare_order(by=one.acting, task_id=task_id, to_unit=uuid.UUID(given["unit"]), now=timezone.now())
        words["next"] = reverse("disclosure_assess", args=[made.pk])

    return file_forms.answer(request, one, form, save, words)
