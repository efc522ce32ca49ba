"""Assessment and decision in the sender's room, envelope and received item in the receiver's, a receipt in both."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import Unit, User
from trefas.persons.models import Person
from trefas.rooms.models import RoomForeignKey, RoomModel, SealedJSONField, SealedTextField


class Decision(models.TextChoices):
    """How an assessment ended; every one is recorded."""

    OPEN = "open", _("Not decided")
    GIVEN = "given", _("Given")
    PARTLY = "partly", _("Partly given")
    REFUSED = "refused", _("Refused")


class Assessment(RoomModel):
    """One receiver, one occasion, one or more items about one person: never standing, never a list of persons.

    `items` = [{"kind", "id", "categories", "given"}]; `facts` = what the officer answered; `answer` = what the law
    package said, whole; `record` = the 22 fields of law.md 7.
    """

    person = RoomForeignKey(Person)
    receiver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    requested = models.BooleanField(default=False)
    items = SealedJSONField()
    facts = SealedJSONField(null=True, blank=True)
    answer = SealedJSONField(null=True, blank=True)
    record = SealedJSONField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    rulebook = models.CharField(max_length=64, blank=True)
    statutes = ArrayField(models.CharField(max_length=40), default=list)
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

    sealed_under = "person_id"
    sensitivity = {
        "identifying": ("items",),
        "sensitive": ("facts", "answer", "record"),
        "operational": (
            "id", "room", "person", "receiver", "purpose", "requested", "outcome", "rulebook", "statutes", "decision",
            "meeting", "version", "started_at", "started_by", "decided_at", "decided_by", "told_at", "recorded_at",
            "due_on",
        ),
    }  # fmt: skip
    retention = "disclosure"


class Receipt(RoomModel):
    """That something left this room, or came to it: what both sides keep, checkable without the content."""

    assessment = RoomForeignKey(Assessment, null=True, blank=True)
    envelope = models.UUIDField()
    direction = models.CharField(max_length=10)
    other_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    signature = models.TextField()
    statutes = ArrayField(models.CharField(max_length=40), default=list)
    state = models.CharField(max_length=20, default="sent")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    app_may = "SELECT, INSERT, UPDATE"
    machinery_may = {"delivery": "SELECT, UPDATE"}
    sensitivity = {
        "operational": (
            "id", "room", "assessment", "envelope", "direction", "other_unit", "digest", "signature", "statutes", "state",
            "at", "by",
        )
    }  # fmt: skip
    retention = "disclosure"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(fields=["room", "envelope", "direction"], name="disclosures_receipt_once"),
        ]


class Envelope(RoomModel):
    """Signed by the sender, sealed to this room. Put here by `deliver()`; only registration turns it into an item."""

    sender_room = models.UUIDField()
    sender_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    receiver_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    sealed = models.BinaryField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=20, default="waiting")
    delivered_at = models.DateTimeField()

    # With full rights a receiver could rewrite a stored envelope.
    app_may = "SELECT, UPDATE (state)"
    machinery_may = {"delivery": "SELECT, INSERT, UPDATE"}
    sensitivity = {
        "sensitive": ("sealed",),
        "operational": (
            "id", "room", "sender_room", "sender_unit", "receiver_unit", "kind", "digest", "state", "delivered_at",
        ),
    }  # fmt: skip
    retention = "disclosure"


class ReceivedItem(RoomModel):
    """A registered copy under this room's own key, from then on under its own secrecy, access and retention.

    Until filed to a person it is sealed under its own id; `content` = the payload's item:
    {"kind", "title", "text", "happened_on", "fact_or_judgement", "source", "ground", ...}.
    """

    envelope = RoomForeignKey(Envelope)
    sender = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    diary_number = models.CharField(max_length=40)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    subject = models.UUIDField()
    person = RoomForeignKey(Person, null=True, blank=True)
    outcome = models.CharField(max_length=20, default="registered")
    content = SealedJSONField(null=True)
    statutes = ArrayField(models.CharField(max_length=40), default=list)
    happened_at = models.DateTimeField(null=True, blank=True)
    corrects = models.UUIDField(null=True, blank=True)

    sealed_under = "subject"
    sensitivity = {
        "identifying": ("content",),
        "operational": (
            "id", "room", "envelope", "sender", "diary_number", "registered_at", "registered_by", "subject", "person",
            "outcome", "statutes", "happened_at", "corrects",
        ),
    }  # fmt: skip
    retention = "file"


class Consent(RoomModel):
    """A valid consent (OSL 12:2, law.md 5.1): for what, to whom, how long, how given. Withdrawn, it closes its key at once."""

    person = RoomForeignKey(Person)
    content = SealedTextField()
    receivers = models.ManyToManyField(Unit, related_name="+", blank=True, through="ConsentReceiver")
    given_on = models.DateField()
    given_how = models.CharField(max_length=20)
    expires_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    guardian_consents = models.BooleanField(null=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    sealed_under = "person_id"
    sensitivity = {
        "sensitive": ("content", "guardian_consents"),
        "operational": (
            "id", "room", "person", "receivers", "given_on", "given_how", "expires_on", "withdrawn_at", "recorded_by",
            "recorded_at",
        ),
    }  # fmt: skip
    retention = "file"


class ConsentReceiver(RoomModel):
    """One unit that a consent covers."""

    consent = RoomForeignKey(Consent, on_delete=models.CASCADE)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    sensitivity = {"operational": ("id", "room", "consent", "unit")}
    retention = "file"
