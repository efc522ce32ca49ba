"""A question to the rulebook, and the one clear sentence when it cannot be understood."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from trefas.law.book import RULEBOOK, Rulebook
from trefas.law.texts import Language, Text
from trefas.law.words import CATEGORIES, INDIVIDUALS, KINDS, PURPOSES, RELATIONS

Fact = bool | str
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class RequestError(ValueError):
    """A request that cannot be answered: the field, one sentence, and what is allowed."""

    def __init__(self, field: str, message: str, allowed: Collection[str] = ()) -> None:
        super().__init__(message)
        self.field = field
        self.message = message
        self.allowed = list(allowed)


@dataclass(frozen=True, slots=True)
class Subject:
    """The person the information is about; ages in whole years, `None` is unknown."""

    age: int | None = None
    age_at_offence: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """May `sender` tell `receiver` this on `date`? Words as in `trefas.law.words`.

    `facts` are answers per rule and condition, `harm` the harm tests per lock (`False`: does not hold).
    """

    id: str
    date: date
    sender: str
    receiver: str
    information: frozenset[str]
    purpose: str
    relation: str = "different"
    individual: str = "other"
    subject: Subject = Subject()
    requested: bool = False
    facts: Mapping[str, Mapping[str, Fact]] = field(default_factory=dict)
    harm: Mapping[str, bool] = field(default_factory=dict)


class _Reader:
    """Reads the fields of one request; every complaint goes through `fail`."""

    def __init__(self, data: Mapping[str, object], language: Language, book: Rulebook) -> None:
        self.data = data
        self.language = language
        self.book = book

    def fail(self, field: str, message: Text, allowed: Collection[str] = ()) -> RequestError:
        return RequestError(field, message.in_(self.language), allowed)

    def required(self, field: str, allowed: Collection[str] = ()) -> object:
        value = self.data.get(field)
        if value is None or value == "":
            raise self.fail(
                field,
                Text(f"Fältet ”{field}” saknas: ange det.", f'The field "{field}" is missing: give it.'),
                allowed,
            )
        return value

    def text(self, field: str, allowed: Collection[str] = ("text",)) -> str:
        value = self.required(field, allowed)
        if not isinstance(value, str):
            raise self.fail(field, Text(f"Fältet ”{field}” ska vara en text.", f'The field "{field}" is to be a text.'))
        return value

    def known(self, field: str, value: object, words: Collection[str]) -> str:
        if not isinstance(value, str) or value not in words:
            shown = str(value)[:60]
            raise self.fail(
                field,
                Text(
                    f"”{shown}” är inget känt ord i fältet ”{field}”: välj ett av de tillåtna.",
                    f'"{shown}" is no known word in the field "{field}": choose an allowed one.',
                ),
                list(words),
            )
        return value

    def word(self, field: str, words: Collection[str], default: str | None = None) -> str:
        if default is None:
            return self.known(field, self.required(field, list(words)), words)
        return self.known(field, self.data.get(field, default), words)

    def day(self) -> date:
        value = self.text("date", ["YYYY-MM-DD"])
        try:
            if not ISO_DAY.fullmatch(value):
                raise ValueError(value)
            return date.fromisoformat(value)
        except ValueError:
            raise self.fail(
                "date",
                Text(
                    f"”{value[:60]}” är ingen dag: skriv den som 2026-03-01.",
                    f'"{value[:60]}" is no day: write it as 2026-03-01.',
                ),
                ["YYYY-MM-DD"],
            ) from None

    def information(self) -> frozenset[str]:
        value = self.required("information", list(CATEGORIES))
        if not isinstance(value, list) or not value:
            raise self.fail(
                "information",
                Text(
                    "Fältet ”information” ska vara en lista med minst ett ord.",
                    'The field "information" is to be a list of at least one word.',
                ),
                list(CATEGORIES),
            )
        return frozenset(self.known("information", item, CATEGORIES) for item in value)

    def mapping(self, field: str) -> Mapping[str, object]:
        value = self.data.get(field, {})
        if not isinstance(value, dict):
            raise self.fail(
                field,
                Text(f"Fältet ”{field}” ska vara ett objekt.", f'The field "{field}" is to be an object.'),
                ["{ … }"],
            )
        return value

    def age(self, name: str, subject: Mapping[str, object]) -> int | None:
        if name not in subject:
            return None
        value = subject[name]
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.fail(
                f"subject.{name}",
                Text("Åldern ska vara ett heltal från 0.", "The age is to be a whole number from 0."),
                ["0, 1, 2 …"],
            )
        return value

    def subject(self) -> Subject:
        value = self.mapping("subject")
        return Subject(self.age("age", value), self.age("age_at_offence", value))

    def yes_or_no(self, field: str, value: object) -> bool:
        if not isinstance(value, bool):
            raise self.fail(
                field,
                Text(
                    f"Fältet ”{field}” ska vara true eller false.",
                    f'The field "{field}" is to be true or false.',
                ),
                ["true", "false"],
            )
        return value

    def harm(self) -> Mapping[str, bool]:
        value = self.mapping("harm")
        if not value:
            return {}
        testable = [lock.id for lock in self.book.locks.values() if lock.test != "absolute"]
        for lock in value:
            if self.known("harm", lock, self.book.locks) not in testable:
                raise self.fail(
                    "harm",
                    Text(
                        f"{lock} är absolut sekretess och kan inte skadeprövas: ta bort den ur ”harm”.",
                        f'{lock} is absolute secrecy and has no harm test: take it out of "harm".',
                    ),
                    testable,
                )
        return {lock: self.yes_or_no("harm", tested) for lock, tested in value.items()}

    def facts(self) -> Mapping[str, Mapping[str, Fact]]:
        value = self.mapping("facts")
        return {rule: self.facts_of(rule, given) for rule, given in value.items()} if value else {}

    def facts_of(self, rule: str, given: object) -> Mapping[str, Fact]:
        key = self.book.keys[self.known("facts", rule, self.book.keys)]
        known = [condition.id for condition in key.conditions]
        if not isinstance(given, dict):
            raise self.fail(
                "facts",
                Text(f"Svaren för {rule} ska vara ett objekt.", f"The answers for {rule} are to be an object."),
                known,
            )
        for condition, fact in given.items():
            self.known("facts", condition, known)
            if not isinstance(fact, bool | str):
                raise self.fail(
                    "facts",
                    Text(
                        f"Svaret på {rule} {condition} ska vara true, false eller en text.",
                        f"The answer to {rule} {condition} is to be true, false or a text.",
                    ),
                    ["true", "false", "text"],
                )
        return cast("Mapping[str, Fact]", given)


def parse_request(data: object, language: Language = "sv", book: Rulebook = RULEBOOK) -> Request:
    """A request from parsed JSON. Raises `RequestError` that names the field and what is allowed."""
    reader = _Reader(data if isinstance(data, dict) else {}, language, book)
    if not isinstance(data, dict):
        raise reader.fail(
            "line",
            Text("Raden är inget JSON-objekt: skriv { … }.", "The line is no JSON object: write { … }."),
            ["{ … }"],
        )
    return Request(
        id=reader.text("id"),
        date=reader.day(),
        sender=reader.word("sender", KINDS),
        receiver=reader.word("receiver", KINDS),
        information=reader.information(),
        purpose=reader.word("purpose", PURPOSES),
        relation=reader.word("relation", RELATIONS, "different"),
        individual=reader.word("individual", INDIVIDUALS, "other"),
        subject=reader.subject(),
        requested=reader.yes_or_no("requested", data.get("requested", False)),
        facts=reader.facts(),
        harm=reader.harm(),
    )
