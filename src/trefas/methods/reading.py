"""Reads a definition file into a `Method`, or says what is wrong in it."""

import hashlib
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import rfc8785

from .building import build
from .definition import Method
from .fields import Node
from .problems import DefinitionError, Problem, Problems, locate
from .text import Text
from .validation import validate

_SYNTAX_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
_SHIPPED = files(__package__) / "definitions"


def read_definition(source: str, file: str) -> Method:
    """The method written in the TOML text `source`; `file` is the name used in errors.

    Raises DefinitionError with every error found, each with its line and field.
    """
    raw = _parse(source, file)
    problems = Problems(file, locate(source))
    method = build(Node(raw, (), problems), content_hash(raw))
    problems.raise_if_any()
    validate(method, problems)
    problems.raise_if_any()
    return method


def content_hash(raw: dict[str, Any]) -> str:
    """SHA-256 (hex) of the canonical JSON of a parsed definition: layout and comments do not count."""
    return hashlib.sha256(rfc8785.dumps(_plain(raw))).hexdigest()


@cache
def shipped() -> dict[str, Method]:
    """The definitions that come with the package, by id."""
    names = sorted(entry.name for entry in _SHIPPED.iterdir() if entry.name.endswith(".toml"))
    methods = [read_definition((_SHIPPED / name).read_text("utf-8"), name) for name in names]
    return {method.id: method for method in methods}


def definition_source(method_id: str) -> str:
    """The TOML text of a shipped definition, to begin a new one from; FileNotFoundError if there is none."""
    return (_SHIPPED / f"{method_id}.toml").read_text("utf-8")


def _parse(source: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        place = _SYNTAX_LINE.search(str(error))
        line = int(place.group(1)) if place and place.group(1) else len(source.splitlines()) or 1
        detail = _SYNTAX_LINE.sub("", str(error))
        text = Text(f"Filen är inte giltig TOML: {detail}.", f"The file is not valid TOML: {detail}.")
        raise DefinitionError((Problem(file, line, "-", text),)) from None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value if isinstance(value, bool | int | float | str) else str(value)
