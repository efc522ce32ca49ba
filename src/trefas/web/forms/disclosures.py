"""The forms of disclosing: receiver, the law's questions, the decision, a correction, what was told orally."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trefas.authorities.models import Unit
from trefas.disclosures.actions import Facts
from trefas.disclosures.language import said
from trefas.disclosures.models import Assessment, Decision
from trefas.law import RULEBOOK
from trefas.law.words import PERSONAL, PURPOSES
from trefas.web.law_view import Asked, View, answer_to, sentence, short
from trefas.web.rendering import InlineRadios, Outcomes

LONG = 4000


def words(label: Any, *, required: bool = False, rows: int = 2, help_text: Any = "") -> forms.CharField:
    """Return a field for words."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=LONG, widget=area, help_text=help_text)


class ReceiverForm(forms.Form):
    """To which unit, on whose initiative, and for what."""

    receiver = forms.ChoiceField(label=gettext_lazy("To which unit?"), widget=forms.RadioSelect)
    purpose = forms.ChoiceField(label=gettext_lazy("For what purpose?"), widget=forms.RadioSelect)
    requested = forms.ChoiceField(
        label=gettext_lazy("On whose initiative?"),
        choices=[("no", gettext_lazy("Our own")), ("yes", gettext_lazy("The receiver asked for it"))],
        initial="no",
        widget=InlineRadios,
    )

    def __init__(self, data: Any = None, *, units: Iterable[Unit]) -> None:
        super().__init__(data)
        self.units = {str(unit.pk): unit for unit in units}
        receiver, purpose = self.fields["receiver"], self.fields["purpose"]
        receiver.choices = [(key, unit.name) for key, unit in self.units.items()]  # type: ignore[attr-defined]  # ChoiceField
        purpose.choices = purpose_choices()  # type: ignore[attr-defined]  # ChoiceField


def purpose_choices() -> list[tuple[str, str]]:
    """Return the purposes that concern one person, in words."""
    return [(code, sentence(said(text))) for code, text in PURPOSES.items() if code in PERSONAL]


class QuestionsForm(forms.Form):
    """The law's questions with the facts each answer rests on, the harm tests, and more provisions to try."""

    def __init__(
        self, data: Any = None, *, view: View, notes: dict[str, str], age_at_offence: int | None = None
    ) -> None:
        super().__init__(data)
        self.view, self.notes = view, notes
        for asked in view.questions:
            self._ask(asked)
        self._harm()
        counted = any(key.key.age is not None and key.key.age.at_offence for key in view.columns)
        if counted or age_at_offence is not None:
            self.fields["age_at_offence"] = forms.IntegerField(
                label=_("Age when the offence was committed"), min_value=0, max_value=120, required=False,
                initial=age_at_offence,
            )  # fmt: skip
        choices = [(key.key.id, f"{short(key.key)}: {said(key.key.explanation)}") for key in view.others]
        self.fields["tried"] = forms.MultipleChoiceField(
            label=_("More support to try"), choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )

    def _ask(self, asked: Asked) -> None:
        known = answer_to(self.view.answer, asked)
        initial = "" if known is None else ("no" if known is False else "yes")
        self.fields[f"q-{asked.name}"] = forms.ChoiceField(
            label=f"{asked.number}. {asked.text}", choices=[("yes", _("Yes")), ("no", _("No"))], required=False,
            initial=initial, widget=InlineRadios,
        )  # fmt: skip
        note = self.notes.get(f"{asked.keys[0]}.{asked.condition}", "")
        self.fields[f"f-{asked.name}"] = words(_("Facts you build on"))
        self.fields[f"f-{asked.name}"].initial = note

    def _harm(self) -> None:
        tested = {lock: False for lock, holds in self.view.answer.request.harm.items() if holds is False}
        for lock in [*(one.lock.id for one in self.view.answer.locks), *tested]:
            self.fields[f"h-{lock}"] = forms.ChoiceField(
                label=short(RULEBOOK.locks[lock]), required=False, initial="no" if lock in tested else "",
                choices=[("", _("Applies")), ("no", _("Tested: no harm, it does not apply"))], widget=InlineRadios,
            )  # fmt: skip
            self.fields[f"w-{lock}"] = words(_("Why it does no harm"))
            self.fields[f"w-{lock}"].initial = self.notes.get(lock, "")

    def questions(self) -> Iterator[tuple[BoundField, BoundField, bool]]:
        """Give each question with its facts, and whether it is the next one to answer."""
        waiting = self.view.waiting
        for asked in self.view.questions:
            yield self[f"q-{asked.name}"], self[f"f-{asked.name}"], bool(waiting) and asked == waiting[0]

    def harm_tests(self) -> Iterator[tuple[BoundField, BoundField]]:
        """Give each harm test with its words."""
        for name in [name for name in self.fields if name.startswith("h-")]:
            yield self[name], self[f"w-{name[2:]}"]

    def facts(self, before: dict[str, Any]) -> Facts:
        """Return the facts that a valid form states, with those of questions that are not on the page."""
        given = self.cleaned_data
        conditions = {rule: dict(answers) for rule, answers in before.get("conditions", {}).items()}
        notes = dict(before.get("notes", {}))
        for asked in self.view.questions:
            for rule in asked.keys:
                self._answer(conditions.setdefault(rule, {}), asked, given[f"q-{asked.name}"])
                notes[f"{rule}.{asked.condition}"] = given[f"f-{asked.name}"]
        harm = {name[2:]: False for name, value in given.items() if name.startswith("h-") and value == "no"}
        notes |= {name[2:]: value for name, value in given.items() if name.startswith("w-")}
        tried = sorted({*before.get("tried", ()), *given.get("tried", ())})
        kept = {rule: answers for rule, answers in conditions.items() if answers}
        return Facts(kept, harm, given.get("age_at_offence"), {key: text for key, text in notes.items() if text}, tried)

    @staticmethod
    def _answer(answers: dict[str, Any], asked: Asked, said_: str) -> None:
        if said_:
            answers[asked.condition] = said_ == "yes"
        else:
            answers.pop(asked.condition, None)

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a harm test that finds no harm."""
        given: dict[str, Any] = super().clean() or {}
        for name in [name for name in given if name.startswith("h-") and given[name] == "no"]:
            if not given.get(f"w-{name[2:]}"):
                self.add_error(f"w-{name[2:]}", _("Write why nobody suffers harm."))
        return given


class DecisionForm(forms.Form):
    """Given, partly or refused, with what the law asks to be written down."""

    withheld = forms.MultipleChoiceField(
        label=gettext_lazy("Which items do you keep back?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    partly_why = words(gettext_lazy("Why do you keep them back?"))
    refused_why = words(gettext_lazy("Why do you refuse?"))
    decision = forms.ChoiceField(label=gettext_lazy("What do you decide?"))

    def __init__(
        self, data: Any = None, *, assessment: Assessment, demanded: Sequence[str], police: bool, giveable: bool
    ) -> None:
        super().__init__(data)
        prepared = (assessment.record or {}).get("prepared", {})
        self.initial = _initial(prepared)
        self.fields["withheld"].choices = [  # type: ignore[attr-defined]  # MultipleChoiceField
            (item["id"], item.get("title") or item["kind"]) for item in assessment.items
        ]
        self._choose(len(assessment.items) > 1, giveable)
        self.fields["third_persons"] = words(
            _("Information on other people in the text"), help_text=_("Say that it is removed, or why it must stay.")
        )
        if "child" in demanded:
            self.fields["child"] = words(_("The child's best interests, and the child's own view"))
        if police:
            self.fields["necessity"] = words(_("Why it is necessary and proportionate (brottsdatalagen 2:22)"))
        self.fields["person_informed"] = words(_("Is the person informed? Otherwise, why not"))
        self.fields["message"] = words(
            _("Message to the receiver"), help_text=_("For example whom they should not tell.")
        )
        self.demanded = set(demanded)

    def _choose(self, several: bool, giveable: bool) -> None:
        choices = [("given", _("Disclose all of it"))] if giveable else []
        choices += [("partly", _("Disclose a part"))] if giveable and several else []
        choices += [("refused", _("Do not disclose"))]
        field = self.fields["decision"]
        field.choices = choices  # type: ignore[attr-defined]  # ChoiceField
        field.widget = Outcomes(
            choices=choices,
            consequences={
                "given": _("The receiver gets a copy of its own, and both of you a receipt."),
                "partly": _("Only what you do not keep back is copied."),
                "refused": _("Nothing leaves. The assessment and your reason are recorded."),
            },
            opens={"partly": ("withheld", "partly_why"), "refused": ("refused_why",)},
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a refusal, for what is kept back, and for what the law asks to be written down."""
        given: dict[str, Any] = super().clean() or {}
        decision = given.get("decision")
        if decision == "refused" and not given.get("refused_why"):
            self.add_error("refused_why", _("Write why you refuse."))
        if decision == "partly" and not given.get("partly_why"):
            self.add_error("partly_why", _("Write why you keep them back."))
        if decision == "partly" and not 0 < len(given.get("withheld", ())) < len(self.fields["withheld"].choices):  # type: ignore[attr-defined]  # MultipleChoiceField
            self.add_error("withheld", _("Choose what you keep back, but not all of it."))
        if decision != "refused" and "child" in self.fields and not given.get("child"):
            self.add_error("child", _("Write what is best for the child, and what the child thinks."))
        return given

    def decision_(self) -> Decision:
        """Return the decision of a valid form."""
        return Decision(self.cleaned_data["decision"])

    def withheld_ids(self) -> list[uuid.UUID]:
        """Return what is kept back."""
        return (
            [uuid.UUID(one) for one in self.cleaned_data["withheld"]]
            if self.cleaned_data["decision"] == "partly"
            else []
        )

    def record_words(self) -> dict[str, str]:
        """Return what the officer wrote, by the record's fields."""
        given = self.cleaned_data
        why = {"partly": given["partly_why"], "refused": given["refused_why"]}.get(given["decision"], "")
        names = ("third_persons", "child", "necessity", "person_informed", "message")
        found = {name: given.get(name, "") for name in names} | {"outcome": why}
        return {name: text for name, text in found.items() if text}


def _initial(prepared: dict[str, Any]) -> dict[str, Any]:
    said_ = dict(prepared.get("words", {}))
    decision = prepared.get("decision", "")
    return {
        **said_,
        "decision": decision,
        "withheld": prepared.get("withheld", []),
        f"{decision}_why": said_.get("outcome", ""),
    }
