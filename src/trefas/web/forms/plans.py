"""Forms of the plan: offers and answers, support, the threat picture, tasks and contacts."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trefas.files.definitions import said
from trefas.methods import Method
from trefas.plans.models import Answer, Channel, Consenter, Direction, Path, Reached, WithWhom
from trefas.web.rendering import Chips, DateInput, DateTimeInput, Outcomes

Choices = Iterable[tuple[str, Any]]


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A date field in the browser's own form."""
    return forms.DateField(label=label, widget=DateInput, required=required, help_text=help_text)


def moment(label: Any) -> forms.DateTimeField:
    """A date and time in the browser's own form."""
    return forms.DateTimeField(label=label, widget=DateTimeInput, input_formats=["%Y-%m-%dT%H:%M"])


def words(label: Any, *, required: bool = True, rows: int = 3, help_text: Any = "") -> forms.CharField:
    """A text of some lines."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=2000, required=required, widget=area, help_text=help_text)


def choose(form: forms.Form, name: str, choices: Choices) -> None:
    """Give a field the choices that only the request knows."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


def terms(rows: Iterable[Any]) -> list[tuple[str, str]]:
    """The named rows of a definition as choices, in the language of the page."""
    return [(row.id, said(row.name)) for row in rows]


class OfferForm(forms.Form):
    """What is offered, how, when, and when to try again."""

    kind = forms.ChoiceField(label=gettext_lazy("What is offered"), widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=gettext_lazy("How"), choices=Channel.choices, widget=Chips)
    offered_at = moment(gettext_lazy("When"))
    text = words(gettext_lazy("What was said"), required=False)
    next_try_on = day(gettext_lazy("Next try"), required=False)

    def __init__(self, *args: Any, method: Method, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "kind", terms(method.offers))


class AnswerForm(forms.Form):
    """Yes, no or no answer, with what each leads to."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What did the person answer?"),
        choices=Answer.choices,
        widget=Outcomes(
            consequences={
                Answer.YES: gettext_lazy("What the method orders is ordered at once."),
                Answer.NO: gettext_lazy("A later yes is always possible."),
                Answer.NO_ANSWER: gettext_lazy("Say when you try again."),
            }
        ),
    )
    answered_at = moment(gettext_lazy("When"))
    text = words(gettext_lazy("In the person's own words"), required=False)
    next_try_on = day(gettext_lazy("Next try"), required=False)

    def __init__(self, *args: Any, orders: Sequence["Elsewhere"] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in orders:
            self.fields[one.field] = order_field(one, [(NOT_NOW, _("Not now: it stands among your tasks"))])
        widget = self.fields["answer"].widget
        if orders and isinstance(widget, Outcomes):
            widget.opens = {Answer.YES.value: tuple(one.field for one in orders)}

    def ordered(self) -> dict[str, uuid.UUID]:
        """Return the unit that each order goes to, by the order's id; none but after a yes."""
        if self.cleaned_data["answer"] != Answer.YES:
            return {}
        chosen = {name.removeprefix(ORDER_FIELD): value for name, value in self.cleaned_data.items()
                  if name.startswith(ORDER_FIELD)}  # fmt: skip
        return {order: uuid.UUID(value) for order, value in chosen.items() if value not in (NOT_NOW, "")}


ORDER_FIELD, NOT_NOW = "order_", "not_now"


@dataclass(frozen=True)
class Elsewhere:
    """What a yes orders of another authority: the order, its name, the units that can do it, and the likely one."""

    order: str
    name: str
    units: Sequence[tuple[str, str]]
    likely: str = ""

    @property
    def field(self) -> str:
        """The name of its field."""
        return f"{ORDER_FIELD}{self.order}"


def order_field(one: Elsewhere, more: Choices = ()) -> forms.ChoiceField:
    """The field that says of whom something is ordered."""
    return forms.ChoiceField(
        label=_("%(what)s: order it from") % {"what": one.name}, choices=[*one.units, *more],
        initial=one.likely or NOT_NOW, required=False, widget=forms.RadioSelect,
        help_text=_("You are led to the assessment at once. Nothing is told before you have decided."),
    )  # fmt: skip


class OrderForm(forms.Form):
    """Of whom something is ordered, when it was not done at the yes."""

    def __init__(self, *args: Any, one: Elsewhere, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = order_field(one)
        self.fields["unit"].required = True


class PathForm(forms.Form):
    """Who helps on after a yes."""

    path = forms.ChoiceField(label=gettext_lazy("Who helps on?"), choices=Path.choices, widget=forms.RadioSelect)


class SupportForm(forms.Form):
    """Support as it is started."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of support"))
    goal = words(gettext_lazy("Goal"))
    owner = forms.ChoiceField(label=gettext_lazy("Who answers for it"))
    starts_on = day(gettext_lazy("Starts"))
    follow_up_on = day(gettext_lazy("Follow up"))
    consent_by = forms.ChoiceField(
        label=gettext_lazy("Who consents"), choices=Consenter.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, kinds: Choices, owners: Choices, consent: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "kind", kinds)
        choose(self, "owner", owners)
        self.fields["consent_by"].help_text = consent


class FollowUpForm(forms.Form):
    """The next follow-up of support, or its end with what came of it."""

    act = forms.ChoiceField(
        label=gettext_lazy("What now?"),
        choices=[("go_on", gettext_lazy("The support goes on")), ("end", gettext_lazy("The support ends"))],
        widget=Outcomes(opens={"go_on": ("follow_up_on", "goal"), "end": ("ended_on", "outcome")}),
    )
    follow_up_on = day(gettext_lazy("Next follow-up"), required=False)
    goal = words(gettext_lazy("Goal"), required=False)
    ended_on = day(gettext_lazy("Ended"), required=False)
    outcome = words(gettext_lazy("What came of it"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Demand what the chosen act needs."""
        given: dict[str, Any] = super().clean() or {}
        needed = {"go_on": ("follow_up_on",), "end": ("ended_on", "outcome")}.get(given.get("act", ""), ())
        demand(self, given, needed)
        return given


def demand(form: forms.Form, given: dict[str, Any], names: Sequence[str]) -> None:
    """Add an error to each named field that is empty."""
    for name in names:
        if not given.get(name) and name not in form.errors:
            form.add_error(name, _("Fill in this field."))


class ThreatForm(forms.Form):
    """One dated entry on one side, with its source."""

    direction = forms.ChoiceField(label=gettext_lazy("Which side"), choices=Direction.choices, widget=forms.RadioSelect)
    on = day(gettext_lazy("The day of the information"))
    text = words(gettext_lazy("What is known"))
    source = forms.ChoiceField(label=gettext_lazy("Rests on"), help_text=gettext_lazy("A note, or something received."))

    def __init__(self, *args: Any, sources: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "source", sources)


class PastForm(forms.Form):
    """That an entry is no longer current."""

    since = day(gettext_lazy("No longer current since"))
    reason = words(gettext_lazy("Why"))


class AcuteForm(forms.Form):
    """What is to be done at once."""

    text = words(gettext_lazy("What is to be done"))
    due_on = day(gettext_lazy("At the latest"))
    owner = forms.ChoiceField(label=gettext_lazy("Who answers for it"))

    def __init__(self, *args: Any, owners: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "owner", owners)


class TaskForm(forms.Form):
    """Closing a task."""

    act = forms.ChoiceField(
        label=gettext_lazy("What happened?"),
        choices=[("done", gettext_lazy("It is done")), ("drop", gettext_lazy("It is not to be done"))],
        widget=forms.RadioSelect,
    )
    outcome = words(gettext_lazy("What came of it, or why not"), required=False)


class ContactForm(forms.Form):
    """Four choices and a day: how, with whom, what came of it, the next try."""

    kind = forms.ChoiceField(label=gettext_lazy("How"), choices=Channel.choices, widget=Chips)
    with_whom = forms.ChoiceField(
        label=gettext_lazy("With whom"), choices=WithWhom.choices, widget=Chips, initial=WithWhom.PERSON
    )
    outcome = forms.ChoiceField(label=gettext_lazy("What came of it"), choices=Reached.choices, widget=Chips)
    next_try_on = day(gettext_lazy("Next try"), required=False)
    happened_at = moment(gettext_lazy("When"))
    text = words(gettext_lazy("In short, if it is needed"), required=False, rows=2)
