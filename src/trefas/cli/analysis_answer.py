"""What all analysis commands share: language, one-sentence errors, JSON, a progress bar."""

import json
import math
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from trefas.analysis.reading import BadInput, Language

File = Annotated[Path, typer.Argument(help="CSV or XLSX file with a header row.", metavar="FILE")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Makes the result repeatable.")]
Plot = Annotated[Path | None, typer.Option("--plot", help="Write a picture, .svg or .png.")]
Lang = Annotated[
    str | None,
    typer.Option("--lang", help="sv or en; else from LC_ALL or LANG, else Swedish.", metavar="sv|en"),
]


def language_of(asked: str | None) -> Language:
    """The language asked for, else that of the environment, else Swedish."""
    if asked is not None:
        if asked not in ("sv", "en"):
            fail(f"--lang ”{asked}” finns inte. Välj sv eller en. / Choose sv or en.")
        return "en" if asked == "en" else "sv"
    locale = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "en" if locale.lower().startswith("en") else "sv"


@contextmanager
def explained_errors(language: Language) -> Iterator[None]:
    """Turn bad input into one sentence on standard error and exit status 2."""
    try:
        with warnings.catch_warnings():
            # What the user must know is in the result's own warnings.
            warnings.simplefilter("ignore")
            yield
    except BadInput as error:
        fail(error.text(language))


def fail(sentence: str) -> NoReturn:
    """Say what is wrong on standard error and stop with exit status 2."""
    print(sentence, file=sys.stderr)
    raise typer.Exit(2)


def plain(value: Any) -> Any:
    """Plain JSON values: arrays as lists, undefined and infinite numbers as null."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):  # numpy arrays and scalars
        return plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return str(value)


def print_json(result: dict[str, Any]) -> None:
    """The one JSON object of a command, on standard output."""
    print(json.dumps(plain(result), ensure_ascii=False, allow_nan=False))


def tell(note: str) -> None:
    """A remark for the person at the terminal, never part of the result."""
    print(note, file=sys.stderr)


@contextmanager
def progress(text: str, total: int) -> Iterator[Any]:
    """A progress bar on standard error; yields a function that takes the number of steps just done."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(text, total=total)

        def step(done: int = 1) -> None:
            bar.advance(task, done)

        yield step
