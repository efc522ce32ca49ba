"""How a person is reached and told, who else works with her, and what a child needs. Imported through `models`."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import Unit, User
from trefas.persons.models import Person
from trefas.rooms.models import RoomForeignKey, RoomModel, SealedTextField

__all__ = ["ChildAssessment", "ContactRoute", "Counterpart", "Guardian", "Information", "MayBeTold"]


class ContactRoute(RoomModel):
    """The safe way to contact a person (never a letter by default), and what staff must know before a visit."""

    person = RoomForeignKey(Person)
    telephone = SealedTextField(null=True, blank=True)
    times = SealedTextField(null=True, blank=True)
    answers = SealedTextField(null=True, blank=True)
    letters = models.BooleanField(default=False)
    staff_safety = SealedTextField(null=True, blank=True)
    staff_safety_until = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    guarded = frozenset({"telephone"})
    sensitivity = {
        "identifying": ("telephone", "times", "answers", "staff_safety"),
        "operational": (
            "id", "room", "person", "letters", "staff_safety_until", "version", "changed_at", "changed_by",
        ),
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(fields=["room", "person"], name="files_contactroute_one"),
        ]


class Counterpart(RoomModel):
    """The named person at another authority who works with the same person, and how to reach them."""

    file = RoomForeignKey("files.File")
    person = RoomForeignKey(Person)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    label = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    telephone = models.CharField(max_length=40, blank=True)
    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sensitivity = {
        "operational": (
            "id", "room", "file", "person", "unit", "kind", "label", "name", "telephone", "since", "ended_on", "by",
        )
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["room", "file", "unit"], condition=Q(ended_on__isnull=True), name="files_counterpart_one"
            ),
        ]


class Information(RoomModel):
    """That a person was informed (when, how, by whom), or why not and when that is tested again. Append-only."""

    person = RoomForeignKey(Person)
    file = RoomForeignKey("files.File")
    informed = models.BooleanField()
    on = models.DateField()
    how = models.CharField(max_length=20, blank=True)
    why_not = SealedTextField(null=True, blank=True)
    test_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    app_may = "SELECT, INSERT"
    sensitivity = {
        "sensitive": ("why_not",),
        "operational": ("id", "room", "person", "file", "informed", "on", "how", "test_on", "at", "by"),
    }
    retention = "file"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(informed=True) | Q(test_on__isnull=False), name="files_information_tested_again"
            ),
        ]
        indexes = [models.Index(fields=["room", "file", "-at"], name="files_information_latest")]


class MayBeTold(models.TextChoices):
    """Whether a guardian may be told (OSL 12:3: not when the minor can be assumed to suffer considerable harm)."""

    NOT_TESTED = "not_tested", _("Not tested")
    YES = "yes", _("May be told")
    PARTLY = "partly", _("May be told some of it")
    NO = "no", _("May not be told")


class Guardian(RoomModel):
    """A guardian of a child, and whether that guardian may be told, with the reason and who decided (OSL 12:3)."""

    person = RoomForeignKey(Person)
    name = SealedTextField()
    telephone = SealedTextField(null=True, blank=True)
    may_be_told = models.CharField(max_length=12, choices=MayBeTold.choices, default=MayBeTold.NOT_TESTED)
    reason = SealedTextField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    sensitivity = {
        "identifying": ("name", "telephone"),
        "sensitive": ("may_be_told", "reason"),
        "operational": ("id", "room", "person", "version", "changed_at", "changed_by"),
    }
    retention = "file"

    class Meta(RoomModel.Meta):
        indexes = [models.Index(fields=["room", "person"], name="files_guardian_of_person")]


class ChildAssessment(RoomModel):
    """The best interests of a child, tested at a proposal, a measure or an ending, with the child's own view.

    Lag (2018:1197) om Förenta nationernas konvention om barnets rättigheter, articles 3 and 12. Append-only.
    """

    person = RoomForeignKey(Person)
    file = RoomForeignKey("files.File")
    occasion = models.CharField(max_length=20)
    best_interests = SealedTextField()
    own_view = SealedTextField()
    social_worker = SealedTextField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    app_may = "SELECT, INSERT"
    sensitivity = {
        "identifying": ("social_worker",),
        "sensitive": ("best_interests", "own_view"),
        "operational": ("id", "room", "person", "file", "occasion", "at", "by"),
    }
    retention = "file"

    class Meta(RoomModel.Meta):
        indexes = [models.Index(fields=["room", "file", "-at"], name="files_childassessment_late")]
