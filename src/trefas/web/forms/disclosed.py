"""The forms of what follows: a correction, a possible breach, a duty."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trefas.disclosures.items import Described
from trefas.disclosures.models import Assessment, BreachState
from trefas.web.forms.disclosures import words


class CorrectionForm(forms.Form):
    """Which given item is wrong, why, and what replaces it."""

    reference = forms.ChoiceField(label=gettext_lazy("Which item is wrong?"), widget=forms.RadioSelect)
    reason = words(gettext_lazy("What was wrong?"), required=True)
    replaced_by = forms.ChoiceField(label=gettext_lazy("What is right?"), required=False, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, assessment: Assessment, pickable: Iterable[Described]) -> None:
        super().__init__(data)
        given = [item for item in assessment.items if item["given"]]
        choices = [(item["id"], item.get("title") or item["kind"]) for item in given]
        right = [(f"{item.kind}:{item.id}", f"{item.title}. {item.text[:120]}") for item in pickable]
        self.fields["reference"].choices = choices  # type: ignore[attr-defined]  # ChoiceField
        nothing = [("", _("Nothing replaces it: it was wrong"))]
        self.fields["replaced_by"].choices = nothing + right  # type: ignore[attr-defined]  # ChoiceField
        if len(choices) == 1:
            self.fields["reference"].initial = choices[0][0]


class BreachForm(forms.Form):
    """How a possible breach is assessed."""

    state = forms.ChoiceField(
        label=gettext_lazy("What did you find?"),
        choices=[(value, label) for value, label in BreachState.choices if value != "open"],
        widget=forms.RadioSelect,
    )
    words = words(gettext_lazy("What happened, whom it touches, and what you have done"), required=True, rows=4)


class DutyForm(forms.Form):
    """What was found when a duty was done."""

    outcome = forms.ChoiceField(label=gettext_lazy("What did you find?"), widget=forms.RadioSelect)
    words = words(gettext_lazy("What your decision rests on"), required=True, rows=4)

    def __init__(self, data: Any = None, *, outcomes: Sequence[tuple[str, Any]]) -> None:
        super().__init__(data)
        self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]  # ChoiceField
