"""After a restore: what the ledger says is gone goes again, room by room, before anybody is let in."""

import json
import uuid
from collections.abc import Sequence

from django.db import connections

from trefas.audit.events import Event
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting


@action
def replay(*, by: Acting, room_id: uuid.UUID, subjects: Sequence[uuid.UUID]) -> int:
    """Erase again what an older backup brought back; returns how many rows went. By the service account only."""
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute("SELECT replay_erasure(%s, %s::uuid[])", [room_id, list(subjects)])
        gone = cursor.fetchone()[0]
    counts = {name: many for name, many in (json.loads(gone) if isinstance(gone, str) else gone).items() if many}
    event = Event("erasure.replayed", ids={"subject": list(subjects)}, counts=counts)
    entry.current().record(event, room_id=room_id)
    return sum(counts.values())
