"""A scenario file: input rows, people, steps and the table of who sees what. Everything of the walk comes from it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class ScenarioError(Exception):
    """The file cannot be walked; the text says where and what to do."""


@dataclass(frozen=True)
class Step:
    """One thing a persona does: `do` names the verb, `given` what it needs."""

    number: int
    who: str
    do: str
    given: Mapping[str, Any]

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text the step must have."""
        value = self.given.get(name, default)
        if not isinstance(value, str):
            raise ScenarioError(f"Step {self.number} ({self.do}): {name} is missing. Give it as text.")
        return value

    def says(self) -> str:
        """Return the step as one line."""
        about = self.given.get("person") or self.given.get("title") or ""
        return f"{self.who} {self.do.replace('_', ' ')} {about}".strip()


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
    lists: Mapping[str, Any]
    steps: tuple[Step, ...]
    sights: tuple[Sight, ...] = field(default_factory=tuple)


def read_scenario(path: Path, verbs: Mapping[str, Callable[..., Any]]) -> Scenario:
    """Read and check a scenario; raises ScenarioError naming file and step."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return _scenario(path.name, content, verbs)
    except OSError:
        raise ScenarioError(f"{path}: the file cannot be read.") from None
    except (tomllib.TOMLDecodeError, ScenarioError) as error:
        raise ScenarioError(f"{path.name}: {error}") from None


def _scenario(name: str, content: Mapping[str, Any], verbs: Mapping[str, Any]) -> Scenario:
    if unknown := set(content) - {"title", "list", "step", "sees"}:
        raise ScenarioError(f"Unknown word {min(unknown)}. Known: title, list, step, sees.")
    steps = tuple(_step(number, given, verbs) for number, given in enumerate(content.get("step", []), start=1))
    if not steps:
        raise ScenarioError("There is no [[step]].")
    sights = tuple(_sight(given) for given in content.get("sees", []))
    return Scenario(name, str(content.get("title", name)), content.get("list", {}), steps, sights)


def _step(number: int, given: Mapping[str, Any], verbs: Mapping[str, Any]) -> Step:
    who, do = given.get("as"), given.get("do")
    if not isinstance(who, str) or not isinstance(do, str):
        raise ScenarioError(f'Step {number}: say who with as = "…" and what with do = "…".')
    if do not in verbs:
        raise ScenarioError(f"Step {number}: {do} is not known. Known: {', '.join(sorted(verbs))}.")
    return Step(number, who, do, {name: value for name, value in given.items() if name not in ("as", "do")})


def _sight(given: Mapping[str, Any]) -> Sight:
    if not isinstance(given.get("as"), str):
        raise ScenarioError('[[sees]]: say who with as = "…".')
    return Sight(given["as"], tuple(given.get("text", [])), tuple(given.get("never", [])))
