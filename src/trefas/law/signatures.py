"""Sign-offs: a legal reviewer has read one version of a rule, which makes it certain there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property


class SignatureError(ValueError):
    """A sign-off that cannot be read; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Signature:
    """`who` read version `version` of rule `rule` on the day `when`."""

    rule: str
    version: str
    who: str
    when: date


@dataclass(frozen=True)
class Signatures:
    """All sign-offs of one installation."""

    entries: tuple[Signature, ...] = ()

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Rule and version of every sign-off."""
        return frozenset((entry.rule, entry.version) for entry in self.entries)


NOTHING_SIGNED = Signatures()


def parse_signatures(rows: Iterable[object]) -> Signatures:
    """Sign-offs from parsed JSON rows {"rule", "version", "who", "when"}. Raises `SignatureError`."""
    return Signatures(tuple(_one(number, row) for number, row in enumerate(rows, start=1)))


def _one(number: int, row: object) -> Signature:
    if not isinstance(row, dict):
        raise SignatureError(f"Godkännande {number} är inget objekt: ange rule, version, who och when.")
    for name in ("rule", "version", "who", "when"):
        if not isinstance(row.get(name), str) or not row[name]:
            raise SignatureError(f"Godkännande {number} saknar fältet ”{name}”: ange det som text.")
    try:
        return Signature(row["rule"], row["version"], row["who"], date.fromisoformat(row["when"]))
    except ValueError:
        raise SignatureError(f"Godkännande {number}: ”{row['when']}” är ingen dag, skriv den som 2026-03-01.") from None
