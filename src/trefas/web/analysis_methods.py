"""Analyses of methods: could a pilot show anything, did a method have an effect."""

import warnings
from typing import Any, cast

from django.utils.translation import gettext as _

from trefas.analysis.reading import Language
from trefas.analysis.reading import Table as FileTable
from trefas.web.analysis_events import asked_of
from trefas.web.analysis_results import Column, Result, Table, drawn, known, sentences, text_column
from trefas.web.analysis_uploads import column_of, optional_column, refuse, table_from
from trefas.web.forms.analyses import EffectForm, PilotForm

COMPARED = 50
# Above this, 500 draws take more than a few seconds.
MOST_CELLS = 2_000
MOST_UNITS, MOST_PANEL = 150, 5_000
PERMUTATIONS = 999


def pilot(form: PilotForm, language: Language) -> Result:
    """How often a planned pilot would find a true effect."""
    import joblib

    from trefas.analysis import pilot as planner
    from trefas.analysis import pilot_page as page

    given = form.cleaned_data
    table = table_from(given["file"]) if given["file"] else None
    plan = _plan(form, table)
    # The server's own workers share the cores: no further processes are started for one page.
    with joblib.parallel_config("sequential"):
        found = planner.answer(plan, draws=given["draws"], compare=COMPARED, seed=given["seed"])
    source = asked_of(table.name, len(table), {}) if table else ()
    advice = _("More draws give a narrower answer: run trefas analysis pilot with --draws 10000.")
    return Result(
        _("What a pilot could show"),
        language,
        (*source[:1], *_asked_of_plan(plan, given)),
        (*sentences(page.as_page(found, language)), advice),
        (_powers(page.as_json(found)),),
        drawn(lambda path: page.draw(found, path, language)),
        _("How often the pilot finds the effect, by months after the start. The figures are in the table below."),
    )


def _plan(form: PilotForm, table: FileTable | None) -> Any:
    from trefas.analysis.pilot import Plan
    from trefas.analysis.pilot_history import read_history

    given = form.cleaned_data
    pilots, controls = given["pilots"], given["controls"]
    if table is None:
        rates, seen = (given["rate"],) * (pilots + (controls or 10)), 1.0
    else:
        columns = (optional_column(table, form, field) for field in ("unit", "time", "outcome"))
        history = read_history(table, *columns)
        rates, seen = history.rates, history.dispersion
    _refuse_impossible(given, len(rates))
    wanted = None if controls is None else pilots + controls
    return Plan(
        rates, pilots, given["before"], given["after"], given["dispersion"] or seen, given["effect"],
        given["stagger"], wanted,
    )  # fmt: skip


def _refuse_impossible(given: dict[str, Any], districts: int) -> None:
    pilots, controls, after = given["pilots"], given["controls"] or 1, given["after"]
    if pilots + controls > districts:
        sentence = _(
            "There are %(known)s areas. That is not enough for %(pilots)s with the method and %(controls)s to "
            "compare with."
        )
        raise refuse(sentence % {"known": districts, "pilots": pilots, "controls": controls})
    if given["stagger"] * (pilots - 1) >= after:
        raise refuse(_("The last start would come after the end. Choose more months after, or fewer between starts."))
    taken = pilots + given["controls"] if given["controls"] else districts
    if taken * (given["before"] + after) > MOST_CELLS:
        raise refuse(_("So many areas and months take too long here. Choose fewer, or run: trefas analysis pilot."))


def _asked_of_plan(plan: Any, given: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (_("Areas"), f"{plan.pilots} + {plan.districts - plan.pilots}"),
        (_("Months"), f"{plan.before} + {plan.after}"),
        (_("True change"), f"{plan.effect:+g} %"),
        (_("Draws"), str(given["draws"])),
        (_("Seed"), str(given["seed"])),
    ]


def _powers(data: dict[str, Any]) -> Table:
    columns = (
        text_column(_("Pilot")), Column(_("Areas with the method")), Column(_("Months between starts")),
        Column(_("Months after")), Column(_("True change, per cent"), 0), Column(_("Found in cases of 100"), 0),
        Column(_("95 %, from"), 0), Column(_("95 %, to"), 0),
    )  # fmt: skip
    rows = [_power(_("As asked"), data, data["power"], data["power_ci"])]
    rows.append(_power(_("If the method does nothing"), data | {"effect": 0.0}, data["size"], data["size_ci"]))
    names = {"longer": _("Other follow-up"), "rollouts": _("Other roll-out"), "effects": _("Other true change")}
    for key, name in names.items():
        rows += [_power(name, one, one["power"], one["power_ci"]) for one in data[key]]
    return Table(_("How often the effect is found"), columns, tuple(rows))


def _power(name: str, one: dict[str, Any], share: float, span: list[float]) -> tuple[Any, ...]:
    of_hundred = (100 * share, 100 * span[0], 100 * span[1])
    return (name, one["pilots"], one["stagger"], one["after"], one["effect"], *of_hundred)


def effect(form: EffectForm, language: Language) -> Result:
    """Whether the number of events changed where a method started, by several designs."""
    from trefas.analysis.effect import report

    table = table_from(form.cleaned_data["file"])
    columns = {field: column_of(table, form, field) for field in ("unit", "time", "outcome", "start")}
    with warnings.catch_warnings():
        # What the reader must know is in the result's own remarks.
        warnings.simplefilter("ignore")
        found = _study(form.cleaned_data, table, columns)
        svg = _picture(found, language)
        data = report.as_json(found, language)
    labels = {_("Area or group"): "unit", _("Period"): "time", _("Count"): "outcome", _("Start"): "start"}
    return Result(
        _("The effect of a method"),
        language,
        asked_of(table.name, len(table), {label: columns[key] for label, key in labels.items()}),
        sentences(report.as_page(found, language)),
        (_designs(data, language), *_steps(data), *_weights(data)),
        svg,
        _("The effect over time, with its uncertainty. The figures are in the tables below.") if svg else "",
    )


def _study(given: dict[str, Any], table: FileTable, columns: dict[str, str]) -> Any:
    from trefas.analysis.effect import Columns, read_panel, study

    counts = given["model"] in ("poisson", "negbin", "wooldridge-poisson")
    panel = read_panel(
        table,
        Columns(**columns),
        drop=[name.strip() for name in given["drop"].split(",") if name.strip()],
        drop_empty=given["drop_empty"],
        first=given["first"] or None,
        last=given["last"] or None,
        counts=counts,
    )
    if len(panel.units) > MOST_UNITS or len(panel.outcome) > MOST_PANEL:
        sentence = _(
            "%(file)s: %(units)s areas and %(rows)s rows take too long here. At most %(most)s areas and "
            "%(most_rows)s rows; use the command for more: trefas analysis effect."
        )
        sizes = {"units": len(panel.units), "rows": len(panel.outcome), "most": MOST_UNITS, "most_rows": MOST_PANEL}
        raise refuse(sentence % {"file": table.name, **sizes})
    model, errors = cast(Any, given["model"]), cast(Any, given["se"])
    return study(panel, model=model, errors=errors, permutations=PERMUTATIONS)


def _picture(found: Any, language: Language) -> str:
    """The event study or the synthetic control's gap; some designs have neither."""
    from trefas.analysis.effect import pictures

    has_picture = found.events is not None or (found.main.model == "synth" and found.synthetic is not None)
    return drawn(lambda path: pictures.draw(found, path, language)) if has_picture else ""


def _designs(data: dict[str, Any], language: Language) -> Table:
    from trefas.analysis.effect.estimate import NAMES

    columns = (
        text_column(_("Way of counting")), Column(_("Per cent"), 1), Column(_("95 %, from"), 1),
        Column(_("95 %, to"), 1), Column(_("Estimate"), 4), Column(_("Standard error"), 4),
        Column(_("p"), 3, is_p=True),
    )  # fmt: skip
    rows = []
    for one in (data, *data["alternatives"]):
        span = one["percent_ci"] or (None, None)
        numbers = (one["percent"], *span, one["estimate"], one["se"], one["p"])
        rows.append((NAMES[one["model"]][language == "en"], *map(known, numbers)))
    return Table(_("The designs side by side"), columns, tuple(rows))


def _steps(data: dict[str, Any]) -> list[Table]:
    if data["event_study"] is None:
        return []
    columns = (
        text_column(_("Periods from the start")), Column(_("Per cent"), 1), Column(_("Estimate"), 4),
        Column(_("95 %, from"), 4), Column(_("95 %, to"), 4),
    )  # fmt: skip
    signs = {"earlier": "≤ ", "later": "≥ ", None: ""}
    rows = tuple(
        (f"{signs[one['beyond']]}{one['period']:+d}", *map(known, (one["percent"], one["estimate"], *one["ci"])))
        for one in data["event_study"]["steps"]
    )
    return [Table(_("Before and after the start"), columns, rows)]


def _weights(data: dict[str, Any]) -> list[Table]:
    if "weights" not in data:
        return []
    used = sorted(((float(weight), unit) for unit, weight in data["weights"].items()), reverse=True)
    rows = tuple((unit, weight) for weight, unit in used if weight >= 0.0005)
    columns = (text_column(_("Area or group")), Column(_("Weight"), 3))
    gap = tuple((period, known(float(value))) for period, value in data["gap"].items())
    gaps = Table(_("Distance to the synthetic control"), (text_column(_("Period")), Column(_("Distance"), 2)), gap)
    return [Table(_("What the synthetic control is made of"), columns, rows), gaps]
