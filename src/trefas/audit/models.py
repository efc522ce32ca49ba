"""One append-only hash chain per room. Rows are written by `audit_append` in the database and nowhere else."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ChainHead(models.Model):
    """The latest number and hash of a room's chain."""

    room_id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField()
    hash = models.BinaryField()

    sensitivity = {"operational": ("room_id", "number", "hash")}
    retention = "audit"

    class Meta:
        app_label = "audit"


class Event(models.Model):
    """One thing done or seen: codes, pseudonyms and salted commitments only, so it outlives erasure.

    `hash` = SHA-256 over `trefas-audit-1`, room, number, time, previous hash in hex and the body, by lines.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room_id = models.UUIDField()
    number = models.BigIntegerField()
    happened = models.CharField(max_length=27)
    previous = models.BinaryField()
    body = models.TextField()
    hash = models.BinaryField()
    kind = models.CharField(max_length=100, default="")

    sensitivity = {"operational": ("id", "room_id", "number", "happened", "previous", "body", "hash", "kind")}
    retention = "audit"

    class Meta:
        app_label = "audit"
        constraints = [models.UniqueConstraint(fields=["room_id", "number"], name="audit_event_number")]
        indexes = [
            models.Index(fields=["room_id", "kind", "number"], name="audit_event_kind"),
            models.Index(fields=["room_id", "happened"], name="audit_event_happened"),
        ]


class Subject(models.Model):
    """An index of the chain: which events name a person, a file or a user. Rebuilt from the bodies, never hashed."""

    pk = models.CompositePrimaryKey("room_id", "subject", "number")
    room_id = models.UUIDField()
    subject = models.UUIDField()
    number = models.BigIntegerField()

    sensitivity = {"operational": ("pk", "room_id", "subject", "number")}
    retention = "audit"

    class Meta:
        app_label = "audit"


class Written(models.Model):
    """That a row of a room table was written: filled by triggers, claimed by the next event of the room's chain.

    `commitment` = SHA-256 over `salt` and the row as canonical JSON with the columns of `shape`; NULL for a deletion.
    Only a row's latest salt is kept, so what it said before cannot be guessed at. The event holds the count and the
    digest of its rows: SHA-256 over the lines `relation|row|verb|shape|commitment in hex`, in order of `place`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room_id = models.UUIDField()
    number = models.BigIntegerField(null=True)
    place = models.IntegerField(null=True)
    relation = models.CharField(max_length=63)
    row_id = models.UUIDField()
    verb = models.CharField(max_length=6)
    shape = models.IntegerField()
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField(null=True)
    written_at = models.DateTimeField()
    within = models.BigIntegerField()

    sensitivity = {
        "secret": ("salt",),
        "operational": (
            "id", "room_id", "number", "place", "relation", "row_id", "verb", "shape", "commitment", "written_at",
            "within",
        ),
    }  # fmt: skip
    retention = "audit"

    class Meta:
        app_label = "audit"
        indexes = [
            models.Index(fields=["room_id", "relation", "row_id"], name="audit_written_row"),
            models.Index(fields=["room_id", "number", "place"], name="audit_written_event"),
        ]


class Shape(models.Model):
    """The columns a room table had when rows of it were committed to: a later column must not make old rows false."""

    id = models.IntegerField(primary_key=True)
    relation = models.CharField(max_length=63)
    columns = ArrayField(models.CharField(max_length=63))

    sensitivity = {"public": ("id", "relation", "columns")}
    retention = "organisation"

    class Meta:
        app_label = "audit"


class HeadLeaf(models.Model):
    """One leaf of the installation's log of heads: that a room's chain had this number and hash.

    `leaf` = the RFC 6962 hash of the lines `trefas-head-1`, room, number, hash and salt in hex: the salt keeps others
    from trying out which room it is.
    """

    place = models.BigIntegerField(primary_key=True)
    room_id = models.UUIDField()
    number = models.BigIntegerField()
    hash = models.BinaryField()
    salt = models.BinaryField()
    leaf = models.BinaryField()

    sensitivity = {"secret": ("salt",), "operational": ("place", "room_id", "number", "hash", "leaf")}
    retention = "audit"

    class Meta:
        app_label = "audit"
        indexes = [models.Index(fields=["room_id", "number"], name="audit_headleaf_room")]


class Checkpoint(models.Model):
    """A signed note over the log of heads (C2SP), with the cosignatures and the time stamp (RFC 3161) it has got."""

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()
    made_at = models.DateTimeField()
    stamp = models.BinaryField(null=True)

    sensitivity = {"public": ("size", "note", "made_at", "stamp")}
    retention = "audit"

    class Meta:
        app_label = "audit"


class Witnessed(models.Model):
    """The latest checkpoint of another installation's log that this one has cosigned: it goes back to none before."""

    origin = models.CharField(max_length=200, primary_key=True)
    size = models.BigIntegerField()
    note = models.TextField()
    seen_at = models.DateTimeField()

    sensitivity = {"public": ("origin", "size", "note", "seen_at")}
    retention = "audit"

    class Meta:
        app_label = "audit"
