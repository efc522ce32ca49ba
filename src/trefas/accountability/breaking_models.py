"""What may be given in an emergency, decided beforehand by whoever holds it; and each time somebody asked for it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import Unit, User
from trefas.disclosures.models import Assessment
from trefas.persons.models import Person
from trefas.rooms.models import RoomForeignKey, RoomModel, SealedJSONField, SealedTextField


class Emergency(models.TextChoices):
    """The emergencies in which somebody may ask; each decision says for which it holds."""

    LIFE = "life", _("Somebody's life is in danger now")
    CHILD = "child", _("A child is in danger now")
    STAFF = "staff", _("Staff on their way may be in danger")


class BeforehandState(models.TextChoices):
    """Where a decision made beforehand stands (breaking_policy.MOVES)."""

    STANDING = "standing", _("In force")
    USED = "used", _("Opened in an emergency")
    REVIEWED = "reviewed", _("Opened and reviewed")
    WITHDRAWN = "withdrawn", _("Taken back")
    LAPSED = "lapsed", _("Lapsed")


class BreakState(models.TextChoices):
    """What became of somebody's question in an emergency (breaking_policy.MOVES)."""

    ASKED = "asked", _("Asked")
    OPEN = "open", _("Opened, waits for review")
    REVIEWED = "reviewed", _("Opened and reviewed")
    NOTHING = "nothing", _("Nothing to give")
    BLOCKED = "blocked", _("Refused: another waits for review")
    LIMITED = "limited", _("Refused: too many questions")


class Finding(models.TextChoices):
    """What a manager found of an emergency afterwards."""

    IN_ORDER = "in_order", _("In order: it was an emergency")
    WRONG = "wrong", _("Not in order: it was no emergency, or another person was meant")


class Beforehand(RoomModel):
    """What one unit of another authority may be given about one person in an emergency; opened once, then spent.

    The assessment holds what, why and on which ground. `roles` = who may ask there, empty for all who follow people;
    `tokens` = hashes by which she is found (breaking_glass), never anything that reads. `sealed` = the envelope, signed
    here and sealed to the receiver when it was decided, to the key that `sealed_to` names; empty once it is spent.
    `items` = the ids of what it tells of; `doubts` = {id: Doubt}, noted by the database when one of them is corrected,
    disputed or changed. `consents`, `statutes`: those it rests on. `ask` = the number of the question that opened it,
    the same in both rooms; `told` = who asked and why, signed by the asking room and sealed to this one.
    """

    person = RoomForeignKey(Person)
    assessment = RoomForeignKey(Assessment)
    receiver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    receiver_room = models.UUIDField()
    sender_room = models.UUIDField()
    sender_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    roles = ArrayField(models.CharField(max_length=40), default=list)
    emergencies = ArrayField(models.CharField(max_length=10))
    tokens = ArrayField(models.CharField(max_length=64))
    envelope = models.UUIDField()
    sealed = models.BinaryField()
    sealed_to = models.CharField(max_length=32, blank=True, default="", db_default="")
    digest = models.CharField(max_length=64)
    signature = models.TextField()
    statement = models.TextField()
    statutes = ArrayField(models.CharField(max_length=40), default=list)
    consents = ArrayField(models.UUIDField(), default=list)
    items = ArrayField(models.UUIDField(), default=list)
    doubts = models.JSONField(default=dict)
    doubted_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=BeforehandState.choices, default=BeforehandState.STANDING)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=20, blank=True, default="")
    ask = models.UUIDField(null=True, blank=True)
    used_for = models.CharField(max_length=10, choices=Emergency.choices, blank=True, default="")
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    told = models.BinaryField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=10, choices=Finding.choices, blank=True, default="")
    words = SealedTextField(null=True, blank=True)

    sealed_under = "person_id"
    app_may = "SELECT, INSERT, UPDATE"
    machinery_may = {"delivery": "SELECT, UPDATE", "gate": "SELECT (receiver_room, state, sealed_to)"}
    sensitivity = {
        "secret": ("tokens",),
        "sensitive": ("sealed", "told", "words", "doubts"),
        "operational": (
            "id", "room", "person", "assessment", "receiver", "receiver_room", "sender_room", "sender_unit", "roles",
            "emergencies", "envelope", "sealed_to", "digest", "signature", "statement", "statutes", "consents", "items",
            "doubted_at", "state", "decided_at", "decided_by", "until", "ended_at", "ended_why", "ask", "used_for",
            "used_at", "used_by", "reviewed_at", "reviewed_by", "finding",
        ),
    }  # fmt: skip
    retention = "disclosure"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(state__in=("used", "reviewed"), ask__isnull=False)
                | models.Q(state__in=("standing", "withdrawn", "lapsed"), ask__isnull=True),
                name="accountability_beforehand_spent",
            ),
        ]
        indexes = [
            models.Index(fields=["room", "person", "-decided_at"], name="accountability_beforehand_of"),
            models.Index(
                fields=["receiver_room"],
                condition=models.Q(state="standing"),
                name="accountability_beforehand_stan",
            ),
            models.Index(fields=["room"], condition=models.Q(state="standing"), name="accountability_beforehand_here"),
        ]


class Break(RoomModel):
    """One question in an emergency, in the room of whoever asked, whatever it led to.

    `asked` = {"identity_number"} or {"given_name", "family_name", "birth_year"}; `tokens` = what was looked for.
    `person` = whom it proved to be about, once she is known here. Answered by the database alone (sql/breaking.sql).
    """

    person = RoomForeignKey(Person, null=True, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    emergency = models.CharField(max_length=10, choices=Emergency.choices)
    reason = SealedTextField(null=True, blank=True)
    asked = SealedJSONField(null=True, blank=True)
    tokens = ArrayField(models.CharField(max_length=64))
    by_name = models.BooleanField(default=False)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=BreakState.choices, default=BreakState.ASKED)
    closes_at = models.DateTimeField(null=True, blank=True)
    envelopes = ArrayField(models.UUIDField(), default=list)
    review_on = models.DateField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=10, choices=Finding.choices, blank=True, default="")
    words = SealedTextField(null=True, blank=True)

    sealed_under = "id"
    app_may = "SELECT, INSERT, UPDATE (person_id, reason, asked, words, tokens)"
    machinery_may = {"delivery": "SELECT, UPDATE"}
    sensitivity = {
        "identifying": ("asked",),
        "secret": ("tokens",),
        "sensitive": ("reason", "words"),
        "operational": (
            "id", "room", "person", "unit", "by", "emergency", "by_name", "at", "state", "closes_at", "envelopes",
            "review_on", "reviewed_at", "reviewed_by", "finding",
        ),
    }  # fmt: skip
    retention = "disclosure"

    class Meta(RoomModel.Meta):
        indexes = [
            models.Index(fields=["room", "-at"], name="accountability_break_latest"),
            models.Index(
                fields=["room", "unit"], condition=models.Q(state="open"), name="accountability_break_waiting"
            ),
        ]
