"""The tab of contacts: the safe way, counterparts, guardians, third persons; and information to the person."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trefas.authorities.models import Unit
from trefas.files.actions import (
    add_counterpart,
    end_counterpart,
    inform,
    mention,
    remove_mention,
    set_contact_route,
    set_guardian,
)
from trefas.files.models import ChildAssessment, Counterpart, FileEvent, Guardian, MayBeTold, Mention
from trefas.methods import EventKind
from trefas.web import staff
from trefas.web.dates import full_date
from trefas.web.file_forms import answer, writable
from trefas.web.file_frame import Opened, identity, opened
from trefas.web.forms.files import CounterpartForm, GuardianForm, InformForm, MentionForm, RouteForm
from trefas.web.reasons import how_contacted

MOST = 50


@require_safe
def contacts(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Show how the person is reached, who else works with her, and the contacts that were noted."""
    one = opened(request, file_id)
    room, file = one.file.room_id, one.file
    noted = FileEvent.objects.filter(room_id=room, file_id=file.pk, kind=EventKind.CONTACTED)
    context = {
        "person": identity(one, "file_contacts"),
        "file": file,
        "may_write": one.acting.may("follow") and file.ended_on is None,
        "contacts": _contacts(list(noted.order_by("-on", "-position")[:MOST])),
        "counterparts": [
            {"row": row, "mark": staff.marked(row.kind, row.label)}
            for row in Counterpart.objects.filter(room_id=room, file_id=file.pk, ended_on=None)
        ],
        "guardians": _guardians(one),
        "child": one.child,
        "assessment": _latest_assessment(one),
        "mentions": list(Mention.objects.filter(room_id=room, file_id=file.pk).order_by("at", "id")),
    }
    return render(request, "files/contacts.html", context)


def _contacts(rows: list[FileEvent]) -> list[dict[str, Any]]:
    by = staff.names(row.by_id for row in rows)
    return [
        {
            "title": full_date(row.on),
            "aside": how_contacted((row.detail or {}).get("subject", "")),
            "text": [text for text in ((row.detail or {}).get("text", ""), by.get(row.by_id, "")) if text],
        }
        for row in rows
    ]


def _guardians(one: Opened) -> list[dict[str, Any]]:
    found = Guardian.objects.filter(room_id=one.file.room_id, person_id=one.file.person_id).order_by("changed_at")
    tones = {MayBeTold.YES: "ok", MayBeTold.NO: "late", MayBeTold.PARTLY: "warn"}
    return [
        {
            "title": row.name,
            "url": reverse("file_guardian_edit", args=[one.file.pk, row.pk]),
            "tag": row.get_may_be_told_display(),
            "tone": tones.get(MayBeTold(row.may_be_told), ""),
            "text": [part for part in (row.telephone, row.reason) if part],
        }
        for row in found
    ]


def _latest_assessment(one: Opened) -> ChildAssessment | None:
    if not one.child:
        return None
    return ChildAssessment.objects.filter(room_id=one.file.room_id, file_id=one.file.pk).order_by("-at").first()


def _words(one: Opened, title: str, lead: str = "") -> dict[str, Any]:
    here = reverse("file_contacts", args=[one.file.pk])
    return {"title": title, "lead": lead, "button": _("Save"), "next": here, "back_url": here}


@require_http_methods(["GET", "HEAD", "POST"])
def route(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Say how the person may be reached and what staff must know."""
    one = writable(opened(request, file_id))
    known = one.file.contact_route
    names = ("telephone", "times", "answers", "letters", "staff_safety", "staff_safety_until", "version")
    initial = {name: getattr(known, name) for name in names} if known else {"version": 0}
    form = RouteForm(request.POST or None, initial=initial)

    def save(given: dict[str, Any]) -> None:
        values = {name: value for name, value in given.items() if name != "version"}
        now = timezone.now()
        set_contact_route(by=one.acting, file_id=file_id, version=given["version"], values=values, now=now)

    return answer(request, one, form, save, _words(one, _("Safe way to contact")))


@require_http_methods(["GET", "HEAD", "POST"])
def counterpart(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Name somebody at another authority who works with the same person."""
    one = writable(opened(request, file_id))
    others = Unit._default_manager.exclude(pk=one.acting.unit_id).select_related("branch").order_by("name")
    units = {str(unit.pk): unit for unit in others}
    form = CounterpartForm(request.POST or None, units=[(key, unit.name) for key, unit in units.items()])

    def save(given: dict[str, Any]) -> None:
        add_counterpart(
            by=one.acting, file_id=file_id, unit=units[given["unit"]], name=given["name"],
            telephone=given["telephone"], now=timezone.now(),
        )  # fmt: skip

    lead = _("Naming somebody here tells the other authority nothing.")
    return answer(request, one, form, save, _words(one, _("Counterpart"), lead))


@require_POST
def end(request: HttpRequest, file_id: uuid.UUID, counterpart_id: uuid.UUID) -> HttpResponse:
    """Note that somebody no longer works with the person."""
    one = writable(opened(request, file_id))
    found = Counterpart.objects.filter(room_id=one.file.room_id, file_id=file_id, pk=counterpart_id, ended_on=None)
    if not found.exists():
        raise Http404
    end_counterpart(by=one.acting, counterpart_id=counterpart_id, now=timezone.now())
    return redirect("file_contacts", file_id)


@require_http_methods(["GET", "HEAD", "POST"])
def guardian(request: HttpRequest, file_id: uuid.UUID, guardian_id: uuid.UUID | None = None) -> HttpResponse:
    """Note a guardian, and whether that guardian may be told."""
    one = writable(opened(request, file_id))
    known = None
    if guardian_id is not None:
        found = Guardian.objects.filter(room_id=one.file.room_id, person_id=one.file.person_id, pk=guardian_id)
        known = found.first()
        if known is None:
            raise Http404
    names = ("name", "telephone", "may_be_told", "reason", "version")
    initial = {name: getattr(known, name) for name in names} if known else {"version": 0, "may_be_told": "not_tested"}
    form = GuardianForm(request.POST or None, initial=initial)

    def save(given: dict[str, Any]) -> None:
        values = {name: value for name, value in given.items() if name != "version"}
        set_guardian(
            by=one.acting, file_id=file_id, guardian_id=guardian_id, version=given["version"], values=values,
            now=timezone.now(),
        )  # fmt: skip

    return answer(request, one, form, save, _words(one, _("Guardian")))


@require_http_methods(["GET", "HEAD", "POST"])
def third_person(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Write a third person, not suspected, into this file and nowhere else."""
    one = writable(opened(request, file_id))
    form = MentionForm(request.POST or None)

    def save(given: dict[str, Any]) -> None:
        mention(by=one.acting, file_id=file_id, now=timezone.now(), **given)

    lead = _("The entry is marked as not suspected. It has no page, is found by no search, and goes with the file.")
    return answer(request, one, form, save, _words(one, _("Third person"), lead))


@require_POST
def forget(request: HttpRequest, file_id: uuid.UUID, mention_id: uuid.UUID) -> HttpResponse:
    """Take a third person out of the file."""
    one = writable(opened(request, file_id))
    if not Mention.objects.filter(room_id=one.file.room_id, file_id=file_id, pk=mention_id).exists():
        raise Http404
    remove_mention(by=one.acting, mention_id=mention_id)
    return redirect("file_contacts", file_id)


@require_http_methods(["GET", "HEAD", "POST"])
def informing(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Note that the person was informed, or why not and when that is tested again."""
    one = writable(opened(request, file_id))
    form = InformForm(request.POST or None, initial={"on": one.today})

    def save(given: dict[str, Any]) -> None:
        informed = given.pop("informed") == "yes"
        inform(by=one.acting, file_id=file_id, informed=informed, now=timezone.now(), **given)

    words = _words(one, _("Information to the person")) | {"next": reverse("file", args=[file_id]), "tab": "file"}
    return answer(request, one, form, save, words)
