"""`trefas methods …`: check a definition, and write the reference pages."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from trefas.methods import DefinitionError, Text, read_definition, shipped
from trefas.methods.reference import page

app = typer.Typer(no_args_is_help=True)

_UNREADABLE = Text("filen går inte att läsa", "the file cannot be read")
_NOT_UTF_8 = Text("spara filen som UTF-8", "save the file as UTF-8")

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "methods"


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="The definition, a TOML file.")],
    language: Annotated[str, typer.Option(help="sv or en")] = "sv",
) -> None:
    """Read a method definition and say what is wrong in it, with file, line and field."""
    try:
        method = read_definition(file.read_text("utf-8"), file.name)
    except DefinitionError as error:
        _stop("\n".join(problem.in_language(language) for problem in error.problems))
    except OSError as error:
        _stop(f"{file}: {_UNREADABLE.in_language(language)} ({error.strerror}).")
    except UnicodeDecodeError:
        _stop(f"{file}: {_NOT_UTF_8.in_language(language)}.")
    typer.echo(f"{method.id} {method.version} {method.content_hash}")


@app.command()
def docs(
    write: Annotated[bool, typer.Option("--write/--check", help="Write the pages, or check that they are current.")],
    folder: Annotated[Path, typer.Option(help="Where the pages are.")] = REFERENCE,
) -> None:
    """Write the reference page of every shipped method, or say which are out of date."""
    pages = {folder / f"{method.id}.md": page(method) for method in shipped().values()}
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text("utf-8") != text]
    if not write and stale:
        _stop("Out of date, run `trefas methods docs --write`: " + ", ".join(path.name for path in stale))
    folder.mkdir(parents=True, exist_ok=True)
    for path in stale:
        path.write_text(pages[path], "utf-8")
        typer.echo(f"Wrote {path}")


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
