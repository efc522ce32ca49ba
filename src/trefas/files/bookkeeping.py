"""What files need beside a word about anybody: numbers, kept definitions, and columns. Imported through `models`."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from trefas.authorities.models import User
from trefas.rooms.models import RoomModel

__all__ = ["FileNumber", "KeptDefinition", "ListChoice"]


class FileNumber(RoomModel):
    """The latest number given to a file in one room and year: counted in the giving transaction, so without gaps."""

    year = models.PositiveSmallIntegerField()
    latest = models.PositiveIntegerField()

    app_may = "SELECT, INSERT, UPDATE"
    delivery_may = ""
    sensitivity = {"operational": ("id", "room", "year", "latest")}
    retention = "organisation"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(fields=["room", "year"], name="files_filenumber_one"),
        ]


class KeptDefinition(RoomModel):
    """The text of a method definition that a file in this room began under, kept when a newer one is shipped."""

    method = models.CharField(max_length=40)
    content_hash = models.CharField(max_length=64)
    source = models.TextField()
    at = models.DateTimeField()

    app_may = "SELECT, INSERT"
    delivery_may = ""
    sensitivity = {"operational": ("id", "room", "method", "content_hash", "source", "at")}
    retention = "organisation"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(fields=["room", "content_hash"], name="files_keptdefinition_once"),
        ]


class ListChoice(RoomModel):
    """Which columns one person wants in one view of Listan, in order."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    view = models.CharField(max_length=20)
    columns = ArrayField(models.CharField(max_length=20))

    delivery_may = ""
    sensitivity = {"operational": ("id", "room", "user", "view", "columns")}
    retention = "account"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(fields=["room", "user", "view"], name="files_listchoice_one"),
        ]
