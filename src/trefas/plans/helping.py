"""Help that is offered and given, and the attempts to reach a person. Imported through `models`."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import Unit, User
from trefas.files.models import File
from trefas.persons.models import Person
from trefas.rooms.models import RoomForeignKey, RoomModel, SealedTextField

__all__ = [
    "Answer",
    "Channel",
    "Consenter",
    "Contact",
    "Offer",
    "OfferAnswer",
    "Path",
    "Reached",
    "Support",
    "WithWhom",
]


class Channel(models.TextChoices):
    """How a person is contacted or offered help; a letter is never chosen from the start."""

    PHONE = "phone", _("Telephone")
    MEETING = "meeting", _("Meeting")
    VISIT = "visit", _("Home visit")
    MESSAGE = "message", _("Message")
    THROUGH_OTHER = "through_other", _("Through somebody else")
    LETTER = "letter", _("Letter")


class Answer(models.TextChoices):
    """What came of an offer. A no never blocks a later yes."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NO_ANSWER = "no_answer", _("No answer")


class Path(models.TextChoices):
    """Where a person who said yes to leaving is helped on."""

    EXIT_UNIT = "exit_unit", _("The central exit unit")
    LOCAL_SIG = "local_sig", _("The local intervention group (SIG)")


class WithWhom(models.TextChoices):
    """Whom a contact was with."""

    PERSON = "person", _("The person")
    GUARDIAN = "guardian", _("Guardian")
    RELATIVE = "relative", _("Relative")
    PROFESSIONAL = "professional", _("Somebody at another authority")


class Reached(models.TextChoices):
    """What came of an attempt to make contact."""

    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    LEFT_WORD = "left_word", _("Left word")
    WANTS_NO_CONTACT = "wants_no_contact", _("Wants no contact now")


class Consenter(models.TextChoices):
    """Who consents to an intervention (SoL 21:1-2 for those under 18)."""

    PERSON = "person", _("The person")
    GUARDIAN = "guardian", _("The guardian")
    CHILD = "child", _("The child")
    BOTH = "both", _("The guardian and the child")


class Offer(RoomModel):
    """An offer of help: its kind from the definition, how it was made, and its latest answer.

    `answer` and `next_try_on` repeat the latest row of OfferAnswer, for the lists.
    """

    file = RoomForeignKey(File)
    person = RoomForeignKey(Person)
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    text = SealedTextField(null=True, blank=True)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    next_try_on = models.DateField(null=True, blank=True)
    path = models.CharField(max_length=20, choices=Path.choices, blank=True)
    recorded_at = models.DateTimeField()

    sealed_under = "person_id"
    app_may = "SELECT, INSERT, UPDATE (answer, answered_at, next_try_on, path)"
    sensitivity = {
        "sensitive": ("kind", "text", "answer", "path"),
        "operational": (
            "id", "room", "file", "person", "channel", "offered_at", "offered_by", "answered_at", "next_try_on",
            "recorded_at",
        ),
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        indexes = [
            models.Index(fields=["room", "file", "-offered_at"], name="plans_offer_of_file"),
            models.Index(fields=["room", "next_try_on"], condition=~Q(answer="yes"), name="plans_offer_next"),
        ]


class OfferAnswer(RoomModel):
    """One answer to an offer, append-only: a person may say no, not answer, and then yes."""

    offer = RoomForeignKey(Offer)
    person = RoomForeignKey(Person)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    text = SealedTextField(null=True, blank=True)
    answered_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    app_may = "SELECT, INSERT"
    sensitivity = {
        "sensitive": ("answer", "text"),
        "operational": ("id", "room", "offer", "person", "answered_at", "recorded_at", "by"),
    }
    retention = "file"

    class Meta(RoomModel.Meta):
        indexes = [models.Index(fields=["room", "offer", "answered_at"], name="plans_offeranswer_of_offer")]


class Support(RoomModel):
    """Support of a kind from the definition: who answers for it, its goal, its next follow-up and what came of it."""

    file = RoomForeignKey(File)
    person = RoomForeignKey(Person)
    kind = models.CharField(max_length=40)
    ground = models.CharField(max_length=40)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    offer = RoomForeignKey(Offer, null=True, blank=True)
    goal = SealedTextField()
    consent_by = models.CharField(max_length=10, choices=Consenter.choices)
    starts_on = models.DateField()
    follow_up_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    outcome = SealedTextField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    sensitivity = {
        "sensitive": ("kind", "ground", "goal", "consent_by", "outcome"),
        "operational": (
            "id", "room", "file", "person", "owner", "offer", "starts_on", "follow_up_on", "ended_on", "version",
            "changed_at", "changed_by",
        ),
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        indexes = [
            models.Index(
                fields=["room", "owner", "follow_up_on"],
                condition=Q(ended_on__isnull=True),
                name="plans_support_to_follow_up",
            ),
            models.Index(fields=["room", "file"], name="plans_support_of_file"),
        ]


class Contact(RoomModel):
    """An attempt to make contact: how, with whom, what came of it, and when the next try is. Append-only."""

    file = RoomForeignKey(File)
    person = RoomForeignKey(Person)
    kind = models.CharField(max_length=20, choices=Channel.choices)
    with_whom = models.CharField(max_length=20, choices=WithWhom.choices)
    outcome = models.CharField(max_length=20, choices=Reached.choices)
    text = SealedTextField(null=True, blank=True)
    happened_at = models.DateTimeField()
    next_try_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    app_may = "SELECT, INSERT"
    sensitivity = {
        "sensitive": ("outcome", "text"),
        "operational": (
            "id", "room", "file", "person", "kind", "with_whom", "happened_at", "next_try_on", "recorded_at", "by",
            "unit",
        ),
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        indexes = [models.Index(fields=["room", "file", "-happened_at"], name="plans_contact_of_file")]
