"""The plan of a file: help, tasks, measures beside the stage, threats both ways. The acts stand in `plan_acts`."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from trefas.files.definitions import definition_of
from trefas.files.models import File
from trefas.plans.models import Direction, TaskKind
from trefas.plans.reading import FilePlan, in_short, plan_of
from trefas.plans.work import DueWork, files_with_work, work_of
from trefas.rooms.entry import Acting
from trefas.web import plan_acts, plan_measures, plan_orders, staff
from trefas.web.dates import full_date, long_date
from trefas.web.file_frame import FILE_MENU, FILE_PANELS, FILE_TABS, Opened, Panel, Tab, identity, opened
from trefas.web.plan_frame import TAB, method_of
from trefas.web.plan_rows import (
    Names,
    kind_words,
    measure_rows,
    named,
    offer_rows,
    support_rows,
    task_rows,
    threat_rows,
)
from trefas.web.sources import TASKS, Rooms, Task, Waiting, answers_for, for_whom

PURPOSE = "plan"

LOOK_AHEAD = timedelta(days=60)


@require_safe
def plan(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Show the whole plan of one file."""
    one = opened(request, file_id)
    return render(request, "plans/plan.html", _context(one, plan_of(one.file)))


def _context(one: Opened, found: FilePlan) -> dict[str, Any]:
    method, names = method_of(one), _people(found)
    shown = _units([*(row.to_unit_id for row in found.tasks), found.handover.to_unit_id if found.handover else None])
    return {
        "person": identity(one, TAB),
        "file": one.file,
        "open": one.file.ended_on is None,
        "may_offer": one.acting.may("offer") and one.file.ended_on is None,
        "may_follow": one.acting.may("follow") and one.file.ended_on is None,
        "offers": offer_rows(one, method, found.offers),
        "supports": support_rows(one, method, found.supports, names),
        "tasks": task_rows(one, method, found.tasks, names, shown),
        "against": threat_rows(one, found.threats, Direction.AGAINST, names),
        "from": threat_rows(one, found.threats, Direction.FROM, names),
        "measures": measure_rows(one, method, found.measures),
        "custody": _custody(found),
        "handover": found.handover,
        "handover_to": shown.get(found.handover.to_unit_id, "") if found.handover else "",
        "review": _review(one),
        "ending": _ending(one, found),
    }


def _people(found: FilePlan) -> Names:
    owners = [*(row.owner_id for row in found.supports), *(row.owner_id for row in found.tasks)]
    return staff.names(
        [*owners, *(row.done_by_id for row in found.tasks), *(row.decided_by_id for row in found.threats)]
    )


def _units(ids: Iterable[uuid.UUID | None]) -> Names:
    return {unit: named.label for unit, named in staff.units(ids).items()}


def _custody(found: FilePlan) -> list[str]:
    row = found.custody
    if row is None:
        return []
    lines = [_("Since %(day)s.") % {"day": full_date(row.since)}, row.place or ""]
    release = full_date(row.release_on) if row.release_on else _("not known")
    return [line for line in [*lines, _("Expected release: %(day)s.") % {"day": release}] if line]


def _review(one: Opened) -> str:
    due = one.file.next_review_on
    return _("Next review %(day)s.") % {"day": full_date(due)} if due and one.file.ended_on is None else ""


def _ending(one: Opened, found: FilePlan) -> dict[str, str]:
    """How a proposed ending stands: it waits for a second person, or came back with why."""
    row = found.ending
    if row is not None and row.state == "waiting":
        may = one.acting.may("end") or row.proposed_by_id == one.acting.user_id
        url = reverse("second_look", args=[one.file.pk, row.pk]) if may else ""
        return {"text": _("An ending waits for another person to look at it."), "url": url}
    if row is not None and row.state == "sent_back":
        return {"text": _("The ending was sent back: %(why)s") % {"why": row.answer_reason or ""}, "url": ""}
    return {}


def _panel(one: Opened) -> Panel | None:
    """The plan in short, for the overview: the latest offers and what is to be done first."""
    method, (offers, found) = method_of(one), in_short(one.file)
    names, shown = staff.names(row.owner_id for row in found), _units(row.to_unit_id for row in found)
    rows = [*offer_rows(one, method, offers), *task_rows(one, method, found, names, shown)]
    address = reverse("file_plan", args=[one.file.pk])
    return Panel(_("Plan"), rows or [{"title": _("Nothing planned yet.")}], 10, address, _("Open the plan"))


def _menu(one: Opened) -> Sequence[dict[str, Any]]:
    if one.file.ended_on or not one.acting.may("follow"):
        return []
    return [
        {"label": _("Review or end"), "url": reverse("file_review", args=[one.file.pk])},
        {"label": _("Note custody or release"), "url": reverse("plan_custody", args=[one.file.pk])},
    ]


def tasks(acting: Acting, rooms: Rooms, today: date) -> list[Waiting]:
    """Return what plans add to the work list."""
    people = answers_for(acting, today)
    return [Waiting(files_with_work(rooms, people, today + LOOK_AHEAD), lambda files: _all_due(files, people))]


def _all_due(files: Iterable[File], people: Names) -> list[Task]:
    due = work_of(files)
    names = _units([work.to_unit for work in due])
    return [_due(work, names, people) for work in due]


def _due(work: DueWork, names: Names, people: Names) -> Task:
    page = reverse("file_plan", args=[work.file.pk])
    return Task(
        due=work.due_on, title=_title(work, names), url=page, why=for_whom(_why(work, names), work.owner, people),
        person=work.file.person.name,
        facts=work.file.number, ordered=work.verb == TaskKind.ORDERED,
    )  # fmt: skip


def _title(work: DueWork, names: Names) -> str:
    method = definition_of(work.file)
    who = (names.get(work.to_unit, "") if work.to_unit else "") or kind_words(work.to_kind)
    words = {
        TaskKind.ORDER: named(method.orders, work.about),
        TaskKind.ORDERED: named(method.orders, work.about),
        "order_sent": _("%(who)s: %(what)s") % {"who": who, "what": named(method.orders, work.about)},
        TaskKind.TELL: _telling(work, who),
        TaskKind.TELL_RECEIVER: _("Tell %(who)s that following has ended") % {"who": who},
        TaskKind.HAND_OVER: _("Disclose to %(who)s, which takes over") % {"who": who},
        TaskKind.ACUTE: work.text,
        TaskKind.BEFORE_RELEASE: _("Prepare the release"),
        "offer_again": _("Offer again: %(what)s") % {"what": named(method.offers, work.about)},
        "follow_up_support": _("Follow up: %(what)s") % {"what": named(method.supports, work.about)},
        "complete_hand_over": _("Close the hand-over to %(who)s") % {"who": who},
    }
    return words[work.verb]


def _telling(work: DueWork, who: str) -> str:
    if not work.about:
        return _("Tell %(who)s of the yes") % {"who": who}
    return _("Order from %(who)s: %(what)s") % {"who": who, "what": named(definition_of(work.file).orders, work.about)}


def _why(work: DueWork, names: Names) -> str:
    release = work.file.in_custody_until
    words = {
        TaskKind.ORDER: _("The person said yes %(day)s."),
        TaskKind.ORDERED: _("%(who)s ordered it on %(day)s, when the person said yes."),
        TaskKind.TELL: _("The person said yes %(day)s."),
        TaskKind.TELL_RECEIVER: _("Following ended %(day)s, and they have been told of the person."),
        TaskKind.HAND_OVER: _("Handed over %(day)s."),
        TaskKind.ACUTE: _("Ordered as acute %(day)s."),
        TaskKind.BEFORE_RELEASE: _("Release %(day)s."),
        "not_answered": _("Offered %(day)s, no answer yet."),
        "no_answer": _("No answer %(day)s."),
        "no": _("Said no %(day)s. A later yes is always possible."),
        "support_runs": _("Support since %(day)s."),
        "hand_over_waits": _("Handed over %(day)s."),
        **_SENT,
    }
    when = release if work.why == TaskKind.BEFORE_RELEASE and release else work.why_on
    who = names.get(work.to_unit, "") if work.to_unit else ""
    return str(words[work.why]) % {"day": long_date(when), "who": who}


# How what was ordered from another authority stands; only that it is received is ever told.
_UNANSWERED = gettext_lazy("You ordered it on %(day)s. Nobody has taken it in there yet: call.")
_SENT = {
    "order_posted": _UNANSWERED,
    "order_sent": _UNANSWERED,
    "order_withdrawing": gettext_lazy("It is being taken back. Order it again if it is still needed."),
    "order_withdrawn": gettext_lazy("It was taken back. Order it again if it is still needed."),
    "order_refused": gettext_lazy("It could not be delivered. Call, and order it again."),
    "order_wrong_receiver": gettext_lazy("It came to the wrong unit. Order it from the right one."),
}

FILE_TABS.append(Tab("file_plan", gettext_lazy("Plan"), 30))
FILE_PANELS.append(_panel)
FILE_MENU.append(_menu)
TASKS.append(tasks)

urlpatterns = [
    path("<uuid:file_id>/plan/", plan, name="file_plan"),
    path("<uuid:file_id>/plan/erbjudande/", plan_acts.offer, name="plan_offer"),
    path("<uuid:file_id>/plan/erbjudande/<uuid:offer_id>/", plan_acts.answer, name="plan_answer"),
    path("<uuid:file_id>/plan/stod/", plan_acts.support, name="plan_support"),
    path("<uuid:file_id>/plan/stod/<uuid:support_id>/", plan_acts.follow_up, name="plan_follow_up"),
    path("<uuid:file_id>/plan/hot/", plan_acts.threat, name="plan_threat"),
    path("<uuid:file_id>/plan/hot/<uuid:threat_id>/", plan_acts.past, name="plan_past"),
    path("<uuid:file_id>/plan/akut/", plan_acts.acute, name="plan_acute"),
    path("<uuid:file_id>/plan/uppgift/<uuid:task_id>/", plan_acts.task, name="plan_task"),
    path("<uuid:file_id>/plan/uppgift/<uuid:task_id>/bestall/", plan_orders.order, name="plan_order"),
    path("<uuid:file_id>/plan/atgard/", plan_measures.choose, name="plan_measures"),
    path("<uuid:file_id>/plan/atgard/ny/<slug:kind_id>/", plan_measures.new, name="plan_measure_new"),
    path("<uuid:file_id>/plan/atgard/<uuid:measure_id>/", plan_measures.measure, name="plan_measure"),
    path("<uuid:file_id>/plan/frihetsberovad/", plan_measures.custody, name="plan_custody"),
]
