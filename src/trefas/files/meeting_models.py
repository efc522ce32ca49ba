"""The spine of a co-operation, joint meetings, what is told in them, and commitments. Imported through `models`.

Each room keeps its own copy of the spine and of a meeting; a random number joins the copies, and nothing else does.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import Unit, User
from trefas.disclosures.models import Assessment
from trefas.persons.models import Person
from trefas.rooms.models import RoomForeignKey, RoomModel, SealedJSONField, SealedTextField

__all__ = ["Commitment", "Cooperation", "Heard", "Meeting", "MeetingItem", "MeetingState", "Prepared", "SaidState"]


class Cooperation(RoomModel):
    """This room's copy of the spine: who accepted, when they met, when they review. Nothing about the person.

    `left_on` is when the room's own file ended: nobody is told that day, and the copy goes some time after it.
    """

    number = models.UUIDField()
    method = models.CharField(max_length=40)
    method_version = models.CharField(max_length=64)
    units = ArrayField(models.UUIDField(), default=list)
    met_on = ArrayField(models.DateField(), default=list)
    next_review_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)

    barred_by = ("number",)
    sensitivity = {
        "operational": (
            "id", "room", "number", "method", "method_version", "units", "met_on", "next_review_on", "left_on",
        )
    }  # fmt: skip
    retention = "spine"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(fields=["room", "number"], name="files_cooperation_one"),
        ]


class MeetingState(models.TextChoices):
    """A meeting is planned, then held and closed."""

    PLANNED = "planned", _("Planned")
    CLOSED = "closed", _("Closed")


class Meeting(RoomModel):
    """This room's copy of a joint meeting: the joint part of its notes, the same words in every room.

    `held_by` is the unit that convened; the room of that unit closes it, and the others follow. `revision` counts what
    the convener has told, so that an older envelope never undoes a newer one.
    """

    number = models.UUIDField()
    method = models.CharField(max_length=40)
    held_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    units = ArrayField(models.UUIDField())
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED)
    closed_at = models.DateTimeField(null=True, blank=True)
    next_starts_at = models.DateTimeField(null=True, blank=True)
    next_ends_at = models.DateTimeField(null=True, blank=True)
    next_place = models.CharField(max_length=120, blank=True)
    revision = models.PositiveIntegerField(default=1)

    delivery_may = ""
    sensitivity = {
        "operational": (
            "id", "room", "number", "method", "held_by", "units", "starts_at", "ends_at", "place", "state", "closed_at",
            "next_starts_at", "next_ends_at", "next_place", "revision",
        )
    }  # fmt: skip
    retention = "spine"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(fields=["room", "number"], name="files_meeting_one"),
        ]
        indexes = [models.Index(fields=["room", "starts_at"], name="files_meeting_when")]


class MeetingItem(RoomModel):
    """One person on the agenda, by the number of the co-operation only; `present` are the units in that talk."""

    meeting = RoomForeignKey(Meeting)
    cooperation = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    present = ArrayField(models.UUIDField(), default=list)

    delivery_may = ""
    barred_by = ("cooperation",)
    sensitivity = {"operational": ("id", "room", "meeting", "cooperation", "position", "present")}
    retention = "spine"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(fields=["room", "meeting", "cooperation"], name="files_meetingitem_one"),
        ]


class SaidState(models.TextChoices):
    """Whether something that was prepared was told in the meeting."""

    OPEN = "", ""
    SAID = "said", _("Said")
    NOT_SAID = "not_said", _("Not said")


class Prepared(RoomModel):
    """What an officer intends to tell one unit in a meeting: an assessment, unsent, and whether it was said.

    Rows of one `group` are one thing told to several units: one key marks them all. `meeting` is the number of the
    meeting; `record` = what the officer wrote of law.RECORD_FIELDS while preparing.
    """

    meeting = models.UUIDField()
    group = models.UUIDField()
    person = RoomForeignKey(Person)
    assessment = RoomForeignKey(Assessment)
    receiver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    record = SealedJSONField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=SaidState.choices, blank=True, default=SaidState.OPEN)
    marked_at = models.DateTimeField(null=True, blank=True)
    marked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    sensitivity = {
        "sensitive": ("record",),
        "operational": (
            "id", "room", "meeting", "group", "person", "assessment", "receiver", "state", "marked_at", "marked_by",
            "version", "by",
        ),
    }  # fmt: skip
    retention = "disclosure"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(fields=["room", "assessment"], name="files_prepared_one"),
        ]
        indexes = [models.Index(fields=["room", "meeting", "person"], name="files_prepared_for")]


class Heard(RoomModel):
    """That an own note holds what a unit said in a meeting: the room's part of the notes lists it."""

    meeting = models.UUIDField()
    person = RoomForeignKey(Person)
    note = RoomForeignKey("files.Note")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    app_may = "SELECT, INSERT"
    sensitivity = {"operational": ("id", "room", "meeting", "person", "note", "unit")}
    retention = "file"

    class Meta(RoomModel.Meta):
        indexes = [models.Index(fields=["room", "meeting", "person"], name="files_heard_in")]


class Commitment(RoomModel):
    """What a named officer has undertaken (åtagande) for her own authority. No other room has it unless disclosed."""

    file = RoomForeignKey("files.File")
    person = RoomForeignKey(Person)
    meeting = models.UUIDField(null=True, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = SealedTextField()
    due_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = SealedTextField(null=True, blank=True)

    sealed_under = "person_id"
    app_may = "SELECT, INSERT, UPDATE"
    sensitivity = {
        "sensitive": ("text", "outcome"),
        "operational": (
            "id", "room", "file", "person", "meeting", "unit", "owner", "due_on", "made_at", "made_by", "done_at",
            "done_by",
        ),
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        indexes = [
            models.Index(
                fields=["room", "owner", "due_on"], condition=Q(done_at__isnull=True), name="files_commitment_mine"
            ),
            models.Index(fields=["room", "person"], name="files_commitment_of"),
        ]
