"""What waits for a person, for the counts in the menu; of her own room only."""

from trefas.disclosures.models import Envelope
from trefas.disclosures.reading import REGISTERED_HERE
from trefas.rooms.entry import Acting


def waiting_counts(acting: Acting) -> dict[str, int]:
    """Return counts by menu entry."""
    if not acting.may("register"):
        return {}
    waiting = Envelope.objects.filter(room_id=acting.room_id, receiver_unit_id=acting.unit_id, state="waiting")
    return {"received": waiting.filter(kind__in=REGISTERED_HERE).count()}
