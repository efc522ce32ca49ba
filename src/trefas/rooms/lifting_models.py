"""That practice mode is lifted, and how what holds real people safe stands: outside the rooms, the same for all."""

import uuid

from django.db import models

from trefas.authorities.models import User


class Lifting(models.Model):
    """That two people have agreed to let real people in here; renewed when others are to answer for it.

    Written by `lift_practice` only, which no login of the application may call. Nothing takes a row away: practice
    never comes back to where real people are.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    act = models.UUIDField(unique=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField()
    held = models.JSONField()

    sensitivity = {"operational": ("id", "act", "proposed_by", "confirmed_by", "lifted_at", "held")}
    retention = "organisation"


class Safeguard(models.Model):
    """How one safeguard stood when it was last looked at, and since when it fails; written each night by the owner."""

    code = models.CharField(max_length=20, primary_key=True)
    failing_since = models.DateTimeField(null=True)
    looked_at = models.DateTimeField()

    sensitivity = {"operational": ("code", "failing_since", "looked_at")}
    retention = "organisation"
