"""Consent and the lawyer's sign-offs: what may open secrecy, or make a rule certain. Imported through `models`."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import User
from trefas.persons.models import Person
from trefas.rooms.models import RoomForeignKey, RoomModel, SealedJSONField

__all__ = ["Consent", "GivenHow", "GuardianConsent", "KeptRulebook", "RuleSignature"]


class GivenHow(models.TextChoices):
    """How a consent was given; in writing as a rule when the information is sensitive (JO)."""

    WRITTEN = "written", _("In writing")
    ORAL = "oral", _("Orally")
    VIDEO = "video", _("By video or telephone")


class GuardianConsent(models.TextChoices):
    """Who disposes of a child's secrecy (OSL 12:3)."""

    NOT_NEEDED = "not_needed", _("The person is an adult")
    GUARDIANS = "guardians", _("The guardians consent together with the child")
    CHILD_ALONE = "child_alone", _("The child disposes of it alone, by age and maturity")


class Consent(RoomModel):
    """A consent to lift secrecy (OSL 12:2). It holds from `given_on` up to `expires_on`, unless withdrawn before.

    `content` = {"who", "co_operation", "consequences", "child_reason", "confirmed": [element ids]}, the elements of
    `law.CONSENT_CONTENT`; what it covers stands in `information` (the law's categories), `purposes` and
    `receiver_ids` (units). `closed_at` is when its end was acted on: drafts and deliveries stopped, receivers told.
    """

    person = RoomForeignKey(Person)
    content = SealedJSONField()
    information = ArrayField(models.CharField(max_length=40))
    purposes = ArrayField(models.CharField(max_length=40))
    receiver_ids = ArrayField(models.UUIDField())
    given_on = models.DateField()
    given_how = models.CharField(max_length=20, choices=GivenHow.choices)
    expires_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    guardian = models.CharField(max_length=20, choices=GuardianConsent.choices, default=GuardianConsent.NOT_NEEDED)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    machinery_may = {"delivery": "SELECT"}
    sealed_under = "person_id"
    app_may = "SELECT, INSERT, UPDATE (withdrawn_at, closed_at)"
    sensitivity = {
        "sensitive": ("content", "information", "purposes", "guardian"),
        "operational": (
            "id", "room", "person", "receiver_ids", "given_on", "given_how", "expires_on", "withdrawn_at", "closed_at",
            "recorded_by", "recorded_at",
        ),
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.CheckConstraint(condition=Q(expires_on__gt=F("given_on")), name="disclosures_consent_ends_after"),
        ]
        indexes = [models.Index(fields=["room", "person"], name="disclosures_consent_of_person")]


class RuleSignature(RoomModel):
    """That a lawyer has read one version of a rule, which makes it certain in this room until taken back.

    Written by a function only, once another person has confirmed it; who did stands on the act it was agreed in.
    """

    rule = models.CharField(max_length=40)
    rule_version = models.CharField(max_length=64)
    rulebook = models.CharField(max_length=64)
    signed_on = models.DateField()
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    app_may = "SELECT, UPDATE (taken_back_at, taken_back_by_id)"
    machinery_may = {"gate": "SELECT, INSERT"}
    delivery_may = ""
    sensitivity = {
        "operational": (
            "id", "room", "rule", "rule_version", "rulebook", "signed_on", "signed_by", "taken_back_at",
            "taken_back_by",
        )
    }  # fmt: skip
    retention = "organisation"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["room", "rule", "rule_version"],
                condition=Q(taken_back_at__isnull=True),
                name="disclosures_rulesignature_one",
            ),
        ]


class KeptRulebook(RoomModel):
    """The rulebook as it was when a stored decision first named its version, so that it can be asked again."""

    version = models.CharField(max_length=64)
    snapshot = models.TextField()
    at = models.DateTimeField()

    app_may = "SELECT, INSERT"
    delivery_may = ""
    sensitivity = {"operational": ("id", "room", "version", "snapshot", "at")}
    retention = "organisation"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(fields=["room", "version"], name="disclosures_keptrulebook_once"),
        ]
