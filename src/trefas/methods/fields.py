"""Takes typed fields out of a parsed definition; a wrong field is noted and replaced by a harmless value."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from .problems import Path, Problems
from .text import Text

Choice = TypeVar("Choice", bound=StrEnum)
Built = TypeVar("Built")

_NO_TEXT = Text("-", "-")
_IN_WORDS = {
    str: ("en text", "a text"),
    int: ("ett heltal", "a whole number"),
    bool: ("true eller false", "true or false"),
    list: ("en lista", "a list"),
    dict: ("en tabell", "a table"),
}


@dataclass(slots=True)
class Node:
    """One table of the file, with its path; remembers which keys were asked for."""

    values: dict[str, Any]
    path: Path
    problems: Problems
    asked: set[str] = field(default_factory=set)

    def string(self, key: str) -> str:
        """A text in one line, such as an id."""
        value = self._typed(key, str, "")
        if not value.strip() and key in self.values:
            self.problems.add((*self.path, key), "Fältet är tomt.", "The field is empty.")
        return str(value)

    def text(self, key: str) -> Text:
        """A text in both languages: `{ sv = "…", en = "…" }`."""
        return self._as_text(self._typed(key, dict, {}), (*self.path, key))

    def texts(self, key: str) -> tuple[Text, ...]:
        """A list of texts in both languages."""
        items = self._typed(key, list, [])
        return tuple(self._as_text(item, (*self.path, key, place)) for place, item in enumerate(items))

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of one-line texts; missing means empty."""
        items = self._typed(key, list, []) if key in self.values else []
        self.asked.add(key)
        for place, item in enumerate(items):
            if not isinstance(item, str):
                self._wrong((*self.path, key, place), str)
        return tuple(str(item) for item in items)

    def integer(self, key: str) -> int:
        """A whole number, not negative."""
        value = int(self._typed(key, int, 0))
        if value < 0:
            self.problems.add((*self.path, key), "Talet är negativt.", "The number is negative.")
        return value

    def integers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        items = self._typed(key, list, [])
        wrong = [item for item in items if not isinstance(item, int) or isinstance(item, bool) or item < 0]
        if wrong:
            self._wrong((*self.path, key), int)
        return tuple(item for item in items if item not in wrong)

    def maybe_integer(self, key: str) -> int | None:
        """A whole number, or None when the key is absent."""
        self.asked.add(key)
        return self.integer(key) if key in self.values else None

    def flag(self, key: str) -> bool:
        """True or false; false when the key is absent."""
        self.asked.add(key)
        return bool(self._typed(key, bool, False)) if key in self.values else False

    def day(self, key: str) -> date:
        """A TOML date without time."""
        value = self.values.get(key)
        self.asked.add(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            text = ("Skriv ett datum som 2026-01-31.", "Write a date such as 2026-01-31.")
            self.problems.add((*self.path, key), *text)
            return date.min
        return value

    def choice(self, key: str, options: type[Choice]) -> Choice:
        """One of the values of an enumeration."""
        return self._chosen(self.string(key), (*self.path, key), options)

    def choices(self, key: str, options: type[Choice]) -> tuple[Choice, ...]:
        """A list of values of an enumeration; missing means empty."""
        items = self.strings(key)
        return tuple(self._chosen(item, (*self.path, key), options) for item in items)

    def chosen_by_key(self, key: str, options: type[Choice]) -> dict[str, Choice]:
        """A table from free keys to values of an enumeration."""
        table = self._typed(key, dict, {})
        return {name: self._chosen(str(item), (*self.path, key, name), options) for name, item in table.items()}

    def table(self, key: str) -> "Node":
        """A table inside this one."""
        return Node(self._typed(key, dict, {}), (*self.path, key), self.problems)

    def rows(self, key: str, make: Callable[["Node"], Built]) -> tuple[Built, ...]:
        """A list of tables, each made into a value; keys that nobody asked for are errors."""
        built = []
        for place, item in enumerate(self._typed(key, list, [])):
            node = Node(item if isinstance(item, dict) else {}, (*self.path, key, place), self.problems)
            built.append(make(node))
            node.refuse_unknown()
        return tuple(built)

    def refuse_unknown(self) -> None:
        """Note every key that is not a field: a misspelt field must not pass unseen."""
        for key in self.values.keys() - self.asked:
            self.problems.add((*self.path, key), "Fältet finns inte.", "There is no such field.")

    def _typed(self, key: str, kind: type[Any], default: Any) -> Any:
        self.asked.add(key)
        if key not in self.values:
            self.problems.add((*self.path, key), "Fältet saknas.", "The field is missing.")
            return default
        value = self.values[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self._wrong((*self.path, key), kind)
            return default
        return value

    def _wrong(self, path: Path, kind: type[Any]) -> None:
        swedish, english = _IN_WORDS[kind]
        self.problems.add(path, f"Fältet ska vara {swedish}.", f"The field must be {english}.")

    def _as_text(self, value: Any, path: Path) -> Text:
        given = value if isinstance(value, dict) else {}
        words = [given.get(language) for language in ("sv", "en")]
        if set(given) != {"sv", "en"} or not all(isinstance(word, str) and word.strip() for word in words):
            text = ('Skriv texten som { sv = "…", en = "…" }.', 'Write the text as { sv = "…", en = "…" }.')
            self.problems.add(path, *text)
            return _NO_TEXT
        return Text(given["sv"], given["en"])

    def _chosen(self, value: str, path: Path, options: type[Choice]) -> Choice:
        if value in set(options):
            return options(value)
        allowed = ", ".join(options)
        self.problems.add(path, f"”{value}” är inte ett av: {allowed}.", f'"{value}" is not one of: {allowed}.')
        return next(iter(options))
