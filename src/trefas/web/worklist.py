"""The work list: what is late, due today, this week and later, each with why; and what is new beside it."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from trefas.files.actions import mark_transferred
from trefas.files.listing import Wanted, wanted_files
from trefas.files.models import File, Note
from trefas.files.policy import age_on
from trefas.files.reading import not_transferred, waiting_proposals
from trefas.methods import Urgency, urgency
from trefas.rooms.entry import Acting
from trefas.rooms.opening import open_rooms
from trefas.web.dates import due, long_date, weekday_date
from trefas.web.file_frame import contact_url
from trefas.web.reasons import why_listed
from trefas.web.requests import need, today_of
from trefas.web.sources import NEWS, Rooms, Task, answers_for, for_whom, next_meeting, tasks_of

MOST = 100
HEADINGS = {
    Urgency.OVERDUE: "late",
    Urgency.TODAY: "today",
    Urgency.THIS_WEEK: "this-week",
    Urgency.LATER: "later",
}


@require_safe
def worklist(request: HttpRequest) -> HttpResponse:
    """Show the person's own tasks, latest first, grouped by how near they are."""
    acting, today = need(request, "follow"), today_of(request)
    rooms = open_rooms()
    found = sorted(_all_tasks(acting, rooms, today), key=lambda task: task.due)
    tasks = [task for task in found if not task.alarm]
    meeting = next_meeting(acting, rooms, today)
    week = today.isocalendar().week
    day = weekday_date(today)
    context = {
        "lead": _("%(day)s, week %(week)s") % {"day": day[:1].upper() + day[1:], "week": week},
        "standing_in": ", ".join(name for name in answers_for(acting, today).values() if name),
        "alarms": [task for task in found if task.alarm],
        "groups": _groups(tasks, today),
        "today": today,
        "nothing": "" if any(task.due <= today for task in tasks) else _nothing(tasks, today),
        "meeting": meeting,
        "news": [item for source in NEWS for item in source(acting, rooms, _last_visit(request))],
        "waiting": _waiting(acting, rooms),
    }
    return render(request, "worklist/worklist.html", context)


def _last_visit(request: HttpRequest) -> datetime:
    """A day back, or since the person logged in before this time."""
    known = getattr(request.user, "last_login", None)
    day_ago = timezone.now() - timedelta(days=1)
    return min(known, day_ago) if known else day_ago


def _all_tasks(acting: Acting, rooms: Rooms, today: date) -> list[Task]:
    return [*_files(acting, rooms, today), *_proposals(acting, rooms), *tasks_of(acting, rooms, today)]


def _files(acting: Acting, rooms: Rooms, today: date) -> list[Task]:
    people = answers_for(acting, today)
    mine = Wanted(handler=acting.user_id, unit=acting.unit_id, also=tuple(people.keys() - {acting.user_id}))
    rows = wanted_files(rooms, mine, today).order_by("next_step_on", "id")[:MOST]
    return [_task(file, acting, today, people) for file in rows]


def _task(file: File, acting: Acting, today: date, people: dict[uuid.UUID, str]) -> Task:
    return Task(
        due=file.next_step_on or today,
        title=file.next_step or _("Review the file"),
        url=reverse("file", args=[file.pk]),
        why=for_whom(f"{why_listed(file, acting)}.", file.handler_id, people),
        person=file.person.name,
        facts=_facts(file, today),
        quick=_("Note"),
        quick_url=contact_url(file.pk),
    )


def _facts(file: File, today: date) -> str:
    age = age_on(file.person.birth_date, today)
    return ", ".join([*([_("%(age)s years") % {"age": age}] if age is not None else []), file.number])


def _proposals(acting: Acting, rooms: Rooms) -> list[Task]:
    if not acting.may("sign_off"):
        return []
    return [
        Task(
            due=timezone.localtime(one.proposed_at).date(),
            title=_("Judge the proposal"),
            url=reverse("proposal", args=[one.pk]),
            why=_("Proposed %(day)s. Another person must agree.") % {"day": long_date(one.proposed_at)},
            person=one.person.name,
            facts=one.file.number,
            quick=_("Judge"),
            quick_url=reverse("proposal", args=[one.pk]),
        )
        for one in waiting_proposals(acting, rooms)[:MOST]
    ]


def _groups(tasks: Sequence[Task], today: date) -> list[dict[str, Any]]:
    found: dict[Urgency, list[Task]] = {each: [] for each in HEADINGS}
    ordered = [task for task in tasks if task.ordered]
    for task in tasks:
        if not task.ordered:
            found[urgency(task.due, today)].append(task)
    sunday = today + timedelta(days=6 - today.weekday())
    counts = {each: len(rows) for each, rows in found.items()}
    words = {
        Urgency.OVERDUE: (_("Overdue"), "", ngettext("%(n)s late", "%(n)s late", counts[Urgency.OVERDUE])),
        Urgency.TODAY: (_("Today"), _weekday(today), _("%(n)s today")),
        Urgency.THIS_WEEK: (_("This week"), _("to %(day)s") % {"day": _weekday(sunday)}, _("%(n)s this week")),
        Urgency.LATER: (_("Later"), "", _("%(n)s later")),
    }
    return [*([_ordered(ordered)] if ordered else []), *_by_day(found, words, counts)]


def _ordered(tasks: list[Task]) -> dict[str, Any]:
    """What another authority has ordered stands above what is late: somebody waits for it tonight."""
    jump = ngettext("%(n)s ordered", "%(n)s ordered", len(tasks)) % {"n": len(tasks)}
    heading = _("Ordered by another authority")
    return {
        "id": "ordered", "heading": heading, "note": "", "tone": "late", "jump": jump, "folded": "", "tasks": tasks,
    }  # fmt: skip


def _by_day(
    found: dict[Urgency, list[Task]], words: dict[Urgency, tuple[str, str, str]], counts: dict[Urgency, int]
) -> list[dict[str, Any]]:
    later = ngettext(
        "Show %(n)s task later than this week", "Show %(n)s tasks later than this week", counts[Urgency.LATER]
    )
    return [
        {
            "id": HEADINGS[each],
            "heading": heading,
            "note": note,
            "tone": "late" if each is Urgency.OVERDUE else "",
            "jump": jump % {"n": counts[each]},
            "folded": later % {"n": counts[each]} if each is Urgency.LATER else "",
            "tasks": found[each],
        }
        for each, (heading, note, jump) in words.items()
    ]


def _weekday(day: date) -> str:
    """`torsdag 19 november`, without the year."""
    return weekday_date(day).rsplit(" ", 1)[0]


def _nothing(tasks: Sequence[Task], today: date) -> str:
    if not tasks:
        return _("Nothing to do today.")
    return _("Nothing to do today. Next: %(day)s.") % {"day": _weekday(tasks[0].due)}


def _waiting(acting: Acting, rooms: Rooms) -> dict[str, Any] | None:
    found = list(not_transferred(acting, rooms).values_list("happened_at", flat=True)[: MOST + 1])
    if not found:
        return None
    count = len(found)
    words = ngettext("%(n)s note", "%(n)s notes", count) % {"n": count if count <= MOST else f"{MOST}+"}
    return {"text": words, "oldest": _("the oldest from %(day)s") % {"day": long_date(found[0])}}


@require_http_methods(["GET", "HEAD", "POST"])
def transfers(request: HttpRequest) -> HttpResponse:
    """List one's own notes that are not yet in the own case system, and mark those that now are."""
    acting, rooms = need(request, "follow"), open_rooms()
    found = list(not_transferred(acting, rooms)[:MOST])
    if request.method == "POST":
        known = {str(note.pk): note.pk for note in found}
        chosen = [known[key] for key in request.POST.getlist("note") if key in known]
        if chosen:
            mark_transferred(by=acting, note_ids=chosen, now=timezone.now())
        return redirect("not_transferred")
    rows = [_row(note, today_of(request)) for note in found]
    return render(request, "worklist/transfers.html", {"rows": rows})


def _row(note: Note, today: date) -> dict[str, Any]:
    file = note.file
    if file is None:
        raise ValueError("The note stands in no file.")
    return {
        "id": note.pk,
        "title": note.title,
        "person": note.person.name,
        "number": file.number,
        "reference": file.case_reference,
        "when": long_date(note.happened_at),
        "late": due(timezone.localtime(note.happened_at).date(), today).note,
        "url": reverse("file_copy", args=[file.pk, note.pk]),
    }


urlpatterns = [
    path("", worklist, name="worklist"),
    path("inte-overfort/", transfers, name="not_transferred"),
]
