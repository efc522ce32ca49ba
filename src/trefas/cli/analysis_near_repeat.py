"""`trefas analysis near-repeat`: are events close in space also close in time?"""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from trefas.cli.analysis_answer import (
    AsJson,
    File,
    Lang,
    Plot,
    Seed,
    explained_errors,
    language_of,
    print_json,
    progress,
)

if TYPE_CHECKING:
    from trefas.analysis.near_repeat_events import Source


def register(app: typer.Typer) -> None:
    """Add the command to the group."""
    app.command("near-repeat")(near_repeat)


def near_repeat(
    file: File,
    x: Annotated[str, typer.Option(help="Column with the easting in metres (longitude with --lonlat).")],
    y: Annotated[str, typer.Option(help="Column with the northing in metres (latitude with --lonlat).")],
    date: Annotated[str, typer.Option(help="Column with the date, with or without a time of day.")],
    distance: Annotated[str, typer.Option(help="Edges of the distance bands [a, b) in metres.")] = "0,0.1,100,200,400",
    days: Annotated[str, typer.Option(help="Edges of the day bands [a, b); the last may be inf.")] = "0,2,4,7,14",
    metric: Annotated[str, typer.Option(help="How to measure distance.", metavar="euclidean|manhattan")] = "euclidean",
    permutations: Annotated[int, typer.Option(min=1, help="How many times the dates are permuted.")] = 999,
    lonlat: Annotated[bool, typer.Option("--lonlat", help="The coordinates are degrees, WGS 84.")] = False,
    time: Annotated[str | None, typer.Option(help="Column with the time of day, if not in --date.")] = None,
    merge_minutes: Annotated[float | None, typer.Option(min=0, help="Merge reports this near in time …")] = None,
    merge_metres: Annotated[float | None, typer.Option(min=0, help="… and this near in space.")] = None,
    pairs: Annotated[int, typer.Option(min=0, help="Show at most this many pairs behind each cell.")] = 20,
    seed: Seed = 0,
    plot: Plot = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Table of event pairs by distance and days apart, against permuted dates (Knox test).

    Bands are half-open: --distance 0,100,200 gives 0 to under 100 m and 100 to under 200 m.
    """
    language = language_of(lang)
    with explained_errors(language):
        from trefas.analysis.near_repeat_events import Source

        source = Source(file, x, y, date, time, lonlat, metric, merge_minutes, merge_metres)
        _answer(source, distance, days, permutations, pairs, seed, plot, as_json, language)


def _answer(
    source: "Source",
    distance: str,
    days: str,
    permutations: int,
    pairs: int,
    seed: int,
    plot: Plot,
    as_json: AsJson,
    language: Any,
) -> None:
    from trefas.analysis import near_repeat as test
    from trefas.analysis import near_repeat_page as page
    from trefas.analysis.near_repeat_events import events_of
    from trefas.analysis.plotting import check_picture_name

    distance_edges, day_edges = test.edges_of(distance, "--distance"), test.edges_of(days, "--days")
    if plot is not None:
        check_picture_name(plot)
    events, reading = events_of(source)
    with progress("near-repeat", permutations) as step:
        result = test.near_repeat(
            events.x,
            events.y,
            events.days,
            distance_edges,
            day_edges,
            metric=source.checked_metric,
            permutations=permutations,
            seed=seed,
            step=step,
        )
    if plot is not None:
        page.draw(result, plot, language)
    if as_json:
        print_json(page.as_json(result, reading, language, pairs))
    else:
        print(page.as_page(result, reading, language, pairs))
