"""What is due in plans, for the work list: tasks, offers to be made again, support to follow up."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from trefas.files.models import File
from trefas.plans.models import Answer, Handover, Offer, Support, Task


@dataclass(frozen=True)
class DueWork:
    """One thing to do: `verb` and `why` are codes that the page has words for; `about` is the row's own code or text.

    `source` is the row behind it (task, offer, support, hand-over), `why_on` the day that the reason tells of.
    """

    due_on: date
    verb: str
    file: File
    why: str
    why_on: date
    source: uuid.UUID
    about: str = ""
    text: str = ""
    to_kind: str = ""
    to_unit: uuid.UUID | None = None


def work_due(rooms: Iterable[uuid.UUID], user_id: uuid.UUID, on: date) -> list[DueWork]:
    """Return what one person is to do in the open rooms up to and including `on`, the most overdue first. 4 queries."""
    where = list(rooms)
    found = [*_tasks(where, user_id, on), *_offers(where, user_id, on), *_supports(where, user_id, on)]
    return sorted([*found, *_handovers(where, user_id)], key=lambda work: (work.due_on, str(work.source)))


def _tasks(rooms: Sequence[uuid.UUID], user_id: uuid.UUID, on: date) -> Iterable[DueWork]:
    rows = Task.objects.filter(room_id__in=rooms, owner_id=user_id, done_at=None, due_on__lte=on)
    for task in rows.select_related("file__person"):
        yield DueWork(
            task.due_on, task.kind, task.file, task.kind, task.made_at.date(), task.pk, task.order, task.text or "",
            task.to_kind, task.to_unit_id,
        )  # fmt: skip


def _offers(rooms: Sequence[uuid.UUID], user_id: uuid.UUID, on: date) -> Iterable[DueWork]:
    """Offers without a yes whose next try has come, of the files that the person handles."""
    waiting = Q(file__handler_id=user_id, file__ended_on=None, next_try_on__lte=on) & ~Q(answer=Answer.YES)
    for offer in Offer.objects.filter(waiting, room_id__in=rooms).select_related("file__person"):
        why = offer.answer or "not_answered"
        asked = (offer.answered_at or offer.offered_at).date()
        yield DueWork(offer.next_try_on or on, "offer_again", offer.file, why, asked, offer.pk, offer.kind)


def _supports(rooms: Sequence[uuid.UUID], user_id: uuid.UUID, on: date) -> Iterable[DueWork]:
    rows = Support.objects.filter(room_id__in=rooms, owner_id=user_id, ended_on=None, follow_up_on__lte=on)
    for support in rows.select_related("file__person"):
        yield DueWork(
            support.follow_up_on, "follow_up_support", support.file, "support_runs", support.starts_on, support.pk,
            support.kind,
        )  # fmt: skip


def _handovers(rooms: Sequence[uuid.UUID], user_id: uuid.UUID) -> Iterable[DueWork]:
    """Hand-overs that the other board has registered, so that the own file can be closed."""
    rows = Handover.objects.filter(room_id__in=rooms, file__handler_id=user_id, done_on=None)
    for one in rows.select_related("file__person"):
        begun = one.prepared_at.date()
        yield DueWork(begun, "complete_hand_over", one.file, "hand_over_waits", begun, one.pk, to_unit=one.to_unit_id)
