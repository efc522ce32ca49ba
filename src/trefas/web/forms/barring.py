"""Forms for conflicts of interest: one's own number, whom one may not handle, and a manager's decision."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trefas.persons.models import Ground

GROUNDS = [choice for choice in Ground.choices if choice[0] != Ground.OWN]


class NumberForm(forms.Form):
    """One's own identity number."""

    number = forms.CharField(
        label=_("Identity number"), help_text=_("Twelve digits, with the year in full"), max_length=20, strip=True
    )


class UserForm(forms.Form):
    """Which colleague it is about."""

    user = forms.ChoiceField(label=_("Who works here"))

    def __init__(self, *args: Any, people: Iterable[tuple[uuid.UUID, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["user"].choices = [("", ""), *((str(one), name) for one, name in people)]  # type: ignore[attr-defined]  # ChoiceField

    def who(self) -> uuid.UUID:
        """Return who was chosen."""
        return uuid.UUID(self.cleaned_data["user"])


class UserNumberForm(UserForm, NumberForm):
    """Another's own identity number."""

    field_order = ("user", "number")


class WhyForm(forms.Form):
    """Why somebody may not be handled."""

    ground = forms.ChoiceField(label=_("Why"), choices=GROUNDS, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("More about it"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def why(self) -> Ground:
        """Return the ground."""
        return Ground(self.cleaned_data["ground"])


class DeclareForm(NumberForm, WhyForm):
    """Whom one may not handle."""

    name = forms.CharField(label=_("Name"), max_length=200)
    field_order: tuple[str, ...] = ("name", "number", "ground", "note")


class UserDeclareForm(UserForm, DeclareForm):
    """Whom another may not handle."""

    field_order = ("user", "name", "number", "ground", "note")


class PersonBarForm(UserForm, WhyForm):
    """Which colleague may not handle one person."""

    field_order = ("user", "ground", "note")


class LiftForm(forms.Form):
    """Why it is lifted."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
