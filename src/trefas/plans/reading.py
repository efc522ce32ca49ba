"""Reading the plan of one file, each kind of row in one query."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from trefas.authorities.models import Unit, UnitMethod
from trefas.disclosures.models import Assessment
from trefas.disclosures.reading import receivers
from trefas.files.actions.caring import HUES
from trefas.files.models import Counterpart, File
from trefas.plans.models import (
    Custody,
    Handover,
    Measure,
    Offer,
    OfferAnswer,
    SecondLook,
    Support,
    Task,
    TaskKind,
    Threat,
)
from trefas.plans.work import OFFER, TASK, inside, task_of
from trefas.rooms.entry import Acting

SHORT = 3


@dataclass(frozen=True)
class FilePlan:
    """Everything of one file's plan, newest first; open tasks by the day they are due."""

    offers: Sequence[Offer]
    supports: Sequence[Support]
    tasks: Sequence[Task]
    threats: Sequence[Threat]
    measures: Sequence[Measure]
    custody: Custody | None
    handover: Handover | None
    ending: SecondLook | None


def plan_of(file: File) -> FilePlan:
    """Return the plan of a file in five queries, one more for each of custody and a waiting hand-over."""
    of_file = {"room_id": file.room_id, "file_id": file.pk}
    tasks = list(tasks_of(file))
    waits = any(task.kind == TaskKind.HAND_OVER for task in tasks)
    return FilePlan(
        offers=list(offers_of(file)),
        supports=list(Support.objects.filter(**of_file).order_by("ended_on", "-starts_on")),
        tasks=tasks,
        threats=list(Threat.objects.filter(**of_file).order_by("-on", "-decided_at")),
        measures=list(Measure.objects.filter(**of_file).order_by("-planned_at")),
        custody=Custody.objects.filter(**of_file, released_on=None).first() if file.in_custody else None,
        handover=Handover.objects.filter(**of_file, done_on=None).first() if waits else None,
        ending=SecondLook.objects.filter(**of_file).order_by("-proposed_at").first() if file.ended_on is None else None,
    )


def offers_of(file: File) -> QuerySet[Offer]:
    """Return the offers, the latest first; `said` = [{"answer", "on"}] of each, the oldest first."""
    said = ArraySubquery(_said().values(json=JSONObject(answer=F("answer"), on=F("answered_at__date"))))
    return Offer.objects.filter(room_id=file.room_id, file_id=file.pk).annotate(said=said).order_by("-offered_at")


def tasks_of(file: File) -> QuerySet[Task]:
    """Return the open tasks by the day they are due, and what has been ordered from others, with its receipt."""
    ordered = Q(kind=TaskKind.TELL, receipt__isnull=False) & ~Q(order="")
    found = Task.objects.filter(Q(done_at=None) | ordered, room_id=file.room_id, file_id=file.pk)
    return found.select_related("receipt").order_by("due_on", "id")


def in_short(file: File) -> tuple[list[Offer], list[Task]]:
    """Return the latest offers and the tasks that are due first, all in one query; offers come without their words."""
    said = ArraySubquery(_said().values(json=JSONObject(answer=F("answer"), on=F("answered_at__date"))))
    offers = Offer.objects.order_by("-offered_at").annotate(said=said)
    tasks = Task.objects.filter(done_at=None).order_by("due_on", "id")
    both = {"offers": inside(offers, (*OFFER, "path", "said")), "tasks": inside(tasks, TASK)}
    found = File.objects.filter(room_id=file.room_id, pk=file.pk).only("id", "room").annotate(**both).get()
    made = [_offer(file, given) for given in getattr(found, "offers", [])[:SHORT]]
    return made, [task_of(file, given) for given in getattr(found, "tasks", [])[:SHORT]]


def _offer(file: File, given: dict[str, Any]) -> Offer:
    said, times = given.pop("said"), {name: given.pop(name) for name in ("offered_at", "answered_at")}
    offer = Offer(room_id=file.room_id, file=file, person_id=file.person_id, **given)
    offer.id = uuid.UUID(given["id"])
    offer.offered_at = datetime.fromisoformat(times["offered_at"])
    offer.next_try_on = date.fromisoformat(given["next_try_on"]) if given["next_try_on"] else None
    offer.said = said  # type: ignore[attr-defined]  # as `offers_of` annotates it
    return offer


def _said() -> QuerySet[OfferAnswer]:
    return OfferAnswer.objects.filter(room_id=OuterRef("room_id"), offer_id=OuterRef("pk")).order_by("answered_at")


def receivers_of(by: Acting, file: File, kind: str, on: date) -> list[Unit]:
    """Return the units of another kind of authority that work with the file's method and can receive, by name."""
    return list(receivers(by, on).filter(branch__kind=kind, pk__in=_works_with(file, kind, on).values("unit_id")))


def unit_at(file: File, kind: str, on: date) -> uuid.UUID | None:
    """Return the unit of another kind of authority that works with the person, or the only one of the method."""
    near = Counterpart.objects.filter(room_id=file.room_id, file=file, kind=HUES.get(kind, ""), ended_on=None)
    found = {one.unit_id for one in near} or set(_works_with(file, kind, on).values_list("unit_id", flat=True))
    return found.pop() if len(found) == 1 else None


def _works_with(file: File, kind: str, on: date) -> QuerySet[UnitMethod]:
    works = UnitMethod._default_manager.filter(method=file.method, unit__branch__kind=kind, starts__lte=on)
    return cast("QuerySet[UnitMethod]", works.exclude(ends__lte=on))


def standing_orders(file: File) -> set[str]:
    """Return the orders that a yes has made and nobody has closed; a new yes does not make them twice."""
    found = Task.objects.filter(room_id=file.room_id, file=file, done_at=None).exclude(order="")
    return set(found.values_list("order", flat=True))


def draft_of(task: Task) -> Assessment | None:
    """Return the assessment that an order has been prepared in and that nobody has decided."""
    open_ones = Assessment.objects.filter(room_id=task.room_id, person_id=task.person_id, decision="open")
    drafts = open_ones.filter(started_at__gte=task.made_at).order_by("-started_at")
    return next((one for one in drafts if any(item["id"] == str(task.pk) for item in one.items)), None)
