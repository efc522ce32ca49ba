"""`trefas law …`"""

from __future__ import annotations

import json
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from trefas.law.lines import answer_line, readable_line
from trefas.law.signatures import NOTHING_SIGNED, SignatureError, Signatures, parse_signatures
from trefas.law.texts import Language

app = typer.Typer(no_args_is_help=True)


class Speech(StrEnum):
    """The language of the texts."""

    sv = "sv"
    en = "en"


LanguageOption = Annotated[Speech | None, typer.Option("--language", help="Language of the texts: sv or en.")]


def _language(asked: Speech | None, as_json: bool = False) -> Language:
    """The language asked for; else Swedish in JSON, and in text that of the user's environment."""
    if asked is not None:
        return asked.value
    if as_json:
        return "sv"
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if spoken.startswith("en") else "sv"


def _stop(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(2)


def _signed(path: Path | None) -> Signatures:
    if path is None:
        return NOTHING_SIGNED
    try:
        text = path.read_text(encoding="utf-8-sig").strip()
        rows = json.loads(text) if text.startswith("[") else [json.loads(row) for row in text.splitlines() if row]
        return parse_signatures(rows)
    except OSError as error:
        raise _stop(f"Det går inte att läsa {path}: {error.strerror}.") from None
    except SignatureError as error:
        raise _stop(f"{path}: {error}") from None
    except ValueError:
        raise _stop(f"{path} är varken en JSON-lista eller JSON-rader: rätta filen.") from None


def _opened(source: str) -> BinaryIO:
    if source == "-":
        return sys.stdin.buffer
    try:
        return Path(source).open("rb")
    except OSError as error:
        raise _stop(f"Det går inte att läsa {source}: {error.strerror}.") from None


@app.command("ask")
def ask_command(
    source: Annotated[str, typer.Argument(metavar="FILE", help="JSON Lines; - is standard input.")] = "-",
    as_json: Annotated[bool, typer.Option("--json", help="JSON also on a terminal.")] = False,
    signed: Annotated[Path | None, typer.Option(help="Sign-offs: JSON rows with rule, version, who and when.")] = None,
    language: LanguageOption = None,
) -> None:
    """May I tell them? One answer a line, in order; a malformed line gets an error and the rest go on."""
    in_json = as_json or not sys.stdout.isatty()
    spoken, signatures = _language(language, in_json), _signed(signed)
    out, tell, end = sys.stdout.buffer, answer_line if in_json else readable_line, b"\n" if in_json else b"\n\n"
    with _opened(source) as lines:
        for line in lines:
            # An unpaired surrogate in an id goes out as the JSON escape it came in as.
            out.write(tell(line, signatures, spoken).encode("utf-8", "backslashreplace") + end)
            out.flush()
