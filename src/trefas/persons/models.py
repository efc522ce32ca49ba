"""A person as one room knows her, the tokens that find her, and where each value came from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import Area, User
from trefas.rooms.models import RoomForeignKey, RoomModel, SealedJSONField, SealedTextField


class Protection(models.TextChoices):
    """The three levels of protected identity, and an exit's whereabouts, which are kept as the strictest."""

    NONE = "none", _("None")
    MARKING = "marking", _("Confidentiality marking")
    REGISTRATION = "registration", _("Protected registration")
    FICTITIOUS = "fictitious", _("Fictitious personal data")
    EXIT = "exit", _("Whereabouts after leaving")


class Person(RoomModel):
    """One person in one room. The same human being in another room is another row, and nothing joins them.

    `version` counts edits, so that two people at once are told. Whereabouts of a protected person are never kept here
    outside an inner room.
    """

    given_name = SealedTextField(null=True, blank=True)
    family_name = SealedTextField(null=True, blank=True)
    aliases = SealedJSONField(null=True, blank=True)
    identity_number = SealedTextField(null=True, blank=True)
    birth_date = SealedTextField(null=True, blank=True)
    telephone = SealedTextField(null=True, blank=True)
    whereabouts = SealedTextField(null=True, blank=True)
    language = SealedTextField(null=True, blank=True)
    interpreter = models.BooleanField(default=False)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    protection = models.CharField(max_length=20, choices=Protection.choices, default=Protection.NONE)
    merged_into = RoomForeignKey("self", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sealed_under = "id"
    sensitivity = {
        "identifying": ("given_name", "family_name", "aliases", "identity_number", "birth_date", "telephone"),
        "sensitive": ("whereabouts", "language", "interpreter", "area", "protection"),
        "operational": ("id", "room", "merged_into", "version", "created_at", "created_by"),
    }
    retention = "file"

    @property
    def name(self) -> str:
        """Given and family name, else what else the room has to call the person by."""
        return " ".join(part for part in (self.given_name, self.family_name) if part) or str(_("Unknown name"))


class SearchToken(RoomModel):
    """A keyed hash of a name part, a phonetic form, an identity number or a case number: found, never read."""

    person = RoomForeignKey(Person, on_delete=models.CASCADE)
    kind = models.CharField(max_length=10)
    token = models.BinaryField()

    sensitivity = {"identifying": ("token",), "operational": ("id", "room", "person", "kind")}
    retention = "file"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(fields=["room", "kind", "token", "person"], name="persons_searchtoken_once"),
        ]


class ValueSource(RoomModel):
    """Where one value of a person came from: a cell of a list, a received item, or somebody's own knowledge."""

    person = RoomForeignKey(Person, on_delete=models.CASCADE)
    field = models.CharField(max_length=40)
    source_kind = models.CharField(max_length=20)
    source_id = models.UUIDField(null=True, blank=True)
    place = SealedTextField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    app_may = "SELECT, INSERT, DELETE"
    sensitivity = {
        "identifying": ("place",),
        "operational": ("id", "room", "person", "field", "source_kind", "source_id", "at", "by"),
    }
    retention = "file"
