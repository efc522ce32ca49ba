"""What is on its way to another installation. Imported through `models`."""

from django.db import models
from django.db.models import Q

from trefas.rooms.models import RoomModel

__all__ = ["Outgoing"]


class Outgoing(RoomModel):
    """A signed message that waits to be carried, or how it ended: `waiting`, `done`, `withdrawn` or `refused`.

    `what` is envelope, withdrawal or answer; `body` the signed bytes, emptied when they are of no more use; `said` what
    the receiver answered last, as a code. An envelope has the same id here as everywhere.
    """

    what = models.CharField(max_length=20)
    envelope = models.UUIDField()
    receiver_room = models.UUIDField()
    installation = models.CharField(max_length=60)
    body = models.TextField(blank=True)
    state = models.CharField(max_length=20, default="waiting")
    posted_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    said = models.CharField(max_length=60, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    # Written by functions only: what an officer signed must leave as she signed it.
    app_may = "SELECT"
    delivery_may = ""
    barred_by = ("envelope",)
    machinery_may = {"delivery": "SELECT, INSERT, UPDATE"}
    sensitivity = {
        "sensitive": ("body",),
        "operational": (
            "id", "room", "what", "envelope", "receiver_room", "installation", "state", "posted_at", "tries",
            "next_try_at", "said", "done_at",
        ),
    }  # fmt: skip
    retention = "disclosure"

    class Meta(RoomModel.Meta):
        indexes = [
            models.Index(
                fields=["next_try_at", "posted_at"], condition=Q(state="waiting"), name="disclosures_outgoing_due"
            ),
            models.Index(fields=["room", "envelope"], name="disclosures_outgoing_of"),
        ]
