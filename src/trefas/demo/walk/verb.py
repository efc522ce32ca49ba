"""What a verb of a scenario is: a name, what it does, the fields it takes, and how each field is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from trefas.demo.walk.values import day_of, moment_of

if TYPE_CHECKING:
    from trefas.demo.walk.running import Walk
    from trefas.demo.walk.scenario import Step
    from trefas.demo.walk.visitor import Visitor

KINDS = {
    "text": "text",
    "texts": "a list of texts",
    "choice": "one of the form's choices, by its words or its value",
    "choices": "a list of the form's choices, by words or values",
    "day": "`today`, `today-7`, `yesterday`, `tomorrow` or `2026-11-23`",
    "moment": "`now`, `now-90` (minutes) or a day and a time, `yesterday 23:40`",
    "time": "`now`, `now+60` (minutes) or a time, `09:00`",
    "flag": "true or false",
    "number": "a whole number",
    "evidence": "lists of `{ text, on }` by criterion",
    "events": "a list of `{ event, on, roles }`",
    "answers": "a list of `{ question, answer, facts }`",
    "harms": "a list of `{ secrecy, why }`",
    "table": "a table or a list of tables, described below",
}


class FieldError(Exception):
    """A field of a step is missing, unknown or unreadable; the text names the field and says what to write."""


@dataclass(frozen=True)
class Field:
    """One field of a verb: `control` is what the form calls it, when that is another word."""

    name: str
    says: str
    kind: str = "text"
    needed: bool = False
    control: str = ""

    def read(self, value: Any, now: datetime) -> Any:
        """Return the value as forms take it; a wrong kind raises FieldError."""
        reader: Callable[[Any, datetime], Any] = READERS[self.kind]
        found = reader(value, now)
        if found is None:
            raise FieldError(f"{self.name} = {value!r} cannot be read. Give {KINDS[self.kind].replace('`', '')}.")
        return found


def needed(name: str, says: str, kind: str = "text", control: str = "") -> Field:
    """Return a field that a step must have."""
    return Field(name, says, kind, needed=True, control=control)


@dataclass(frozen=True)
class Verb:
    """Something a persona can do through the pages."""

    name: str
    says: str
    fields: tuple[Field, ...]
    run: Callable[[Walk, Visitor, Step], None] = field(compare=False)

    def known(self) -> dict[str, Field]:
        """Return the verb's fields and those of every step, by name."""
        return {one.name: one for one in (*self.fields, *EVERY)}

    def read(self, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        """Read a step's fields; raises FieldError for one that is missing, unknown or unreadable."""
        known = self.known()
        for name in given:
            if name not in known:
                raise FieldError(f"the field {name} is not known. Known: {', '.join(sorted(known))}.")
        for one in self.fields:
            if one.needed and one.name not in given:
                raise FieldError(f"the field {one.name} is missing ({one.says}).")
        return {name: known[name].read(value, now) for name, value in given.items()}


EVERY = (
    Field("refused", "part of the sentence with which the step must be refused; without it the step must succeed"),
    Field("shows", "what the page must say when the step is done", "texts"),
    Field("hides", "what the page must not say when the step is done", "texts"),
)


def _text(value: Any, _now: datetime) -> str | None:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _texts(value: Any, _now: datetime) -> list[str] | None:
    if isinstance(value, str):
        return [value]
    return value if isinstance(value, list) and all(isinstance(one, str) for one in value) else None


def _day(value: Any, now: datetime) -> str | None:
    found = day_of(value, now.date())
    return found.isoformat() if found else None


def _moment(value: Any, now: datetime) -> str | None:
    found = moment_of(value, now)
    return f"{found:%Y-%m-%dT%H:%M}" if found else None


def _time(value: Any, now: datetime) -> str | None:
    found = moment_of(value, now) or moment_of(f"today {value}", now)
    return f"{found:%H:%M}" if found else None


def _flag(value: Any, _now: datetime) -> bool | None:
    return value if isinstance(value, bool) else None


def _number(value: Any, _now: datetime) -> str | None:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _table(value: Any, _now: datetime) -> Any:
    return value if isinstance(value, dict | list) else None


def _evidence(value: Any, now: datetime) -> dict[str, list[dict[str, Any]]] | None:
    if not isinstance(value, dict) or not all(isinstance(pieces, list) for pieces in value.values()):
        return None
    return {name: [_entry(piece, ("text", "on"), now) for piece in pieces] for name, pieces in value.items()}


def _events(value: Any, now: datetime) -> list[dict[str, Any]] | None:
    return [_entry(one, ("event", "on", "roles"), now) for one in value] if isinstance(value, list) else None


def _entry(given: Any, names: tuple[str, ...], now: datetime) -> dict[str, Any]:
    if not isinstance(given, dict) or set(given) != set(names):
        raise FieldError(f"{given!r} must have exactly {', '.join(names)}.")
    return {name: Field(name, "", KIND_OF.get(name, "text")).read(value, now) for name, value in given.items()}


def _answers(value: Any, now: datetime) -> list[dict[str, Any]] | None:
    names = ("question", "answer", "facts")
    return [_entry(one, names, now) for one in value] if isinstance(value, list) else None


def _harms(value: Any, now: datetime) -> list[dict[str, Any]] | None:
    return [_entry(one, ("secrecy", "why"), now) for one in value] if isinstance(value, list) else None


KIND_OF = {"on": "day", "roles": "choices"}
READERS: dict[str, Callable[[Any, datetime], Any]] = {
    "text": _text,
    "texts": _texts,
    "choice": _text,
    "choices": _texts,
    "day": _day,
    "moment": _moment,
    "time": _time,
    "flag": _flag,
    "number": _number,
    "table": _table,
    "evidence": _evidence,
    "events": _events,
    "answers": _answers,
    "harms": _harms,
}
