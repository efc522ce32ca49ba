"""Analyses of events in places: areas that change, and near-repeats."""

from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trefas.analysis.reading import Language
from trefas.analysis.wording import band, day_band
from trefas.web.analysis_results import Column, Result, Table, drawn, known, sentences, text_column
from trefas.web.analysis_uploads import column_of, optional_column, refuse, table_from
from trefas.web.forms.analyses import NearRepeatForm, TrendForm

# The libraries behind the analyses take seconds to load: each is loaded by the first page that needs it.
MOST_AREAS, LATEST, MOST_COUNTS = 400, 8, 800
MOST_PAIRS, PAIRS_SHOWN = 2_000_000, 20


def trend(form: TrendForm, language: Language) -> Result:
    """Which areas are emerging or waning against the same period before."""
    from trefas.analysis import trend_page as page
    from trefas.analysis.trend_events import TrendSource, trend_of

    given, table = form.cleaned_data, table_from(form.cleaned_data["file"])
    area, date = column_of(table, form, "area"), column_of(table, form, "date")
    count = optional_column(table, form, "count")
    many = len(set(table.labels(area)))
    if many > MOST_AREAS:
        sentence = _("%(file)s: the column “%(column)s” has %(many)s areas. This page takes at most %(most)s.")
        raise refuse(sentence % {"file": table.name, "column": area, "many": many, "most": MOST_AREAS})
    found = trend_of(
        TrendSource(
            table, area, date, count, given["by"] or None, given["areas"] or None, given["through"], given["years"]
        )
    )
    data = page.as_json(found, language)
    return Result(
        _("Areas that change"),
        language,
        asked_of(table.name, len(table), {_("Area"): area, _("Date"): date, _("Count"): count}),
        sentences(page.as_page(found, language)),
        (_compared(data, language), _counts(data)),
        drawn(lambda path: page.draw(found, path, language)),
        _("Each area’s number now divided by the number before. The figures are in the table below."),
    )


def asked_of(name: str, rows: int, columns: dict[str, str | None]) -> tuple[tuple[str, str], ...]:
    """What a result was computed from: the file and the columns that were read."""
    read = [(key, column) for key, column in columns.items() if column]
    size = ngettext("%(count)s row", "%(count)s rows", rows) % {"count": rows}
    return (
        (_("The file read"), f"{name}, {size}"),
        (_("Columns"), ", ".join(f"{key}: {column}" for key, column in read)),
    )


def _compared(data: dict[str, Any], language: Language) -> Table:
    from trefas.analysis.trend import Change
    from trefas.analysis.trend_page import WORDS

    columns = (
        text_column(_("Area")), Column(_("Now")), Column(_("Before")), Column(_("Ratio"), 2),
        Column(_("95 %, from"), 2), Column(_("95 %, to"), 2), Column(_("Adjusted p"), 3, is_p=True),
        text_column(_("What can be said")),
    )  # fmt: skip
    rows = []
    for one in data["areas"]:
        numbers = (one["now"], one["before"], one["ratio"], *one["ratio_ci"], one["p_adjusted"])
        reading = WORDS[Change(one["change"])][language == "en"]
        rows.append((one["area"], *map(known, numbers), reading))
    return Table(_("Now against before"), columns, tuple(rows))


def _counts(data: dict[str, Any]) -> Table:
    columns = (
        text_column(_("Area")), text_column(_("Period")), Column(_("Count")),
        Column(_("95 %, from"), 1), Column(_("95 %, to"), 1),
    )  # fmt: skip
    rows = []
    periods = min(LATEST, max(1, MOST_COUNTS // len(data["areas"])))
    for one in data["areas"]:
        latest = list(zip(data["periods"], one["counts"], one["ci"], strict=True))[-periods:]
        rows += [(one["area"], period, int(count), *map(known, ci)) for period, count, ci in latest]
    return Table(_("Number per area, the latest periods"), columns, tuple(rows))


def near_repeat(form: NearRepeatForm, language: Language) -> Result:
    """Whether events close in space are also close in time more often than chance would have it."""
    from trefas.analysis import near_repeat as test
    from trefas.analysis import near_repeat_page as page
    from trefas.analysis.near_repeat_events import Source, events_of

    given, table = form.cleaned_data, table_from(form.cleaned_data["file"])
    distance = test.edges_of(given["distance"].replace(" ", ""), "--distance")
    days = test.edges_of(given["days"].replace(" ", ""), "--days")
    x, y, date = (column_of(table, form, field) for field in ("x", "y", "date"))
    time = optional_column(table, form, "time")
    source = Source(
        table, x, y, date, time, given["lonlat"], given["metric"], given["merge_minutes"], given["merge_metres"]
    )
    events, reading = events_of(source)
    _refuse_crowded(events.x, events.y, max(edge for edge in distance if edge < float("inf")))
    found = test.near_repeat(
        events.x, events.y, events.days, distance, days,
        metric=source.checked_metric, permutations=given["permutations"],
    )  # fmt: skip
    data = page.as_json(found, reading, language, PAIRS_SHOWN)
    return Result(
        _("Near-repeats"),
        language,
        asked_of(table.name, len(table), {"x": x, "y": y, _("Date"): date, _("Time of day"): time}),
        sentences(page.as_page(found, reading, language, 0)),
        (_cells(data, language), _same_place(data, language), *_driving(data, language)),
        drawn(lambda path: page.draw(found, path, language)),
        _("Pairs of events by distance and days apart, against chance. The figures are in the table below."),
    )


def _refuse_crowded(x: Any, y: Any, radius: float) -> None:
    """A page must answer in seconds: the work grows with the pairs that lie close."""
    import numpy as np
    from scipy.spatial import cKDTree

    tree = cKDTree(np.column_stack((x, y)))
    pairs = (int(tree.count_neighbors(tree, radius)) - len(x)) // 2
    if pairs > MOST_PAIRS:
        sentence = _(
            "%(pairs)s million pairs lie closer than %(radius)s m. Choose a shorter largest distance, or use the "
            "command: trefas analysis near-repeat."
        )
        raise refuse(sentence % {"pairs": round(pairs / 1e6), "radius": f"{radius:g}"})


def _measures() -> tuple[Column, ...]:
    return (
        Column(_("Pairs")),
        Column(_("By chance"), 1),
        Column(_("Ratio"), 2),
        Column(_("p"), 3, is_p=True),
    )


def _bands(edges: list[float]) -> list[tuple[float, float]]:
    return list(pairwise(edges))


def _cells(data: dict[str, Any], language: Language) -> Table:
    rows = []
    for row, far in enumerate(_bands(data["bands"]["distance"])):
        for column, apart in enumerate(_bands(data["bands"]["days"])):
            numbers = [known(data[key][row][column].item()) for key in ("observed", "expected", "ratio", "p")]
            rows.append((band(*far, "m", language), day_band(*apart, language), *numbers))
    columns = (text_column(_("Distance")), text_column(_("Days apart")), *_measures())
    return Table(_("Pairs by distance and days apart"), columns, tuple(rows))


def _same_place(data: dict[str, Any], language: Language) -> Table:
    same = data["same_place"]
    rows = tuple(
        (day_band(*apart, language), *(known(same[key][k].item()) for key in ("observed", "expected", "ratio", "p")))
        for k, apart in enumerate(_bands(data["bands"]["days"]))
    )
    return Table(_("The same place (less than 0.1 m apart)"), (text_column(_("Days apart")), *_measures()), rows)


def _driving(data: dict[str, Any], language: Language) -> list[Table]:
    """Which rows of the file are behind the notable cells."""
    columns = (
        text_column(_("Distance")), text_column(_("Days apart")), Column(_("Pairs")),
        text_column(_("Rows in the file")),
    )  # fmt: skip
    rows = tuple(
        (
            band(one["distance"][0], one["distance"][1], "m", language),
            day_band(one["days"][0], one["days"][1], language),
            one["pairs"],
            ", ".join(f"{first}+{second}" for first, second in one["rows"])
            + (" …" if one["pairs"] > PAIRS_SHOWN else ""),
        )
        for one in data["driving"]
    )
    return [Table(_("Pairs behind cells with p at most 0.05"), columns, rows)] if rows else []
