"""What the law asks for after something is told or received: duties with a day, and breaches with a clock.

Imported through `models`.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import Unit, User
from trefas.persons.models import Person
from trefas.rooms.models import RoomForeignKey, RoomModel, SealedTextField

__all__ = ["Breach", "BreachKind", "BreachState", "Duty", "DutyKind", "DutyOutcome"]


class DutyKind(models.TextChoices):
    """What is to be done; each names its provision in `provision`."""

    PROTECTION_ASSESSMENT = "protection_assessment", _("Assess at once whether the child needs protection")
    CHILD_INQUIRY = "child_inquiry", _("Decide whether to open an inquiry about the child")
    INQUIRY = "inquiry", _("Decide whether to open an inquiry")
    FULL_ASSESSMENT = "full_assessment", _("Assess fully what was told orally")
    CONSENT_ENDED = "consent_ended", _("A consent has ended: look over what rests on it")


class DutyOutcome(models.TextChoices):
    """How a duty was done."""

    NEEDS_PROTECTION = "needs_protection", _("The child needs protection at once")
    NO_PROTECTION = "no_protection", _("No need of protection at once")
    OPENED = "opened", _("An inquiry is opened")
    NOT_OPENED = "not_opened", _("No inquiry is opened")
    DONE = "done", _("Done")


class Duty(RoomModel):
    """Something this room must do by a day, with an owner. `words` = what was found, sealed under the person."""

    kind = models.CharField(max_length=30, choices=DutyKind.choices)
    provision = models.CharField(max_length=40, blank=True)
    person = RoomForeignKey(Person)
    received = RoomForeignKey("disclosures.ReceivedItem", null=True, blank=True)
    assessment = RoomForeignKey("disclosures.Assessment", null=True, blank=True)
    consent = RoomForeignKey("disclosures.Consent", null=True, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=DutyOutcome.choices, blank=True)
    words = SealedTextField(null=True, blank=True)

    sealed_under = "person_id"
    app_may = "SELECT, INSERT, UPDATE"
    sensitivity = {
        "sensitive": ("kind", "outcome", "words"),
        "operational": (
            "id", "room", "provision", "person", "received", "assessment", "consent", "unit", "owner", "due_on",
            "made_at", "done_at", "done_by",
        ),
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        indexes = [
            models.Index(
                fields=["room", "owner", "due_on", "id"],
                condition=Q(done_at__isnull=True),
                name="disclosures_duty_mine",
            ),
            models.Index(
                fields=["room", "due_on", "id"], condition=Q(done_at__isnull=True), name="disclosures_duty_open"
            ),
            models.Index(fields=["room", "person"], name="disclosures_duty_of_person"),
        ]


class BreachKind(models.TextChoices):
    """What went wrong."""

    WRONG_RECEIVER = "wrong_receiver", _("Came to the wrong receiver")
    TOLD_WITHOUT_SUPPORT = "told_without_support", _("Told without support in the law")


class BreachState(models.TextChoices):
    """How a breach was assessed."""

    OPEN = "open", _("To be assessed")
    REPORTED = "reported", _("Reported to the supervisory authority")
    NO_RISK = "no_risk", _("Not reported: a risk to the person is unlikely")


class Breach(RoomModel):
    """A possible personal data breach: assessed, and reported when it must be, within 72 hours.

    GDPR article 33; brottsdatalagen (2018:1177) 3:9. The row may be made by the machinery, when the other side says
    that something came to the wrong receiver; it then holds no word about anybody.
    """

    kind = models.CharField(max_length=30, choices=BreachKind.choices)
    direction = models.CharField(max_length=10)
    envelope = models.UUIDField(null=True, blank=True)
    assessment = RoomForeignKey("disclosures.Assessment", null=True, blank=True)
    other_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    discovered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=BreachState.choices, default=BreachState.OPEN)
    words = SealedTextField(null=True, blank=True)
    assessed_at = models.DateTimeField(null=True, blank=True)
    assessed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    sealed_under = "id"
    app_may = "SELECT, INSERT, UPDATE (state, words, assessed_at, assessed_by_id)"
    barred_by = ("envelope",)
    machinery_may = {"delivery": "SELECT, INSERT"}
    sensitivity = {
        "sensitive": ("words",),
        "operational": (
            "id", "room", "kind", "direction", "envelope", "assessment", "other_unit", "discovered_at", "due_at",
            "state", "assessed_at", "assessed_by",
        ),
    }  # fmt: skip
    retention = "disclosure"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["room", "envelope", "direction"],
                condition=Q(envelope__isnull=False),
                name="disclosures_breach_once",
            ),
        ]
        indexes = [
            models.Index(fields=["room", "due_at", "id"], condition=Q(state="open"), name="disclosures_breach_open")
        ]
