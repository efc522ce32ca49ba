"""`trefas analysis pilot`: could a pilot show anything?"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trefas.analysis.reading import BadInput
from trefas.cli.analysis_answer import (
    AsJson,
    Lang,
    Plot,
    Seed,
    explained_errors,
    language_of,
    print_json,
    progress,
)

if TYPE_CHECKING:
    from trefas.analysis.pilot import Plan

COMPARED = 200


def register(app: typer.Typer) -> None:
    """Add the command to the group."""
    app.command("pilot")(pilot)


def pilot(
    rate: Annotated[
        str | None, typer.Option(help="Events per month and district; one number, or one per district.")
    ] = None,
    history: Annotated[
        Path | None, typer.Option(help="CSV or XLSX with district, period and count, instead of --rate.")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="Column of --history with the district.")] = None,
    time: Annotated[str | None, typer.Option(help="Column of --history with the period.")] = None,
    outcome: Annotated[str | None, typer.Option(help="Column of --history with the count.")] = None,
    before: Annotated[
        int | None, typer.Option(min=1, help="Months before the start; 36, or those of --history.")
    ] = None,
    after: Annotated[int, typer.Option(min=1, help="Months from the first start on.")] = 24,
    pilots: Annotated[int, typer.Option(min=1, help="Districts that get the method.")] = 1,
    controls: Annotated[
        int | None, typer.Option(min=1, help="Districts to compare with; 10, or the rest of --history.")
    ] = None,
    dispersion: Annotated[float | None, typer.Option(min=1, help="Variance / mean; 1, or as in --history.")] = None,
    effect: Annotated[float, typer.Option(min=-100, help="True change in per cent; 0 shows the size.")] = -30.0,
    stagger: Annotated[int, typer.Option(min=0, help="Months between one start and the next.")] = 0,
    draws: Annotated[int, typer.Option(min=1, help="Simulated pilots.")] = 1000,
    compare: Annotated[
        bool, typer.Option("--compare/--no-compare", help="Also try longer follow-up and other roll-outs.")
    ] = True,
    scheduler: Annotated[
        str | None, typer.Option(help="Address of a Dask scheduler to run on instead of this machine.")
    ] = None,
    seed: Seed = 0,
    plot: Plot = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """How often would a pilot find a true effect, tested over districts and start months together?"""
    language = language_of(lang)
    with explained_errors(language):
        from trefas.analysis import pilot_page as page
        from trefas.analysis.plotting import check_picture_name

        if plot is not None:
            check_picture_name(plot)
        plan = _plan(
            _districts(rate, history, (unit, time, outcome), pilots, controls),
            pilots, controls, before, after, dispersion, effect, stagger,
        )  # fmt: skip
        result = _answer(plan, draws, min(COMPARED, draws) if compare else 0, seed, scheduler)
        if plot is not None:
            page.draw(result, plot, language)
        if as_json:
            print_json(page.as_json(result))
        else:
            print(page.as_page(result, language))


Known = tuple[tuple[float, ...], float, int]


def _districts(
    rate: str | None,
    history: Path | None,
    columns: tuple[str | None, str | None, str | None],
    pilots: int,
    controls: int | None,
) -> Known:
    """Rates of the districts, dispersion and months before, from the options or the file."""
    if (rate is None) == (history is None):
        raise BadInput(
            "Ange antingen --rate eller --history, inte båda och inte ingen.",
            "Give either --rate or --history, not both and not none.",
        )
    if history is not None:
        from trefas.analysis.pilot_history import read_history
        from trefas.analysis.reading import read_table

        found = read_history(read_table(history), *columns)
        return found.rates, found.dispersion, found.months
    rates = _numbers(str(rate))
    return (rates * (pilots + (controls or 10)) if len(rates) == 1 else rates), 1.0, 36


def _numbers(text: str) -> tuple[float, ...]:
    try:
        rates = tuple(float(part) for part in text.split(","))
    except ValueError:
        rates = ()
    if not rates or not all(0 < rate < 1e6 for rate in rates):
        raise BadInput(
            f"--rate ska vara ett tal över noll, eller ett per distrikt med komma emellan, inte ”{text}”.",
            f'--rate must be a number above zero, or one per district with commas between, not "{text}".',
        )
    return rates


def _plan(
    known: Known,
    pilots: int,
    controls: int | None,
    before: int | None,
    after: int,
    dispersion: float | None,
    effect: float,
    stagger: int,
) -> "Plan":
    from trefas.analysis.pilot import Plan

    rates, seen, months = known
    if pilots >= len(rates) or (controls is not None and pilots + controls > len(rates)):
        raise BadInput(
            f"Det finns {len(rates)} distrikt. Det räcker inte till {pilots} med metoden och "
            f"{controls or 1} att jämföra med.",
            f"There are {len(rates)} districts. That is not enough for {pilots} with the method and "
            f"{controls or 1} to compare with.",
        )
    if stagger * (pilots - 1) >= after:
        raise BadInput(
            "Den sista starten skulle komma efter slutet. Förläng --after eller minska --stagger.",
            "The last start would come after the end. Lengthen --after or lower --stagger.",
        )
    # With fewer districts wanted than known, the lot is drawn among all of them in every draw.
    wanted = None if controls is None else pilots + controls
    return Plan(rates, pilots, before or months, after, dispersion or seen, effect, stagger, wanted)


def _answer(plan: "Plan", draws: int, compare: int, seed: int, scheduler: str | None) -> Any:
    from trefas.analysis import pilot as planner

    others = len(planner.longer(plan)) + len(planner.rollouts(plan)) + len(planner.effects(plan))
    rounds = 1 if plan.effect == 0 else 2
    total = draws * rounds + (compare * others if plan.effect else 0)
    with _cluster(scheduler), progress("pilot", total) as step:
        return planner.answer(plan, draws=draws, compare=compare, seed=seed, step=step)


@contextmanager
def _cluster(address: str | None) -> Iterator[None]:
    """Let joblib run on a Dask cluster; without an address on this machine's cores."""
    if address is None:
        with nullcontext():
            yield
        return
    import joblib

    try:
        from distributed import Client

        client = Client(address, timeout="3s")  # type: ignore[no-untyped-call]  # distributed is untyped
    except ImportError:
        raise BadInput("--scheduler kräver paketet dask[distributed].",
                       "--scheduler needs the package dask[distributed].") from None  # fmt: skip
    except (OSError, ValueError):
        raise BadInput(f"--scheduler: det går inte att nå {address}.",
                       f"--scheduler: {address} cannot be reached.") from None  # fmt: skip
    with client, joblib.parallel_config("dask"):
        yield
