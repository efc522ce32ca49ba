"""Requests that people make about their own data: the list, a new one, the question of pressure, and each one's page.

Where everybody is answered alike, these pages look nobody up: they are the same for a known and an unknown person.
"""

import uuid
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trefas.accountability.actions import Asking, Guarding, guard_request, pass_on_request, register_request
from trefas.accountability.models import RightsRequest
from trefas.accountability.rights_models import Asked, Behalf, Decided, Handed, Identity, Longer, State, Way
from trefas.accountability.rights_policy import TO_ERASE, may_note_erased, may_prolong, regime
from trefas.authorities.models import Unit
from trefas.disclosures.language import said
from trefas.persons.barring import apart
from trefas.persons.policy import May
from trefas.rooms import entry
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms
from trefas.sheets.identity_numbers import read_identity_number
from trefas.web import staff
from trefas.web.dates import due_cell, full_date
from trefas.web.forms.rights import GuardForm, PassOnForm, RequestForm
from trefas.web.requests import acting_of, today_of
from trefas.web.sources import TASKS, Rooms, Task, Waiting

OPEN = (State.REGISTERED, State.GUARDED, State.LOOKED, State.DECIDED, State.MADE)
MOST = 100


def may_receive(request: HttpRequest) -> Acting:
    """Return who acts, or answer 403 to who neither registers nor meets people."""
    acting = acting_of(request)
    if not (acting.may("register") or acting.may("follow")):
        raise PermissionDenied
    return acting


def may_decide(request: HttpRequest) -> Acting:
    """Return who acts, or answer 403 to who does not decide on disclosure."""
    acting = acting_of(request)
    if not acting.may("disclose"):
        raise PermissionDenied
    return acting


def found(request_id: uuid.UUID) -> RightsRequest:
    """Return the request, or answer 404 alike for one that is absent and one that is another authority's."""
    rows = RightsRequest.objects.filter(room_id__in=open_rooms(), pk=request_id)
    seen = _seen(entry.current().acting, rows)
    if not seen:
        raise Http404
    return seen[0]


def _seen(acting: Acting, rows: Iterable[RightsRequest]) -> list[RightsRequest]:
    """Return the requests of those whom the acting one may handle, whether or not anything is held about them."""
    return apart(acting, rows, lambda row: read_identity_number(row.asked_by["number"], row.received_on).number)[0]


def answer_form(
    request: HttpRequest, form: forms.Form, save: Callable[[dict[str, Any]], object], words: dict[str, Any]
) -> HttpResponse:
    """Save a valid POST and go to `words["next"]`, or where the save says; else show the form with what was typed."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                there = save(form.cleaned_data)
                return redirect(there if isinstance(there, str) else words["next"])
            except RefusedError as refused:
                form.add_error(None, refused.sentence)
    return render(request, "rights/form.html", {"form": form, **words}, status=status)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the requests that are open and those answered lately, each with its clock."""
    acting = may_receive(request)
    rooms, today = open_rooms(), today_of(request)
    rows = RightsRequest.objects.filter(room_id__in=rooms)
    waiting = rows.filter(state__in=OPEN).order_by("due_on", "id")[:MOST]
    done = rows.exclude(state__in=OPEN).order_by("-received_on", "id")[:20]
    context = {
        "waiting": [_row(row, today) for row in _seen(acting, waiting)],
        "done": [_row(row, None) for row in _seen(acting, done)],
    }
    return render(request, "rights/index.html", context)


def _row(row: RightsRequest, today: date | None) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "title": row.asked_by["name"], "url": reverse("rights_request", args=[row.pk]),
        "text": [str(Asked(row.kind).label), str(State(row.state).label)],
    }  # fmt: skip
    if today is not None:
        cell = due_cell(row.due_on, today)
        shown |= {"aside": cell.text, "aside_tone": cell.tone}
    return shown


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a request."""
    acting = may_receive(request)
    form = RequestForm(request.POST or None, initial={"received_on": today_of(request)})

    def save(given: dict[str, Any]) -> str:
        made = register_request(by=acting, asking=Asking(**given), now=timezone.now())
        return reverse("rights_guard", args=[made.pk])

    words = {
        "title": _("Register a request"), "button": _("Register and go on"), "next": reverse("rights"),
        "lead": _("Check who asks first. Nothing is looked up on this page."),
    }  # fmt: skip
    return answer_form(request, form, save, words)


@require_http_methods(["GET", "HEAD", "POST"])
def guard(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Ask whether the person can be forced to show the answer, warn, and take her choice."""
    acting, row = may_receive(request), found(request_id)

    def save(given: dict[str, Any]) -> None:
        guard_request(by=acting, request_id=row.pk, guarding=Guarding(**given), now=timezone.now())

    words = {
        "title": _("Before anything is made"), "button": _("Save"), "next": reverse("rights_request", args=[row.pk]),
        "lead": _(
            "Gangs demand such papers of people. Ask in private. Then say aloud: what you take along on paper, others "
            "can make you show. You may read it here instead, or let your counsel have it. It is never sent by letter."
        ),
    }  # fmt: skip
    return answer_form(request, GuardForm(request.POST or None), save, words)


@require_http_methods(["GET", "HEAD", "POST"])
def pass_on(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Note that a request came to the wrong authority and was passed on."""
    acting, row = may_receive(request), found(request_id)
    own = Unit._default_manager.get(pk=acting.unit_id).branch_id
    units = {str(unit.pk): unit for unit in Unit._default_manager.exclude(branch_id=own).order_by("name")}
    form = PassOnForm(request.POST or None, units=[(key, unit.name) for key, unit in units.items()])

    def save(given: dict[str, Any]) -> None:
        pass_on_request(by=acting, request_id=row.pk, to=units[given["to"]], words=given["words"])

    words = {
        "title": _("Pass the request on"), "button": _("Note that it is passed on"),
        "next": reverse("rights_request", args=[row.pk]),
        "lead": _("Tell the person where it went. Say nothing of what is held here, nor whether anything is."),
    }  # fmt: skip
    return answer_form(request, form, save, words)


@require_safe
def show(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Show a request: its facts, how far it has come, and the next step."""
    acting, row = may_receive(request), found(request_id)
    context = {
        "row": row, "heading": Asked(row.kind).label, "facts": facts_of(row, today_of(request)),
        "acts": acts_of(row, acting, today_of(request)),
        "rules": said(regime(row).says), "citation": regime(row).citation,
    }  # fmt: skip
    return render(request, "rights/request.html", context)


def facts_of(row: RightsRequest, today: date) -> list[dict[str, Any]]:
    """Return what is known of a request, step by step, each with who took it."""
    who = [row.warned_by_id, row.looked_by_id, row.decided_by_id, row.handed_by_id, row.prolonged_by_id]
    content, by = row.content, staff.names(who)
    known = [
        (_("Asks"), [row.asked_by["name"], row.asked_by["number"], str(Behalf(row.behalf).label)]),
        (_("Identity"), [str(Identity(row.identity).label), content.get("identity", "")]),
        (_("Wants"), [content.get("wanted", "")]),
        (_("Came in"), [full_date(row.received_on)]),
        (_("Answer by"), [full_date(row.due_on), due_cell(row.due_on, today).note if row.state in OPEN else ""]),
        (_("Longer time"), _by(_longer(row), by, row.prolonged_by_id)),
        (_("Chose"), _by([str(Way(row.way).label)] if row.way else [], by, row.warned_by_id)),
        (_("Assessed"), _by([content.get("assessment", "")], by, row.looked_by_id)),
        (_("Decided"), _by(_decision(row), by, row.decided_by_id)),
        (_("Handed over"), _by([str(Handed(row.handed_how).label)] if row.handed_how else [], by, row.handed_by_id)),
        (_("State"), [str(State(row.state).label)]),
    ]
    return [{"key": key, "value": lines} for key, value in known if (lines := [line for line in value if line])]


def _longer(row: RightsRequest) -> list[str]:
    return [str(Longer(row.prolonged_why).label), row.content.get("longer", "")] if row.prolonged_why else []


def _decision(row: RightsRequest) -> list[str]:
    if not row.decision:
        return []
    return [str(Decided(row.decision).label), row.content.get("reasons", ""), row.content.get("ground", "")]


def _by(lines: list[str], names: dict[uuid.UUID, str], who: uuid.UUID | None) -> list[str]:
    return [*lines, names.get(who, "")] if who and any(lines) else lines


# What may be done next in each state: (address, words, whether it takes the mandate to decide), the first is filled.
Act = tuple[str, str, bool]


def acts_of(row: RightsRequest, acting: Acting, today: date) -> list[dict[str, str]]:
    """Return the acts of this state, the next right one first."""
    left = [("rights_erased", _("Erase as decided"), True)] if may_note_erased(row).outcome is May.YES else []
    longer = may_prolong(row, today).outcome is May.YES
    left += [("rights_prolong", _("Take longer to answer"), True)] if longer else []
    shown = [act for act in [*_acts(row), *left] if acting.may("disclose") or not act[2]]
    return [{"url": reverse(name, args=[row.pk]), "label": label} for name, label, _mandate in shown]


def _acts(row: RightsRequest) -> list[Act]:
    passing = ("rights_pass_on", _("Pass on to the right authority"), False)
    if row.state == State.REGISTERED:
        return [("rights_guard", _("Ask about pressure"), False), passing]
    if row.state == State.GUARDED:
        return [("rights_assess", _("Assess"), True), passing]
    if row.state == State.LOOKED:
        return [*_looked_acts(row), passing]
    make = ("rights_make", _("Make the answer"), True)
    if row.state == State.DECIDED:
        return [make]
    return [("rights_hand", _("Hand the answer over"), False), make] if row.state == State.MADE else []


def _looked_acts(row: RightsRequest) -> list[Act]:
    if row.kind != Asked.EXTRACT:
        point = [("rights_point", _("Say which item it concerns"), True)] if row.person_id and not row.about else []
        return [*point, ("rights_decide", _("Decide"), True)]
    items = [("rights_items", _("Look through what is held"), True)] if row.person_id else []
    return [*items, ("rights_make", _("Make the answer"), True)]


def tasks(acting: Acting, rooms: Rooms, today: date) -> list[Waiting]:
    """Return one's own open requests for the work list, with their clocks, and what one has granted to erase."""
    if not acting.may("follow"):
        return []
    granted = RightsRequest.objects.filter(
        room_id__in=rooms, decided_by_id=acting.user_id, kind=Asked.ERASURE, decision__in=TO_ERASE, erased_at=None
    )
    mine = RightsRequest.objects.filter(room_id__in=rooms, owner_id=acting.user_id, state__in=OPEN)
    return [
        Waiting(granted.order_by("decided_at", "id")[:MOST], lambda rows: [_to_erase(row, today) for row in rows]),
        Waiting(mine.order_by("due_on", "id")[:MOST], lambda rows: [_to_answer(row) for row in rows]),
    ]


def _to_erase(row: RightsRequest, today: date) -> Task:
    return Task(
        due=timezone.localdate(row.decided_at) if row.decided_at else today, title=_("Erase as decided"),
        url=reverse("rights_request", args=[row.pk]), person=row.asked_by["name"], why=_("You have granted it."),
    )  # fmt: skip


def _to_answer(row: RightsRequest) -> Task:
    return Task(
        due=row.due_on, title=str(Asked(row.kind).label), url=reverse("rights_request", args=[row.pk]),
        person=row.asked_by["name"], why=_("%(provision)s asks for it.") % {"provision": regime(row).citation},
        note=_("Longer time is taken already.") if row.prolonged_at else "",
    )  # fmt: skip


TASKS.append(tasks)

urlpatterns = [
    path("", index, name="rights"),
    path("ny/", new, name="rights_new"),
    path("<uuid:request_id>/", show, name="rights_request"),
    path("<uuid:request_id>/fraga/", guard, name="rights_guard"),
    path("<uuid:request_id>/overlamna-vidare/", pass_on, name="rights_pass_on"),
]
