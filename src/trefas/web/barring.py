"""Conflicts of interest (jäv): one's own, told by oneself; the unit's, looked over and lifted by a manager."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trefas.persons.actions import bar_from_person, declare_barring, give_own_number, lift_barring, review_barring
from trefas.persons.models import Barring, BarringState, Ground, Person
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Membership
from trefas.rooms.services import ROLE as SERVICE
from trefas.web import staff
from trefas.web.barring_rows import facts, number_table, own_rows, table
from trefas.web.forms.barring import (
    DeclareForm,
    LiftForm,
    NumberForm,
    PersonBarForm,
    UserDeclareForm,
    UserNumberForm,
)
from trefas.web.people import found_person
from trefas.web.requests import acting_of, need
from trefas.web.sources import TASKS, Rooms, Task

PURPOSE = "administer"
MOST = 100


def tasks(acting: Acting, _rooms: Rooms, today: date) -> list[Task]:
    """Tell a manager that the night has proposed something. One statement, and none for anybody else."""
    waiting = _of_others(acting).filter(state=BarringState.PROPOSED) if acting.may("reassign") else None
    if waiting is None or not waiting.exists():
        return []
    why = _("A file names somebody with the name of one who works here.")
    return [Task(due=today, title=_("Decide on a conflict of interest"), url=reverse("barrings"), why=why)]


TASKS.append(tasks)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show a manager the conflicts of interest in the room, and her or an administrator whose number is given."""
    acting = _administering(request)
    rows = list(_of_others(acting).order_by("state", "-declared_at")[:MOST]) if acting.may("reassign") else []
    given = set(_running(acting).filter(ground=Ground.OWN).values_list("user_id", flat=True))
    context = {
        "proposed": table(_("To decide on"), [one for one in rows if one.state == BarringState.PROPOSED]),
        "running": table(_("In force"), [one for one in rows if one.state == BarringState.RUNNING]),
        "lifted": table(_("Lifted"), [one for one in rows if one.state == BarringState.LIFTED]),
        "numbers": number_table(_people(acting), given),
        "manager": acting.may("reassign"),
    }
    return render(request, "barring/index.html", context)


def _administering(request: HttpRequest) -> Acting:
    acting = acting_of(request)
    if not (acting.may("reassign") or acting.may("administer")):
        raise PermissionDenied
    return acting


def _running(acting: Acting) -> QuerySet[Barring]:
    return Barring.objects.filter(room_id=acting.room_id, state=BarringState.RUNNING)


def _of_others(acting: Acting) -> QuerySet[Barring]:
    """Every one but those about the manager herself: she tells of her own on her own page."""
    found = Barring.objects.filter(room_id=acting.room_id).exclude(ground=Ground.OWN)
    return found.exclude(user_id=acting.user_id)


def _people(acting: Acting) -> dict[uuid.UUID, str]:
    found = Membership.objects.filter(room_id=acting.room_id, ends_at=None).exclude(role=SERVICE)
    return dict(found.order_by("user__name").values_list("user_id", "user__name"))


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, barring_id: uuid.UUID) -> HttpResponse:
    """Show one, and lift it with a reason."""
    acting = need(request, "reassign")
    row = _of_others(acting).filter(pk=barring_id).first()
    if row is None:
        raise Http404
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        lift_barring(by=acting, barring_id=row.pk, reason=form.cleaned_data["reason"], now=timezone.now())
        messages.success(request, _("It is lifted. She may handle the person again."))
        return redirect("barrings")
    context = {"row": row, "facts": facts(row), "form": form, "who": staff.names([row.user_id]).get(row.user_id, "")}
    context |= {"proposed": row.state == BarringState.PROPOSED, "open": row.state != BarringState.LIFTED}
    return render(request, "barring/one.html", context, status=422 if form.errors else 200)


@require_POST
def review(request: HttpRequest, barring_id: uuid.UUID) -> HttpResponse:
    """Note that a manager has looked it over; one that was proposed bars from then on."""
    acting = need(request, "reassign")
    if not _of_others(acting).filter(pk=barring_id).exists():
        raise Http404
    review_barring(by=acting, barring_id=barring_id, now=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("barrings")


def _answered(
    request: HttpRequest, form: forms.Form, save: Callable[[], object], words: dict[str, Any], *, there: str
) -> HttpResponse:
    """Save a valid POST and go on; else show the form with what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except RefusedError as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("Saved. It holds from the next page."))
            return redirect(there)
    context = {"form": form, "back": there, **words}
    return render(request, "barring/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest) -> HttpResponse:
    """Say, as a manager, whom somebody else may not handle."""
    acting = need(request, "reassign")
    others = {user: name for user, name in _people(acting).items() if user != acting.user_id}
    form = UserDeclareForm(request.POST or None, people=others.items())

    def save() -> None:
        _declare(acting, form.who(), form)

    words = {"title": _("Note a conflict of interest"), "button": _("Save")}
    return _answered(request, form, save, words, there=reverse("barrings"))


def _declare(acting: Acting, user_id: uuid.UUID, form: DeclareForm) -> None:
    given = form.cleaned_data
    declare_barring(
        by=acting, user_id=user_id, ground=form.why(), name=given["name"], number=given["number"], note=given["note"],
        now=timezone.now(),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def number(request: HttpRequest) -> HttpResponse:
    """Give, as an administrator or a manager, somebody's own identity number, or another in its place."""
    acting = _administering(request)
    form = UserNumberForm(request.POST or None, people=_people(acting).items())

    def save() -> None:
        give_own_number(by=acting, user_id=form.who(), number=form.cleaned_data["number"], now=timezone.now())

    words = {"title": _("Give an own number"), "button": _("Save")}
    return _answered(request, form, save, words, there=reverse("barrings"))


@require_http_methods(["GET", "HEAD", "POST"])
def of_person(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Say, as a manager, which colleague may not handle one person: for whom there is no number."""
    acting = need(request, "reassign")
    person: Person = found_person(person_id)
    others = {user: name for user, name in _people(acting).items() if user != acting.user_id}
    form = PersonBarForm(request.POST or None, people=others.items())

    def save() -> None:
        bar_from_person(
            by=acting, user_id=form.who(), person_id=person.pk, ground=form.why(), note=form.cleaned_data["note"],
            now=timezone.now(),
        )  # fmt: skip

    words = {"title": _("Who may not handle the person"), "lead": person.title, "button": _("Save")}
    return _answered(request, form, save, words, there=reverse("person", args=[person.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Show one's own, and take one more: whom one may not handle oneself."""
    acting = acting_of(request)
    rows = list(_running(acting).filter(user_id=acting.user_id).order_by("declared_at"))
    numbered = any(row.ground == Ground.OWN for row in rows)
    form = DeclareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _declare(acting, acting.user_id, form)
        except RefusedError as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("Saved. It holds from the next page."))
            return redirect("barring_own")
    context = {"form": form, "rows": own_rows(rows), "numbered": numbered}
    return render(request, "barring/own.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def own_number(request: HttpRequest) -> HttpResponse:
    """Give one's own identity number, once."""
    acting = acting_of(request)
    form = NumberForm(request.POST or None)

    def save() -> None:
        give_own_number(by=acting, user_id=acting.user_id, number=form.cleaned_data["number"], now=timezone.now())

    words = {"title": _("Give your own identity number"), "button": _("Save")}
    return _answered(request, form, save, words, there=reverse("barring_own"))


urlpatterns = [
    path("jav/", index, name="barrings"),
    path("jav/ny/", declare, name="barring_new"),
    path("jav/nummer/", number, name="barring_number"),
    path("jav/mitt/", own, name="barring_own"),
    path("jav/mitt/nummer/", own_number, name="barring_own_number"),
    path("jav/<uuid:barring_id>/", one, name="barring"),
    path("jav/<uuid:barring_id>/granska/", review, name="barring_review"),
    path("personer/<uuid:person_id>/jav/", of_person, name="person_barring"),
]
