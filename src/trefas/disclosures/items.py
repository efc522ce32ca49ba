"""What can be disclosed. Contexts above register their kinds; here an item is (kind, id) and a described payload."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from trefas.disclosures.models import Assessment, Receipt
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError, TrefasError

# The kinds of envelope that hold items about one person and are registered to her.
DISCLOSURE, ORDER = "disclosure", "order"
HOLDS_ITEMS = (DISCLOSURE, ORDER)


class UnknownItemError(TrefasError):
    """No context has registered the kind, or the room has no such item about the person."""


@dataclass(frozen=True)
class Described:
    """An item as it travels: words that are copied, and the law's categories that decide which secrecy protects it.

    `nature` is fact or judgement; `happened_at` ISO 8601; `reference` lets a later correction point to the copy.
    """

    kind: str
    id: uuid.UUID
    title: str
    text: str
    happened_at: str
    nature: str
    categories: tuple[str, ...]
    category: str = ""
    reliability: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    def payload(self) -> dict[str, Any]:
        """Return what is put in the envelope."""
        return {
            "kind": self.kind,
            "reference": str(self.id),
            "title": self.title,
            "text": self.text,
            "happened_at": self.happened_at,
            "nature": self.nature,
            "category": self.category,
            "reliability": self.reliability,
            **({"extra": self.extra} if self.extra else {}),
        }

    def as_chosen(self, usual: str) -> dict[str, Any]:
        """Return how an assessment names it: a pointer with its categories (else `usual`), not a copy of its text."""
        return {
            "kind": self.kind,
            "id": str(self.id),
            "title": self.title,
            "categories": list(self.categories) or [usual],
            "given": True,
        }


# (room, person, ids) -> described items; ids None = all that may be picked, newest first.
Describe = Callable[[uuid.UUID, uuid.UUID, list[uuid.UUID] | None], list[Described]]
_KINDS: dict[str, Describe] = {}
# (assessment, its item, receipt, by, now): what follows in the sender's room when an item of a kind has been given.
Given = Callable[[Assessment, uuid.UUID, Receipt, Acting, datetime], None]
_GIVEN: dict[str, Given] = {}
# Kinds that ask the receiver to do something at once: they travel as an order, which stands out before it is opened.
_ORDERS: set[str] = set()
# (room, person) -> what may not leave the room now, each with the sentence that says why.
Restrict = Callable[[uuid.UUID, uuid.UUID], Mapping[uuid.UUID, str]]
_RESTRICTIONS: list[Restrict] = []


def register(kind: str, describe: Describe, *, given: Given | None = None, orders: bool = False) -> None:
    """Let a context's items be disclosed; `given` is called when one has been, in the same transaction."""
    _KINDS[kind] = describe
    if given is not None:
        _GIVEN[kind] = given
    if orders:
        _ORDERS.add(kind)


def kinds() -> list[str]:
    """Return the kinds that can be disclosed."""
    return sorted(_KINDS)


def travels_as(assessment: Assessment) -> str:
    """Return the kind of envelope for what is given: an order when anything of it asks for something at once."""
    return ORDER if any(item["kind"] in _ORDERS for item in _given(assessment)) else DISCLOSURE


def has_been_given(assessment: Assessment, receipt: Receipt, *, by: Acting, now: datetime) -> None:
    """Let the contexts note what has now been given of theirs."""
    for item in _given(assessment):
        if item["kind"] in _GIVEN:
            _GIVEN[item["kind"]](assessment, uuid.UUID(item["id"]), receipt, by, now)


def _given(assessment: Assessment) -> list[dict[str, Any]]:
    return [item for item in assessment.items if item.get("given", True)]


def restrict(source: Restrict) -> None:
    """Let a context keep items from being disclosed, as while they are disputed."""
    if source not in _RESTRICTIONS:
        _RESTRICTIONS.append(source)


def restricted(room_id: uuid.UUID, person_id: uuid.UUID) -> dict[uuid.UUID, str]:
    """Return what may not be disclosed about a person now, by id, with why."""
    return {row: why for source in _RESTRICTIONS for row, why in source(room_id, person_id).items()}


def pickable(room_id: uuid.UUID, person_id: uuid.UUID) -> list[Described]:
    """Return everything about a person that may be picked, newest first."""
    kept = restricted(room_id, person_id)
    found = [item for describe in _KINDS.values() for item in describe(room_id, person_id, None) if item.id not in kept]
    return sorted(found, key=lambda item: item.happened_at, reverse=True)


def described(
    room_id: uuid.UUID,
    person_id: uuid.UUID,
    kind: str,
    ids: list[uuid.UUID],
    *,
    kept: Mapping[uuid.UUID, str] | None = None,
) -> list[Described]:
    """Return some items of a kind; raises when one is not about this person in this room, or may not leave it now.

    `kept`: what may not leave, where one who asks for several kinds has asked for it already.
    """
    if kind not in _KINDS:
        raise UnknownItemError(f"{kind} cannot be disclosed.")
    found = _KINDS[kind](room_id, person_id, ids)
    if {item.id for item in found} != set(ids):
        raise UnknownItemError(f"A {kind} is not there.")
    kept = restricted(room_id, person_id) if kept is None else kept
    for row in ids:
        if row in kept:
            raise RefusedError(kept[row])
    return found
