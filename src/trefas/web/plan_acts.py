"""Offers and their answers, support, the threat picture and tasks: each a small form of its own."""

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trefas.disclosures.models import Receipt, ReceivedItem
from trefas.files.models import Note
from trefas.files.policy import age_on
from trefas.law import consent_age
from trefas.plans.actions import (
    Start,
    add_threat,
    answer_offer,
    choose_path,
    drop_task,
    end_support,
    finish_task,
    follow_up_support,
    no_longer_current,
    offer_help,
    order_acute,
    start_support,
)
from trefas.plans.models import Offer, Support, Task, Threat
from trefas.plans.policy import said_law
from trefas.web import file_forms, plan_orders, staff
from trefas.web.dates import short_date
from trefas.web.file_frame import Opened
from trefas.web.forms.plans import (
    AcuteForm,
    AnswerForm,
    FollowUpForm,
    OfferForm,
    PastForm,
    PathForm,
    SupportForm,
    TaskForm,
    ThreatForm,
    terms,
)
from trefas.web.plan_frame import TAB, act, method_of, open_for, row_of, this_minute

PURPOSE = "plan"

METHODS = ["GET", "HEAD", "POST"]
MOST_SOURCES = 30


@require_http_methods(METHODS)
def offer(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Offer help."""
    one = open_for(request, file_id, "offer")
    form = OfferForm(request.POST or None, method=method_of(one), initial={"offered_at": this_minute()})

    def save(given: dict[str, Any]) -> None:
        offer_help(
            by=one.acting, file_id=file_id, kind=given["kind"], channel=given["channel"], text=given["text"],
            offered_at=given["offered_at"], next_try_on=given["next_try_on"], now=timezone.now(),
        )  # fmt: skip

    return act(request, one, form, save, title=_("Offer the person help"), button=_("Save the offer"))


@require_http_methods(METHODS)
def answer(request: HttpRequest, file_id: uuid.UUID, offer_id: uuid.UUID) -> HttpResponse:
    """Record an answer; after a yes, say who helps on."""
    one = open_for(request, file_id, "offer")
    row = row_of(Offer, one, offer_id)
    if row.answer == "yes":
        return _path(request, one, row)
    orders = plan_orders.elsewhere(one)
    form = AnswerForm(request.POST or None, orders=orders, initial={"answered_at": this_minute()})
    words = {
        "lead": "", "tab": TAB, "next": reverse("file_plan", args=[file_id]), "title": _("Record the answer"),
        "button": _("Save the answer"),
    }  # fmt: skip

    def save(given: dict[str, Any]) -> None:
        _said, made = answer_offer(
            by=one.acting, offer_id=offer_id, answer=given["answer"], text=given["text"],
            answered_at=given["answered_at"], next_try_on=given["next_try_on"], now=timezone.now(),
        )  # fmt: skip
        words["next"] = plan_orders.begin(one, made, form.ordered()) or words["next"]

    return file_forms.answer(request, one, form, save, words)


def _path(request: HttpRequest, one: Opened, row: Offer) -> HttpResponse:
    form = PathForm(request.POST or None, initial={"path": row.path})

    def save(given: dict[str, Any]) -> None:
        choose_path(by=one.acting, offer_id=row.pk, path=given["path"], now=timezone.now())

    lead = _("The exit unit is told through a disclosure, which is prepared as a task.")
    return act(request, one, form, save, title=_("Who helps on"), button=_("Save"), lead=lead)


@require_http_methods(METHODS)
def support(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Start support of a kind that the own authority gives."""
    one = open_for(request, file_id, "offer")
    kinds = terms(kind for kind in method_of(one).supports if kind.owner == one.acting.room_kind)
    owners = [(str(user), name) for user, name in staff.colleagues(one.acting.room_id).items()]
    age = age_on(one.file.person.birth_date, one.today)
    consent = said_law(consent_age(age).text) if age is not None else ""
    initial = {"starts_on": one.today, "owner": str(one.file.handler_id)}
    form = SupportForm(request.POST or None, kinds=kinds, owners=owners, consent=consent, initial=initial)

    def save(given: dict[str, Any]) -> None:
        start = Start(**{**given, "owner": uuid.UUID(given["owner"])})
        start_support(by=one.acting, file_id=file_id, start=start, now=timezone.now())

    return act(request, one, form, save, title=_("Start support"), button=_("Start the support"))


@require_http_methods(METHODS)
def follow_up(request: HttpRequest, file_id: uuid.UUID, support_id: uuid.UUID) -> HttpResponse:
    """Follow support up, or end it."""
    one = open_for(request, file_id, "offer")
    row = row_of(Support, one, support_id)
    form = FollowUpForm(request.POST or None, initial={"goal": row.goal, "version": row.version})

    def save(given: dict[str, Any]) -> None:
        shared: dict[str, Any] = {"by": one.acting, "support_id": support_id, "now": timezone.now()}
        shared["version"] = given["version"]
        if given["act"] == "end":
            end_support(**shared, outcome=given["outcome"], ended_on=given["ended_on"])
        else:
            follow_up_support(**shared, follow_up_on=given["follow_up_on"], goal=given["goal"])

    return act(request, one, form, save, title=_("Follow the support up"), button=_("Save"))


@require_http_methods(METHODS)
def threat(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Add to the threat picture."""
    one = open_for(request, file_id, "follow")
    form = ThreatForm(request.POST or None, sources=_sources(one), initial={"on": one.today})

    def save(given: dict[str, Any]) -> None:
        kind, _colon, source = given["source"].partition(":")
        add_threat(
            by=one.acting, file_id=file_id, direction=given["direction"], on=given["on"], text=given["text"],
            now=timezone.now(), **{f"{kind}_id": uuid.UUID(source)},
        )  # fmt: skip

    lead = _("Say what is known, from which day, and what it rests on. A person may be threatened and a threat.")
    return act(request, one, form, save, title=_("Threat against and from"), button=_("Save"), lead=lead)


def _sources(one: Opened) -> list[tuple[str, str]]:
    room, person = one.file.room_id, one.file.person_id
    notes = Note.objects.filter(room_id=room, person_id=person).order_by("-happened_at")[:MOST_SOURCES]
    received = ReceivedItem.objects.filter(room_id=room, person_id=person).order_by("-registered_at")[:MOST_SOURCES]
    return [
        *((f"note:{row.pk}", _dated(row.happened_at, str(row.title))) for row in notes),
        *((f"received:{row.pk}", _dated(row.registered_at, row.diary_number)) for row in received),
    ]


def _dated(when: datetime, text: str) -> str:
    return f"{short_date(when)}, {text}"


@require_http_methods(METHODS)
def past(request: HttpRequest, file_id: uuid.UUID, threat_id: uuid.UUID) -> HttpResponse:
    """Say that an entry of the threat picture is no longer current."""
    one = open_for(request, file_id, "follow")
    row_of(Threat, one, threat_id)
    form = PastForm(request.POST or None, initial={"since": one.today})

    def save(given: dict[str, Any]) -> None:
        no_longer_current(by=one.acting, threat_id=threat_id, now=timezone.now(), **given)

    return act(request, one, form, save, title=_("No longer current"), button=_("Save"))


@require_http_methods(METHODS)
def acute(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Order an acute measure."""
    one = open_for(request, file_id, "follow")
    owners = [(str(user), name) for user, name in staff.colleagues(one.acting.room_id).items()]
    initial = {"due_on": one.today, "owner": str(one.acting.user_id)}
    form = AcuteForm(request.POST or None, owners=owners, initial=initial)

    def save(given: dict[str, Any]) -> None:
        owner = uuid.UUID(given["owner"])
        order_acute(
            by=one.acting, file_id=file_id, text=given["text"], due_on=given["due_on"], owner=owner, now=timezone.now()
        )

    return act(request, one, form, save, title=_("Order an acute measure"), button=_("Order"))


@require_http_methods(METHODS)
def task(request: HttpRequest, file_id: uuid.UUID, task_id: uuid.UUID) -> HttpResponse:
    """Close a task; what was told since it was made is its receipt."""
    one = open_for(request, file_id, "follow")
    row = row_of(Task, one, task_id)
    receipt = _told(one, row)
    form = TaskForm(request.POST or None, initial={"act": "done"})

    def save(given: dict[str, Any]) -> None:
        shared: dict[str, Any] = {"by": one.acting, "task_id": task_id, "now": timezone.now()}
        if given["act"] == "drop":
            drop_task(**shared, reason=given["outcome"])
        else:
            finish_task(**shared, outcome=given["outcome"], receipt_id=receipt.pk if receipt else None)

    lead = _("Told %(day)s. The receipt is kept with the task.") % {"day": short_date(receipt.at)} if receipt else ""
    return act(request, one, form, save, title=_("Close the task"), button=_("Close"), lead=lead)


def _told(one: Opened, row: Task) -> Receipt | None:
    if row.to_unit_id is None:
        return None
    given = Receipt.objects.filter(room_id=one.file.room_id, direction="out", other_unit_id=row.to_unit_id)
    return given.filter(assessment__person_id=one.file.person_id, at__gte=row.made_at).order_by("-at").first()


def telling_url(row: Task) -> str:
    """Return where a task to tell somebody is done: the order, or the disclosure with the right items picked."""
    if row.order:
        return reverse("plan_order", args=[row.file_id, row.pk])
    items = "&".join(f"item={item['kind']}:{item['id']}" for item in row.items)
    address = reverse("disclosure_receiver" if items else "disclosure_items", args=[row.person_id])
    return f"{address}?{items}" if items else address
