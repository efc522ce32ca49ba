"""What a person asks of this room about her own data, what is kept back from the answer, and what she is told.

Imported through `models`.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import Unit, User
from trefas.files.models import Guardian
from trefas.persons.models import Person
from trefas.rooms.models import RoomForeignKey, RoomModel, SealedJSONField

__all__ = ["Asked", "Behalf", "Decided", "Handed", "How", "Identity", "Longer", "Notice", "Pressed", "RightsRequest",
           "State", "Way", "Withheld"]  # fmt: skip


class Asked(models.TextChoices):
    """What is asked for."""

    EXTRACT = "extract", _("An extract of what is held")
    CORRECTION = "correction", _("That something is corrected")
    CONTEST = "contest", _("That something is disputed")
    ERASURE = "erasure", _("That something is erased")


class Behalf(models.TextChoices):
    """For whom it is asked."""

    SELF = "self", _("For herself or himself")
    GUARDIAN = "guardian", _("For a child, as guardian")
    COUNSEL = "counsel", _("As counsel, with a power of attorney")


class Identity(models.TextChoices):
    """How it was checked who asks."""

    DOCUMENT = "document", _("An identity document was seen")
    ELECTRONIC = "electronic", _("Electronic identification")
    KNOWN = "known", _("Known to the officer")


class State(models.TextChoices):
    """How far a request has come; `rights_policy.STEPS` says what may follow on what."""

    REGISTERED = "registered", _("Registered")
    GUARDED = "guarded", _("Asked about pressure")
    LOOKED = "looked", _("Assessed")
    DECIDED = "decided", _("Decided")
    MADE = "made", _("Answer made")
    HANDED = "handed", _("Answered")
    PASSED_ON = "passed_on", _("Passed on")


class Pressed(models.TextChoices):
    """Whether somebody can force the person to show the answer."""

    NO = "no", _("No")
    YES = "yes", _("Yes")
    UNSURE = "unsure", _("The person does not know, or does not want to say")


class Way(models.TextChoices):
    """What the person chose after a spoken warning; never a letter."""

    ON_SITE = "on_site", _("Read here, take nothing along")
    COUNSEL = "counsel", _("The counsel gets it")
    PAPER = "paper", _("On paper")


class Handed(models.TextChoices):
    """How the answer reached the person."""

    READ_HERE = "read_here", _("Read here")
    BY_HAND = "by_hand", _("Given by hand, identity checked")
    COUNSEL = "counsel", _("Given to the counsel by hand")
    SAFE_WAY = "safe_way", _("Handed over as agreed through the recorded safe way of contact")


class Decided(models.TextChoices):
    """How a request for correction or erasure ended."""

    OPEN = "", ""
    GRANTED = "granted", _("Granted")
    PARTLY = "partly", _("Partly granted")
    REFUSED = "refused", _("Refused")


class Longer(models.TextChoices):
    """Why an answer takes longer than a month: the only two reasons there are (GDPR 12.3)."""

    COMPLEX = "complex", _("The request is complex")
    MANY = "many", _("The person has made many requests")


class RightsRequest(RoomModel):
    """One request: who asked, how identity was checked, when an answer is due, and each step with who took it.

    `asked_by` = {"name", "number"}; `content` = {"identity", "way", "assessment", "wanted", "reasons", "longer",
    "log_to"} in the officer's words. `person` is set only when somebody has tied the request to a person of this room;
    in a room that answers alike an extract never is. `about` names the contested item as "files.note:<id>"; `digest` is
    the SHA-256 of what was made.
    """

    kind = models.CharField(max_length=12, choices=Asked.choices)
    asked_by = SealedJSONField()
    behalf = models.CharField(max_length=10, choices=Behalf.choices, default=Behalf.SELF)
    identity = models.CharField(max_length=12, choices=Identity.choices)
    content = SealedJSONField(default=dict)
    regime = models.CharField(max_length=20)
    received_on = models.DateField()
    due_on = models.DateField()
    not_before = models.DateField()
    # Prolonged once, and only when the person has been told why (a Notice); `due_on` is then the later day.
    prolonged_at = models.DateTimeField(null=True, blank=True)
    prolonged_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    prolonged_why = models.CharField(max_length=8, choices=Longer.choices, blank=True, default="")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.REGISTERED)
    pressed = models.CharField(max_length=8, choices=Pressed.choices, blank=True)
    way = models.CharField(max_length=8, choices=Way.choices, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    warned_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = RoomForeignKey(Person, null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=120, blank=True)
    decision = models.CharField(max_length=8, choices=Decided.choices, blank=True, default=Decided.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # An erasure that was granted stays on the work list until somebody notes that it is done.
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    handed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handed_how = models.CharField(max_length=10, choices=Handed.choices, blank=True)
    passed_to = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    sealed_under = "id"
    # Deleted only to move into the inner room of a person with named handlers.
    app_may = "SELECT, INSERT, UPDATE, DELETE"
    barred_by = ("id",)
    machinery_may = {"gate": "SELECT (id, room_id, person_id)"}
    sensitivity = {
        "identifying": ("asked_by", "content"),
        "sensitive": ("kind", "behalf", "pressed", "way", "about", "decision"),
        "operational": (
            "id", "room", "identity", "regime", "received_on", "due_on", "not_before", "unit", "owner", "state",
            "prolonged_at", "prolonged_by", "prolonged_why",
            "warned_at", "warned_by", "person", "looked_at", "looked_by", "decided_at", "decided_by",
            "erased_at", "erased_by", "made_at",
            "made_by", "language", "digest", "handed_at", "handed_by", "handed_how", "passed_to", "registered_at",
            "registered_by", "version",
        ),
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            # Nothing is made before the person was warned and chose (rights_policy.STEPS).
            models.CheckConstraint(
                condition=Q(made_at__isnull=True) | (Q(warned_at__isnull=False) & ~Q(way="")),
                name="accountability_rights_warned_first",
            ),
            models.CheckConstraint(
                condition=Q(prolonged_at__isnull=True, prolonged_by__isnull=True, prolonged_why="")
                | (Q(prolonged_at__isnull=False, prolonged_by__isnull=False) & ~Q(prolonged_why="")),
                name="accountability_rights_prolonged_by",
            ),
            models.CheckConstraint(
                condition=Q(decision="") | Q(decided_by__isnull=False), name="accountability_rights_decided_by"
            ),
        ]
        indexes = [
            models.Index(
                fields=["room", "owner", "due_on"],
                condition=Q(handed_at__isnull=True, passed_to__isnull=True),
                name="accountability_rights_open",
            ),
            models.Index(fields=["room", "person"], name="accountability_rights_person"),
        ]


class How(models.TextChoices):
    """What is done with an item, or with a word in it."""

    SHOW = "show", _("Show")
    MASK = "mask", _("Mask, and say on which ground")
    LEAVE_OUT = "leave_out", _("Leave out without a trace")


class Withheld(RoomModel):
    """What a named officer decided about one item of one extract, on a provision of the law package.

    `item` names the row as "files.note:<id>"; empty for `words` masked wherever they stand. Append-only.
    """

    request = RoomForeignKey(RightsRequest)
    item = models.CharField(max_length=120, blank=True)
    words = SealedJSONField(null=True, blank=True)
    how = models.CharField(max_length=10, choices=How.choices)
    ground = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sealed_under = "request_id"
    app_may = "SELECT, INSERT"
    sensitivity = {
        "identifying": ("words",),
        "sensitive": ("item", "how", "ground"),
        "operational": ("id", "room", "request", "at", "by"),
    }
    retention = "file"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.CheckConstraint(condition=Q(how="show") | ~Q(ground=""), name="accountability_withheld_on_a_ground"),
        ]
        indexes = [models.Index(fields=["room", "request", "at"], name="accountability_withheld_of")]


class Notice(RoomModel):
    """That the person or one guardian was told of something by the safe way, or why not and when that is tested.

    `guardian` is None when the person herself is to be told. `words` = {"about", "why_not", "way"}. Append-only.
    """

    person = RoomForeignKey(Person)
    guardian = RoomForeignKey(Guardian, null=True, blank=True)
    request = RoomForeignKey(RightsRequest, null=True, blank=True)
    told_on = models.DateField(null=True, blank=True)
    test_on = models.DateField(null=True, blank=True)
    words = SealedJSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    app_may = "SELECT, INSERT"
    sensitivity = {
        "sensitive": ("words",),
        "operational": ("id", "room", "person", "guardian", "request", "told_on", "test_on", "at", "by"),
    }
    retention = "file"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(told_on__isnull=False, test_on__isnull=True)
                | Q(told_on__isnull=True, test_on__isnull=False),
                name="accountability_notice_told_or_tested",
            ),
        ]
        indexes = [models.Index(fields=["room", "person", "-at"], name="accountability_notice_of")]
