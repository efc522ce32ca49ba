"""The plan of one file: tasks, reviews and hand-overs here; help in `helping`, what stands beside in `standing`."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import Unit, User
from trefas.disclosures.models import Receipt
from trefas.files.models import File
from trefas.persons.models import Person
from trefas.plans.helping import (
    Answer,
    Channel,
    Consenter,
    Contact,
    Offer,
    OfferAnswer,
    Path,
    Reached,
    Support,
    WithWhom,
)
from trefas.plans.standing import Custody, Direction, Measure, MeasureState, Threat
from trefas.rooms.models import RoomForeignKey, RoomModel, SealedTextField

__all__ = [
    "Answer", "Channel", "Consenter", "Contact", "Custody", "Decision", "Direction", "Handover", "Measure",
    "MeasureState", "Offer", "OfferAnswer", "Path", "Reached", "Review", "SecondLook", "Support", "Task", "TaskKind",
    "Threat", "WithWhom",
]  # fmt: skip


class TaskKind(models.TextChoices):
    """Why a task is there; an order's own words are in the definition of the file."""

    ORDER = "order", _("Ordered by a yes")
    ORDERED = "ordered", _("Ordered by another authority")
    TELL = "tell", _("Tell another authority")
    TELL_RECEIVER = "tell_receiver", _("Tell a receiver that following has ended")
    HAND_OVER = "hand_over", _("Hand over to another board")
    ACUTE = "acute", _("Acute measure")
    BEFORE_RELEASE = "before_release", _("Prepare the release")


class Task(RoomModel):
    """Something that one named person of this room is to do by a day. Another room is reached only by disclosing.

    `order` is the id of an order in the definition; `items` = [{"kind", "id"}] that the disclosure starts with.
    `to_unit` is who is to be told, or who ordered it; `source` the offer, hand-over or received item behind it.
    """

    file = RoomForeignKey(File)
    person = RoomForeignKey(Person)
    kind = models.CharField(max_length=20, choices=TaskKind.choices)
    order = models.CharField(max_length=40, blank=True)
    text = SealedTextField(null=True, blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    to_kind = models.CharField(max_length=40, blank=True)
    to_unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    items = models.JSONField(default=list)
    source = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dropped = models.BooleanField(default=False)
    outcome = SealedTextField(null=True, blank=True)
    receipt = RoomForeignKey(Receipt, null=True, blank=True)

    sealed_under = "person_id"
    sensitivity = {
        "sensitive": ("kind", "order", "text", "outcome"),
        "operational": (
            "id", "room", "file", "person", "owner", "due_on", "to_kind", "to_unit", "items", "source", "made_at",
            "made_by", "done_at", "done_by", "dropped", "receipt",
        ),
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        indexes = [
            models.Index(
                fields=["room", "owner", "due_on"], condition=Q(done_at__isnull=True), name="plans_task_of_owner"
            ),
            models.Index(fields=["room", "file"], name="plans_task_of_file"),
            models.Index(
                fields=["room", "owner"], condition=Q(kind="tell", receipt__isnull=False), name="plans_task_ordered"
            ),
        ]


class Decision(models.TextChoices):
    """What a review may end in."""

    CONTINUE = "continue", _("Go on")
    HAND_OVER = "hand_over", _("Hand over")
    END = "end", _("End")


class Review(RoomModel):
    """A look at a file that ended in a decision; append-only. An ending has its ground, how verified, how it counts.

    `fact_on` is the day of the newer fact that going on rests on; without one the six months run on.
    """

    file = RoomForeignKey(File)
    person = RoomForeignKey(Person)
    on = models.DateField()
    decision = models.CharField(max_length=10, choices=Decision.choices)
    text = SealedTextField()
    fact_on = models.DateField(null=True, blank=True)
    ground = models.CharField(max_length=40, blank=True)
    verified = models.CharField(max_length=40, blank=True)
    polarity = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    app_may = "SELECT, INSERT"
    sensitivity = {
        "sensitive": ("decision", "text", "ground", "verified", "polarity"),
        "operational": ("id", "room", "file", "person", "on", "fact_on", "at", "by"),
    }
    retention = "file"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(decision="end") | (~Q(ground="") & ~Q(verified="")), name="plans_review_ends_on_a_ground"
            ),
        ]
        indexes = [models.Index(fields=["room", "file", "-at"], name="plans_review_of_file")]


class SecondLook(RoomModel):
    """An ending that one person proposes and another must look at, where the definition says so; it ends nothing yet.

    `state`: waiting, agreed, sent_back, or taken_back by who proposed it.
    """

    file = RoomForeignKey(File)
    person = RoomForeignKey(Person)
    ground = models.CharField(max_length=40)
    verified = models.CharField(max_length=40)
    text = SealedTextField()
    state = models.CharField(max_length=20, default="waiting")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer_reason = SealedTextField(null=True, blank=True)

    sealed_under = "person_id"
    sensitivity = {
        "sensitive": ("ground", "verified", "text", "answer_reason"),
        "operational": (
            "id", "room", "file", "person", "state", "proposed_at", "proposed_by", "answered_at", "answered_by",
        ),
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["room", "file"], condition=Q(state="waiting"), name="plans_secondlook_one_waiting"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("agreed", "sent_back"))
                | (Q(answered_by__isnull=False) & ~Q(answered_by=models.F("proposed_by"))),
                name="plans_secondlook_second_person",
            ),
        ]
        indexes = [
            models.Index(fields=["room", "proposed_at"], condition=Q(state="waiting"), name="plans_secondlook_open")
        ]


class Handover(RoomModel):
    """Following handed to another district: at once in the own branch; to another board when its copy is registered."""

    file = RoomForeignKey(File)
    person = RoomForeignKey(Person)
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    to_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField()
    receipt = RoomForeignKey(Receipt, null=True, blank=True)
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField(null=True, blank=True)

    sealed_under = "person_id"
    sensitivity = {
        "sensitive": ("reason",),
        "operational": (
            "id", "room", "file", "person", "to_unit", "to_user", "receipt", "prepared_at", "prepared_by", "done_on",
        ),
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["room", "file"], condition=Q(done_on__isnull=True), name="plans_handover_one_waiting"
            ),
        ]
