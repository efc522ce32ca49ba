"""What time does by itself for retention."""

from collections.abc import Mapping
from datetime import datetime

from trefas.accountability.actions import propose_due
from trefas.rooms.entry import Acting


def propose_erasures(by: Acting, now: datetime) -> Mapping[str, int]:
    """Propose what has become due in the room; nothing is erased before two people have signed."""
    return propose_due(by=by, now=now)
