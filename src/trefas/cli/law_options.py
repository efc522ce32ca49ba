"""What the commands of `trefas law` share: the language of the texts, and how they stop."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Annotated

import typer

from trefas.law.texts import Language


class Speech(StrEnum):
    """The language of the texts."""

    sv = "sv"
    en = "en"


LanguageOption = Annotated[Speech | None, typer.Option("--language", help="Language of the texts: sv or en.")]


def language_of(asked: Speech | None, as_json: bool = False) -> Language:
    """The language asked for; else Swedish in JSON, and in text that of the user's environment."""
    if asked is not None:
        return "en" if asked is Speech.en else "sv"
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if spoken.startswith("en") and not as_json else "sv"


def stop(message: str) -> typer.Exit:
    """One sentence to the user, and exit code 2."""
    typer.echo(message, err=True)
    return typer.Exit(2)
