"""What has been counted and published: figures only, never a row per person."""

from django.db import models

from trefas.authorities.models import Unit
from trefas.rooms.models import RoomModel


class PublishedFigures(RoomModel):
    """The suppressed figures of one counting unit, method and period, in the room that counted and in the figures room.

    `content` = {"figures": {figure id: {"districts": {name: cell}, "total": cell}}, "times": {figure id: …}}; a cell
    is a number, "1-4" or "hidden". Small counts never leave the counting of them.
    """

    envelope = models.UUIDField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    counted_by = models.CharField(max_length=40)
    method = models.CharField(max_length=40)
    starts = models.DateField()
    ends = models.DateField()
    as_of = models.DateField()
    content = models.JSONField()
    at = models.DateTimeField()

    app_may = "SELECT, INSERT"
    delivery_may = ""
    sensitivity = {
        "operational": (
            "id", "room", "envelope", "unit", "counted_by", "method", "starts", "ends", "as_of", "content", "at",
        )
    }  # fmt: skip
    retention = "organisation"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(fields=["room", "envelope"], name="evaluation_publishedfigures_once"),
        ]
        indexes = [models.Index(fields=["room", "method", "starts", "ends"], name="evaluation_published_period")]
