"""Forms of the file: notes, next step, safe contact, counterparts, guardians and information."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from trefas.authorities.models import RoomKind
from trefas.files.models import MayBeTold, NoteKind
from trefas.law.words import CATEGORIES
from trefas.web.rendering import DateInput, DateTimeInput

HOW_INFORMED = (
    ("oral", gettext_lazy("orally")),
    ("visit", gettext_lazy("at a visit")),
    ("telephone", gettext_lazy("by telephone")),
    ("written", gettext_lazy("in writing")),
)
# Källans tillförlitlighet A-E and uppgiftens bedömning 1-5 (4x4-systemets svenska form, brottsdatalagen 2:10).
RELIABILITY = [("", "–"), *((sign, sign) for sign in ("A1", "A2", "B1", "B2", "B3", "C2", "C3", "X4"))]
INTELLIGENCE = [
    ("", "–"),
    ("observation", gettext_lazy("Own observation")),
    ("informant", gettext_lazy("Informant")),
    ("register", gettext_lazy("Register")),
    ("open", gettext_lazy("Open source")),
    ("other_authority", gettext_lazy("Another authority")),
]

# What a note usually holds decides which secrecy protects it (OSL 18, 26 and 35 chapters); the writer may change it.
OWN_KIND: dict[str, list[str]] = {
    RoomKind.SOCIAL_SERVICES: ["social_services_case"],
    RoomKind.EXIT_UNIT: ["social_services_case"],
    RoomKind.POLICE: ["police_intelligence"],
    RoomKind.PRISON_AND_PROBATION: ["prison_and_probation"],
}


class NoteForm(forms.Form):
    """A note or a correction; what comes from police work also says its category and reliability."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Fact or judgement"), choices=NoteKind.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(label=gettext_lazy("Heading"), max_length=120)
    text = forms.CharField(label=gettext_lazy("Text"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}))
    happened_at = forms.DateTimeField(
        label=gettext_lazy("When it happened"), widget=DateTimeInput, input_formats=["%Y-%m-%dT%H:%M"]
    )
    ground = forms.CharField(
        label=gettext_lazy("Ground"), required=False, max_length=60, help_text=gettext_lazy("For example SoL 14:3")
    )
    category = forms.ChoiceField(label=gettext_lazy("Where it comes from"), choices=INTELLIGENCE, required=False)
    reliability = forms.ChoiceField(
        label=gettext_lazy("Reliability of the source"), choices=RELIABILITY, required=False
    )
    information = forms.MultipleChoiceField(
        label=gettext_lazy("What kind of information"), required=False, widget=forms.CheckboxSelectMultiple
    )
    paper = forms.FileField(
        label=gettext_lazy("Paper"), required=False, help_text=gettext_lazy("PDF, picture, Word, Excel or text")
    )

    def __init__(self, *args: Any, room_kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        english = get_language() == "en"
        kinds = self.fields["information"]
        if isinstance(kinds, forms.MultipleChoiceField):
            kinds.initial = OWN_KIND.get(room_kind, [])
            kinds.choices = [(code, words.en if english else words.sv) for code, words in CATEGORIES.items()]
        if room_kind != RoomKind.POLICE:
            del self.fields["category"], self.fields["reliability"]


class StepForm(forms.Form):
    """What comes next, and when."""

    next_step = forms.CharField(label=gettext_lazy("Next step"), max_length=300, required=False)
    next_step_on = forms.DateField(label=gettext_lazy("Date"), widget=DateInput)
    version = forms.IntegerField(widget=forms.HiddenInput)


class FollowForm(forms.Form):
    """That the unit follows the person from now on, and why."""

    text = forms.CharField(
        label=gettext_lazy("What the decision rests on"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ReferenceForm(forms.Form):
    """The number in the own case system."""

    reference = forms.CharField(label=gettext_lazy("Number in the own case system"), max_length=60, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class RouteForm(forms.Form):
    """The safe way to contact, and what staff must know."""

    telephone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    times = forms.CharField(
        label=gettext_lazy("When"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("For example weekdays after 15"),
    )
    answers = forms.CharField(
        label=gettext_lazy("Who may answer, and what may be said"), max_length=300, required=False
    )
    letters = forms.BooleanField(label=gettext_lazy("Letters may be sent"), required=False)
    staff_safety = forms.CharField(
        label=gettext_lazy("Staff safety"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    staff_safety_until = forms.DateField(
        label=gettext_lazy("The note on safety holds until"), required=False, widget=DateInput
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Ask for the end of a note on safety."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("staff_safety") and not given.get("staff_safety_until"):
            self.add_error("staff_safety_until", _("Say how long the note on safety holds."))
        return given


class CounterpartForm(forms.Form):
    """Somebody at another authority."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    telephone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)

    def __init__(self, *args: Any, units: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(units)


class GuardianForm(forms.Form):
    """A guardian, and whether that guardian may be told."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    telephone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    may_be_told = forms.ChoiceField(
        label=gettext_lazy("May the guardian be told?"),
        choices=MayBeTold.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Not if the child can be assumed to suffer considerable harm, OSL 12:3."),
    )
    reason = forms.CharField(
        label=gettext_lazy("What the answer rests on"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of any answer."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("may_be_told") not in (None, "", MayBeTold.NOT_TESTED) and not given.get("reason"):
            self.add_error("reason", _("Write what the answer rests on (OSL 12:3)."))
        return given


class MentionForm(forms.Form):
    """A third person, not suspected."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    relation = forms.CharField(label=gettext_lazy("Relation to the person"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("Why it is needed here"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class InformForm(forms.Form):
    """That the person was informed, or why not."""

    informed = forms.ChoiceField(
        label=gettext_lazy("Is the person informed?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No, not yet"))],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=gettext_lazy("Day"), widget=DateInput)
    how = forms.ChoiceField(label=gettext_lazy("How"), choices=[("", "–"), *HOW_INFORMED], required=False)
    why_not = forms.CharField(
        label=gettext_lazy("Why not"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    test_on = forms.DateField(label=gettext_lazy("Test again"), required=False, widget=DateInput)

    def clean(self) -> dict[str, Any]:
        """Ask how, or why not and when that is tested again."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("informed") == "yes" and not given.get("how"):
            self.add_error("how", _("Say how the person was informed."))
        if given.get("informed") == "no" and not given.get("why_not"):
            self.add_error("why_not", _("Write why not."))
        if given.get("informed") == "no" and not given.get("test_on"):
            self.add_error("test_on", _("Say when you test it again."))
        return given
