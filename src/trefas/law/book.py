"""The rulebook: every rule together, its version (a hash of the content) and its form as JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from trefas.law.consent import CONSENT_AGES, CONSENT_CONTENT
from trefas.law.data import from_data, to_data
from trefas.law.identity import PROTECTION_LEVELS
from trefas.law.record_fields import RECORD_FIELDS
from trefas.law.retention_periods import RETENTION
from trefas.law.rule import Key, Lock, Provision
from trefas.law.rules import (
    lag_2025_170,
    lul,
    osl_10_general,
    osl_10_investigate,
    osl_10_prevent,
    osl_12,
    osl_26,
    osl_locks,
    other_acts,
    provisions,
    sol,
    sol_15,
    unreachable_keys,
    unreachable_locks,
)
from trefas.law.rules.receivers import OWN_RULE
from trefas.law.words import CATEGORY_LOCKS

# Raised when the way rules are weighed changes: no old decision may seem to rest on new reasoning.
REASONING = 1
AnyRule = TypeVar("AnyRule", bound=Provision)


def content_hash(data: object) -> str:
    """The first 16 hex digits of SHA-256 over canonical JSON."""
    return hashlib.sha256(_canonical(data).encode()).hexdigest()[:16]


def _canonical(data: object) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Rulebook:
    """Rules by id. Built from code, or read back from a snapshot of an earlier version.

    `own_rule` is what protects at each kind of receiver; `lists` are the record, consent, retention and identity.
    """

    keys: Mapping[str, Key]
    locks: Mapping[str, Lock]
    provisions: Mapping[str, Provision]
    category_locks: Mapping[str, tuple[str, ...]]
    own_rule: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, Any]

    @cached_property
    def version(self) -> str:
        """Hash of the whole content: the same rules always give the same version."""
        return content_hash(self.as_data())

    @cached_property
    def askable(self) -> tuple[Key, ...]:
        """The keys that a request can reach, in the order in which to try them."""
        return tuple(key for key in self.keys.values() if key.unreachable is None)

    @cached_property
    def askable_locks(self) -> frozenset[str]:
        """The secrecy that a request can reach."""
        return frozenset(lock.id for lock in self.locks.values() if lock.unreachable is None)

    @cached_property
    def versions(self) -> Mapping[str, str]:
        """The version of every rule, which a sign-off names."""
        return {rule.id: content_hash(to_data(rule)) for rule in self.rules()}

    def rule_text(self, rule: str) -> str | None:
        """One rule as canonical JSON, whose hash begins with its version; None for an id that is not in the book."""
        return next((_canonical(to_data(one)) for one in self.rules() if one.id == rule), None)

    def rules(self) -> Iterable[Provision]:
        """Every rule: what protects, what opens and what else is said."""
        return [*self.locks.values(), *self.keys.values(), *self.provisions.values()]

    def as_data(self) -> dict[str, object]:
        """The rulebook as JSON data."""
        return {
            "reasoning": REASONING,
            "keys": [to_data(key) for key in self.keys.values()],
            "locks": [to_data(lock) for lock in self.locks.values()],
            "provisions": [to_data(provision) for provision in self.provisions.values()],
            "category_locks": {name: list(locks) for name, locks in self.category_locks.items()},
            "own_rule": {name: list(locks) for name, locks in self.own_rule.items()},
            "lists": dict(self.lists),
        }

    def snapshot(self) -> str:
        """The rulebook as text, to be kept from the day a stored decision names its version."""
        return json.dumps(self.as_data(), sort_keys=True, ensure_ascii=False)


def load_snapshot(text: str) -> Rulebook:
    """The rulebook of a kept snapshot. Raises `ValueError` if the text is none."""
    data = json.loads(text)
    try:
        return Rulebook(
            {key["id"]: from_data(Key, key) for key in data["keys"]},
            {lock["id"]: from_data(Lock, lock) for lock in data["locks"]},
            {provision["id"]: from_data(Provision, provision) for provision in data["provisions"]},
            {name: tuple(locks) for name, locks in data["category_locks"].items()},
            {name: tuple(locks) for name, locks in data["own_rule"].items()},
            data["lists"],
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"Texten är inget sparat regelverk ({error}).") from None


def by_id(rules: Iterable[AnyRule]) -> dict[str, AnyRule]:
    """Rules by id. Raises `ValueError` if two have the same."""
    found: dict[str, AnyRule] = {}
    for rule in rules:
        if rule.id in found:
            raise ValueError(f"The rule {rule.id} is written twice.")
        found[rule.id] = rule
    return found


# In the order of examination: consent, duties, specific provisions, 10:15 a, 10:2, 10:27.
RULEBOOK = Rulebook(
    by_id(
        (
            *osl_12.KEYS,
            *sol.KEYS,
            *sol_15.KEYS,
            *lul.KEYS,
            *lag_2025_170.KEYS,
            *other_acts.KEYS,
            *osl_10_prevent.KEYS,
            *osl_10_investigate.KEYS,
            *osl_26.KEYS,
            *osl_10_general.KEYS,
            *unreachable_keys.KEYS,
        )
    ),
    by_id((*osl_locks.LOCKS, *unreachable_locks.LOCKS)),
    by_id(provisions.PROVISIONS),
    CATEGORY_LOCKS,
    OWN_RULE,
    {
        "record": to_data(RECORD_FIELDS),
        "consent": to_data(CONSENT_CONTENT),
        "consent_ages": to_data(CONSENT_AGES),
        "retention": to_data(RETENTION),
        "protected_identity": to_data(PROTECTION_LEVELS),
    },
)


def rulebook_version() -> str:
    """The content hash of the rulebook in this installation."""
    return RULEBOOK.version
