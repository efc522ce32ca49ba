"""A consent with what a valid one must contain, and the box for each thing that was read aloud."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trefas.authorities.models import Unit
from trefas.disclosures.actions import Terms
from trefas.disclosures.actions.consenting import KEPT
from trefas.disclosures.language import said
from trefas.disclosures.models import GivenHow, GuardianConsent
from trefas.law import CONSENT_CONTENT
from trefas.law.words import CATEGORIES
from trefas.web.forms.disclosures import purpose_choices, words
from trefas.web.law_view import sentence
from trefas.web.rendering import DateInput

USUAL_DAYS = 182
# No consent reaches the criminal record (OSL 35:3), and statistics are about nobody.
NEVER = frozenset({"criminal_record", "statistics"})


class ConsentForm(forms.Form):
    """Who consents, to which units, to what, for what, how long, and what was said about it."""

    who = forms.CharField(label=gettext_lazy("Who consents?"), max_length=300)
    receivers = forms.MultipleChoiceField(
        label=gettext_lazy("Which units may be told?"), widget=forms.CheckboxSelectMultiple
    )
    information = forms.MultipleChoiceField(
        label=gettext_lazy("Which kinds of information?"), widget=forms.CheckboxSelectMultiple
    )
    purposes = forms.MultipleChoiceField(label=gettext_lazy("For what purpose?"), widget=forms.CheckboxSelectMultiple)
    co_operation = words(gettext_lazy("What kind of co-operation?"))
    consequences = words(gettext_lazy("What follows from a yes, and from a no?"), required=True)
    given_on = forms.DateField(label=gettext_lazy("Given on"), widget=DateInput)
    expires_on = forms.DateField(label=gettext_lazy("Ends on"), widget=DateInput)
    given_how = forms.ChoiceField(
        label=gettext_lazy("How was it given?"), choices=GivenHow.choices, widget=forms.RadioSelect
    )

    def __init__(
        self, data: Any = None, *, units: Iterable[Unit], today: date, name: str, child: bool, usual: str
    ) -> None:
        initial = {
            "given_on": today, "expires_on": today + timedelta(days=USUAL_DAYS), "who": name, "information": [usual],
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self.today, self.child = today, child
        self.units = {str(unit.pk): unit for unit in units}
        self._choose("receivers", [(key, unit.name) for key, unit in self.units.items()])
        self._choose(
            "information", [(key, sentence(said(text))) for key, text in CATEGORIES.items() if key not in NEVER]
        )
        self._choose("purposes", purpose_choices())
        if child:
            self._ask_of_child()
        for element in CONSENT_CONTENT:
            if element.required and element.id not in KEPT:
                self.fields[f"said-{element.id}"] = forms.BooleanField(
                    label=_("Said: %(element)s") % {"element": said(element.label)}, required=True
                )

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # MultipleChoiceField

    def _ask_of_child(self) -> None:
        choices = [(value, label) for value, label in GuardianConsent.choices if value != "not_needed"]
        self.fields["guardian"] = forms.ChoiceField(
            label=_("Who disposes of the secrecy (OSL 12:3)?"), choices=choices, widget=forms.RadioSelect
        )
        self.fields["child_reason"] = words(
            _("Age, maturity and the child's own view"), help_text=_("Needed when the child disposes of it alone.")
        )

    def clean(self) -> dict[str, Any]:
        """Ask for days in order, and for the reason when a child disposes alone."""
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("given_on"), given.get("expires_on")
        if first and first > self.today:
            self.add_error("given_on", _("The day has not come yet."))
        if first and last and last <= first:
            self.add_error("expires_on", _("Write a day after it was given."))
        if given.get("guardian") == GuardianConsent.CHILD_ALONE and not given.get("child_reason"):
            self.add_error("child_reason", _("Write why the child disposes of it alone."))
        return given

    def terms(self) -> Terms:
        """Return the consent that a valid form states."""
        given = self.cleaned_data
        return Terms(
            who=given["who"], receiver_ids=tuple(uuid.UUID(one) for one in given["receivers"]),
            information=tuple(given["information"]), purposes=tuple(given["purposes"]), given_on=given["given_on"],
            expires_on=given["expires_on"], given_how=given["given_how"], consequences=given["consequences"],
            co_operation=given["co_operation"], guardian=given.get("guardian", GuardianConsent.NOT_NEEDED),
            child_reason=given.get("child_reason", ""),
            confirmed=frozenset(name[5:] for name, value in given.items() if name.startswith("said-") and value),
        )  # fmt: skip
