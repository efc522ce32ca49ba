"""A person as one room knows her, the tokens that find her, and where each value came from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import Area, Unit, User
from trefas.persons.barring_models import Barring, BarringState, Ground
from trefas.rooms.fields import SealedBytesField
from trefas.rooms.models import PartModel, RoomForeignKey, RoomModel, SealedJSONField, SealedTextField

__all__ = [
    "Barring", "BarringState", "Ground", "Import", "ImportRow", "ImportState", "Merge", "Person", "Protection",
    "RememberedColumns", "RowState", "SearchToken", "ValueSource",
]  # fmt: skip


class Protection(models.TextChoices):
    """The three levels of protected identity, and an exit's whereabouts, which are kept as the strictest."""

    NONE = "none", _("None")
    MARKING = "marking", _("Confidentiality marking")
    REGISTRATION = "registration", _("Protected registration")
    FICTITIOUS = "fictitious", _("Fictitious personal data")
    EXIT = "exit", _("Whereabouts after leaving")


class Person(RoomModel):
    """One person in one room. The same human being in another room is another row, and nothing joins them.

    `version` counts edits, so that two people at once are told. Whereabouts of a protected person are never kept here
    outside an inner room.
    """

    given_name = SealedTextField(null=True, blank=True)
    family_name = SealedTextField(null=True, blank=True)
    aliases = SealedJSONField(null=True, blank=True)
    identity_number = SealedTextField(null=True, blank=True)
    birth_date = SealedTextField(null=True, blank=True)
    telephone = SealedTextField(null=True, blank=True)
    whereabouts = SealedTextField(null=True, blank=True)
    language = SealedTextField(null=True, blank=True)
    interpreter = models.BooleanField(default=False)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    protection = models.CharField(max_length=20, choices=Protection.choices, default=Protection.NONE)
    merged_into = RoomForeignKey("self", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sealed_under = "id"
    guarded = frozenset({"identity_number", "telephone", "whereabouts"})
    is_somebody = True
    machinery_may = {"gate": "SELECT (id, room_id, merged_into_id)"}
    sensitivity = {
        "identifying": ("given_name", "family_name", "aliases", "identity_number", "birth_date", "telephone"),
        "sensitive": ("whereabouts", "language", "interpreter", "area", "protection"),
        "operational": ("id", "room", "merged_into", "version", "created_at", "created_by"),
    }
    retention = "file"

    @property
    def name(self) -> str:
        """Given and family name, else what else the room has to call the person by."""
        return " ".join(part for part in (self.given_name, self.family_name) if part) or str(_("Unknown name"))

    @property
    def is_protected(self) -> bool:
        """Whether the core rules hold: the person lies in an inner room."""
        return self.protection != Protection.NONE

    @property
    def title(self) -> str:
        """What a window, a bookmark or the history of a browser may say."""
        return str(_("Protected identity")) if self.is_protected else self.name


class SearchToken(PartModel):
    """A keyed hash of a name part, a phonetic form, an identity number or a case number: found, never read."""

    # Without statistics an index on the person alone loses to the one below, which then walks every token of the room.
    person = RoomForeignKey(Person, on_delete=models.CASCADE, db_index=False)
    kind = models.CharField(max_length=10)
    token = models.BinaryField()

    delivery_may = ""
    machinery_may = {"gate": "SELECT (room_id, person_id, kind, token)"}
    sensitivity = {"identifying": ("token",), "operational": ("id", "room", "person", "kind")}
    retention = "file"

    class Meta(PartModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["room", "kind", "token", "person"], name="persons_searchtoken_once"),
        ]
        indexes = [models.Index(fields=["room", "person"])]


class ValueSource(PartModel):
    """Where values of a person came from: cells of a list, a received item, or somebody's own knowledge.

    One row for each write; `places` = {field: place}, the place being a cell such as Blad1!C7.
    """

    # The indexes below begin with the room and then say the same.
    person = RoomForeignKey(Person, on_delete=models.CASCADE, db_index=False)
    source_kind = models.CharField(max_length=20)
    source_id = models.UUIDField(null=True, blank=True)
    places = SealedJSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    app_may = "SELECT, INSERT, DELETE"
    sensitivity = {
        "identifying": ("places",),
        "operational": ("id", "room", "person", "source_kind", "source_id", "at", "by"),
    }
    retention = "file"

    class Meta(PartModel.Meta):
        indexes = [models.Index(fields=["room", "person"]), models.Index(fields=["room", "source_id"])]


class ImportState(models.TextChoices):
    """How far an import has come; nothing of it shows before it is published."""

    STAGED = "staged", _("Checked, not saved")
    PUBLISHED = "published", _("Saved")
    UNDONE = "undone", _("Undone")


class Import(RoomModel):
    """One file of people. `merkle_root` binds the ids it made to the one audit event of its publication."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    file_name = SealedTextField()
    mapping = SealedJSONField()
    file = SealedBytesField(null=True)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.STAGED)
    counts = models.JSONField(default=dict)
    merkle_root = models.CharField(max_length=64, blank=True)
    staged_at = models.DateTimeField()
    staged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    sealed_under = "id"
    delivery_may = ""
    sensitivity = {
        "identifying": ("file",),
        "sensitive": ("file_name", "mapping"),
        "operational": (
            "id", "room", "unit", "state", "counts", "merkle_root", "staged_at", "staged_by", "published_at",
            "undone_at",
        ),
    }  # fmt: skip
    retention = "file"


class RowState(models.TextChoices):
    """What will happen to a row, decided by comparing it with the room."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("The same")
    DUPLICATE = "duplicate", _("Maybe the same person")
    ERROR = "error", _("Must be corrected")
    GONE = "gone", _("Not in the list any more")


class ImportRow(PartModel):
    """One row of a file: its values with cells, what is wrong or doubtful, and what was made of it.

    `content` = {"values": {field: text}, "cells": {field: cell}, "other": {column: text}, "reasons": [sentence],
    "before": {field: text}}.
    """

    within = RoomForeignKey(Import, on_delete=models.CASCADE, db_index=False)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=RowState.choices)
    taken = models.BooleanField(default=True)
    content = SealedJSONField()
    person = RoomForeignKey(Person, null=True, blank=True, db_index=False)
    made = models.BooleanField(default=False)

    sealed_under = "within_id"
    delivery_may = ""
    sensitivity = {
        "identifying": ("content",),
        "operational": ("id", "room", "within", "number", "state", "taken", "person", "made"),
    }
    retention = "file"

    class Meta(PartModel.Meta):
        indexes = [models.Index(fields=["room", "within", "number"]), models.Index(fields=["room", "person"])]


class RememberedColumns(RoomModel):
    """How a unit's lists name their columns, so that it need not say so twice."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    mapping = models.JSONField(default=dict)

    delivery_may = ""
    sensitivity = {"operational": ("id", "room", "unit", "mapping")}
    retention = "organisation"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(fields=["room", "unit"], name="persons_rememberedcolumns_one"),
        ]


class Merge(RoomModel):
    """That two rows were the same person in this room, with which rows moved, so that they can be parted again.

    `moved` = {"app.model.column": [row id]} from the one person to the other; `joined` = [{"file", "into", "rows",
    "cooperation"}], files that became part of another, with their rows in the same shape.
    """

    kept = RoomForeignKey(Person)
    merged = RoomForeignKey(Person)
    moved = models.JSONField(default=dict)
    joined = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    sensitivity = {
        "operational": (
            "id", "room", "kept", "merged", "moved", "joined", "at", "by", "undone_at", "undone_by",
        )
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["room", "merged"], condition=Q(undone_at__isnull=True), name="persons_merge_one"
            ),
        ]
        indexes = [models.Index(fields=["room", "kept"], name="persons_merge_into")]
