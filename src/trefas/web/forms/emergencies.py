"""Forms of an emergency: the question, what was decided beforehand, and what a manager finds afterwards."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trefas.accountability.breaking_models import Emergency, Finding
from trefas.accountability.breaking_policy import MOST_DAYS
from trefas.authorities.roles import ROLES
from trefas.web.forms.disclosures import words
from trefas.web.rendering import Chips, DateInput

FIRST_YEAR = 1900


class AskForm(forms.Form):
    """What is happening, to whom, and why it cannot wait. One person: a number, or a name and a year."""

    emergency = forms.ChoiceField(label=gettext_lazy("What is happening?"), choices=Emergency.choices, widget=Chips)
    identity_number = forms.CharField(
        label=gettext_lazy("Identity number"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Twelve digits. If you do not have it, write the name and the birth year instead."),
    )
    name = forms.CharField(label=gettext_lazy("Whole name"), required=False, max_length=200)
    birth_year = forms.IntegerField(label=gettext_lazy("Birth year"), required=False, min_value=FIRST_YEAR)
    reason = words(
        gettext_lazy("Why can it not wait?"),
        required=True,
        rows=3,
        help_text=gettext_lazy("Whoever decided beforehand, and your manager, read this."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one way of naming one person."""
        given: dict[str, Any] = super().clean() or {}
        if not given.get("identity_number") and not (given.get("name") and given.get("birth_year")):
            text = _("Write the identity number, or the whole name and the birth year.")
            self.add_error("identity_number", text)
        return given


class BeforehandForm(forms.Form):
    """For which emergencies, until when, for whom there, and how she may be found."""

    emergencies = forms.MultipleChoiceField(
        label=gettext_lazy("In which emergencies may it be opened?"),
        choices=Emergency.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    until = forms.DateField(label=gettext_lazy("Last day it holds"), widget=DateInput)
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Who there may open it?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Choose none for everybody there who follows people."),
    )
    by_name = forms.BooleanField(
        label=gettext_lazy("She may be found by name and birth year too"),
        required=False,
        help_text=gettext_lazy("A name and a year may be somebody else's. The number never is."),
    )

    def __init__(self, data: Any = None, *, today: datetime.date, protected: bool) -> None:
        super().__init__(data)
        following = [(role.code, role.name) for role in ROLES.values() if "follow" in role.mandates]
        self.fields["roles"].choices = following  # type: ignore[attr-defined]  # MultipleChoiceField
        last = today + datetime.timedelta(days=MOST_DAYS)
        self.fields["until"].initial = today + datetime.timedelta(days=MOST_DAYS // 3)
        self.fields["until"].help_text = _("At most %(days)s days ahead: %(day)s.") % {"days": MOST_DAYS, "day": last}
        if protected:
            del self.fields["by_name"]


class FindingForm(forms.Form):
    """What a manager or lawyer finds of an emergency."""

    finding = forms.ChoiceField(
        label=gettext_lazy("What do you find?"), choices=Finding.choices, widget=forms.RadioSelect
    )
    words = words(gettext_lazy("What did you see?"), rows=3)

    def clean(self) -> dict[str, Any]:
        """Ask for words when it was not in order."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("finding") == Finding.WRONG and not given.get("words", "").strip():
            self.add_error("words", _("Write what you saw, so that whoever goes on with it understands."))
        return given
