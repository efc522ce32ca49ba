"""One append-only hash chain per room. Rows are written by `audit_append` in the database and nowhere else."""

import uuid

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

    sensitivity = {"operational": ("id", "room_id", "number", "happened", "previous", "body", "hash")}
    retention = "audit"

    class Meta:
        app_label = "audit"
        constraints = [models.UniqueConstraint(fields=["room_id", "number"], name="audit_event_number")]
