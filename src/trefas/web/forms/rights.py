"""The forms of the person's rights: a request, the question of pressure, masks, decisions, handing over, notices."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trefas.accountability.masking import SILENT
from trefas.accountability.rights_models import Asked, Behalf, Decided, Handed, How, Identity, Longer, Pressed, Way
from trefas.law import RULEBOOK
from trefas.web.forms.disclosures import words
from trefas.web.rendering import DateInput

RECEIVED = gettext_lazy("The day it came in")
GROUNDS = sorted((lock.id, lock.citation) for lock in RULEBOOK.locks.values())


class RequestForm(forms.Form):
    """Who asks for what, and how identity was checked."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is asked for?"), choices=Asked.choices, widget=forms.RadioSelect, initial=Asked.EXTRACT
    )
    name = forms.CharField(label=gettext_lazy("Who asks?"), max_length=200)
    number = forms.CharField(label=gettext_lazy("Identity number"), max_length=20, required=False)
    behalf = forms.ChoiceField(
        label=gettext_lazy("For whom?"), choices=Behalf.choices, widget=forms.RadioSelect, initial=Behalf.SELF
    )
    identity = forms.ChoiceField(
        label=gettext_lazy("How was identity checked?"), choices=Identity.choices, widget=forms.RadioSelect
    )
    identity_words = forms.CharField(
        label=gettext_lazy("Which document, or how the person is known"), max_length=300, required=False
    )
    received_on = forms.DateField(label=RECEIVED, widget=DateInput)
    wanted = words(
        gettext_lazy("What is wrong, or what should be erased?"),
        help_text=gettext_lazy("Not needed for an extract."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask what is wanted when it is more than an extract."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("kind") not in (None, Asked.EXTRACT) and not given.get("wanted"):
            self.add_error("wanted", _("Write what the person wants."))
        return given


class GuardForm(forms.Form):
    """Whether somebody can force the person to show the answer; the warning; and what the person chooses."""

    pressed = forms.ChoiceField(
        label=gettext_lazy("Can somebody force the person to show the answer?"),
        choices=Pressed.choices, widget=forms.RadioSelect,
    )  # fmt: skip
    warned = forms.BooleanField(
        label=gettext_lazy("I have warned the person aloud: what is on paper can be demanded by others."), required=True
    )
    way = forms.ChoiceField(
        label=gettext_lazy("How does the person then want to take part of it?"), choices=Way.choices,
        widget=forms.RadioSelect,
    )  # fmt: skip
    words = words(gettext_lazy("What the person said, or the name of the counsel"))


class AssessForm(forms.Form):
    """What the officer assessed; and, where the answer follows what is held, whom the request is about."""

    person = forms.ChoiceField(
        label=gettext_lazy("Whom is the request about?"), widget=forms.RadioSelect, required=False
    )
    words = words(gettext_lazy("What you have assessed"), required=True, rows=4)

    def __init__(self, data: Any = None, *, candidates: Iterable[tuple[str, str]] | None) -> None:
        super().__init__(data)
        if candidates is None:
            del self.fields["person"]
        else:
            choices = [*candidates, ("", _("Nobody in our information"))]
            self.fields["person"].choices = choices  # type: ignore[attr-defined]  # ChoiceField


class RulingForm(forms.Form):
    """What is done with one item, and on which provision."""

    how = forms.ChoiceField(label=gettext_lazy("What is done with it?"), choices=How.choices, widget=forms.RadioSelect)
    ground = forms.ChoiceField(label=gettext_lazy("On which provision?"), required=False)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        silent = _("only to leave out")
        shown = [(key, f"{name} ({silent})" if key in SILENT else name) for key, name in GROUNDS]
        self.fields["ground"].choices = [("", "–"), *shown]  # type: ignore[attr-defined]  # ChoiceField


class WordsForm(forms.Form):
    """Words that are masked wherever they stand, or may stand."""

    words = words(gettext_lazy("Words, one a line"), required=True, rows=4)
    how = forms.ChoiceField(
        label=gettext_lazy("What is done with them?"), widget=forms.RadioSelect,
        choices=[(How.MASK, How.MASK.label), (How.SHOW, How.SHOW.label)], initial=How.MASK,
    )  # fmt: skip
    ground = forms.ChoiceField(
        label=gettext_lazy("On which provision?"), required=False,
        choices=[("", "–"), *((key, name) for key, name in GROUNDS if key not in SILENT)],
    )  # fmt: skip


class PointForm(forms.Form):
    """Which item the person disputes."""

    about = forms.ChoiceField(label=gettext_lazy("Which item does it concern?"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, items: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["about"].choices = list(items)  # type: ignore[attr-defined]  # ChoiceField


class DecisionForm(forms.Form):
    """A decision with its reasons and its ground, as the person is told them."""

    decision = forms.ChoiceField(
        label=gettext_lazy("What do you decide?"), widget=forms.RadioSelect,
        choices=[(value, label) for value, label in Decided.choices if value],
    )  # fmt: skip
    reasons = words(gettext_lazy("The reasons"), required=True, rows=5)
    ground = forms.CharField(
        label=gettext_lazy("The provision"), max_length=100, help_text=gettext_lazy("For example GDPR article 16.")
    )


class ProlongForm(forms.Form):
    """Why the answer takes longer than a month, as the person has been told it."""

    why = forms.ChoiceField(
        label=gettext_lazy("Why does it take longer?"), choices=Longer.choices, widget=forms.RadioSelect
    )
    reasons = words(
        gettext_lazy("The reasons, as you told them"), required=True, rows=4,
        help_text=gettext_lazy("Nothing that would harm if somebody else heard it."),
    )  # fmt: skip
    told_on = forms.DateField(label=gettext_lazy("Told on"), widget=DateInput)


class ErasedForm(forms.Form):
    """How a granted erasure was carried out; or, where it may be, that everything goes by two who sign."""

    whole = forms.BooleanField(
        label=gettext_lazy("Everything about the person here: propose it to those who sign erasure"), required=False
    )
    words = words(gettext_lazy("If only a part: what was erased, and how"), rows=3)

    def __init__(self, data: Any = None, *, all_of_it: bool) -> None:
        super().__init__(data)
        if not all_of_it:
            del self.fields["whole"]

    def clean(self) -> dict[str, Any]:
        """Ask for words where only a part went."""
        given = {"whole": False, **self.cleaned_data}
        if not given["whole"] and not given.get("words"):
            self.add_error("words", _("Write what was erased, and how."))
        return given


class MakeForm(forms.Form):
    """The language of the answer."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the answer"), choices=[("sv", "Svenska"), ("en", "English")],
        widget=forms.RadioSelect, initial="sv",
    )  # fmt: skip


class HandForm(forms.Form):
    """How the answer reached the person."""

    how = forms.ChoiceField(label=gettext_lazy("How was it handed over?"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, ways: Iterable[Handed]) -> None:
        super().__init__(data)
        choices = [(way.value, way.label) for way in ways]
        self.fields["how"].choices = choices  # type: ignore[attr-defined]  # ChoiceField
        if len(choices) == 1:
            self.fields["how"].initial = choices[0][0]


class PassOnForm(forms.Form):
    """To which authority's unit a request was passed on."""

    to = forms.ChoiceField(label=gettext_lazy("Which authority should have got it?"))
    words = words(gettext_lazy("What makes it theirs"), help_text=gettext_lazy("Nothing of what is held here."))

    def __init__(self, data: Any = None, *, units: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["to"].choices = list(units)  # type: ignore[attr-defined]  # ChoiceField


class NoticeForm(forms.Form):
    """Who is told of what, by the safe way only; or why not, and when that is tested again."""

    to = forms.ChoiceField(label=gettext_lazy("Who is to be told?"), widget=forms.RadioSelect)
    about = forms.CharField(label=gettext_lazy("Of what?"), max_length=300)
    told_on = forms.DateField(label=gettext_lazy("Told on"), widget=DateInput, required=False)
    why_not = words(gettext_lazy("If not told: why not?"))
    test_on = forms.DateField(label=gettext_lazy("If not told: tested again on"), widget=DateInput, required=False)

    def __init__(self, data: Any = None, *, receivers: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["to"].choices = list(receivers)  # type: ignore[attr-defined]  # ChoiceField
        self.fields["to"].initial = "person"
