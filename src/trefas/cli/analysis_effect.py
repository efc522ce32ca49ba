"""`trefas analysis effect`: did the method change the number of events?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from trefas.analysis.reading import BadInput, Language
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
    from trefas.analysis.effect import Study

MODELS = "poisson|synth|negbin|callaway-santanna|wooldridge-poisson|synthetic-did|difference-in-differences"
SHORT = {
    "sdid": "synthetic-did",
    "callaway": "callaway-santanna",
    "cs": "callaway-santanna",
    "wooldridge": "wooldridge-poisson",
    "did": "difference-in-differences",
}
NOT_COUNTS = {"synth", "callaway-santanna", "synthetic-did", "difference-in-differences"}


def register(app: typer.Typer) -> None:
    """Add the command to the group."""
    app.command("effect")(effect)


def effect(
    file: File,
    unit: Annotated[str, typer.Option(help="Column with the area or group.")],
    time: Annotated[str, typer.Option(help="Column with the period: 2019, 2019-Q2, 2019-05, 2019-05-01 …")],
    outcome: Annotated[str, typer.Option(help="Column with the count of events.")],
    start: Annotated[str, typer.Option(help="Column with the period when the method starts; blank = never.")],
    model: Annotated[str, typer.Option(help="What to answer with.", metavar=MODELS)] = "poisson",
    se: Annotated[str, typer.Option(help="Errors: clustered by unit, or HC1.", metavar="hc1|cluster")] = "cluster",
    drop: Annotated[list[str] | None, typer.Option(help="Leave out this unit; may be repeated.")] = None,
    drop_empty: Annotated[bool, typer.Option("--drop-empty", help="Leave out units without any event.")] = False,
    first: Annotated[str | None, typer.Option("--from", help="First period to use.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last period to use.")] = None,
    permutations: Annotated[int, typer.Option(min=19, help="Random placements of the starts.")] = 999,
    seed: Seed = 0,
    plot: Plot = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Change in counts per unit and period when a method starts, by several designs side by side."""
    language = language_of(lang)
    with explained_errors(language):
        chosen = _one_of("--model", SHORT.get(model, model), MODELS.split("|"))
        errors = _one_of("--se", se, ["cluster", "hc1"])
        columns = (unit, time, outcome, start)
        study = _study(file, columns, chosen, errors, drop or [], drop_empty, (first, last), permutations, seed, plot)
        _tell(study, plot, as_json, language)


def _one_of(option: str, value: str, allowed: list[str]) -> str:
    if value in allowed:
        return value
    raise BadInput(
        f"{option} kan vara {', '.join(allowed)}, inte ”{value}”.",
        f'{option} can be {", ".join(allowed)}, not "{value}".',
    )


def _study(
    file: Path,
    columns: tuple[str, str, str, str],
    model: str,
    errors: str,
    drop: list[str],
    drop_empty: bool,
    limits: tuple[str | None, str | None],
    permutations: int,
    seed: int,
    plot: Path | None,
) -> "Study":
    from trefas.analysis.effect import Columns, read_panel, study
    from trefas.analysis.plotting import check_picture_name
    from trefas.analysis.reading import read_table

    if plot is not None:
        check_picture_name(plot)
    panel = read_panel(
        read_table(file),
        Columns(*columns),
        drop=drop,
        drop_empty=drop_empty,
        first=limits[0],
        last=limits[1],
        counts=model not in NOT_COUNTS,
    )
    total = len(panel.units) + 3 if model == "synth" else 5
    with progress("effect", total) as step:
        return study(
            panel,
            model=cast(Any, model),
            errors=cast(Any, errors),
            permutations=permutations,
            seed=seed,
            step=step,
        )


def _tell(study: "Study", plot: Path | None, as_json: bool, language: Language) -> None:
    from trefas.analysis.effect import pictures, report

    if plot is not None:
        pictures.draw(study, plot, language)
    if as_json:
        print_json(report.as_json(study, language))
    else:
        print(report.as_page(study, language))
