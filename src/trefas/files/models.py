"""The file (akt) of one person in one room, what happened to it, and the proposal it began with.

Notes and papers stand in `records`, what concerns contact, safety and children in `circumstances`.
"""

from django.db import models
from django.db.models import Q

from trefas.authorities.models import Unit, User
from trefas.disclosures.models import ReceivedItem
from trefas.files.bookkeeping import FileNumber, KeptDefinition, ListChoice
from trefas.files.circumstances import (
    ChildAssessment,
    ContactRoute,
    Counterpart,
    Guardian,
    Information,
    MayBeTold,
)
from trefas.files.meeting_models import Commitment, Cooperation, Heard, Meeting, MeetingItem, Prepared
from trefas.files.records import Attachment, Draft, Mention, Note, NoteKind
from trefas.persons.models import Person
from trefas.rooms.models import RoomForeignKey, RoomModel, SealedJSONField, SealedTextField

__all__ = [
    "Attachment", "ChildAssessment", "Commitment", "ContactRoute", "Cooperation", "Counterpart", "Draft", "File",
    "FileEvent", "FileNumber", "Guardian", "Heard", "Information", "KeptDefinition", "ListChoice", "MayBeTold",
    "Meeting", "MeetingItem", "Mention", "Note", "NoteKind", "Prepared", "Proposal",
]  # fmt: skip


class File(RoomModel):
    """The file (akt). Stage, dates and reason are derived from events by one function and cached for the lists.

    `cooperation` is the random number of the spine, when authorities co-operate: no other room's facts hang on it.
    `reason` is a code of why it is on the list, `reason_on` the day that reason tells of. `counterparts` repeats the
    running rows of Counterpart, latest first: [{"kind", "label", "name", "telephone"}]. `joined_to` is the file that
    this one became part of when two people turned out to be the same; it then takes no entries and is in no list.
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
    in_custody = models.BooleanField(default=False)
    in_custody_until = models.DateField(null=True, blank=True)
    next_step = SealedTextField(null=True, blank=True)
    next_step_on = models.DateField(null=True, blank=True)
    next_review_on = models.DateField(null=True, blank=True)
    lapses_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    reason_on = models.DateField(null=True, blank=True)
    latest_contact_on = models.DateField(null=True, blank=True)
    latest_contact_how = models.CharField(max_length=40, blank=True)
    contact_route = RoomForeignKey(ContactRoute, null=True, blank=True)
    counterparts = models.JSONField(default=list)
    informed_on = models.DateField(null=True, blank=True)
    informed_how = models.CharField(max_length=20, blank=True)
    informed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    informed_test_on = models.DateField(null=True, blank=True)
    joined_to = RoomForeignKey("self", null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ending_ground = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    machinery_may = {"gate": "SELECT (id, room_id, person_id, cooperation)"}
    sensitivity = {
        "identifying": ("case_reference",),
        "sensitive": (
            "stage", "stage_since", "in_custody", "in_custody_until", "next_step", "reason", "reason_on",
            "ending_ground",
        ),
        "operational": (
            "id", "room", "person", "unit", "handler", "handler_since", "number", "method", "method_version",
            "cooperation", "opened_on", "next_step_on", "next_review_on", "lapses_on", "latest_contact_on",
            "latest_contact_how", "contact_route", "counterparts", "informed_on", "informed_how", "informed_by",
            "informed_test_on", "joined_to", "ended_on", "version", "changed_at", "changed_by",
        ),
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(fields=["room", "number"], name="files_file_number"),
            models.UniqueConstraint(
                fields=["room", "person", "method"],
                condition=Q(ended_on__isnull=True),
                name="files_file_one_open_for_a_method",
            ),
            # No file stands without a next date.
            models.CheckConstraint(
                condition=Q(ended_on__isnull=False) | Q(next_step_on__isnull=False), name="files_file_has_a_next_date"
            ),
        ]
        indexes = [
            models.Index(
                fields=["room", "handler", "next_step_on", "id"],
                condition=Q(ended_on__isnull=True),
                name="files_file_mine",
            ),
            # With the handler in it the counts of the views are read from the index alone.
            models.Index(
                fields=["room", "unit", "next_step_on", "id"],
                include=["handler"],
                condition=Q(ended_on__isnull=True),
                name="files_file_of_unit",
            ),
            models.Index(
                fields=["room", "unit", "latest_contact_on", "id"],
                condition=Q(ended_on__isnull=True, latest_contact_on__isnull=False),
                name="files_file_by_contact",
            ),
            models.Index(fields=["room", "person"], name="files_file_person"),
        ]


class FileEvent(RoomModel):
    """Something that happened to a file in this room; append-only. `kind` is one the file's definition declares.

    `position` counts the file's events as they were written: those of one day happened in that order.
    `unit_kind` is whose event it is: the room's own, or the sender's when it rests on a received copy.
    `detail` = {"subject", "ground", "verified", "fact_on", "until", "text"}, as `methods.Event` takes them.
    """

    file = RoomForeignKey(File)
    person = RoomForeignKey(Person)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    on = models.DateField()
    unit_kind = models.CharField(max_length=40)
    detail = SealedJSONField(null=True, blank=True)
    received = RoomForeignKey(ReceivedItem, null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    app_may = "SELECT, INSERT"
    sensitivity = {
        "sensitive": ("kind", "detail"),
        "operational": ("id", "room", "file", "person", "position", "on", "unit_kind", "received", "at", "by"),
    }
    retention = "file"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(fields=["room", "file", "position"], name="files_fileevent_position"),
        ]


class Proposal(RoomModel):
    """A proposal to follow a person: criteria with evidence, roles by event, and a second person's sign-off.

    `criteria` = {criterion id: [{"text", "on"}]}; `roles` = [{"event", "on", "roles": [role id]}]: of the person in
    each event, never one label. `fact_on` is the day of the newest fact it rests on.
    """

    person = RoomForeignKey(Person)
    file = RoomForeignKey(File)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=40)
    method_version = models.CharField(max_length=64)
    roles = SealedJSONField()
    criteria = SealedJSONField()
    reason = SealedTextField()
    fact_on = models.DateField()
    state = models.CharField(max_length=20, default="proposed")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer_reason = SealedTextField(null=True, blank=True)

    sealed_under = "person_id"
    app_may = "SELECT, INSERT, UPDATE"
    sensitivity = {
        "sensitive": ("roles", "criteria", "reason", "fact_on", "answer_reason"),
        "operational": (
            "id", "room", "person", "file", "unit", "method", "method_version", "state", "proposed_at", "proposed_by",
            "answered_at", "answered_by",
        ),
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=models.F("proposed_by")),
                name="files_proposal_second_person",
            ),
            models.UniqueConstraint(
                fields=["room", "file"], condition=Q(state="proposed"), name="files_proposal_one_waiting"
            ),
        ]
        indexes = [
            models.Index(
                fields=["room", "unit", "proposed_at"], condition=Q(state="proposed"), name="files_proposal_waiting"
            )
        ]
