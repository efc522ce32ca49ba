"""Forms of what is decided: measures on their own facts, custody, and the review that goes on, hands over or ends."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trefas.files.definitions import said
from trefas.methods import Measure, Method
from trefas.plans.models import Decision
from trefas.web.forms.plans import Choices, choose, day, demand, terms, words
from trefas.web.rendering import Outcomes


class ChildFields(forms.Form):
    """The test of a child's best interests, asked only for those under 18."""

    best_interests = words(gettext_lazy("What is best for the child"))
    own_view = words(gettext_lazy("The child's own view, or why it was not heard"))
    social_worker = forms.CharField(label=gettext_lazy("Named social worker"), max_length=120, required=False)

    def __init__(self, *args: Any, child: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not child:
            for name in ("best_interests", "own_view", "social_worker"):
                del self.fields[name]


class MeasureForm(ChildFields):
    """A measure's ground and each of its facts."""

    field_order = ["ground", "fact_on"]
    ground = forms.ChoiceField(label=gettext_lazy("Legal ground"), widget=forms.RadioSelect)
    fact_on = day(gettext_lazy("The day of the newest fact"))

    def __init__(self, *args: Any, kind: Measure, child: bool, **kwargs: Any) -> None:
        super().__init__(*args, child=child, **kwargs)
        choose(self, "ground", [(ground, ground) for ground in kind.grounds])
        for place, fact in enumerate(kind.facts):
            self.fields[f"fact_{place}"] = words(said(fact))

    def facts(self) -> list[str]:
        """Return the facts in the order of the definition."""
        names = [name for name in self.fields if name.startswith("fact_") and name != "fact_on"]
        return [self.cleaned_data[name] for name in names]


class MeasureActForm(forms.Form):
    """The next thing that happens to a measure."""

    act = forms.ChoiceField(label=gettext_lazy("What happened?"), widget=forms.RadioSelect)
    ended_on = day(gettext_lazy("Ended"), required=False)
    outcome = words(gettext_lazy("What came of it, or why not"), required=False)

    def __init__(self, *args: Any, acts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "act", acts)

    def clean(self) -> dict[str, Any]:
        """Demand the day and the outcome of an ending."""
        given: dict[str, Any] = super().clean() or {}
        demand(self, given, ("ended_on", "outcome") if given.get("act") == "end" else ())
        return given


class CustodyForm(forms.Form):
    """Custody: since when, where, and until when."""

    since = day(gettext_lazy("In custody since"))
    place = forms.CharField(label=gettext_lazy("Where"), max_length=120, required=False)
    release_on = day(
        gettext_lazy("Expected release"), required=False, help_text=gettext_lazy("You are reminded before it.")
    )


class ReleaseForm(forms.Form):
    """A changed expected release, or the release itself."""

    act = forms.ChoiceField(
        label=gettext_lazy("What happened?"),
        choices=[("change", gettext_lazy("The expected release has changed")), ("released", gettext_lazy("Released"))],
        widget=forms.RadioSelect,
    )
    on = day(gettext_lazy("Day"))


class ReviewForm(ChildFields):
    """The decision of a review; each outcome opens what it needs."""

    field_order = ["decision", "text"]
    decision = forms.ChoiceField(
        label=gettext_lazy("What do you decide?"),
        choices=Decision.choices,
        widget=Outcomes(
            consequences={
                Decision.CONTINUE: gettext_lazy(
                    "With a newer fact the six months begin anew; without one they run on."
                ),
                Decision.HAND_OVER: gettext_lazy("Another board is told through a disclosure first."),
                Decision.END: gettext_lazy(
                    "The file closes. Your manager decides; on some grounds another person looks at it first."
                ),
            },
            opens={
                Decision.CONTINUE: ("fact_on",),
                Decision.HAND_OVER: ("to_unit", "to_user"),
                Decision.END: ("ground", "verified"),
            },
        ),
    )
    text = words(gettext_lazy("What the decision rests on"))
    fact_on = day(gettext_lazy("The day of the newer fact"), required=False)
    to_unit = forms.ChoiceField(label=gettext_lazy("Unit that takes over"), required=False)
    to_user = forms.ChoiceField(
        label=gettext_lazy("Who takes over there"), required=False, help_text=gettext_lazy("In your own branch only.")
    )
    ground = forms.ChoiceField(label=gettext_lazy("Ground"), required=False)
    verified = forms.ChoiceField(label=gettext_lazy("Verified how"), required=False)

    def __init__(self, *args: Any, method: Method, units: Choices, users: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = ("", "–")
        choose(self, "to_unit", [none, *units])
        choose(self, "to_user", [none, *users])
        choose(self, "ground", [none, *terms(method.endings)])
        choose(self, "verified", [none, *terms(method.verifications)])
        for name in ("best_interests", "own_view"):
            if name in self.fields:
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """Demand what the chosen decision needs."""
        given: dict[str, Any] = super().clean() or {}
        needed = {
            Decision.HAND_OVER: ("to_unit",),
            Decision.END: ("ground", "verified", *(n for n in ("best_interests", "own_view") if n in self.fields)),
        }
        demand(self, given, needed.get(given.get("decision", ""), ()))
        return given


class SecondLookForm(forms.Form):
    """What the second person finds of a proposed ending; whoever proposed it can only take it back."""

    act = forms.ChoiceField(label=gettext_lazy("What do you find?"), widget=forms.RadioSelect)
    reason = words(gettext_lazy("Why"), required=False)

    def __init__(self, *args: Any, mine: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if mine:
            choose(self, "act", [("take_back", _("Take the proposal back"))])
            del self.fields["reason"]
        else:
            choose(self, "act", [("agree", _("I agree: the file ends")), ("send_back", _("Send it back"))])
