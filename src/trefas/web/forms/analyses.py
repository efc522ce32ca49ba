"""The forms of the analyses: a file, which of its columns to read, and what to ask of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trefas.web.rendering import DateInput

GUESSED = _("Leave empty if the heading says what it is.")
MOST_DRAWS = 500
# In the words of trefas.analysis.effect; the models are explained beside the results.
MODELS = (
    ("poisson", _("Poisson, with unit and period")),
    ("negbin", _("Negative binomial")),
    ("synth", _("Synthetic control (one unit with a start)")),
    ("callaway-santanna", _("Callaway-Sant’Anna")),
    ("wooldridge-poisson", _("Wooldridge, Poisson")),
    ("synthetic-did", _("Synthetic difference in differences")),
    ("difference-in-differences", _("Difference in differences, linear")),
)
PERIODS = (
    ("", _("As in the file, at least a quarter")),
    ("week", _("Week")),
    ("month", _("Month")),
    ("quarter", _("Quarter")),
    ("year", _("Year")),
)


class ColumnField(forms.CharField):
    """The heading of a column in the file."""

    def __init__(self, label: Any, *, help_text: Any = GUESSED) -> None:
        super().__init__(label=label, required=False, max_length=100, help_text=help_text)


class AnalysisForm(forms.Form):
    """Fields in `more` are folded away until needed; OPTIONS maps the command's options to other field names."""

    more: tuple[str, ...] = ()
    OPTIONS: dict[str, str] = {}

    file = forms.FileField(
        label=_("The file to read"),
        help_text=_("CSV or XLSX with a heading row, at most 10 MB. Events, areas and groups only. It is not kept."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another.")},
    )

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """The fields that are always shown."""
        return [self[name] for name in self.fields if name not in self.more]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """The fields under More choices."""
        return [self[name] for name in self.more]

    @property
    def more_is_open(self) -> bool:
        """Whether something under More choices must be corrected."""
        return any(name in self.errors for name in self.more)


class TrendForm(AnalysisForm):
    """Counts per area and period."""

    more = ("count", "by", "areas", "through", "years")

    area = ColumnField(_("Column with the area"))
    date = ColumnField(_("Column with the date or period"))
    count = ColumnField(_("Column with the count"), help_text=_("Leave empty if each row is one event."))
    by = forms.ChoiceField(label=_("Period"), choices=PERIODS, required=False)
    areas = forms.ChoiceField(
        label=_("Areas that have changed"),
        choices=(("", _("No, the areas are the same")), ("stockholm", _("Stockholm’s city districts, 2023"))),
        required=False,
    )
    through = forms.DateField(
        label=_("Last day the file covers"),
        widget=DateInput,
        required=False,
        help_text=_("Leave empty if the last period is whole."),
    )
    years = forms.IntegerField(label=_("Earlier years to compare with"), min_value=1, max_value=20, initial=1)


class NearRepeatForm(AnalysisForm):
    """Places and dates of events."""

    more = ("distance", "days", "metric", "time", "merge_minutes", "merge_metres", "permutations")

    x = ColumnField(_("Column with the easting"))
    y = ColumnField(_("Column with the northing"))
    date = ColumnField(_("Column with the date"))
    lonlat = forms.BooleanField(label=_("The coordinates are degrees (longitude and latitude)"), required=False)
    distance = forms.CharField(
        label=_("Distances in metres"),
        initial="0,0.1,100,200,400",
        max_length=200,
        help_text=_(
            "Edges with a comma between, a point for decimals. 0,100,200 gives 0 to under 100 m and 100 to under 200 m."
        ),
    )
    days = forms.CharField(
        label=_("Days apart"), initial="0,2,4,7,14", max_length=200, help_text=_("Edges with a comma between.")
    )
    metric = forms.ChoiceField(
        label=_("How to measure"),
        choices=(("euclidean", _("As the crow flies")), ("manhattan", _("Along streets in a grid"))),
    )
    time = ColumnField(_("Column with the time of day"), help_text=_("Only needed to merge reports of the same event."))
    merge_minutes = forms.FloatField(label=_("Merge reports within this many minutes"), min_value=0, required=False)
    merge_metres = forms.FloatField(label=_("Merge reports within this many metres"), min_value=0, required=False)
    permutations = forms.IntegerField(label=_("Permutations"), min_value=19, max_value=999, initial=999)


class EffectForm(AnalysisForm):
    """A panel of areas and periods with starts."""

    more = ("model", "se", "drop", "drop_empty", "first", "last")
    OPTIONS = {"--from": "first", "--to": "last"}

    unit = ColumnField(_("Column with the area or group"))
    time = ColumnField(_("Column with the period"))
    outcome = ColumnField(_("Column with the number of events"))
    start = ColumnField(
        _("Column with the start"), help_text=_("The period when the method starts; an empty cell means never.")
    )
    model = forms.ChoiceField(label=_("Way of counting"), choices=MODELS)
    se = forms.ChoiceField(
        label=_("Uncertainty"), choices=(("cluster", _("Clustered by area or group")), ("hc1", _("HC1")))
    )
    drop = forms.CharField(
        label=_("Leave out"), required=False, max_length=500, help_text=_("Areas or groups, with a comma between.")
    )
    drop_empty = forms.BooleanField(label=_("Leave out those without any event"), required=False)
    first = forms.CharField(label=_("First period"), required=False, max_length=20)
    last = forms.CharField(label=_("Last period"), required=False, max_length=20)


class PilotForm(AnalysisForm):
    """A pilot that has not begun."""

    more = ("dispersion", "stagger", "draws", "seed", "file", "unit", "time", "outcome")
    OPTIONS = {"--history": "file"}

    rate = forms.FloatField(
        label=_("Events per month in each area"),
        min_value=0.01,
        max_value=10_000,
        required=False,
        initial=1,
        help_text=_("Leave empty to take it from a file with the history."),
    )
    effect = forms.FloatField(
        label=_("The change the method truly makes, in per cent"),
        min_value=-100,
        max_value=300,
        initial=-30,
        help_text=_("-30 means 30 per cent fewer events. 0 shows how often the test raises a false alarm."),
    )
    pilots = forms.IntegerField(label=_("Areas that get the method"), min_value=1, max_value=30, initial=1)
    controls = forms.IntegerField(
        label=_("Areas to compare with"),
        min_value=1,
        max_value=100,
        required=False,
        initial=10,
        help_text=_("Leave empty to use all the others in the file."),
    )
    before = forms.IntegerField(label=_("Months before the start"), min_value=1, max_value=240, initial=36)
    after = forms.IntegerField(label=_("Months from the start on"), min_value=1, max_value=120, initial=24)
    dispersion = forms.FloatField(
        label=_("Variation"),
        min_value=1,
        max_value=50,
        required=False,
        help_text=_("Variance divided by mean. Leave empty for 1, or for what the file shows."),
    )
    stagger = forms.IntegerField(label=_("Months between one start and the next"), min_value=0, max_value=60, initial=0)
    draws = forms.IntegerField(
        label=_("Draws"),
        min_value=50,
        max_value=MOST_DRAWS,
        initial=MOST_DRAWS,
        help_text=_("At most 500 here. For more, run: trefas analysis pilot --draws 10000"),
    )
    seed = forms.IntegerField(
        label=_("Seed"), min_value=0, initial=0, help_text=_("The same number gives the same answer.")
    )
    unit = ColumnField(_("Column with the area"))
    time = ColumnField(_("Column with the period"))
    outcome = ColumnField(_("Column with the number of events"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file = self.fields["file"]
        file.required, file.label = False, _("A file with the history")
        file.help_text = _("CSV or XLSX with area, period and count. It is not kept.")

    def clean(self) -> dict[str, Any]:
        """Ask for a rate or a history, not both and not none."""
        data = super().clean() or {}
        if "rate" not in self.errors and "file" not in self.errors:
            given = [data.get("rate") is not None, data.get("file") is not None]
            if sum(given) != 1:
                self.add_error("rate", _("Write the number of events, or choose a file and leave this empty."))
        return data
