"""`trefas law …`: the group, and its main command `ask`."""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from trefas.cli import law_handbook
from trefas.cli.law_options import LanguageOption, language_of, stop
from trefas.law.lines import answer_line, readable_line
from trefas.law.signatures import NOTHING_SIGNED, SignatureError, Signatures, parse_signatures

app = typer.Typer(no_args_is_help=True)


@app.command("ask")
def ask_command(
    source: Annotated[str, typer.Argument(metavar="FILE", help="JSON Lines; - is standard input.")] = "-",
    as_json: Annotated[bool, typer.Option("--json", help="JSON also on a terminal.")] = False,
    signed: Annotated[Path | None, typer.Option(help="Sign-offs: JSON rows with rule, version, who and when.")] = None,
    language: LanguageOption = None,
) -> None:
    """May I tell them? One answer a line, in order; a malformed line gets an error and the rest go on."""
    in_json = as_json or not sys.stdout.isatty()
    spoken, signatures = language_of(language, in_json), _signed(signed)
    tell, end = (answer_line, b"\n") if in_json else (readable_line, b"\n\n")
    out = sys.stdout.buffer
    # The rules live as long as the command: the collector need not walk them again and again.
    gc.freeze()
    with _opened(source) as lines:
        for line in lines:
            out.write(tell(line, signatures, spoken) + end)
            out.flush()


def _opened(source: str) -> BinaryIO:
    if source == "-":
        return sys.stdin.buffer
    try:
        return Path(source).open("rb")
    except OSError as error:
        raise stop(f"Det går inte att läsa {source}: {error.strerror}.") from None


def _signed(path: Path | None) -> Signatures:
    if path is None:
        return NOTHING_SIGNED
    try:
        return parse_signatures(_rows(path.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise stop(f"Det går inte att läsa {path}: {error.strerror}.") from None
    except SignatureError as error:
        raise stop(f"{path}: {error}") from None
    except ValueError:
        raise stop(f"{path} är varken en JSON-lista eller JSON-rader: rätta filen.") from None


def _rows(text: str) -> list[object]:
    """The rows of a JSON list, or of JSON Lines."""
    if text.lstrip().startswith("["):
        rows: list[object] = json.loads(text)
        return rows
    return [json.loads(row) for row in text.splitlines() if row.strip()]


law_handbook.register(app)
