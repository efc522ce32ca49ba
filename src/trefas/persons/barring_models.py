"""Who in a room may not handle whom: herself, those close to her, or what else makes her partial. Through `models`."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import User
from trefas.rooms.models import RoomModel, SealedTextField

__all__ = ["Barring", "BarringState", "Ground"]


class Ground(models.TextChoices):
    """Why somebody may not take part (förvaltningslagen 2017:900, 16 § first paragraph, 1, 2 and 4)."""

    OWN = "own", _("It is the employee herself (FL 16 § 1)")
    FAMILY = "family", _("Family or somebody close (FL 16 § 1)")
    AGENT = "agent", _("Is or has been the person's deputy or agent, or somebody close is (FL 16 § 2)")
    OTHER = "other", _("Something else that makes impartiality doubtful (FL 16 § 4)")


class BarringState(models.TextChoices):
    """What a barring does now. A proposed one waits for a manager and bars nobody yet."""

    PROPOSED = "proposed", _("Proposed by the system")
    RUNNING = "running", _("In force")
    LIFTED = "lifted", _("Lifted")


class Barring(RoomModel):
    """That a user may not see one person: whoever has the number behind `token`, or the row that is `subject`.

    `token` is the number keyed as the room's search tokens are, so that it bars also whom nobody has registered yet.
    `subject` is no foreign key: it stays when she moves into an inner room. The database reads this table for every
    pass (barred_ids in accountability/sql/barring.sql).
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=10, choices=Ground.choices)
    state = models.CharField(max_length=10, choices=BarringState.choices, default=BarringState.RUNNING)
    token = models.BinaryField(null=True)
    subject = models.UUIDField(null=True, blank=True)
    name = SealedTextField(null=True, blank=True)
    number = SealedTextField(null=True, blank=True)
    note = SealedTextField(null=True, blank=True)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lift_reason = SealedTextField(null=True, blank=True)

    sealed_under = "id"
    guarded = frozenset({"number"})
    barred_by = ("subject",)
    app_may = "SELECT, INSERT, UPDATE"
    delivery_may = ""
    machinery_may = {"gate": "SELECT"}
    sensitivity = {
        "identifying": ("token", "name", "number"),
        "sensitive": ("ground", "note", "lift_reason"),
        "operational": (
            "id", "room", "user", "state", "subject", "declared_at", "declared_by", "reviewed_at", "reviewed_by",
            "lifted_at", "lifted_by",
        ),
    }  # fmt: skip
    retention = "account"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(token__isnull=True) ^ Q(subject__isnull=True), name="persons_barring_of_one"
            ),
            models.CheckConstraint(
                condition=~Q(state=BarringState.LIFTED) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="persons_barring_lifted_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["room", "user"],
                condition=Q(ground=Ground.OWN) & ~Q(state=BarringState.LIFTED),
                name="persons_barring_own_number_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["room", "user"], condition=~Q(state=BarringState.LIFTED), name="persons_barring_running"
            )
        ]
