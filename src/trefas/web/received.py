"""Mottaget: what waits to be registered, one item open, and what was registered earlier."""

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from trefas.authorities.models import AuthorityKind
from trefas.disclosures.actions import Registration, register, register_notice
from trefas.disclosures.items import HOLDS_ITEMS, ORDER
from trefas.disclosures.models import Envelope, Outcome, Receipt, ReceivedItem
from trefas.files.actions import open_file
from trefas.files.models import File
from trefas.persons.models import Person
from trefas.plans.actions import take_orders
from trefas.rooms import entry
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Room
from trefas.rooms.opening import opened
from trefas.web import staff
from trefas.web.dates import clock, full_date, long_date
from trefas.web.forms.received import NEW, DiaryForm, RegisterForm
from trefas.web.inbox import (
    MOST,
    Came,
    about_colleagues,
    doubted_items,
    facts,
    forgeable,
    from_line,
    heading,
    inbox,
    is_child,
    people,
    starts,
    waiting,
)
from trefas.web.proposals import methods_of, methods_of_unit
from trefas.web.requests import acting_of, need, today_of
from trefas.web.sources import TASKS, Rooms, Task
from trefas.web.waiting import orders_waiting

PURPOSE = "register"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show what waits; on a wide screen the first of it is open beside the list."""
    acting, today = need(request, "register"), today_of(request)
    came = waiting(acting)
    first = came[0] if came else None
    context = {"inbox": inbox(came, None, today), **_lead(came), "about_colleagues": about_colleagues(acting)}
    context["forgeable"] = forgeable()
    if first is not None:
        context |= _open_context(acting, first, today, None) | {"inbox": inbox(came, first, today), "beside": True}
    return render(request, "received/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, envelope_id: uuid.UUID) -> HttpResponse:
    """Show one item, and register it."""
    acting, today = need(request, "register"), today_of(request)
    came = waiting(acting)
    one = next((each for each in came if each.envelope.pk == envelope_id), None)
    if one is None:
        return _gone(request, acting, envelope_id)
    context = _open_context(acting, one, today, request.POST or None)
    form, status = context["form"], 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _registered(acting, one, form):
            return redirect("received")
    context |= {"inbox": inbox(came, one, today), **_lead(came)}
    return render(request, "received/index.html", context, status=status)


def _gone(request: HttpRequest, acting: Acting, envelope_id: uuid.UUID) -> HttpResponse:
    known = Envelope.objects.filter(room_id=acting.room_id, pk=envelope_id, receiver_unit_id=acting.unit_id)
    # What still waits and is not shown is for others' eyes: it answers as if it were not there.
    if not known.exclude(state="waiting").exists():
        raise Http404
    return render(request, "received/gone.html", status=409 if request.method == "POST" else 200)


def _lead(came: list[Came]) -> dict[str, str]:
    count, lasting = len(came), _("Nothing is a file with you until you have decided it.")
    waits = ngettext("%(count)s to decide on.", "%(count)s to decide on.", count) % {"count": count}
    return {"lead": f"{waits} {lasting}"}


def _open_context(acting: Acting, one: Came, today: date, data: Any) -> dict[str, Any]:
    sender = staff.units([one.envelope.sender_unit_id]).get(one.envelope.sender_unit_id)
    room = Room.objects.select_related("branch__authority").get(pk=acting.room_id)
    social = room.branch.authority.kind == AuthorityKind.SOCIAL_SERVICES
    context = {
        "one": one, "sender": sender, "item_heading": heading(one, today), "from_line": from_line(one, today),
        "items": doubted_items(one.envelope, one.payload.get("items") or []), "rows": facts(one, acting.room_kind),
        "reason": one.payload.get("reason", ""),
    }  # fmt: skip
    if one.envelope.kind not in HOLDS_ITEMS:
        return {**context, "form": DiaryForm(data), "notice": True}
    known = people(acting, one, today)
    form = RegisterForm(
        data, people=known, owners=_owners(acting), sender=sender.label if sender else "",
        received_at=one.envelope.delivered_at, asks_for_action=social and not is_child(one, today),
    )  # fmt: skip
    return {**context, "form": form, "starts": starts(one, today) if social else ""}


def _owners(acting: Acting) -> dict[Any, str]:
    return {acting.user_id: acting.name} | staff.colleagues(acting.room_id)


def _registered(acting: Acting, one: Came, form: Any) -> bool:
    before = len(entry.current().events)
    try:
        if one.envelope.kind in HOLDS_ITEMS:
            # Registered and put in a file together, or neither: a refused file leaves the envelope waiting.
            with transaction.atomic(using=entry.ROOMS):
                _register(acting, one, form)
        else:
            register_notice(
                by=acting, envelope_id=one.envelope.pk, diary_number=form.cleaned_data["diary_number"],
                now=timezone.now(),
            )  # fmt: skip
    except RefusedError as refused:
        del entry.current().events[before:]
        form.add_error(None, refused.sentence)
    return not form.errors


def _register(acting: Acting, one: Came, form: RegisterForm) -> None:
    given = form.cleaned_data
    outcome, chosen = Outcome(given["outcome"]), given.get("person")
    person = None
    if outcome is Outcome.FILED and chosen != NEW:
        person = Person.objects.get(room_id__in=opened(), pk=uuid.UUID(str(chosen)))
    said = Registration(
        diary_number=given["diary_number"], outcome=outcome, received_at=given["received_at"], person=person,
        same_person=bool(given.get("same_person")), owner_id=uuid.UUID(given["owner"]) if given.get("owner") else None,
        may_lead_to_action=bool(given.get("may_lead_to_action")),
    )  # fmt: skip
    made = register(by=acting, envelope_id=one.envelope.pk, registration=said, now=timezone.now())
    if outcome is Outcome.FILED:
        _put_in_file(acting, made[0])
        if one.envelope.kind == ORDER:
            # About a protected person only a named handler can see to it, and the one who files it is one.
            owner = said.owner_id if made[0].room_id == acting.room_id else None
            take_orders(by=acting, received=made, owner=owner or acting.user_id, now=timezone.now())


def _put_in_file(acting: Acting, received: ReceivedItem) -> None:
    """Note the registration in the person's open file, or open one by a method that the sender works with too."""
    person, today = received.person, timezone.localdate()
    theirs = methods_of_unit(received.sender_id, today)
    methods = sorted(methods_of(acting, today).values(), key=lambda one: (one.id not in theirs, one.consent.required))
    if person is None or not methods:
        return
    standing = File.objects.filter(room_id=person.room_id, person=person, ended_on=None).order_by("opened_on")
    known = standing.values_list("method", flat=True).first()
    open_file(by=acting, person=person, method=known or methods[0].id, received=received, now=timezone.now())


def orders(acting: Acting, _rooms: Rooms, _today: date) -> list[Task]:
    """Return the orders that wait to be registered: they stand on the list of whoever can, from the moment they come.

    They are not opened for the list, so it says who ordered and when, and not about whom.
    """
    found = orders_waiting(acting)
    units = staff.units(one.sender_unit_id for one in found)
    return [
        Task(
            due=timezone.localtime(one.delivered_at).date(), title=_("Take in an order"),
            url=reverse("received_item", args=[one.id]), ordered=True,
            why=_("%(unit)s ordered it %(day)s %(time)s, to be done at once.")
            % {
                "unit": units[one.sender_unit_id].label if one.sender_unit_id in units else "",
                "day": long_date(one.delivered_at), "time": clock(one.delivered_at),
            },
        )
        for one in found
    ]  # fmt: skip


_COLUMNS = (
    gettext_lazy("Registered"), gettext_lazy("Number"), gettext_lazy("From"), gettext_lazy("Outcome"),
    gettext_lazy("By"), gettext_lazy("Receipt"),
)  # fmt: skip


@require_safe
def earlier(request: HttpRequest) -> HttpResponse:
    """Show the diary: what was registered, newest first, with what became of it."""
    acting = acting_of(request)
    if not (acting.may("register") or acting.may("review_log")):
        raise PermissionDenied
    found = ReceivedItem.objects.filter(room_id=acting.room_id).order_by("-registered_at", "id")
    rows = list(found[:MOST])
    signed = Receipt.objects.filter(room_id=acting.room_id, envelope__in=[row.envelope_id for row in rows])
    receipts = set(signed.filter(direction="in").exclude(statement="").values_list("envelope", flat=True))
    units, people = staff.units(row.sender_id for row in rows), staff.names(row.registered_by_id for row in rows)
    table = {
        "caption": _("Registered earlier"),
        "columns": [{"label": label} for label in _COLUMNS],
        "rows": [
            [
                full_date(row.registered_at), row.diary_number,
                units[row.sender_id].name if row.sender_id in units else "", str(Outcome(row.outcome).label),
                people.get(row.registered_by_id, ""), _receipt(row, receipts),
            ]
            for row in rows
        ],
    }  # fmt: skip
    return render(request, "received/earlier.html", {"table": table, "any": bool(rows)})


def _receipt(row: ReceivedItem, receipts: set[uuid.UUID]) -> str | dict[str, str]:
    if row.envelope_id not in receipts:
        return ""
    told = {"number": row.diary_number}
    return {"text": _("Receipt of %(number)s") % told, "url": reverse("receipt", args=[row.envelope_id])}


TASKS.append(orders)

urlpatterns = [
    path("mottaget/", index, name="received"),
    path("mottaget/tidigare/", earlier, name="received_earlier"),
    path("mottaget/<uuid:envelope_id>/", item, name="received_item"),
]
