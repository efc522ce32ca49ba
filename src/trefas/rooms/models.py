"""Rooms, memberships and keys, and the base of every table that lies in a room."""

import uuid
from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from trefas.authorities.models import Branch, RoomKind, Unit, User
from trefas.rooms import entry
from trefas.rooms.fields import RoomForeignKey, SealedJSONField, SealedTextField
from trefas.rooms.lifting_models import Lifting, Safeguard
from trefas.rooms.public_pairs import PublicPair

__all__ = [
    "Lifting", "PartModel", "PublicPair", "RoomForeignKey", "RoomModel", "Safeguard", "SealedJSONField",
    "SealedTextField",
]  # fmt: skip


class Room(models.Model):
    """Where one independent branch keeps what it holds. With a parent: an inner room for named handlers only.

    It opens only with a hosting agreement (OSL 10:2 a) and an impact assessment (GDPR 35) on record. With an
    `installation` it lies elsewhere: here are only its name and public keys, from the trust list.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="rooms")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="inner")
    kind = models.CharField(max_length=40, choices=RoomKind.choices)
    name = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    hosting_reference = models.CharField(max_length=100)
    impact_assessment_reference = models.CharField(max_length=100)
    sealing_key = models.CharField(max_length=4000, blank=True)
    verifying_key = models.CharField(max_length=200, blank=True)
    installation = models.CharField(max_length=60, blank=True, default="", db_default="")

    sensitivity = {
        "public": (
            "id", "branch", "kind", "name", "opened_at", "closed_at", "sealing_key", "verifying_key", "installation",
        ),
        "operational": ("parent", "hosting_reference", "impact_assessment_reference"),
    }  # fmt: skip
    retention = "organisation"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["branch"], condition=Q(parent__isnull=True), name="rooms_room_one_for_a_branch"
            ),
            models.CheckConstraint(
                condition=~Q(hosting_reference="") & ~Q(impact_assessment_reference=""),
                name="rooms_room_opens_on_agreement",
            ),
        ]


class LoadedList(models.Model):
    """The trust list that was loaded last: an older one is never taken again."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    epoch = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    sensitivity = {"public": ("id", "epoch", "digest", "loaded_at")}
    retention = "organisation"


class Membership(models.Model):
    """That a user works in a room, in a unit and a role. Changed only by functions in the database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=40)
    mandates = ArrayField(models.CharField(max_length=40), default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.UUIDField(null=True, blank=True)

    sensitivity = {
        "operational": (
            "id", "user", "room", "unit", "role", "mandates", "starts_at", "ends_at", "granted_by",
        )
    }  # fmt: skip
    retention = "account"

    class Meta:
        # The second: who works, or has worked, in a unit is asked for every pass (barred_ids).
        indexes = [models.Index(fields=["user", "room"]), models.Index(fields=["room", "unit"])]


class PassKey(models.Model):
    """The key that signs passes, as the two padded blocks of HMAC-SHA-256 (RFC 2104); the role gate owns the table."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inner_pad = models.BinaryField()
    outer_pad = models.BinaryField()
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    sensitivity = {"secret": ("inner_pad", "outer_pad"), "operational": ("id", "created_at", "retired_at")}
    retention = "key"


class RoomModel(models.Model):
    """A row that lies in exactly one room: forced row security, composite foreign keys, sealed fields.

    `sealed_under` names the attribute whose id decides the key of the sealed fields: a person, else the row's owner.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+", db_index=False)

    sealed_under: ClassVar[str] = ""
    # Sealed fields that count as revealed, not only seen, when they are read whole.
    guarded: ClassVar[frozenset[str]] = frozenset()
    # Whether a row is a person; and which columns of another table bear an id that a pass may bar. Keys to a person, or
    # to a table that is barred by its own id, need not be named.
    is_somebody: ClassVar[bool] = False
    barred_by: ClassVar[tuple[str, ...]] = ()
    # Privileges of the app login; a table that only grows says "SELECT, INSERT".
    app_may: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    # Privileges of the role that carries a person's rows between a room and an inner room in it; "" when none are.
    delivery_may: ClassVar[str] = "SELECT, UPDATE"
    sensitivity: ClassVar[dict[str, tuple[str, ...]]]
    retention: ClassVar[str]

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["room", "id"], name="%(app_label)s_%(class)s_in_room"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row; an update that does not match exactly one row raises (row security hides, it does not say)."""
        if self._state.adding:
            kwargs.setdefault("force_insert", True)
        else:
            kwargs.setdefault("force_update", True)
        super().save(*args, **kwargs)

    @property
    def subject_id(self) -> uuid.UUID:
        """Whose key seals this row."""
        found: uuid.UUID = getattr(self, self.sealed_under)
        return found

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **options: Any) -> Self:
        """Load one row, and remember whose key it will need, so that a page fetches its keys in one query."""
        made = super().from_db(db, field_names, values, **options)
        open_entry = entry.current_or_none()
        if open_entry is not None and cls.sealed_under and cls.sealed_under in made.__dict__:
            open_entry.keys.expect(made.room_id, made.subject_id)
            if made.pk in open_entry.asked:
                open_entry.seen_in(made.room_id).opened.add(made.subject_id)
        return made


class PartModel(RoomModel):
    """A row that always belongs to another of its room: the key to that one already says that the room exists.

    No key points to such a row. Where there are most of them, each index and each key is paid for in every import.
    """

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)

    class Meta:
        abstract = True


class RoomKey(RoomModel):
    """A room's key wrapped by the master key (`master_key` names its version), and what the room's key wraps itself.

    `wrapped_private` = the private halves of the pairs that open and sign envelopes, the one that signs first (pairs);
    `wrapped_tokens` = the secret that search tokens are made with, or None in a room from before it had one of its
    own. A key that another has replaced stays, retired, until nothing is wrapped by it (rotation).
    """

    wrapped = models.BinaryField()
    master_key = models.CharField(max_length=100)
    wrapped_private = models.BinaryField()
    wrapped_tokens = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    app_may = "SELECT, INSERT"
    delivery_may = ""
    machinery_may = {"gate": "SELECT, INSERT, UPDATE, DELETE"}
    sensitivity = {
        "secret": ("wrapped", "wrapped_private", "wrapped_tokens"),
        "operational": ("id", "room", "master_key", "created_at", "retired_at"),
    }
    retention = "key"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["room"], condition=Q(retired_at__isnull=True), name="rooms_roomkey_one_in_use"
            ),
        ]


class SubjectKey(RoomModel):
    """The key of one person in one room, wrapped by the room's key. Destroying it erases what it sealed.

    `under` is the room's key that wraps it: the database lets go of none that something is still wrapped by.
    `also_for` is whom the person was merged into: this key then opens what was moved there, and goes when hers goes.
    """

    subject = models.UUIDField()
    also_for = models.UUIDField(null=True, blank=True)
    under = RoomForeignKey(RoomKey)
    wrapped = models.BinaryField(null=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    barred_by = ("subject",)
    app_may = "SELECT, INSERT, UPDATE"
    delivery_may = "SELECT, DELETE"
    machinery_may = {"gate": "SELECT"}
    sensitivity = {
        "secret": ("wrapped",),
        "operational": ("id", "room", "subject", "also_for", "under", "destroyed_at"),
    }
    retention = "key"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(fields=["room", "subject"], name="rooms_subjectkey_one"),
        ]
        indexes = [
            models.Index(
                fields=["room", "also_for"], condition=Q(also_for__isnull=False), name="rooms_subjectkey_joined"
            )
        ]


class ProposedAct(RoomModel):
    """What needs two people: proposed by one, confirmed by another, spent once. Written by functions only.

    `what` = the codes and ids of what is to be done; the act that spends it must name the very same.
    """

    kind = models.CharField(max_length=40)
    what = models.JSONField()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    spent_at = models.DateTimeField(null=True, blank=True)

    app_may = "SELECT"
    delivery_may = ""
    machinery_may = {"gate": "SELECT, INSERT, UPDATE"}
    sensitivity = {
        "operational": (
            "id", "room", "kind", "what", "proposed_at", "proposed_by", "expires_at", "confirmed_at", "confirmed_by",
            "withdrawn_at", "withdrawn_by", "spent_at",
        )
    }  # fmt: skip
    retention = "audit"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("proposed_by")),
                name="rooms_proposedact_two_people",
            ),
            models.CheckConstraint(
                condition=Q(spent_at__isnull=True) | Q(confirmed_at__isnull=False), name="rooms_proposedact_confirmed"
            ),
        ]
        indexes = [models.Index(fields=["room", "proposed_at"], name="rooms_proposedact_waiting")]
