"""A scenario file: lists, steps and the table of who sees what. Everything of the walk comes from it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from trefas.demo.walk.values import cell, file_of
from trefas.demo.walk.verb import FieldError, Verb
from trefas.sheets.columns import recognised


class ScenarioError(Exception):
    """The file cannot be walked; the text says where and what to do."""


@dataclass(frozen=True)
class Step:
    """One thing a persona does: `do` names the verb, `given` its fields as read, `page` what it did last."""

    number: int
    who: str
    do: str
    given: Mapping[str, Any]

    def text(self, name: str, default: str = "") -> str:
        """Return a text of the step."""
        value = self.given.get(name, default)
        return value if isinstance(value, str) else default

    def texts(self, name: str) -> list[str]:
        """Return a list of texts of the step."""
        return list(self.given.get(name, []))

    def says(self) -> str:
        """Return the step as one line."""
        about = self.given.get("person") or self.given.get("list") or self.given.get("title") or ""
        refused = ", refused" if "refused" in self.given else ""
        return f"{self.who} {self.do.replace('_', ' ')} {about}".strip() + refused


@dataclass(frozen=True)
class List:
    """A list that is imported: a file's name, and its header and rows as they stand in the file."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def content(self) -> bytes:
        """Return the file's bytes."""
        return file_of(self.file, self.columns, self.rows)


@dataclass(frozen=True)
class Sight:
    """What one persona must see, and must not, anywhere on her own pages, when the walk is over."""

    who: str
    sees: tuple[str, ...]
    never: tuple[str, ...]


@dataclass(frozen=True)
class Scenario:
    """One walk."""

    file: str
    title: str
    lists: Mapping[str, List]
    steps: tuple[Step, ...]
    sights: tuple[Sight, ...] = field(default_factory=tuple)


def read_scenario(path: Path, verbs: Mapping[str, Verb], now: datetime) -> Scenario:
    """Read and check a scenario as of `now` (local time); raises ScenarioError naming file, step and field."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return _scenario(path.name, content, verbs, now)
    except OSError:
        raise ScenarioError(f"{path}: the file cannot be read.") from None
    except UnicodeDecodeError:
        raise ScenarioError(f"{path.name}: the file is not text in utf-8.") from None
    except (tomllib.TOMLDecodeError, ScenarioError) as error:
        raise ScenarioError(f"{path.name}: {error}") from None


def _scenario(name: str, content: Mapping[str, Any], verbs: Mapping[str, Verb], now: datetime) -> Scenario:
    if unknown := set(content) - {"title", "list", "step", "sees"}:
        raise ScenarioError(f"Unknown word {min(unknown)}. Known: title, list, step, sees.")
    lists = {key: _list(key, given, now) for key, given in _tables(content, "list", dict).items()}
    steps = tuple(
        _step(place, given, verbs, now) for place, given in enumerate(_tables(content, "step", list), start=1)
    )
    if not steps:
        raise ScenarioError("There is no [[step]].")
    for step in steps:
        if "list" in step.given and step.text("list") not in lists:
            raise ScenarioError(f"Step {step.number} ({step.do}): there is no [list.{step.text('list')}].")
    sights = tuple(_sight(given, lists) for given in _tables(content, "sees", list))
    return Scenario(name, str(content.get("title", name)), lists, steps, sights)


def _tables(content: Mapping[str, Any], name: str, kind: type) -> Any:
    found = content.get(name, kind())
    tables = found.values() if isinstance(found, dict) else found
    if not isinstance(found, kind) or not all(isinstance(one, dict) for one in tables):
        raise ScenarioError(f"Write {'[list.NAME]' if kind is dict else f'[[{name}]]'} as tables.")
    return found


def _list(name: str, given: Mapping[str, Any], now: datetime) -> List:
    if missing := {"file", "columns", "rows"} - set(given):
        raise ScenarioError(f"[list.{name}]: {min(missing)} is missing.")
    columns, rows = given["columns"], given["rows"]
    for place, row in enumerate(rows, start=2):
        if not isinstance(row, list) or len(row) > len(columns):
            raise ScenarioError(f"[list.{name}]: row {place} must be a list of at most {len(columns)} cells.")
    filled = [tuple(cell(value, place, now.date()) for value in row) for place, row in enumerate(rows)]
    return List(str(given["file"]), tuple(columns), tuple(filled))


def _step(number: int, given: Mapping[str, Any], verbs: Mapping[str, Verb], now: datetime) -> Step:
    who, do = given.get("as"), given.get("do")
    if not isinstance(who, str) or not isinstance(do, str):
        raise ScenarioError(f'Step {number}: say who with as = "…" and what with do = "…".')
    if do not in verbs:
        raise ScenarioError(f"Step {number}: {do} is not known. Known: {', '.join(sorted(verbs))}.")
    try:
        fields = {name: value for name, value in given.items() if name not in ("as", "do")}
        return Step(number, who, do, verbs[do].read(fields, now))
    except FieldError as error:
        raise ScenarioError(f"Step {number} ({do}): {error}") from None


def _sight(given: Mapping[str, Any], lists: Mapping[str, List]) -> Sight:
    if not isinstance(given.get("as"), str):
        raise ScenarioError('[[sees]]: say who with as = "…".')
    if unknown := set(given) - {"as", "text", "never", "never_list"}:
        raise ScenarioError(f"[[sees]] of {given['as']}: unknown word {min(unknown)}.")
    name = given.get("never_list")
    if name is not None and name not in lists:
        raise ScenarioError(f"[[sees]] of {given['as']}: there is no [list.{name}].")
    never = [*given.get("never", []), *(words_of(lists[name]) if name else [])]
    return Sight(given["as"], tuple(given.get("text", [])), tuple(never))


def words_of(given: List) -> list[str]:
    """Return what tells who each row is about: the whole name and the identity number."""
    kinds = [recognised(header) for header in given.columns]
    found = []
    for row in given.rows:
        known = dict(zip(kinds, row, strict=False))
        names = [known.get("name"), f"{known.get('given_name') or ''} {known.get('family_name') or ''}".strip()]
        found += [str(value) for value in (*names, known.get("identity_number")) if value and len(str(value)) >= 5]
    return found
