"""What meetings add to the work list: commitments that are due, what was said and not sent, and the next meeting."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trefas.files.meeting_models import Commitment, Prepared
from trefas.files.meetings import coming, commitments_due, said_unsent, talks
from trefas.rooms.entry import Acting
from trefas.web.dates import day_date, long_date
from trefas.web.meeting_frame import title_of, when
from trefas.web.sources import MEETINGS, TASKS, NextMeeting, Rooms, Task, Waiting, answers_for, for_whom

MOST = 100


def commitment_tasks(acting: Acting, rooms: Rooms, today: date) -> Sequence[Waiting]:
    """Return the person's own commitments that are not done."""
    people = answers_for(acting, today)
    return [Waiting(commitments_due(rooms, owners=people)[:MOST], lambda rows: [_to_do(row, people) for row in rows])]


def _to_do(row: Commitment, people: dict[uuid.UUID, str]) -> Task:
    return Task(
        due=row.due_on, title=row.text, url=reverse("commitment_done", args=[row.pk]), person=row.person.name,
        why=_undertaken(row, people), facts=row.file.number,
        quick=_("Done"), quick_url=reverse("commitment_done", args=[row.pk]),
    )  # fmt: skip


def _undertaken(row: Commitment, people: dict[uuid.UUID, str]) -> str:
    words = _("Undertaken %(day)s.") if people.get(row.owner_id) else _("You undertook it %(day)s.")
    return for_whom(words % {"day": long_date(row.made_at)}, row.owner_id, people)


def unsent_tasks(acting: Acting, rooms: Rooms, today: date) -> Sequence[Waiting]:
    """Return the meetings whose own part the person has not closed: what she said is due as records."""
    if not acting.may("disclose"):
        return []
    said = said_unsent(acting, rooms).select_related("assessment")[:MOST]
    return [Waiting(said, lambda rows: _to_close(list(rows), today))]


def _to_close(rows: Sequence[Prepared], today: date) -> list[Task]:
    first = {row.meeting: row for row in reversed(rows) if row.assessment.told_at is None}
    return [
        Task(
            due=timezone.localdate(row.marked_at) if row.marked_at else today,
            title=_("Close your part of the meeting"), url=reverse("meetings"),
            why=_("You marked something as said. It is not sent yet."),
        )
        for row in first.values()
    ]  # fmt: skip


def next_meeting(acting: Acting, rooms: Rooms, today: date) -> NextMeeting | None:
    """Return the unit's next meeting with the own files on its agenda."""
    meeting = coming(acting, timezone.make_aware(datetime.combine(today, time.min)))
    if meeting is None:
        return None
    agenda = talks(meeting)
    files = tuple(talk.file.pk for talk in agenda if talk.file is not None)
    heading = f"{when(meeting)}. {meeting.place}"
    text = _("%(title)s. %(count)s people on the agenda.") % {"title": title_of(meeting), "count": len(agenda)}
    on = timezone.localdate(meeting.starts_at)
    return NextMeeting(on, heading, reverse("meeting", args=[meeting.pk]), text, files)


def commitment_rows(acting: Acting, rooms: Rooms) -> list[dict[str, Any]]:
    """Return the person's commitments as the rows of a side panel."""
    return [
        {
            "title": row.text, "url": reverse("commitment_done", args=[row.pk]), "text": row.person.name,
            "aside": day_date(row.due_on),
        }
        for row in commitments_due(rooms, owners=[acting.user_id])[:MOST]
    ]  # fmt: skip


TASKS.append(commitment_tasks)
TASKS.append(unsent_tasks)
MEETINGS.append(next_meeting)
