"""Protected identity: giving, changing and ending it, and who the named handlers are."""

import uuid
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trefas.accountability.actions import (
    change_protection,
    name_handler,
    protect_person,
    release_person,
    remove_handler,
)
from trefas.accountability.handling import handlers_of, without_handler
from trefas.persons.models import Person, Protection
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import opened
from trefas.web import staff
from trefas.web.forms.protecting import HandlerForm, LevelForm, ProtectForm
from trefas.web.inner_rooms import inner_rooms
from trefas.web.requests import acting_of, need
from trefas.web.sources import TASKS, Task


def tasks(acting: Acting, _rooms: Sequence[uuid.UUID], today: date) -> list[Task]:
    """Tell the supervisor that a protected person has no handler left. One statement, and none for anybody else."""
    if not without_handler(acting):
        return []
    why = _("All her named handlers have left the unit.")
    return [Task(due=today, title=_("Name a handler"), url=reverse("protection_unhandled"), why=why)]


@require_http_methods(["GET", "HEAD", "POST"])
def protection(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Show how somebody is protected and by whom she is handled, and change it."""
    acting = need(request, "protect")
    person = Person.objects.filter(room_id__in=opened(), pk=person_id, merged_into=None).first()
    if person is None:
        raise Http404
    if person.room_id == acting.room_id:
        return _give(request, acting, person)
    return _inside(request, acting, person)


def _give(request: HttpRequest, acting: Acting, person: Person) -> HttpResponse:
    colleagues = _colleagues(acting, [acting.user_id])
    form = ProtectForm(
        request.POST if request.method == "POST" else None, colleagues=colleagues, shared=_shared(acting)
    )
    if request.method == "POST" and form.is_valid():
        try:
            protect_person(
                by=acting, person_id=person.pk, protection=form.level(), handlers=form.named(), room_id=form.room(),
                now=timezone.now(),
            )  # fmt: skip
        except RefusedError as refused:
            form.add_error(None, refused.sentence)
        else:
            return redirect("person", person.pk)
    context = {"person": person, "form": form}
    return render(request, "people/protect.html", context, status=422 if form.errors else 200)


def _shared(acting: Acting) -> dict[uuid.UUID, str]:
    """Return the inner rooms that somebody may share, by the names of those in them."""
    return {room_id: names for room_id, names in inner_rooms(acting).items() if names}


def _inside(request: HttpRequest, acting: Acting, person: Person) -> HttpResponse:
    handlers = handlers_of(person.room_id)
    level = LevelForm(initial={"protection": person.protection})
    more = HandlerForm(colleagues=_colleagues(acting, handlers))
    sentence = ""
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        try:
            act(request, acting, person)
        except RefusedError as refused:
            sentence = refused.sentence
        else:
            gone = acting.user_id not in handlers_of(person.room_id) and request.POST.get("act") == "remove"
            return redirect("worklist") if gone else redirect("person_protection", person.pk)
    names = staff.names(handlers)
    context = {
        "person": person, "level": level, "more": more, "sentence": sentence,
        "handlers": [{"id": one, "name": names.get(one, "")} for one in handlers],
    }  # fmt: skip
    return render(request, "people/protected.html", context, status=422 if sentence else 200)


def _colleagues(acting: Acting, but: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    return {user: name for user, name in staff.colleagues(acting.room_id).items() if user not in but}


def _change(request: HttpRequest, acting: Acting, person: Person) -> None:
    form = LevelForm(request.POST)
    level = form.level() if form.is_valid() else Protection.NONE
    change_protection(by=acting, person_id=person.pk, protection=level, now=timezone.now())


def _end(_request: HttpRequest, acting: Acting, person: Person) -> None:
    release_person(by=acting, person_id=person.pk, now=timezone.now())


def _name(request: HttpRequest, acting: Acting, person: Person) -> None:
    name_handler(by=acting, room_id=person.room_id, user_id=_chosen(request))


def _remove(request: HttpRequest, acting: Acting, person: Person) -> None:
    remove_handler(by=acting, room_id=person.room_id, user_id=_chosen(request))


def _chosen(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("handler", ""))
    except ValueError as error:
        raise Http404 from error


ACTS: dict[str, Callable[[HttpRequest, Acting, Person], None]] = {
    "change": _change,
    "end": _end,
    "name": _name,
    "remove": _remove,
}


@require_http_methods(["GET", "HEAD", "POST"])
def unhandled(request: HttpRequest) -> HttpResponse:
    """Let the supervisor name somebody for a file whose named handlers have all left; she does not see whose it is."""
    acting = acting_of(request)
    if not acting.may("reassign"):
        raise PermissionDenied
    waiting, colleagues = without_handler(acting), staff.colleagues(acting.room_id)
    form = HandlerForm(request.POST if request.method == "POST" else None, colleagues=colleagues)
    if request.method == "POST" and form.is_valid() and waiting:
        try:
            name_handler(by=acting, room_id=waiting[0], user_id=form.user())
        except RefusedError as refused:
            form.add_error(None, refused.sentence)
        else:
            return redirect("protection_unhandled")
    context: dict[str, Any] = {"form": form, "waiting": len(waiting)}
    return render(request, "people/unhandled.html", context, status=422 if form.errors else 200)


TASKS.append(tasks)

urlpatterns = [
    path("personer/<uuid:person_id>/skydd/", protection, name="person_protection"),
    path("skydd/utan-handlaggare/", unhandled, name="protection_unhandled"),
]
