"""Meetings: the list, calling one, its agenda, and closing it."""

import uuid
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trefas.authorities.models import Unit
from trefas.disclosures.reading import receivers
from trefas.files.actions.convening import Call, Next, change_meeting, close_meeting, convene
from trefas.files.actions.meeting import close_own_part
from trefas.files.cooperation import shown
from trefas.files.meeting_models import Meeting
from trefas.files.meetings import CHANGED, DUE, NEW, Candidate, candidates, meetings_of, prepared_for, said_unsent
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms
from trefas.web import cooperation, meeting_papers, meeting_sources, meeting_talk, shared_screen
from trefas.web.forms.meetings import CallForm, CloseForm
from trefas.web.meeting_frame import Held, bring_up_to_date, held, name_of, saved, talk_url, title_of, units_of, when
from trefas.web.meeting_rows import way_to
from trefas.web.requests import need

PURPOSE = "meet"

MOST = 50
METHOD = "trefas"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the unit's meetings, those to come first, and what one has said but not closed."""
    acting = need(request, "follow")
    bring_up_to_date(acting)
    found, now = list(meetings_of(acting)[:MOST]), timezone.now()
    context = {
        "coming": [_row(one) for one in reversed(found) if one.ends_at >= now],
        "past": [_row(one) for one in found if one.ends_at < now],
        "may_convene": acting.may("convene"),
        "commitments": meeting_sources.commitment_rows(acting, open_rooms()),
    }
    return render(request, "meetings/meetings.html", context)


def _row(meeting: Meeting) -> dict[str, Any]:
    units = ", ".join(row["authority"]["label"] for row in units_of(meeting.units))
    return {
        "title": when(meeting), "url": reverse("meeting", args=[meeting.pk]), "tag": meeting.get_state_display(),
        "text": [f"{title_of(meeting)}. {meeting.place}", units],
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Call units to a meeting."""
    acting = need(request, "convene")
    day = timezone.localdate() + timedelta(days=1)
    found = candidates(acting, open_rooms(), METHOD, day + timedelta(days=7))
    form = _call_form(request, acting, found, {"day": day, "starts": "09:00", "ends": "10:30"})
    made: list[Meeting] = []

    def save(given: dict[str, Any]) -> None:
        made.append(convene(by=acting, call=_called(given), now=timezone.now()))

    if request.method == "POST" and saved(form, save):
        return redirect("meeting", made[0].pk)
    words = {"title": _("Call to a meeting"), "button": _("Call"), "back_url": reverse("meetings")}
    return render(request, "meetings/form.html", {"form": form, **words}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Change time, place or agenda of a meeting that one's unit has called to."""
    one = _owned(held(request, meeting_id))
    meeting, here = one.meeting, reverse("meeting", args=[meeting_id])
    found = candidates(one.acting, open_rooms(), METHOD, timezone.localdate(meeting.starts_at))
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    initial = {
        "day": starts.date(), "starts": starts.time(), "ends": ends.time(), "place": meeting.place,
        "units": [str(unit) for unit in meeting.units],
        "people": [str(talk.item.cooperation) for talk in one.talks],
    }  # fmt: skip
    form = _call_form(request, one.acting, found, initial)
    form.fields["units"].disabled = True

    def save(given: dict[str, Any]) -> None:
        units = tuple(unit for unit in meeting.units if unit != one.acting.unit_id)
        changed = _called(given | {"units": units})
        change_meeting(by=one.acting, meeting_id=meeting.pk, call=changed, now=timezone.now())

    if request.method == "POST" and saved(form, save):
        return redirect(here)
    words = {"title": _("Change the meeting"), "button": _("Save"), "back_url": here}
    return render(request, "meetings/form.html", {"form": form, **words}, status=422 if form.is_bound else 200)


def _call_form(request: HttpRequest, acting: Acting, found: list[Candidate], initial: dict[str, Any]) -> CallForm:
    chosen = [str(one.copy.number) for one in found if one.why in (DUE, NEW, CHANGED)]
    partners = {unit for one in found for unit in one.copy.units}
    units = [(str(unit.pk), unit.name) for unit in _callable(acting)]
    return CallForm(
        request.POST or None, units=units, people=[(str(one.copy.number), _words(one)) for one in found],
        initial={"people": chosen, "units": [key for key, _name in units if uuid.UUID(key) in partners], **initial},
    )  # fmt: skip


def _callable(acting: Acting) -> list[Unit]:
    return list(receivers(acting, timezone.localdate()))


def _words(one: Candidate) -> str:
    why = {DUE: _("Due"), NEW: _("New"), CHANGED: _("Changed")}.get(one.why, _("No change"))
    return f"{one.file.person.name}. {why}"


def _called(given: dict[str, Any]) -> Call:
    return Call(
        given["starts_at"], given["ends_at"], given["place"], tuple(uuid.UUID(str(unit)) for unit in given["units"]),
        tuple(uuid.UUID(number) for number in given["people"]), METHOD,
    )  # fmt: skip


@require_safe
def show(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Show a meeting: time, place, units, agenda, and what is left to do."""
    one = held(request, meeting_id)
    left = said_unsent(one.acting, open_rooms()).filter(meeting=one.meeting.number).count()
    context = {
        "one": one, "title": title_of(one.meeting), "lead": f"{when(one.meeting)}. {one.meeting.place}",
        "agenda": [_place(one, talk) for talk in one.talks], "units": units_of(one.meeting.units),
        "first": _begin(one),
        "left": ngettext("%(n)s thing you said is not sent yet.", "%(n)s things you said are not sent yet.", left)
        % {"n": left} if left else "",
        "next_when": _next_words(one.meeting),
    }  # fmt: skip
    return render(request, "meetings/meeting.html", context)


def _begin(one: Held) -> str:
    if not one.talks:
        return ""
    first = one.talks[0]
    rows = prepared_for(one.meeting, [first.file.room_id], first.file.person_id) if first.file else []
    way = way_to(one, first, rows)
    return way["url"] if way else ""


def _place(one: Held, talk: Any) -> dict[str, Any]:
    present = ", ".join(row["authority"]["label"] for row in units_of(talk.item.present))
    return {
        "title": f"{talk.item.position}. {name_of(talk)}", "url": talk_url(one.meeting, talk.item),
        "aside": shown(talk.item.cooperation), "text": present,
    }  # fmt: skip


def _next_words(meeting: Meeting) -> str:
    if meeting.next_starts_at is None or meeting.next_ends_at is None:
        return ""
    after = Meeting(starts_at=meeting.next_starts_at, ends_at=meeting.next_ends_at)
    return f"{when(after)}. {meeting.next_place}"


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Close a meeting with the next one, and then one's own part."""
    one = _owned(held(request, meeting_id))
    here = reverse("meeting", args=[meeting_id])
    form = CloseForm(request.POST or None, initial={"place": ""})

    def save(given: dict[str, Any]) -> None:
        after = Next(given["starts_at"], given["ends_at"], given["place"]) if given.get("day") else None
        close_meeting(by=one.acting, meeting_id=meeting_id, next_meeting=after, now=timezone.now())
        if one.acting.may("disclose"):
            close_own_part(by=one.acting, meeting_id=meeting_id, now=timezone.now())

    if request.method == "POST" and saved(form, save):
        return redirect(here)
    words = {
        "title": _("Close the meeting"), "button": _("Close the meeting"), "back_url": here,
        "lead": _("What you marked as said is disclosed and receipted. Write the next meeting, if it is agreed on."),
    }  # fmt: skip
    return render(request, "meetings/form.html", {"form": form, **words}, status=422 if form.is_bound else 200)


@require_POST
def close_part(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Send what one has marked as said."""
    one = held(request, meeting_id)
    if not one.acting.may("disclose"):
        raise PermissionDenied
    try:
        close_own_part(by=one.acting, meeting_id=meeting_id, now=timezone.now())
    except RefusedError as refused:
        words = {
            "title": title_of(one.meeting),
            "sentence": refused.sentence,
            "back_url": reverse("meeting", args=[meeting_id]),
        }
        return render(request, "meetings/refused.html", words, status=422)
    return redirect("meeting", meeting_id)


def _owned(one: Held) -> Held:
    if not one.own:
        raise PermissionDenied
    return one


urlpatterns = [
    path("", index, name="meetings"),
    path("kalla/", call, name="meeting_call"),
    path("<uuid:meeting_id>/", show, name="meeting"),
    path("<uuid:meeting_id>/andra/", change, name="meeting_change"),
    path("<uuid:meeting_id>/avsluta/", close, name="meeting_close"),
    path("<uuid:meeting_id>/min-del/", close_part, name="meeting_close_part"),
    *meeting_talk.urlpatterns,
    *shared_screen.urlpatterns,
    *meeting_papers.urlpatterns,
    *cooperation.urlpatterns,
]
