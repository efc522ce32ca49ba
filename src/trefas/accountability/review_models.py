"""What the log shows that a named person should look at: facts, and what she found. Never a measure of anybody."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import User
from trefas.persons.models import Person
from trefas.rooms.models import RoomForeignKey, RoomModel, SealedTextField


class Why(models.TextChoices):
    """What makes a reading worth a look. Each may have the best of reasons."""

    OWN_NAME = "own_name", _("The person has the reader's own name")
    FAMILY_NAME = "family_name", _("The person has the reader's family name")
    OWN_ADDRESS = "own_address", _("The person lives where somebody with the reader's name lives")
    COLLEAGUE = "colleague", _("The person has the name of somebody who works here")
    NO_OPEN_FILE = "no_open_file", _("The person has no open file and no proposal")
    BARRED = "barred", _("The reader asked for somebody she may not handle")
    BURST = "burst", _("Many people were opened within an hour")


class Conclusion(models.TextChoices):
    """What the reviewer found."""

    IN_ORDER = "in_order", _("In order: it was part of the work")
    ASK = "ask", _("Ask the reader or her manager")
    REPORT = "report", _("Report it: it was not part of the work")


class ReadReview(RoomModel):
    """One reader's readings of one person on one day (of many people, for a burst), waiting for or given a look.

    `facts` = {"first": number, "last": number, "times": count, "people": count} of events in the room's chain.
    """

    why = models.CharField(max_length=20, choices=Why.choices)
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    person = RoomForeignKey(Person, null=True, blank=True)
    day = models.DateField()
    facts = models.JSONField()
    found_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    conclusion = models.CharField(max_length=20, blank=True, choices=Conclusion.choices)
    note = SealedTextField(null=True, blank=True)

    sealed_under = "reader_id"
    app_may = "SELECT, INSERT, UPDATE (looked_at, looked_by_id, conclusion, note), DELETE"
    sensitivity = {
        "sensitive": ("note",),
        "operational": (
            "id", "room", "why", "reader", "person", "day", "facts", "found_at", "looked_at", "looked_by", "conclusion",
        ),
    }  # fmt: skip
    retention = "audit"

    class Meta(RoomModel.Meta):
        constraints = [
            *RoomModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["room", "why", "reader", "person", "day"],
                nulls_distinct=False,
                name="accountability_readreview_one",
            ),
        ]
        indexes = [
            models.Index(
                fields=["room", "day"],
                condition=models.Q(looked_at__isnull=True),
                name="accountability_readreview_wait",
            )
        ]
