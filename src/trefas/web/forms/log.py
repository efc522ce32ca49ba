"""Forms of the log: what of it to show, and what a look at readings found."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trefas.accountability.review_models import Conclusion
from trefas.web.log_rows import PAGES
from trefas.web.rendering import DateInput

GROUPS = [
    ("", _("Everything")),
    ("reads", _("What was read")),
    ("searches", _("Searches")),
    ("denials", _("Refusals")),
    ("exports", _("What was taken out")),
    ("acts", _("What was written")),
    ("log", _("Readings of the log")),
]


class LogForm(forms.Form):
    """Which events to show; every field may be empty. `rooms` = the inner rooms one handles, by whom they are for."""

    room = forms.ChoiceField(label=_("Which log"), required=False)
    user = forms.ChoiceField(label=_("Who"), required=False)
    group = forms.ChoiceField(label=_("What"), required=False, choices=GROUPS)
    page = forms.ChoiceField(label=_("Page"), required=False)
    first = forms.DateField(label=_("From"), required=False, widget=DateInput)
    last = forms.DateField(label=_("To"), required=False, widget=DateInput)
    of = forms.CharField(label=_("File number, or the id of a person or file"), required=False, max_length=60)

    def __init__(self, *args: Any, people: list[tuple[str, str]], rooms: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pages = sorted(((name, str(word)) for name, word in PAGES.items()), key=lambda pair: pair[1])
        self.fields["user"].choices = [("", _("Everybody")), *people]  # type: ignore[attr-defined]  # of a ChoiceField
        if rooms:
            self.fields["room"].choices = [("", _("The unit's")), *rooms]  # type: ignore[attr-defined]  # as above
        else:
            # Whoever handles nobody protected has no such question: it would tell her that there is something to ask.
            del self.fields["room"]
        self.fields["page"].choices = [("", _("All pages")), *pages]  # type: ignore[attr-defined]  # as above

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", _("The last day is before the first. Change one of them."))
        return given


class ConclusionForm(forms.Form):
    """What a look at readings found."""

    conclusion = forms.ChoiceField(label=_("What did you find?"), choices=Conclusion.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("What you saw"),
        help_text=_("Needed unless all is in order. Write about the readings, not about the person."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
