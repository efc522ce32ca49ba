"""Forms for keeping a person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trefas.persons.models import Protection
from trefas.web.rendering import DateInput


class PersonForm(forms.Form):
    """What the unit knows of a person; a name or a number is enough."""

    given_name = forms.CharField(label=_("Given name"), required=False, max_length=100)
    family_name = forms.CharField(label=_("Family name"), required=False, max_length=100)
    identity_number = forms.CharField(
        label=_("Identity number"), required=False, max_length=20, help_text=_("For example 20070314-2380.")
    )
    birth_date = forms.DateField(
        label=_("Date of birth, when there is no number"), required=False, widget=DateInput(), localize=False
    )
    telephone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    whereabouts = forms.CharField(label=_("Where the person is or lives"), required=False, max_length=200)
    language = forms.CharField(label=_("Language"), required=False, max_length=60)
    interpreter = forms.BooleanField(label=_("Needs an interpreter"), required=False)

    def clean(self) -> dict[str, Any]:
        """Demand something to call the person by."""
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in ("given_name", "family_name", "identity_number")):
            raise forms.ValidationError(_("Write a name or an identity number."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return the values as the action takes them; what was left empty is None."""
        found: dict[str, Any] = {name: self.cleaned_data.get(name) or None for name in self.cleaned_data}
        found["interpreter"] = bool(found["interpreter"])
        if found.get("birth_date"):
            found["birth_date"] = found["birth_date"].isoformat()
        return found


class NewPersonForm(PersonForm):
    """A new person, perhaps with protected identity."""

    protection = forms.ChoiceField(
        label=_("Protected identity"),
        choices=Protection.choices,
        initial=Protection.NONE,
        help_text=_("With any level but none, only the handlers you name can find the person."),
    )
    handlers = forms.MultipleChoiceField(
        label=_("Named handlers beside you"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, colleagues: dict[Any, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["handlers"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  # tells the type checker which field it is
        field.choices = [(str(user_id), name) for user_id, name in colleagues.items()]

    def values(self) -> dict[str, Any]:
        """Return the person's values only."""
        found = super().values()
        return {name: value for name, value in found.items() if name not in ("protection", "handlers")}
