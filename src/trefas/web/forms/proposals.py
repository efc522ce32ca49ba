"""Forms of a proposal, made from the method's definition: criteria with evidence, and roles by event."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trefas.files.actions import Case, Child
from trefas.files.definitions import said
from trefas.methods import Method
from trefas.web.rendering import DateInput

SPARE, EVENTS = 1, 3


class PersonForm(forms.Form):
    """Whom the proposal is about, when the person is not in the unit's information yet."""

    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=80, required=False)
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=80, required=False)
    identity_number = forms.CharField(label=gettext_lazy("Identity number"), max_length=20, required=False)
    birth_date = forms.DateField(
        label=gettext_lazy("Birth date"),
        required=False,
        widget=DateInput,
        help_text=gettext_lazy("Only when the number is not known"),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for something to know the person by."""
        given: dict[str, Any] = super().clean() or {}
        if not given.get("identity_number") and not (given.get("given_name") or given.get("family_name")):
            raise forms.ValidationError(_("Write a name or an identity number."))
        return given


@dataclass(frozen=True)
class Criterion:
    """One criterion as the page shows it: what counts as evidence, and the fields that take it."""

    name: str
    necessary: bool
    needed: int
    counts: list[str]
    pieces: list[tuple[BoundField, BoundField]]


class ProposalForm(forms.Form):
    """A proposal by one method; `child` adds what is asked for a person under 18."""

    reason = forms.CharField(label=gettext_lazy("Why now?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    fact_on = forms.DateField(label=gettext_lazy("Day of the newest fact"), widget=DateInput)

    def __init__(self, *args: Any, method: Method, child: bool, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.method, self.child, self.today = method, child, today
        for criterion in method.criteria:
            for piece in range(criterion.evidence_needed + SPARE):
                self._text(f"c-{criterion.id}-{piece}", _("Evidence %(n)s") % {"n": piece + 1})
        roles = [(role.id, said(role.name)) for role in method.roles]
        for event in range(EVENTS):
            self._text(f"e-{event}", _("Event %(n)s") % {"n": event + 1})
            self.fields[f"e-{event}-roles"] = forms.MultipleChoiceField(
                label=_("The person's role in event %(n)s") % {"n": event + 1},
                choices=roles,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        if child:
            self._child()

    def _text(self, name: str, label: str) -> None:
        self.fields[name] = forms.CharField(label=label, max_length=500, required=False)
        day = _("Day of %(what)s") % {"what": label[:1].lower() + label[1:]}
        self.fields[f"{name}-on"] = forms.DateField(label=day, required=False, widget=DateInput)

    def _child(self) -> None:
        text = forms.Textarea(attrs={"rows": 3})
        self.fields["best_interests"] = forms.CharField(
            label=_("What is best for the child?"), max_length=2000, widget=text
        )
        self.fields["own_view"] = forms.CharField(
            label=_("The child's own view, or why it was not heard"), max_length=2000, widget=text
        )
        self.fields["social_worker"] = forms.CharField(label=_("Named social worker"), max_length=120, required=False)

    def criteria(self) -> Iterator[Criterion]:
        """Give each criterion with its fields, for the page."""
        for criterion in self.method.criteria:
            pieces = range(criterion.evidence_needed + SPARE)
            names = [f"c-{criterion.id}-{piece}" for piece in pieces]
            yield Criterion(
                said(criterion.name),
                criterion.necessary,
                criterion.evidence_needed,
                [said(text) for text in criterion.evidence],
                [(self[name], self[f"{name}-on"]) for name in names],
            )

    def events(self) -> Iterator[tuple[BoundField, BoundField, BoundField]]:
        """Give each event with its day and roles, for the page."""
        for event in range(EVENTS):
            yield self[f"e-{event}"], self[f"e-{event}-on"], self[f"e-{event}-roles"]

    def clean(self) -> dict[str, Any]:
        """Ask for the day of each thing stated, for roles of each event, and for nothing that lies ahead."""
        given: dict[str, Any] = super().clean() or {}
        for name in [name for name in self.fields if f"{name}-on" in self.fields]:
            if given.get(name) and not given.get(f"{name}-on") and f"{name}-on" not in self.errors:
                self.add_error(f"{name}-on", _("Write the day."))
            if f"{name}-roles" in self.fields and given.get(name) and not given.get(f"{name}-roles"):
                self.add_error(f"{name}-roles", _("Choose at least one role."))
        for name, value in list(given.items()):
            if isinstance(value, date) and value > self.today:
                self.add_error(name, _("The day has not come yet."))
        return given

    def case(self) -> Case:
        """Return the proposal that a valid form states."""
        given = self.cleaned_data
        child = Child(given["best_interests"], given["own_view"], given["social_worker"]) if self.child else None
        return Case(self.method.id, self._evidence(), self._roles(), given["reason"], given["fact_on"], child)

    def _evidence(self) -> dict[str, list[dict[str, str]]]:
        given, found = self.cleaned_data, {}
        for criterion in self.method.criteria:
            names = [f"c-{criterion.id}-{piece}" for piece in range(criterion.evidence_needed + SPARE)]
            pieces = [{"text": given[name], "on": given[f"{name}-on"].isoformat()} for name in names if given[name]]
            if pieces:
                found[criterion.id] = pieces
        return found

    def _roles(self) -> list[dict[str, Any]]:
        given = self.cleaned_data
        return [
            {"event": given[name], "on": given[f"{name}-on"].isoformat(), "roles": given[f"{name}-roles"]}
            for name in (f"e-{event}" for event in range(EVENTS))
            if given[name]
        ]


class AnswerForm(forms.Form):
    """The second person's answer, or the proposer's taking back."""

    answer = forms.ChoiceField(choices=[("sign_off", ""), ("refuse", ""), ("withdraw", "")], widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Your reason"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a no."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("answer") in ("refuse", "withdraw") and not given.get("reason"):
            self.add_error("reason", _("Write why the person is not to be followed."))
        return given
