"""What waits for a person to register, for the count in the menu and the work list; of her own room only."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from trefas.disclosures import unread
from trefas.disclosures.items import ORDER
from trefas.disclosures.models import Envelope
from trefas.disclosures.reading import REGISTERED_HERE
from trefas.rooms import entry
from trefas.rooms.entry import Acting


@dataclass(frozen=True)
class Waits:
    """An envelope that waits, unopened."""

    id: uuid.UUID
    kind: str
    sender_unit_id: uuid.UUID
    delivered_at: datetime


def waits(acting: Acting) -> list[Waits]:
    """Return what waits for the unit, in one query however often a page asks; none for who does not register."""
    if not acting.may("register"):
        return []
    kept = entry.current().kept
    if "waits" not in kept:
        found = Envelope.objects.filter(room_id=acting.room_id, receiver_unit_id=acting.unit_id, state="waiting")
        found = found.exclude(opened_by=acting.user_id)
        rows = found.filter(kind__in=REGISTERED_HERE).order_by("delivered_at", "id")
        every = [Waits(*row) for row in rows.values_list("id", "kind", "sender_unit_id", "delivered_at")]
        # A count would tell whom one may not handle that something has come.
        barred = unread.barred(acting, [one.id for one in every])
        kept["waits"] = [one for one in every if one.id not in barred]
    return list(kept["waits"])


def waiting_counts(acting: Acting) -> dict[str, int]:
    """Return counts by menu entry."""
    return {"received": len(waits(acting))} if acting.may("register") else {}


def orders_waiting(acting: Acting) -> list[Waits]:
    """Return the orders of other authorities that nobody has registered yet, the oldest first."""
    return [one for one in waits(acting) if one.kind == ORDER]
