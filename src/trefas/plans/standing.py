"""What stands beside the stage: threat picture, measures on their own ground, custody. Imported through `models`."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import User
from trefas.disclosures.models import ReceivedItem
from trefas.files.models import File, Note
from trefas.persons.models import Person
from trefas.rooms.models import RoomForeignKey, RoomModel, SealedJSONField, SealedTextField

__all__ = ["Custody", "Direction", "Measure", "MeasureState", "Threat"]


class Direction(models.TextChoices):
    """The two sides of the threat picture; a person may have both."""

    AGAINST = "against", _("Threat against")
    FROM = "from", _("Threat from")


class Threat(RoomModel):
    """One dated entry of the threat picture, with its source and who judged it.

    Only added to; the one change is that it is no longer current, with the day and the reason.
    """

    file = RoomForeignKey(File)
    person = RoomForeignKey(Person)
    direction = models.CharField(max_length=10, choices=Direction.choices)
    on = models.DateField()
    text = SealedTextField()
    note = RoomForeignKey(Note, null=True, blank=True)
    received = RoomForeignKey(ReceivedItem, null=True, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    past_since = models.DateField(null=True, blank=True)
    past_reason = SealedTextField(null=True, blank=True)
    past_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    app_may = "SELECT, INSERT, UPDATE (past_since, past_reason, past_by_id)"
    sensitivity = {
        "identifying": ("text", "past_reason"),
        "sensitive": ("direction",),
        "operational": (
            "id", "room", "file", "person", "on", "note", "received", "decided_at", "decided_by", "past_since",
            "past_by",
        ),
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(note__isnull=False) | Q(received__isnull=False), name="plans_threat_has_a_source"
            ),
        ]
        indexes = [models.Index(fields=["room", "file", "-on"], name="plans_threat_of_file")]


class MeasureState(models.TextChoices):
    """How far a measure has come. What the police plan is known to others only when it is carried out."""

    PLANNED = "planned", _("Planned")
    DECIDED = "decided", _("Decided")
    CARRIED_OUT = "carried_out", _("Carried out")
    ENDED = "ended", _("Ended")
    DROPPED = "dropped", _("Dropped")


class Measure(RoomModel):
    """A measure of the room's own authority: its ground and its facts. No offer, and no answer to one, is part of it.

    `facts` = one text for each fact that the definition asks of this measure, in its order.
    """

    file = RoomForeignKey(File)
    person = RoomForeignKey(Person)
    kind = models.CharField(max_length=40)
    ground = models.CharField(max_length=40)
    facts = SealedJSONField()
    fact_on = models.DateField()
    state = models.CharField(max_length=12, choices=MeasureState.choices, default=MeasureState.PLANNED)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    outcome = SealedTextField(null=True, blank=True)

    sealed_under = "person_id"
    sensitivity = {
        "sensitive": ("kind", "ground", "facts", "state", "outcome"),
        "operational": (
            "id", "room", "file", "person", "fact_on", "planned_at", "planned_by", "decided_at", "decided_by",
            "ended_on",
        ),
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=["planned", "dropped"]) | Q(decided_by__isnull=False),
                name="plans_measure_is_decided_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["room", "file"], name="plans_measure_of_file")]


class Custody(RoomModel):
    """That a person is deprived of liberty: since when, where, and when release is expected. A condition, no ending."""

    file = RoomForeignKey(File)
    person = RoomForeignKey(Person)
    since = models.DateField()
    place = SealedTextField(null=True, blank=True)
    release_on = models.DateField(null=True, blank=True)
    released_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    sensitivity = {
        "identifying": ("place",),
        "sensitive": ("since", "release_on", "released_on"),
        "operational": ("id", "room", "file", "person", "changed_at", "changed_by"),
    }
    retention = "file"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["room", "file"], condition=Q(released_on__isnull=True), name="plans_custody_one"
            ),
        ]
