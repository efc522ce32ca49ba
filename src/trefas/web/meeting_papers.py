"""The notes of a meeting on paper: a joint part, the same in every room, and the own part; and the calendar entry."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event, Timezone

from trefas.audit.events import Event as AuditEvent
from trefas.files.cooperation import shown
from trefas.files.meeting_models import Commitment, Heard, Meeting, Prepared
from trefas.files.meetings import Talk, heard_in, prepared_for, undertaken_in
from trefas.rooms import entry, practice
from trefas.rooms.opening import open_rooms
from trefas.web import staff
from trefas.web.dates import clock, full_date
from trefas.web.meeting_frame import Held, held, title_of, units_of, when
from trefas.web.papers import pdf

PURPOSE = "meet"

ZONE = "Europe/Stockholm"
TEMPLATE = "meetings/paper.typ"


@dataclass(frozen=True)
class Section:
    """A part of a paper: a heading of a level (2 or 3), then facts, lines, points and a table, where given."""

    heading: str
    level: int = 2
    facts: list[tuple[str, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Paper:
    """A paper: `head` = the unit, `foot` = secrecy and who printed it, `practice` = its warning."""

    title: str
    language: str
    head: str
    foot: str
    sections: list[Section]
    lead: str = ""
    practice: str = ""


@require_safe
def joint(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Give the joint part of the notes: attendance, numbers and times."""
    one = held(request, meeting_id)
    return _printed(one, joint_paper(one), "joint")


@require_safe
def own(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Give the own unit's part: what it said, received and undertook."""
    one = held(request, meeting_id)
    return _printed(one, own_paper(one), "own")


def _printed(one: Held, paper: Paper, part: str) -> HttpResponse:
    event = AuditEvent("meeting.printed", ids={"meeting": [one.meeting.number]}, codes={"part": part})
    entry.current().record(event)
    response = HttpResponse(
        pdf(TEMPLATE, asdict(paper), at=timezone.now().replace(microsecond=0)), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'attachment; filename="{_("meeting-notes")}-{part}.pdf"'
    return response


def joint_paper(one: Held) -> Paper:
    """Make the joint part from what every room has: no person, and no word of anybody's."""
    meeting = one.meeting
    facts = [
        (_("Time"), when(meeting)), (_("Place"), meeting.place), (_("Units"), _labels(meeting.units)),
        (_("Closed"), _moment(meeting.closed_at)), (_("Next meeting"), _next_words(meeting)),
    ]  # fmt: skip
    rows = [[str(talk.item.position), shown(talk.item.cooperation), _labels(talk.item.present)] for talk in one.talks]
    agenda = Section(_("Agenda"), columns=[_("Place on the agenda"), _("Number"), _("In the talk")], rows=rows)
    return _paper(one, _("Meeting notes, joint part"), [Section(_("The meeting"), facts=facts), agenda])


def own_paper(one: Held) -> Paper:
    """Make the own part: a section for each person this room follows. Nothing that another room keeps is in it.

    Core rule: nobody with protected identity is in a paper.
    """
    rooms = open_rooms()
    prepared, heard = prepared_for(one.meeting, rooms), heard_in(one.meeting, rooms)
    undertaken = undertaken_in(one.meeting, rooms)
    sections = []
    for talk in one.talks:
        if talk.file is not None and not talk.file.person.is_protected:
            person = talk.file.person_id
            sections += _about(
                talk, [row for row in prepared if row.person_id == person],
                [row for row in heard if row.person_id == person],
                [row for row in undertaken if row.person_id == person],
            )  # fmt: skip
    return _paper(one, _("Meeting notes, our part"), sections)


def _about(
    talk: Talk, prepared: Sequence[Prepared], heard: Sequence[Heard], made: Sequence[Commitment]
) -> list[Section]:
    labels = staff.units([*(row.receiver_id for row in prepared), *(row.unit_id for row in heard)])
    names = staff.names(row.owner_id for row in made)
    told = [
        f"{clock(row.marked_at)} {labels[row.receiver_id].label}: {_titles(row)}. {', '.join(row.assessment.statutes)}"
        for row in prepared if row.state == "said" and row.marked_at
    ]  # fmt: skip
    received = [f"{labels[row.unit_id].label}: {row.note.text}" for row in heard]
    undertook = [f"{row.text}. {names.get(row.owner_id, '')}, {full_date(row.due_on)}" for row in made]
    name = talk.file.person.name if talk.file else ""
    parts = ((_("What we said"), told), (_("What we heard"), received), (_("What we undertook"), undertook))
    found = [Section(heading, 3, points=points) for heading, points in parts if points]
    nothing = [] if found else [_("Nothing was said, heard or undertaken by us.")]
    return [Section(f"{name}, {shown(talk.item.cooperation)}", lines=nothing), *found]


def _titles(row: Prepared) -> str:
    return ", ".join(item["title"] for item in row.assessment.items if item["given"])


def _paper(one: Held, title: str, sections: list[Section]) -> Paper:
    printed = _("Printed %(when)s by %(who)s") % {"when": _moment(timezone.now()), "who": one.acting.name}
    secrecy = _("Secrecy may apply")
    return Paper(
        title, (get_language() or "sv")[:2], one.acting.unit_name, f"{secrecy}. {printed}", sections,
        lead=f"{title_of(one.meeting)}. {when(one.meeting)}",
        practice=_("Practice, no real people") if practice.practising() else "",
    )  # fmt: skip


def _labels(ids: Sequence[uuid.UUID]) -> str:
    return ", ".join(row["authority"]["label"] for row in units_of(ids)) or _("Nobody")


def _moment(at: datetime | None) -> str:
    return f"{full_date(at)} {clock(at)}" if at else _("Not closed")


def _next_words(meeting: Meeting) -> str:
    if meeting.next_starts_at is None or meeting.next_ends_at is None:
        return _("Not decided")
    return f"{when(Meeting(starts_at=meeting.next_starts_at, ends_at=meeting.next_ends_at))}. {meeting.next_place}"


@require_safe
def calendar(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Give this meeting as a calendar entry."""
    meeting = held(request, meeting_id).meeting
    return _calendar(meeting.number, meeting.starts_at, meeting.ends_at, meeting.place)


@require_safe
def next_calendar(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Give the next meeting, agreed on in this one, as a calendar entry."""
    meeting = held(request, meeting_id).meeting
    if meeting.next_starts_at is None or meeting.next_ends_at is None:
        raise Http404
    after = uuid.uuid5(meeting.number, "next")
    return _calendar(after, meeting.next_starts_at, meeting.next_ends_at, meeting.next_place)


def _calendar(number: uuid.UUID, starts_at: datetime, ends_at: datetime, place: str) -> HttpResponse:
    response = HttpResponse(entry_of(number, starts_at, ends_at, place, timezone.now()), content_type="text/calendar")
    response["Content-Disposition"] = f'attachment; filename="{_("meeting")}.ics"'
    return response


def entry_of(number: uuid.UUID, starts_at: datetime, ends_at: datetime, place: str, now: datetime) -> bytes:
    """Return a calendar (RFC 5545) with one entry: when and where, and neither a name, a method nor a number."""
    zone = timezone.get_default_timezone()
    event = Event()
    event.add("uid", f"{number}@trefas")
    event.add("dtstamp", now)
    event.add("summary", _("Meeting"))
    event.add("dtstart", starts_at.astimezone(zone))
    event.add("dtend", ends_at.astimezone(zone))
    event.add("location", place)
    event.add("class", "PRIVATE")
    made = Calendar()
    made.add("prodid", "-//Trefas//SV")
    made.add("version", "2.0")
    made.add_component(Timezone.from_tzid(ZONE))
    made.add_component(event)
    return bytes(made.to_ical())


urlpatterns = [
    path("<uuid:meeting_id>/anteckningar/gemensam/", joint, name="meeting_joint"),
    path("<uuid:meeting_id>/anteckningar/egen/", own, name="meeting_own"),
    path("<uuid:meeting_id>/kalender/", calendar, name="meeting_calendar"),
    path("<uuid:meeting_id>/nasta-i-kalendern/", next_calendar, name="meeting_next_calendar"),
]
