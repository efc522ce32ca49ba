"""Five questions for a phone at night, and the lawyer's review."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trefas.authorities.models import Unit
from trefas.disclosures.assessing import age_of
from trefas.persons.models import Person
from trefas.web.dates import clock, weekday_date
from trefas.web.forms.disclosures import words
from trefas.web.rendering import Chips, TimeInput
from trefas.web.shell import HUES

OTHER = "other"
MINUTES = (5, 15, 30)


class OralForm(forms.Form):
    """To whom, about whom, what, why now, and when. Chips are filled with the last twelve hours."""

    to = forms.ChoiceField(label=gettext_lazy("To whom?"))
    unit = forms.ChoiceField(label=gettext_lazy("At which unit?"), required=False)
    told_to_name = forms.CharField(label=gettext_lazy("Who there?"), required=False, max_length=200)
    person = forms.ChoiceField(label=gettext_lazy("About whom?"), required=False)
    about = forms.CharField(label=gettext_lazy("About whom?"), required=False, max_length=200)
    what = words(gettext_lazy("What did you say?"), required=True, rows=3)
    why = forms.ChoiceField(
        label=gettext_lazy("Why could it not wait?"),
        choices=[
            ("life", gettext_lazy("Danger to life or health")),
            ("child", gettext_lazy("A child fares ill")),
            (OTHER, gettext_lazy("Something else")),
        ],
        widget=Chips,
    )
    why_words = forms.CharField(label=gettext_lazy("What, if something else"), required=False, max_length=400)
    when = forms.ChoiceField(label=gettext_lazy("When did you say it?"), widget=Chips)
    at = forms.TimeField(label=gettext_lazy("Another time"), required=False, widget=TimeInput)

    def __init__(
        self,
        data: Any = None,
        *,
        units: Mapping[str, Unit],
        people: Sequence[Person],
        told: Mapping[str, str],
        now: datetime.datetime,
    ) -> None:
        super().__init__(data)
        self.units, self.now, self.people = units, now, list(people)
        self.known: list[Person] = []
        self._receivers(units, told)
        self._people(people)
        moments = [(str(minutes), clock(now - datetime.timedelta(minutes=minutes))) for minutes in MINUTES]
        self.fields["when"].choices = [("0", _("Just now")), *moments, (OTHER, _("Another time"))]  # type: ignore[attr-defined]  # ChoiceField
        self.fields["when"].initial = "0"
        noted = _("Noted now: %(day)s %(time)s") % {"day": weekday_date(now), "time": clock(now)}
        self.fields["when"].help_text = noted

    def _receivers(self, units: Mapping[str, Unit], told: Mapping[str, str]) -> None:
        kinds = {key: HUES.get(units[key.split("|")[0]].branch.kind, OTHER) for key in told}  # type: ignore[call-overload]  # codes of RoomKind
        choices = [*told.items(), (OTHER, _("Somebody else"))]
        to, unit = self.fields["to"], self.fields["unit"]
        to.widget = Chips(choices=choices, kinds=kinds) if told else forms.HiddenInput()
        to.choices = choices  # type: ignore[attr-defined]  # ChoiceField
        if len(told) < 2:
            to.initial = choices[0][0]
        unit.choices = [("", ""), *((key, one.name) for key, one in units.items())]  # type: ignore[attr-defined]  # ChoiceField

    def _people(self, people: Sequence[Person]) -> None:
        on = timezone.localtime(self.now).date()
        choices = [(str(person.pk), _named(person, on)) for person in people]
        field = self.fields["person"]
        field.choices = [*choices, ("", _("Somebody else"))]  # type: ignore[attr-defined]  # ChoiceField
        field.widget = Chips(choices=field.choices) if people else forms.HiddenInput()  # type: ignore[attr-defined]  # ChoiceField
        if len(people) == 1:
            field.initial = choices[0][0]
        if people:
            self.fields["about"].label = _("Name or number, if somebody else")

    def ask_which(self, found: Sequence[Person]) -> None:
        """Ask which of those with such a name it is about."""
        self._people(found)
        self.add_error("person", _("There is somebody with that name. Choose her, or Somebody else and say more."))
        self.known = list(found)

    def clean(self) -> dict[str, Any]:
        """Ask for unit and name of somebody else, for whom it is about, and for a time that has been."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("to") == OTHER:
            if not given.get("unit"):
                self.add_error("unit", _("Choose the unit you told."))
            if not given.get("told_to_name"):
                self.add_error("told_to_name", _("Write whom you talked to."))
        if not given.get("person") and not given.get("about"):
            self.add_error("about", _("Write whom it was about."))
        if given.get("when") == OTHER and not given.get("at"):
            self.add_error("at", _("Write a time, for example 23:38."))
        return given

    def receiver(self) -> Unit:
        """Return the unit that was told."""
        given = self.cleaned_data
        return self.units[given["unit"] if given["to"] == OTHER else given["to"].split("|")[0]]

    def told_to(self) -> str:
        """Return who there was told."""
        given = self.cleaned_data
        name = given["told_to_name"] if given["to"] == OTHER else given["to"].split("|", 1)[1]
        return str(name)

    def told_at(self) -> datetime.datetime:
        """Return when: a time later than now was yesterday."""
        given = self.cleaned_data
        if given["when"] != OTHER:
            return self.now - datetime.timedelta(minutes=int(given["when"]))
        local = timezone.localtime(self.now)
        moment = local.replace(hour=given["at"].hour, minute=given["at"].minute, second=0, microsecond=0)
        return moment if moment <= local else moment - datetime.timedelta(days=1)


def _named(person: Person, on: datetime.date) -> str:
    age = age_of(person, on)
    years = ngettext("%(age)s year", "%(age)s years", age) % {"age": age} if age is not None else ""
    return ", ".join(part for part in (person.name, years) if part)


class ReviewForm(forms.Form):
    """What the lawyer finds."""

    words = words(gettext_lazy("What do you find?"), required=True, rows=5)
