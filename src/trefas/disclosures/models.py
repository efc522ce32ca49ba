"""Assessment and decision in the sender's room, envelope and received item in the receiver's, a receipt in both.

Consents and sign-offs stand in `consents`, duties and breaches in `duties`.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import Unit, User
from trefas.disclosures.consents import Consent, GivenHow, GuardianConsent, KeptRulebook, RuleSignature
from trefas.disclosures.duties import Breach, BreachKind, BreachState, Duty, DutyKind, DutyOutcome
from trefas.disclosures.outbox import Outgoing
from trefas.persons.models import Person
from trefas.rooms.models import RoomForeignKey, RoomModel, SealedJSONField, SealedTextField

__all__ = [
    "Assessment", "Breach", "BreachKind", "BreachState", "Consent", "Decision", "Doubt", "Duty", "DutyKind",
    "DutyOutcome", "Envelope", "GivenHow", "GuardianConsent", "KeptRulebook", "Outcome", "Outgoing", "Receipt",
    "ReceivedItem", "Review", "RuleSignature",
]  # fmt: skip


class Decision(models.TextChoices):
    """How an assessment ended; every one is recorded."""

    OPEN = "open", _("Not decided")
    GIVEN = "given", _("Given")
    PARTLY = "partly", _("Partly given")
    REFUSED = "refused", _("Refused")
    # Prepared and signed for an emergency (accountability.breaking_glass); given when the emergency comes.
    BEFOREHAND = "beforehand", _("Decided beforehand")


class Doubt(models.TextChoices):
    """What has happened to an item after it was decided on beforehand: shown beside it, never in its place."""

    CORRECTED = "corrected", _("Corrected since it was decided: it was wrong. Call before you rely on it.")
    DISPUTED = "disputed", _("Disputed by the person since it was decided. Call before you rely on it.")
    CHANGED = "changed", _("Changed since it was decided. Call before you rely on it.")


class Review(models.TextChoices):
    """Whether a lawyer looks at what was told in an emergency though no support was found (BrB 24:4)."""

    NONE = "", ""
    FLAGGED = "flagged", _("Waits for the lawyer")
    REVIEWED = "reviewed", _("Reviewed by the lawyer")


class Assessment(RoomModel):
    """One receiver, one occasion, one or more items about one person: never standing, never a list of persons.

    `items` = [{"kind", "id", "categories", "given", "title"}]; `facts` = what the officer answered; `answer` = what
    the law package said, whole; `record` = the 22 fields of law.RECORD_FIELDS; `oral` = {"told_to", "what", "why",
    "why_words"} of what was told first and recorded afterwards; `consents` = those its ground rested on.
    """

    person = RoomForeignKey(Person)
    receiver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    requested = models.BooleanField(default=False)
    items = SealedJSONField()
    facts = SealedJSONField(null=True, blank=True)
    answer = SealedJSONField(null=True, blank=True)
    record = SealedJSONField(null=True, blank=True)
    oral = SealedJSONField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    rulebook = models.CharField(max_length=64, blank=True)
    statutes = ArrayField(models.CharField(max_length=40), default=list)
    consents = ArrayField(models.UUIDField(), default=list)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN)
    meeting = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Told first, recorded afterwards: the two times differ, and the full assessment is due the next working day.
    told_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    review = models.CharField(max_length=10, choices=Review.choices, blank=True, default=Review.NONE)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    review_words = SealedTextField(null=True, blank=True)

    sealed_under = "person_id"
    barred_by = ("id",)
    machinery_may = {"delivery": "SELECT, UPDATE", "gate": "SELECT (id, room_id, person_id)"}
    sensitivity = {
        "identifying": ("items", "oral"),
        "sensitive": ("facts", "answer", "record", "review_words"),
        "operational": (
            "id", "room", "person", "receiver", "purpose", "requested", "outcome", "rulebook", "statutes", "decision",
            "meeting", "version", "started_at", "started_by", "decided_at", "decided_by", "told_at", "recorded_at",
            "due_on", "consents", "review", "reviewed_at", "reviewed_by",
        ),
    }  # fmt: skip
    retention = "disclosure"

    class Meta(RoomModel.Meta):
        indexes = [
            models.Index(fields=["room", "person", "-started_at"], name="disclosures_assessment_of"),
            models.Index(fields=["room", "-decided_at"], name="disclosures_assessment_ledger"),
            models.Index(
                fields=["room", "due_on"],
                condition=Q(told_at__isnull=False, decision="open"),
                name="disclosures_assessment_oral",
            ),
        ]


class Receipt(RoomModel):
    """That something left this room, or came to it: what both sides keep, checkable without the content.

    `statement` is what the sender signed (`receipts`), `counter` what the receiver signed in answer; either is a DSSE
    envelope as text, and empty until there is one.
    """

    assessment = RoomForeignKey(Assessment, null=True, blank=True)
    envelope = models.UUIDField()
    direction = models.CharField(max_length=10)
    other_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    signature = models.TextField()
    statutes = ArrayField(models.CharField(max_length=40), default=list)
    statement = models.TextField(blank=True, default="")
    counter = models.TextField(blank=True, default="")
    state = models.CharField(max_length=20, default="sent")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    app_may = "SELECT, INSERT, UPDATE"
    barred_by = ("envelope",)
    machinery_may = {
        "delivery": "SELECT, INSERT, UPDATE",
        "gate": "SELECT (room_id, assessment_id, envelope)",
    }
    sensitivity = {
        "operational": (
            "id", "room", "assessment", "envelope", "direction", "other_unit", "digest", "signature", "statutes",
            "statement", "counter", "state", "at", "by",
        )
    }  # fmt: skip
    retention = "disclosure"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(fields=["room", "envelope", "direction"], name="disclosures_receipt_once"),
        ]
        indexes = [models.Index(fields=["room", "direction", "-at"], name="disclosures_receipt_latest")]


class Envelope(RoomModel):
    """Signed by the sender, sealed to this room. Put here by `deliver()`; only registration turns it into an item.

    `sealed_to` = the name of the key that it is sealed to, empty in those from before they said so. `opened_by` = who
    broke it open in an emergency: she read it then, and somebody else registers it. `doubts` = which of its items were
    no longer right by then: {reference: Doubt}.
    """

    sender_room = models.UUIDField()
    sender_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    receiver_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    sealed = models.BinaryField()
    sealed_to = models.CharField(max_length=32, blank=True, default="", db_default="")
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=20, default="waiting")
    delivered_at = models.DateTimeField()
    opened_by = models.UUIDField(null=True, blank=True)
    doubts = models.JSONField(null=True, blank=True)

    # With full rights a receiver could rewrite a stored envelope.
    app_may = "SELECT, UPDATE (state)"
    barred_by = ("id",)
    machinery_may = {"delivery": "SELECT, INSERT, UPDATE", "gate": "SELECT (room_id, state, sealed_to)"}
    sensitivity = {
        "sensitive": ("sealed", "doubts"),
        "operational": (
            "id", "room", "sender_room", "sender_unit", "receiver_unit", "kind", "sealed_to", "digest", "state",
            "delivered_at", "opened_by",
        ),
    }  # fmt: skip
    retention = "disclosure"

    def doubt_of(self, item: Mapping[str, Any]) -> str:
        """Return what is known against one of its items, as a code; empty for what nothing is known against."""
        return str((self.doubts or {}).get(item.get("reference"), ""))

    class Meta(RoomModel.Meta):
        indexes = [
            models.Index(
                fields=["room", "receiver_unit", "delivered_at"],
                condition=Q(state="waiting"),
                name="disclosures_envelope_waiting",
            )
        ]


class Outcome(models.TextChoices):
    """What became of something received."""

    FILED = "filed", _("Put in a file")
    NOT_OURS = "not_ours", _("Not current with us")
    WRONG_RECEIVER = "wrong_receiver", _("Wrong receiver")


class ReceivedItem(RoomModel):
    """A registered copy under this room's own key, from then on under its own secrecy, access and retention.

    `subject` is whose key seals it: the person it is filed to, else its own id. `content` = the payload's item with
    its source and ground: {"kind", "reference", "title", "text", "happened_at", "nature", "category", "reliability",
    "from", "ground", "told_at", "doubt"}; None when it is not kept (not current here, or the wrong receiver): the diary
    row stays. `corrects` is the received item that a correction points to; that one is shown struck through.
    """

    envelope = RoomForeignKey(Envelope)
    sender = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    diary_number = models.CharField(max_length=40)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    subject = models.UUIDField()
    person = RoomForeignKey(Person, null=True, blank=True)
    kind = models.CharField(max_length=20, default="disclosure")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    received_at = models.DateTimeField()
    content = SealedJSONField(null=True)
    statutes = ArrayField(models.CharField(max_length=40), default=list)
    happened_at = models.DateTimeField(null=True, blank=True)
    corrects = RoomForeignKey("self", null=True, blank=True)

    sealed_under = "subject"
    app_may = "SELECT, INSERT, UPDATE"
    machinery_may = {"gate": "SELECT (room_id, person_id, envelope_id)"}
    sensitivity = {
        "identifying": ("content",),
        "operational": (
            "id", "room", "envelope", "sender", "diary_number", "registered_at", "registered_by", "subject", "person",
            "outcome", "statutes", "happened_at", "corrects", "kind", "received_at",
        ),
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        indexes = [
            models.Index(fields=["room", "person", "-happened_at", "id"], name="disclosures_received_timeline"),
            models.Index(fields=["room", "envelope"], name="disclosures_received_envelope"),
            models.Index(fields=["room", "-registered_at", "id"], name="disclosures_received_diary"),
        ]
