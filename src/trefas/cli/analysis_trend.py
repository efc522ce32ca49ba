"""`trefas analysis trend`: counts per area and period, and which areas are emerging or waning."""

from datetime import datetime
from typing import Annotated

import typer

from trefas.cli.analysis_answer import AsJson, File, Lang, Plot, Seed, explained_errors, language_of, print_json


def register(app: typer.Typer) -> None:
    """Add the command to the group."""
    app.command("trend")(trend)


def trend(
    file: File,
    area: Annotated[str, typer.Option(help="Column with the area.")],
    date: Annotated[str, typer.Option(help="Column with the date or period (2026, 2026-Q1, 2026-01, a date).")],
    count: Annotated[str | None, typer.Option(help="Column with the count, if rows are not events.")] = None,
    by: Annotated[str | None, typer.Option(help="Period to count by.", metavar="week|month|quarter|year")] = None,
    areas: Annotated[
        str | None,
        typer.Option(help="Area versions: a file with area, from, to, becomes; or 'stockholm'."),
    ] = None,
    through: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day the data cover.")] = None,
    years: Annotated[int, typer.Option(min=1, max=20, help="Earlier years pooled in the comparison.")] = 1,
    seed: Seed = 0,
    plot: Plot = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Counts with exact intervals, and each area against the same period before, all tested together.

    Nothing is drawn at random here; --seed is taken so that all commands can be called alike.
    """
    language = language_of(lang)
    with explained_errors(language):
        from trefas.analysis import trend_page as page
        from trefas.analysis.plotting import check_picture_name
        from trefas.analysis.trend_events import TrendSource, trend_of

        if plot is not None:
            check_picture_name(plot)
        last = None if through is None else through.date()
        result = trend_of(TrendSource(file, area, date, count, by, areas, last, years))
        if plot is not None:
            page.draw(result, plot, language)
        if as_json:
            print_json(page.as_json(result, language))
        else:
            print(page.as_page(result, language))
