"""What may stand in an audit event: codes, pseudonymous ids and counts, never words about a person."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import rfc8785

CODE = re.compile(r"[A-Za-z0-9_.:@/+=-]{0,100}")


@dataclass(frozen=True)
class Event:
    """One event before it is chained: `kind` as "context.verb", `ids` by name, `codes` and `counts` by name."""

    kind: str
    ids: Mapping[str, Sequence[UUID]] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, code in {"kind": self.kind, **self.codes}.items():
            if not CODE.fullmatch(code):
                raise ValueError(f"An audit event holds codes only; {name} does not read as one.")

    def body(self, actor: Mapping[str, str]) -> str:
        """Return the canonical JSON (RFC 8785) that the chain hashes; `actor` tells who, where and why."""
        content: dict[str, Any] = {
            "kind": self.kind,
            "actor": dict(actor),
            "ids": {name: sorted(str(one) for one in many) for name, many in self.ids.items() if many},
            "codes": dict(self.codes),
            "counts": dict(self.counts),
        }
        return rfc8785.dumps({name: part for name, part in content.items() if part}).decode()
