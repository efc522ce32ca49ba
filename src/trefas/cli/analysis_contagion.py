"""`trefas analysis contagion`: do events bring further events, beyond the ordinary week and year?"""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

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
    import numpy as np

    from trefas.analysis.contagion_events import TimeSource
    from trefas.analysis.reading import Language


def register(app: typer.Typer) -> None:
    """Add the command to the group."""
    app.command("contagion")(contagion)


def contagion(
    file: File,
    date: Annotated[str, typer.Option(help="Column with the date, with or without a time of day.")],
    time: Annotated[str | None, typer.Option(help="Column with the time of day, if not in --date.")] = None,
    x: Annotated[str | None, typer.Option(help="Column with the easting in metres, to find duplicates.")] = None,
    y: Annotated[str | None, typer.Option(help="Column with the northing in metres.")] = None,
    lonlat: Annotated[bool, typer.Option("--lonlat", help="The coordinates are degrees, WGS 84.")] = False,
    merge_minutes: Annotated[float, typer.Option(min=0, help="Merge reports this near in time …")] = 30,
    merge_metres: Annotated[float, typer.Option(min=0, help="… and this near in space.")] = 100,
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day observed.")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day observed.")] = None,
    simulations: Annotated[int, typer.Option(min=19, help="Draws of the background alone.")] = 199,
    seed: Seed = 0,
    plot: Plot = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Self-excitation (Hawkes) beside a background that varies by hour, weekday and season."""
    language = language_of(lang)
    with explained_errors(language):
        from trefas.analysis.contagion_events import TimeSource

        source = TimeSource(file, date, time, x, y, lonlat, merge_minutes, merge_metres, _day(first), _day(last))
        _answer(source, simulations, seed, plot, as_json, language)


def _day(at: datetime | None) -> "np.datetime64 | None":
    import numpy as np

    return None if at is None else np.datetime64(at.date())


def _answer(source: "TimeSource", simulations: int, seed: int, plot: Plot, as_json: bool, language: "Language") -> None:
    from trefas.analysis import contagion_page as page
    from trefas.analysis.contagion import contagion as analyse
    from trefas.analysis.contagion_events import event_times
    from trefas.analysis.plotting import check_picture_name

    if plot is not None:
        check_picture_name(plot)
    events = event_times(source, seed)
    with progress("contagion", simulations) as step:
        result = analyse(
            events.times,
            events.first_day,
            events.days,
            clock=events.clock,
            shortest=events.shortest,
            simulations=simulations,
            seed=seed,
            step=step,
        )
    if plot is not None:
        page.draw(result, plot, language)
    if as_json:
        print_json(page.as_json(result, events, language))
    else:
        print(page.as_page(result, events, language))
