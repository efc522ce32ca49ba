"""What is to be erased, and what must not be yet. Imported through `models`."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import User
from trefas.persons.models import Person
from trefas.rooms.models import RoomForeignKey, RoomModel, SealedTextField

__all__ = ["Erasure", "ErasureState", "Keeping"]

HOLD = "hold"
# The rule of an erasure that no period of the law asks for, but a decision on the person's own request (GDPR 17).
DECIDED = "decided"


class ErasureState(models.TextChoices):
    """Proposed by the night, signed by one, then done; or called off when it is no longer due."""

    PROPOSED = "proposed", _("To be signed")
    SIGNED = "signed", _("Signed by one")
    DONE = "done", _("Erased")
    CALLED_OFF = "called_off", _("No longer due")


class Erasure(RoomModel):
    """That a person's data in this room is due to go, by which rule, and what became of it.

    `rule` is the id of a period in the law, or "decided". `subject` is the id of the person, no key to a row: it stays
    when the person is gone. `counts` = rows by table.
    """

    subject = models.UUIDField()
    rule = models.CharField(max_length=40)
    start_on = models.DateField()
    due_on = models.DateField()
    erase_by = models.DateField()
    state = models.CharField(max_length=10, choices=ErasureState.choices, default=ErasureState.PROPOSED)
    act = models.UUIDField(null=True, blank=True)
    proposed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)

    app_may = "SELECT, INSERT, UPDATE"
    barred_by = ("subject",)
    sensitivity = {
        "operational": (
            "id", "room", "subject", "rule", "start_on", "due_on", "erase_by", "state", "act", "proposed_at", "done_at",
            "counts",
        )
    }  # fmt: skip
    retention = "audit"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["room", "subject"],
                condition=Q(state__in=["proposed", "signed"]),
                name="accountability_erasure_one",
            ),
        ]
        indexes = [models.Index(fields=["room", "state", "due_on"], name="accountability_erasure_due")]


class Keeping(RoomModel):
    """A legal hold, or another period for one person than the room's own; `reason` says why, a named officer decides.

    `rule` is "hold" or the id of a period in the law; `start_on` the day its clock starts, when the room cannot know.
    """

    person = RoomForeignKey(Person)
    rule = models.CharField(max_length=40)
    start_on = models.DateField(null=True, blank=True)
    reason = SealedTextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    app_may = "SELECT, INSERT, UPDATE (ended_at, ended_by_id)"
    sensitivity = {
        "sensitive": ("reason",),
        "operational": ("id", "room", "person", "rule", "start_on", "at", "by", "ended_at", "ended_by"),
    }
    retention = "file"

    class Meta(RoomModel.Meta):
        indexes = [models.Index(fields=["room", "person"], name="accountability_keeping_of")]
