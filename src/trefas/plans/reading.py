"""Reading the plan of one file, each kind of row in one query."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from trefas.files.models import File
from trefas.plans.models import (
    Contact,
    Custody,
    Handover,
    Measure,
    Offer,
    OfferAnswer,
    Review,
    Support,
    Task,
    Threat,
)


@dataclass(frozen=True)
class FilePlan:
    """Everything of one file's plan, newest first; open tasks by the day they are due."""

    offers: Sequence[Offer]
    answers: Sequence[OfferAnswer]
    supports: Sequence[Support]
    tasks: Sequence[Task]
    threats: Sequence[Threat]
    measures: Sequence[Measure]
    custody: Custody | None
    handover: Handover | None


def plan_of(file: File) -> FilePlan:
    """Return the plan of a file in eight queries."""
    of_file = {"room_id": file.room_id, "file_id": file.pk}
    return FilePlan(
        offers=list(Offer.objects.filter(**of_file).order_by("-offered_at")),
        answers=list(OfferAnswer.objects.filter(room_id=file.room_id, offer__file_id=file.pk).order_by("-answered_at")),
        supports=list(Support.objects.filter(**of_file).order_by("ended_on", "-starts_on")),
        tasks=list(Task.objects.filter(**of_file, done_at=None).order_by("due_on", "id")),
        threats=list(Threat.objects.filter(**of_file).order_by("-on", "-decided_at")),
        measures=list(Measure.objects.filter(**of_file).order_by("-planned_at")),
        custody=Custody.objects.filter(**of_file, released_on=None).first(),
        handover=Handover.objects.filter(**of_file, done_on=None).first(),
    )


def contacts_of(file: File) -> QuerySet[Contact]:
    """Return the attempts to make contact, the latest first."""
    return Contact.objects.filter(room_id=file.room_id, file_id=file.pk).order_by("-happened_at", "-recorded_at")


def reviews_of(file: File) -> QuerySet[Review]:
    """Return the reviews, the latest first."""
    return Review.objects.filter(room_id=file.room_id, file_id=file.pk).order_by("-at")
