"""The public halves of what rooms sign and open envelopes with, in use and before. Imported through `models`."""

from django.db import models

__all__ = ["PublicPair"]


class PublicPair(models.Model):
    """One pair of one room, here or elsewhere: kept for as long as somebody may check what was signed with it.

    Others seal to `sealing_key` from when it is published. The room signs from `signs_from` until `signs_until`; in
    between lies the time that others need to hear of it. `compromised_at` = from when somebody else may have had it.
    `listed_until` = the end of the last trust list that gave it to others to seal to. `destroyed_at` = when the room
    let go of the private half. The names are those of `envelopes.key_name`.
    """

    id = models.UUIDField(primary_key=True)
    room = models.ForeignKey("rooms.Room", on_delete=models.PROTECT, related_name="pairs")
    name = models.CharField(max_length=32)
    verifying_key = models.CharField(max_length=200)
    sealing_name = models.CharField(max_length=32, blank=True)
    sealing_key = models.CharField(max_length=4000, blank=True)
    published_at = models.DateTimeField()
    signs_from = models.DateTimeField(null=True, blank=True)
    signs_until = models.DateTimeField(null=True, blank=True)
    compromised_at = models.DateTimeField(null=True, blank=True)
    listed_until = models.DateTimeField(null=True, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    sensitivity = {
        "public": (
            "id", "room", "name", "verifying_key", "sealing_name", "sealing_key", "published_at", "signs_from",
            "signs_until", "compromised_at", "listed_until", "destroyed_at",
        )
    }  # fmt: skip
    retention = "organisation"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "name"], name="rooms_publicpair_once"),
        ]
