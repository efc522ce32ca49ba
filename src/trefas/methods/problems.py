"""Errors in a definition file: each names file, line and field, and says what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .text import Text

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.-]+)\s*\]\]?")
_KEY = re.compile(r"^\s*([\w-]+)\s*=")
_QUOTED_OR_COMMENT = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*')


@dataclass(frozen=True, slots=True)
class Problem:
    """One error: where it is (line counted from 1) and what it is."""

    file: str
    line: int
    field: str
    text: Text

    def in_language(self, language: str) -> str:
        """The error as one sentence in Swedish or English."""
        where = Text(f"{self.file}, rad {self.line}, {self.field}", f"{self.file}, line {self.line}, {self.field}")
        return f"{where.in_language(language)}: {self.text.in_language(language)}"


class DefinitionError(ValueError):
    """A definition that cannot be used; `problems` lists everything found wrong, in file order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep the problems, and say them in English as the message."""
        self.problems = problems
        super().__init__("\n".join(problem.in_language("en") for problem in problems))


def locate(source: str) -> dict[Path, int]:
    """The line of every table and key of a TOML text, by path; the parser itself does not tell."""
    lines: dict[Path, int] = {}
    tables: dict[str, int] = {}
    here: Path = ()
    depth = 0
    for number, line in enumerate(source.splitlines(), start=1):
        if depth == 0 and (header := _HEADER.match(line)):
            here = _table(header.group(1), header.group(2), tables)
            lines[here] = number
        elif depth == 0 and (key := _KEY.match(line)):
            lines[(*here, key.group(1))] = number
        if not _HEADER.match(line) or depth:
            bare = _QUOTED_OR_COMMENT.sub("", line)
            depth += sum(map(bare.count, "[{")) - sum(map(bare.count, "]}"))
    return lines


def _table(brackets: str, name: str, tables: dict[str, int]) -> Path:
    if brackets == "[":
        return tuple(name.split("."))
    tables[name] = tables.get(name, -1) + 1
    return (*name.split("."), tables[name])


@dataclass(slots=True)
class Problems:
    """Collects what is wrong with one file, so that the author sees all of it at once."""

    file: str
    lines: Mapping[Path, int]
    found: list[Problem] = field(default_factory=list)

    def add(self, path: Path, sv: str, en: str) -> None:
        """Note an error at the nearest line that the path or one of its parents has."""
        parents = (path[:length] for length in range(len(path), 0, -1))
        line = next((self.lines[parent] for parent in parents if parent in self.lines), 1)
        self.found.append(Problem(self.file, line, _dotted(path), Text(sv, en)))

    def raise_if_any(self) -> None:
        """Raise DefinitionError with everything found so far."""
        if self.found:
            raise DefinitionError(tuple(sorted(self.found, key=lambda problem: problem.line)))


def _dotted(path: Path) -> str:
    parts = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return parts.lstrip(".") or "-"
