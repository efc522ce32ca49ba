"""Rules to JSON data and back, so that an earlier rulebook can be kept and asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, TypeVar

from trefas.law.rule import AgeLimit, Condition, Provision, Span
from trefas.law.texts import Text

Rule = TypeVar("Rule", bound=Provision)
_TEXTS = ("says", "unreachable")
_SETS = ("senders", "receivers", "opens", "purposes", "relations", "unasked", "shut_to_guardian")


def to_data(value: object) -> Any:
    """Dataclasses as objects, sets as sorted lists, days as ISO text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [to_data(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def from_data(kind: type[Rule], data: Mapping[str, Any]) -> Rule:
    """A rule of `kind` from `to_data`. Raises `TypeError` or `KeyError` for other data."""
    values = {name: _value(name, value) for name, value in data.items()}
    return kind(**values)


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _TEXTS:
        return Text(**value)
    if name in _SETS:
        return frozenset(value)
    if name == "conditions":
        return tuple(_condition(item) for item in value)
    return _small(name, value)


def _small(name: str, value: Any) -> Any:
    if name == "span":
        return Span(**{key: day and date.fromisoformat(day) for key, day in value.items()})
    if name == "age":
        return AgeLimit(**value)
    return tuple(value) if name == "sources" else value


def _condition(data: Mapping[str, Any]) -> Condition:
    receivers = data["receivers"]
    return Condition(
        data["id"],
        Text(**data["question"]),
        data["below"],
        data["from_age"],
        None if receivers is None else frozenset(receivers),
    )
