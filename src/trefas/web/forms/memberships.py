"""Forms of the administrator: who may work in the room, and who stands in for whom."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trefas.authorities.models import User
from trefas.authorities.roles import MANDATES, ROLES
from trefas.web.rendering import DateInput


class GrantForm(forms.Form):
    """Who gets to work here, in which unit and role, with which mandates besides the role's, and until when."""

    email = forms.EmailField(label=_("E-mail address"), help_text=_("The whole address of an account that exists"))
    unit = forms.ChoiceField(label=_("Unit"))
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    mandates = forms.MultipleChoiceField(
        label=_("More mandates"),
        help_text=_("Besides those that the role has"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    until = forms.DateField(
        label=_("Last day"), help_text=_("Leave empty when it has no end"), required=False, widget=DateInput
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], own: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own, self.today = own, today
        self.fields["unit"].choices = units  # type: ignore[attr-defined]  # of a ChoiceField
        roles = [(role.code, f"{role.name}: {role.description}") for role in ROLES.values() if role.given]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]  # as above
        self.fields["mandates"].choices = list(MANDATES.items())  # type: ignore[attr-defined]  # as above

    def clean_email(self) -> User:
        """Return the account with exactly this address."""
        user = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("There is no account with that address. Ask IT to make one first."))
        if user.pk == self.own.pk:
            raise forms.ValidationError(_("You cannot give yourself anything. Ask another administrator."))
        return user

    def clean_until(self) -> datetime | None:
        """Return the end of the last day."""
        last: date | None = self.cleaned_data["until"]
        if last is None:
            return None
        if last < self.today:
            raise forms.ValidationError(_("The day has passed. Choose a later one."))
        return timezone.make_aware(datetime.combine(last + timedelta(days=1), time()))

    def all_mandates(self) -> list[str]:
        """Return the role's mandates and those added."""
        return sorted({*ROLES[self.cleaned_data["role"]].mandates, *self.cleaned_data["mandates"]})


class SubstituteForm(forms.Form):
    """Who is away, who answers meanwhile, and the days."""

    absent = forms.ChoiceField(label=_("Who is away?"))
    substitute = forms.ChoiceField(label=_("Who stands in?"))
    starts = forms.DateField(label=_("First day"), widget=DateInput)
    last = forms.DateField(label=_("Last day"), widget=DateInput)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("absent", "substitute"):
            self.fields[name].choices = [("", ""), *people]  # type: ignore[attr-defined]  # of a ChoiceField
