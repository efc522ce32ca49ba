"""Forms of meetings: the call, the end, what is prepared, what was heard, what is undertaken, and co-operation."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, Literal

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from trefas.law.words import PERSONAL, PURPOSES
from trefas.web.rendering import DateInput, TimeInput

Choices = Iterable[tuple[str, str]]


def purposes() -> list[tuple[str, str]]:
    """Return the purposes of work with one person, in the language of the page."""
    language: Literal["sv", "en"] = "en" if get_language() == "en" else "sv"
    return [(code, text.in_(language)) for code, text in PURPOSES.items() if code in PERSONAL]


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


class WhenForm(forms.Form):
    """A day with a beginning, an end and a place."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DateInput)
    starts = forms.TimeField(label=gettext_lazy("Begins"), widget=TimeInput)
    ends = forms.TimeField(label=gettext_lazy("Ends"), widget=TimeInput)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=120)

    def clean(self) -> dict[str, Any]:
        """Add `starts_at` and `ends_at`, as the clock is where the work is done."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("day"):
            for name in ("starts", "ends"):
                if given.get(name):
                    given[f"{name}_at"] = at(given["day"], given[name])
        return given


class CallForm(WhenForm):
    """A call: when and where, which units, and whom it is about."""

    units = forms.MultipleChoiceField(
        label=gettext_lazy("Units to call"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("They get time, place and numbers, and no names."),
    )
    people = forms.MultipleChoiceField(
        label=gettext_lazy("Agenda"), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Due, new and changed ones are chosen from the start."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: Choices, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "units", units)
        _choose(self, "people", people)


class CloseForm(WhenForm):
    """The end of a meeting, with the next one if it is decided."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def clean(self) -> dict[str, Any]:
        """Ask for the whole of the next meeting, or for nothing of it."""
        given = super().clean()
        asked = [given.get(name) for name in ("day", "starts", "ends", "place")]
        if any(asked) and not all(asked):
            raise forms.ValidationError(_("Write day, beginning, end and place of the next meeting, or none of them."))
        return given


class PrepareForm(forms.Form):
    """What is to be told, to whom and why; about a child its best interests and view."""

    items = forms.MultipleChoiceField(label=gettext_lazy("What you will tell"), widget=forms.CheckboxSelectMultiple)
    units = forms.MultipleChoiceField(label=gettext_lazy("To"), widget=forms.CheckboxSelectMultiple)
    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"))
    child = forms.CharField(
        label=gettext_lazy("The child's best interests and view"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, items: Choices, units: Choices, is_child: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "items", items)
        _choose(self, "units", units)
        _choose(self, "purpose", purposes())
        if not is_child:
            del self.fields["child"]

    def chosen(self) -> list[tuple[str, uuid.UUID]]:
        """Return the items as (kind, id)."""
        pairs = [key.split(":") for key in self.cleaned_data["items"]]
        return [(kind, uuid.UUID(key)) for kind, key in pairs]


class HeardForm(forms.Form):
    """What another unit said."""

    unit = forms.ChoiceField(label=gettext_lazy("Who said it?"))
    text = forms.CharField(
        label=gettext_lazy("Note, for our unit only"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "unit", units)


class CommitmentForm(forms.Form):
    """What is undertaken, by whom here, and by when."""

    text = forms.CharField(label=gettext_lazy("New commitment"), max_length=300)
    owner = forms.ChoiceField(label=gettext_lazy("Who"))
    due_on = forms.DateField(label=gettext_lazy("Done by"), widget=DateInput)

    def __init__(self, *args: Any, owners: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "owner", owners)


class DoneForm(forms.Form):
    """How a commitment went."""

    outcome = forms.CharField(label=gettext_lazy("How did it go?"), required=False, max_length=300)


class InviteForm(forms.Form):
    """Whom to invite, and for which purpose."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"), widget=forms.RadioSelect)
    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"))

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "unit", units)
        _choose(self, "purpose", purposes())


class ReviewForm(forms.Form):
    """The day of the next joint review."""

    on = forms.DateField(label=gettext_lazy("Next joint review"), widget=DateInput)


def at(day: date, clock: time) -> datetime:
    """Return a moment where the work is done."""
    return timezone.make_aware(datetime.combine(day, clock))
