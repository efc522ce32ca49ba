"""What is written down in a file: notes, papers, drafts, and third persons mentioned. Imported through `models`."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import User
from trefas.persons.models import Person
from trefas.rooms.fields import SealedBytesField
from trefas.rooms.models import RoomForeignKey, RoomModel, SealedJSONField, SealedTextField

__all__ = ["Attachment", "Draft", "Mention", "Note", "NoteKind"]


class NoteKind(models.TextChoices):
    """Fact and judgement are told apart (brottsdatalagen 2:10, OSL 5:5, SoL 14:3)."""

    FACT = "fact", _("Fact")
    JUDGEMENT = "judgement", _("Judgement")


class Note(RoomModel):
    """An entry on the timeline: fact or judgement, with source and ground. Append-only; a correction points back.

    `category` and `reliability` are for what comes from police work (uppgiftens kategori, källans tillförlitlighet).
    """

    person = RoomForeignKey(Person)
    file = RoomForeignKey("files.File", null=True, blank=True)
    kind = models.CharField(max_length=20, choices=NoteKind.choices)
    title = SealedTextField(null=True)
    text = SealedTextField(null=True)
    ground = models.CharField(max_length=60, blank=True)
    category = models.CharField(max_length=40, blank=True)
    reliability = models.CharField(max_length=10, blank=True)
    information = ArrayField(models.CharField(max_length=40), default=list)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    corrects = RoomForeignKey("self", null=True, blank=True)
    transferred_at = models.DateTimeField(null=True, blank=True)
    transferred_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    app_may = "SELECT, INSERT, UPDATE (transferred_at, transferred_by_id)"
    sensitivity = {
        "identifying": ("title", "text"),
        "sensitive": ("category", "reliability", "information"),
        "operational": (
            "id", "room", "person", "file", "kind", "ground", "happened_at", "recorded_at", "by", "corrects",
            "transferred_at", "transferred_by",
        ),
    }  # fmt: skip
    retention = "file"

    class Meta(RoomModel.Meta):
        indexes = [
            models.Index(fields=["room", "person", "-happened_at", "id"], name="files_note_timeline"),
            models.Index(
                fields=["room", "by", "happened_at"],
                condition=Q(transferred_at__isnull=True),
                name="files_note_to_transfer",
            ),
        ]


class Attachment(RoomModel):
    """A paper of a note: its bytes sealed under the person, its type judged by its content and never by its name."""

    note = RoomForeignKey(Note)
    file = RoomForeignKey("files.File")
    person = RoomForeignKey(Person)
    name = SealedTextField()
    content = SealedBytesField()
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    app_may = "SELECT, INSERT"
    sensitivity = {
        "identifying": ("name", "content"),
        "operational": ("id", "room", "note", "file", "person", "content_type", "size", "at", "by"),
    }
    retention = "file"

    class Meta(RoomModel.Meta):
        indexes = [models.Index(fields=["room", "file", "at"], name="files_attachment_of_file")]


class Mention(RoomModel):
    """A third person, not suspected (ej misstänkt): a text in one file. No page, search or reuse; erased with it."""

    file = RoomForeignKey("files.File")
    person = RoomForeignKey(Person)
    name = SealedTextField()
    relation = SealedTextField()
    text = SealedTextField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sealed_under = "person_id"
    sensitivity = {
        "identifying": ("name", "relation", "text"),
        "operational": ("id", "room", "file", "person", "at", "by"),
    }
    retention = "file"

    class Meta(RoomModel.Meta):
        indexes = [models.Index(fields=["room", "file"], name="files_mention_of_file")]


class Draft(RoomModel):
    """What somebody has begun to write in one form, sealed under her own key: it survives a session lock."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=80)
    content = SealedJSONField()
    at = models.DateTimeField()

    sealed_under = "user_id"
    delivery_may = ""
    sensitivity = {"identifying": ("content",), "operational": ("id", "room", "user", "place", "at")}
    retention = "session"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(fields=["room", "user", "place"], name="files_draft_one"),
        ]
