"""Forms of the figures: which period is shown, and which is counted and sent."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trefas.web.rendering import DateInput

Choices = Iterable[tuple[str, Any]]


class PeriodForm(forms.Form):
    """The method and period to show, as `method:starts:ends`."""

    period = forms.ChoiceField(label=gettext_lazy("Period"), required=False)

    def __init__(self, *args: Any, periods: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["period"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(periods)


class PublishForm(forms.Form):
    """The method and period to count, suppress and send."""

    method = forms.ChoiceField(label=gettext_lazy("Method"))
    starts = forms.DateField(label=gettext_lazy("From"), widget=DateInput)
    ends = forms.DateField(label=gettext_lazy("To and with"), widget=DateInput)

    def __init__(self, *args: Any, methods: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["method"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(methods)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("starts") and given.get("ends") and given["ends"] < given["starts"]:
            self.add_error("ends", _("The period ends before it begins."))
        return given
