"""The file of one person in one room, its own events (from which the stage is derived), notes and proposals."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from trefas.authorities.models import Unit, User
from trefas.disclosures.models import ReceivedItem
from trefas.persons.models import Person
from trefas.rooms.models import RoomForeignKey, RoomModel, SealedJSONField, SealedTextField


class File(RoomModel):
    """The file (akt). Stage and dates are derived from events and cached here, by one function, for the lists.

    `cooperation` is the random number of the spine, when authorities co-operate: no other room's facts hang on it.
    """

    person = RoomForeignKey(Person)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    handler = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    handler_since = models.DateField()
    number = models.CharField(max_length=20)
    case_reference = SealedTextField(null=True, blank=True)
    method = models.CharField(max_length=40)
    method_version = models.CharField(max_length=64)
    cooperation = models.UUIDField(null=True, blank=True)
    opened_on = models.DateField()
    stage = models.CharField(max_length=40)
    stage_since = models.DateField()
    in_custody_until = models.DateField(null=True, blank=True)
    next_step = SealedTextField(null=True, blank=True)
    next_step_on = models.DateField(null=True, blank=True)
    next_review_on = models.DateField(null=True, blank=True)
    lapses_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    latest_contact_on = models.DateField(null=True, blank=True)
    latest_contact_how = models.CharField(max_length=40, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ending_ground = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)

    sealed_under = "person_id"
    sensitivity = {
        "identifying": ("case_reference",),
        "sensitive": ("stage", "stage_since", "in_custody_until", "next_step", "reason", "ending_ground"),
        "operational": (
            "id", "room", "person", "unit", "handler", "handler_since", "number", "method", "method_version",
            "cooperation", "opened_on", "next_step_on", "next_review_on", "lapses_on", "latest_contact_on",
            "latest_contact_how", "ended_on", "version",
        ),
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(fields=["room", "number"], name="files_file_number"),
            models.UniqueConstraint(
                fields=["room", "person", "method"],
                condition=models.Q(ended_on__isnull=True),
                name="files_file_one_open_for_a_method",
            ),
        ]
        indexes = [
            models.Index(fields=["room", "handler", "next_step_on"]),
            models.Index(fields=["room", "next_step_on"]),
            models.Index(fields=["room", "person"]),
        ]


class FileEvent(RoomModel):
    """Something that happened to a file in this room; append-only. `kind` is one the methods engine knows."""

    file = RoomForeignKey(File)
    person = RoomForeignKey(Person)
    kind = models.CharField(max_length=40)
    on = models.DateField()
    detail = SealedJSONField(null=True, blank=True)
    received = RoomForeignKey(ReceivedItem, null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    app_may = "SELECT, INSERT"
    sensitivity = {
        "sensitive": ("kind", "detail"),
        "operational": ("id", "room", "file", "person", "on", "received", "at", "by"),
    }
    retention = "file"

    class Meta(RoomModel.Meta):
        indexes = [models.Index(fields=["room", "file", "at"])]


class Note(RoomModel):
    """An entry on the timeline: fact or judgement, with source and ground. Append-only; a correction points back.

    `category` and `reliability` are for what comes from police work (uppgiftens kategori, källans tillförlitlighet).
    """

    person = RoomForeignKey(Person)
    file = RoomForeignKey(File, null=True, blank=True)
    kind = models.CharField(max_length=20)
    title = SealedTextField(null=True)
    text = SealedTextField(null=True)
    ground = models.CharField(max_length=60, blank=True)
    category = models.CharField(max_length=40, blank=True)
    reliability = models.CharField(max_length=10, blank=True)
    information = ArrayField(models.CharField(max_length=40), default=list)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    corrects = RoomForeignKey("self", null=True, blank=True)
    transferred_at = models.DateTimeField(null=True, blank=True)

    sealed_under = "person_id"
    app_may = "SELECT, INSERT, UPDATE (transferred_at)"
    sensitivity = {
        "identifying": ("title", "text"),
        "operational": (
            "id", "room", "person", "file", "kind", "ground", "category", "reliability", "information", "happened_at",
            "recorded_at", "by", "corrects", "transferred_at",
        ),
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        indexes = [models.Index(fields=["room", "person", "-happened_at"])]


class Proposal(RoomModel):
    """A proposal to follow a person: criteria with evidence, and a second person's sign-off."""

    person = RoomForeignKey(Person)
    method = models.CharField(max_length=40)
    method_version = models.CharField(max_length=64)
    roles = SealedJSONField()
    criteria = SealedJSONField()
    best_interests = SealedTextField(null=True, blank=True)
    state = models.CharField(max_length=20, default="proposed")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField(null=True, blank=True)
    file = RoomForeignKey(File, null=True, blank=True)

    sealed_under = "person_id"
    sensitivity = {
        "sensitive": ("roles", "criteria", "best_interests", "reason"),
        "operational": (
            "id", "room", "person", "method", "method_version", "state", "proposed_at", "proposed_by", "answered_at",
            "answered_by", "file",
        ),
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(answered_by__isnull=True) | ~models.Q(answered_by=models.F("proposed_by")),
                name="files_proposal_second_person",
            ),
        ]
