"""Forms of Listan: its filters, a cell, and taking the list out."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trefas.authorities.limits import limits_of
from trefas.methods import shipped

DUE = (
    ("", gettext_lazy("All dates")),
    ("late", gettext_lazy("Late")),
    ("today", gettext_lazy("Today")),
    ("week", gettext_lazy("This week")),
    ("month", gettext_lazy("Within a month")),
)
GROUNDS = (
    ("plan", gettext_lazy("To plan the following")),
    ("meeting", gettext_lazy("To prepare a joint meeting")),
    ("review", gettext_lazy("To review the work")),
)


class FilterForm(forms.Form):
    """The filters that the kind of room may use, by the parameters of the page's address."""

    handler = forms.ChoiceField(label=gettext_lazy("Handler"), required=False)
    due = forms.ChoiceField(label=gettext_lazy("Date"), choices=DUE, required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), required=False)
    method = forms.ChoiceField(label=gettext_lazy("Method"), required=False)
    view = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, room_kind: str, handlers: Iterable[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from trefas.files.definitions import said

        methods = list(shipped().values())
        stages = {stage.id: said(stage.name) for method in methods for stage in method.stages}
        everybody = [("", _("Everybody"))]
        self._choices("handler", [*everybody, *((str(key), name) for key, name in handlers)])
        self._choices("stage", [("", _("All stages")), *stages.items()])
        self._choices("method", [("", _("All methods")), *((one.id, said(one.name)) for one in methods)])
        for name in {"handler", "due", "stage", "method"} - limits_of(room_kind).filters:
            del self.fields[name]

    def _choices(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared so above
        field.choices = choices


class CellForm(forms.Form):
    """One cell that was edited in place."""

    field = forms.ChoiceField(choices=[("next_step", ""), ("next_step_on", "")])
    value = forms.CharField(required=False, max_length=300)
    version = forms.IntegerField(min_value=1)

    def clean(self) -> dict[str, Any]:
        """Read a date as a date; an emptied date is refused, because no file stands without one."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("field") != "next_step_on":
            return {**given, "text": given.get("value", "")}
        try:
            return {**given, "on": date.fromisoformat(given.get("value", ""))}
        except ValueError:
            raise forms.ValidationError(_("Write a date, for example 2026-11-27.")) from None


class ExtractForm(forms.Form):
    """Why a list is taken out; it stands on the list's last sheet."""

    ground = forms.ChoiceField(label=gettext_lazy("What do you need the list for?"), choices=GROUNDS)
