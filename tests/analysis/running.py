"""Runs an analysis command as a user would, and writes the small files it reads."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from trefas.cli.analysis import app


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """Standard output as strict JSON: one object, no NaN."""

        def refuse(constant: str) -> None:
            raise AssertionError(f"{constant} is not JSON")

        parsed = json.loads(self.out, parse_constant=refuse)
        assert isinstance(parsed, dict)
        return parsed


def run(*arguments: object, language: str = "en_GB.UTF-8") -> Ran:
    """Run `trefas analysis …` in an environment with the given language."""
    environment = {"LANG": language, "LC_ALL": ""}
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], env=environment)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


def refused(*arguments: object, language: str = "en_GB.UTF-8") -> str:
    """The one sentence of a command that refuses its input; nothing may be on standard output."""
    ran = run(*arguments, language=language)
    assert ran.status != 0
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err
    return ran.err.strip()


def written(folder: Path, text: str, name: str = "events.csv") -> Path:
    """A file with the text."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file
