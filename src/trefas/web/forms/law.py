"""Får jag berätta? A question to the rulebook about nobody in particular."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trefas.disclosures.language import said
from trefas.law import Request, Subject
from trefas.law.words import CATEGORIES, INDIVIDUALS, KINDS, PURPOSES, RELATIONS
from trefas.web.law_view import View, answer_to, sentence
from trefas.web.rendering import DateInput, InlineRadios


class AskForm(forms.Form):
    """Who tells whom what, about somebody how old, for what, on which day."""

    sender = forms.ChoiceField(label=gettext_lazy("Who tells?"))
    receiver = forms.ChoiceField(label=gettext_lazy("Who is told?"))
    relation = forms.ChoiceField(label=gettext_lazy("How are they related?"))
    individual = forms.ChoiceField(label=gettext_lazy("If a private person is told: who?"))
    information = forms.MultipleChoiceField(
        label=gettext_lazy("What?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one kind of information.")},
    )  # fmt: skip
    purpose = forms.ChoiceField(label=gettext_lazy("For what?"))
    age = forms.IntegerField(label=gettext_lazy("Age of whom it is about"), min_value=0, max_value=120, required=False)
    age_at_offence = forms.IntegerField(
        label=gettext_lazy("Age at the offence, if there is one"), min_value=0, max_value=120, required=False
    )
    requested = forms.BooleanField(label=gettext_lazy("The receiver asked for it"), required=False)
    day = forms.DateField(label=gettext_lazy("Day"), widget=DateInput)

    def __init__(self, data: Any = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        for name, known in (
            ("sender", KINDS), ("receiver", KINDS), ("relation", RELATIONS), ("individual", INDIVIDUALS),
            ("information", CATEGORIES), ("purpose", PURPOSES),
        ):  # fmt: skip
            choices = [(code, sentence(said(text))) for code, text in known.items()]
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # ChoiceField

    def request(self, facts: dict[str, dict[str, bool]]) -> Request:
        """Return the question as the law package takes it."""
        given = self.cleaned_data
        return Request(
            id="page", date=given["day"], sender=given["sender"], receiver=given["receiver"],
            information=frozenset(given["information"]), purpose=given["purpose"], relation=given["relation"],
            individual=given["individual"], subject=Subject(given["age"], given["age_at_offence"]),
            requested=given["requested"], facts=facts,
        )  # fmt: skip


class AnswersForm(forms.Form):
    """The questions that the rulebook asks back: yes, no, or not answered."""

    def __init__(self, *, view: View) -> None:
        super().__init__()
        self.view = view
        for asked in view.questions:
            known = answer_to(view.answer, asked)
            self.fields[f"q-{asked.name}"] = forms.ChoiceField(
                label=f"{asked.number}. {asked.text}", required=False, widget=InlineRadios,
                choices=[("yes", _("Yes")), ("no", _("No"))],
                initial="" if known is None else ("no" if known is False else "yes"),
            )  # fmt: skip


def default_day(on: date) -> dict[str, Any]:
    """Return what the page begins with."""
    return {"day": on, "relation": "different", "individual": "other"}


class PeriodForm(forms.Form):
    """From which day to which."""

    start = forms.DateField(label=gettext_lazy("From"), widget=DateInput)
    end = forms.DateField(label=gettext_lazy("To and with"), widget=DateInput)
