"""What is due in plans, for the work list: tasks, offers to be made again, support to follow up. One query for all."""

import base64
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from trefas.files.models import File
from trefas.plans.models import Answer, Handover, Offer, Support, Task, TaskKind
from trefas.rooms.fields import Sealed

TASK = ("id", "kind", "order", "text", "due_on", "made_at", "to_kind", "to_unit_id", "owner_id", "items")
ORDERED = ("id", "order", "due_on", "done_at", "to_unit_id", "owner_id", "receipt__state")
OFFER = ("id", "kind", "answer", "offered_at", "answered_at", "next_try_on")
SUPPORT = ("id", "kind", "starts_on", "follow_up_on", "owner_id")
HANDOVER = ("id", "to_unit_id", "prepared_at")


@dataclass(frozen=True)
class DueWork:
    """One thing to do: `verb` and `why` are codes that the page has words for; `about` is the row's own code.

    `source` is the row behind it (task, offer, support, hand-over), `why_on` the day that the reason tells of, `owner`
    whose it is.
    """

    due_on: date
    verb: str
    file: File
    why: str
    why_on: date
    source: uuid.UUID
    owner: uuid.UUID
    about: str = ""
    text: str = ""
    to_kind: str = ""
    to_unit: uuid.UUID | None = None


def work_of(files: Iterable[File]) -> list[DueWork]:
    """Return the work that came with files of `files_with_work`, the most overdue first."""
    return sorted((work for file in files for work in _of(file)), key=lambda work: (work.due_on, str(work.source)))


def files_with_work(rooms: Iterable[uuid.UUID], owners: Iterable[uuid.UUID], on: date) -> QuerySet[File]:
    """Return the files in which people are to do something up to and including `on`, with what that is inside."""
    where, whose = list(rooms), list(owners)
    due: dict[str, tuple[tuple[str, ...], QuerySet[Any]]] = {
        "tasks": (TASK, Task.objects.filter(owner_id__in=whose, done_at=None, due_on__lte=on)),
        "ordered": (ORDERED, _not_received(whose)),
        "offers": (OFFER, _offers_due(whose, on)),
        "supports": (SUPPORT, Support.objects.filter(owner_id__in=whose, ended_on=None, follow_up_on__lte=on)),
        "handovers": (HANDOVER, Handover.objects.filter(file__handler_id__in=whose, done_on=None)),
    }
    ids = [rows.filter(room_id__in=where).values("file") for _names, rows in due.values()]
    files = File.objects.filter(room_id__in=where, pk__in=ids[0].union(*ids[1:])).select_related("person")
    return files.annotate(**{name: inside(rows, names) for name, (names, rows) in due.items()})


def _offers_due(whose: list[uuid.UUID], on: date) -> QuerySet[Offer]:
    """Offers without a yes whose next try has come, of the files that they handle."""
    found = Offer.objects.filter(file__handler_id__in=whose, file__ended_on=None, next_try_on__lte=on)
    return found.exclude(answer=Answer.YES)


def _not_received(whose: list[uuid.UUID]) -> QuerySet[Task]:
    """What was ordered from another authority and nobody there has registered, or that came to the wrong unit."""
    sent = Task.objects.filter(owner_id__in=whose, kind=TaskKind.TELL, receipt__isnull=False, file__ended_on=None)
    return sent.exclude(order="").exclude(receipt__state="registered")


def inside(rows: QuerySet[Any], names: Iterable[str]) -> ArraySubquery:
    """Return the rows of each file as JSON, to be fetched with the file itself; sealed fields stay sealed."""
    mine = rows.filter(room_id=OuterRef("room_id"), file_id=OuterRef("pk"))
    return ArraySubquery(mine.values(json=JSONObject(**{name: name for name in names})))


def task_of(file: File, given: dict[str, Any]) -> Task:
    """Return a task that came with its file; its text is opened when it is read, as that of any row."""
    text = Sealed(base64.b64decode(given["text"])) if given["text"] else None
    values = {**given, "text": text, "id": uuid.UUID(given["id"]), "due_on": date.fromisoformat(given["due_on"])}
    values["to_unit_id"] = _id(given["to_unit_id"])
    values["owner_id"] = _id(given["owner_id"])
    return Task(room_id=file.room_id, file=file, person_id=file.person_id, **values)


def _of(file: File) -> Iterator[DueWork]:
    for given in getattr(file, "tasks", []):
        yield _task(file, task_of(file, given), _day(given["made_at"]))
    for given in getattr(file, "ordered", []):
        sent, due, row = _day(given["done_at"]), date.fromisoformat(given["due_on"]), uuid.UUID(given["id"])
        why, owner = given["receipt__state"], uuid.UUID(given["owner_id"])
        yield DueWork(
            due, "order_sent", file, f"order_{why}", sent, row, owner, given["order"], to_unit=_id(given["to_unit_id"])
        )  # fmt: skip
    for given in getattr(file, "offers", []):
        asked = _day(given["answered_at"] or given["offered_at"])
        why = given["answer"] or "not_answered"
        yield DueWork(
            _day(given["next_try_on"]), "offer_again", file, why, asked, uuid.UUID(given["id"]), file.handler_id,
            given["kind"],
        )  # fmt: skip
    for given in getattr(file, "supports", []):
        since, kind = _day(given["starts_on"]), given["kind"]
        due, owner = _day(given["follow_up_on"]), uuid.UUID(given["owner_id"])
        yield DueWork(due, "follow_up_support", file, "support_runs", since, uuid.UUID(given["id"]), owner, kind)
    for given in getattr(file, "handovers", []):
        begun, row = _day(given["prepared_at"]), uuid.UUID(given["id"])
        unit = _id(given["to_unit_id"])
        yield DueWork(begun, "complete_hand_over", file, "hand_over_waits", begun, row, file.handler_id, to_unit=unit)


def _task(file: File, task: Task, made: date) -> DueWork:
    return DueWork(
        task.due_on, task.kind, file, task.kind, made, task.pk, task.owner_id, task.order, task.text or "",
        task.to_kind, task.to_unit_id,
    )  # fmt: skip


def _day(text: str) -> date:
    return datetime.fromisoformat(text).date()


def _id(text: str | None) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None
