"""What every page of a meeting shares: finding it, its words, its units, and taking in what others have told."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trefas.files.actions.taking_in import take_in, waiting_copies
from trefas.files.cooperation import shown
from trefas.files.meeting_models import Meeting, MeetingItem, MeetingState
from trefas.files.meetings import Talk, meeting_or_none, talks
from trefas.files.models import File
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.web import staff
from trefas.web.dates import clock, weekday_date
from trefas.web.requests import need


@dataclass(frozen=True)
class Held:
    """A meeting as one person has it open now, with its agenda."""

    meeting: Meeting
    acting: Acting
    talks: list[Talk]

    @property
    def planned(self) -> bool:
        """Whether it still takes marks and preparations."""
        return self.meeting.state == MeetingState.PLANNED

    @property
    def own(self) -> bool:
        """Whether the person's unit convened it, so that she may change and close it."""
        return self.meeting.held_by_id == self.acting.unit_id and self.acting.may("convene")

    def talk(self, position: int) -> Talk:
        """Return one person of the agenda, or answer 404."""
        found = next((talk for talk in self.talks if talk.item.position == position), None)
        if found is None:
            raise Http404
        return found


def held(request: HttpRequest, meeting_id: uuid.UUID) -> Held:
    """Return a meeting of the acting room, or answer 404; what other rooms told of it is taken in first."""
    acting = need(request, "follow")
    bring_up_to_date(acting)
    meeting = meeting_or_none(acting, meeting_id)
    if meeting is None:
        raise Http404
    return Held(meeting, acting, talks(meeting))


def bring_up_to_date(acting: Acting) -> None:
    """Take in what other rooms told of meetings and co-operation, when something waits."""
    if waiting_copies(acting).exists():
        take_in(by=acting, now=timezone.now())


def title_of(meeting: Meeting) -> str:
    """Return what a meeting is called: by the unit that convened it, never by a person."""
    unit = staff.units([meeting.held_by_id]).get(meeting.held_by_id)
    return _("Meeting %(unit)s") % {"unit": unit.label if unit else ""}


def when(meeting: Meeting) -> str:
    """Return day and times, `Fredag 20 november 2026, 09:00–10:30`."""
    day = weekday_date(meeting.starts_at)
    return f"{day[:1].upper()}{day[1:]}, {clock(meeting.starts_at)}–{clock(meeting.ends_at)}"


def units_of(ids: Iterable[uuid.UUID]) -> list[dict[str, Any]]:
    """Return units as rows with their hue, in order."""
    ordered = list(ids)
    names = staff.units(ordered)
    return [
        {"id": one, "authority": {"kind": names[one].kind, "label": names[one].label}}
        for one in ordered
        if one in names
    ]


def unit_choices(ids: Iterable[uuid.UUID]) -> list[tuple[str, str]]:
    """Return units as the choices of a form."""
    return [(str(row["id"]), row["authority"]["label"]) for row in units_of(ids)]


def others(one: Held) -> list[uuid.UUID]:
    """Return the other units of a meeting."""
    return [unit for unit in one.meeting.units if unit != one.acting.unit_id]


def talk_url(meeting: Meeting, item: MeetingItem) -> str:
    """Return the address of one person's place on the agenda: the place, never who it is."""
    return reverse("meeting_talk", args=[meeting.pk, item.position])


def name_of(talk: Talk) -> str:
    """Return the own person's name, or the number when this room does not follow the person."""
    return talk.file.person.name if talk.file else shown(talk.item.cooperation)


def saved(form: forms.Form, save: Callable[[dict[str, Any]], object]) -> bool:
    """Save a valid form; a refusal becomes its error. Returns whether it was saved."""
    if not form.is_valid():
        return False
    try:
        save(form.cleaned_data)
    except RefusedError as refused:
        form.add_error(None, refused.sentence)
    return not form.errors


def followed(talk: Talk) -> Talk:
    """Return the place of somebody this room follows, or answer 404."""
    if talk.file is None:
        raise Http404
    return talk


def file_of(talk: Talk) -> File:
    """Return the own file, or answer 404."""
    if talk.file is None:
        raise Http404
    return talk.file
