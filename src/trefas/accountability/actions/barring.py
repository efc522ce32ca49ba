"""What the night proposes of conflicts of interest: nobody is barred by it before a manager has decided."""

from datetime import datetime

from trefas.accountability.closeness import named_in_files
from trefas.audit.events import Event
from trefas.persons.models import Barring, BarringState, Ground
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.opening import open_rooms


@action
def propose_barrings(*, by: Acting, now: datetime) -> int:
    """Propose that a user may not handle whoever's guardian has her name; returns how many are new.

    What a manager has once decided about the two, either way, is not proposed again.
    """
    known = set(Barring.objects.filter(room_id=by.room_id).values_list("user_id", "subject"))
    fresh = sorted(set(named_in_files(by.room_id, open_rooms())) - known)
    for user_id, person_id in fresh:
        Barring.objects.create(
            room_id=by.room_id, user_id=user_id, ground=Ground.FAMILY, state=BarringState.PROPOSED, subject=person_id,
            declared_at=now, declared_by_id=by.user_id,
        )  # fmt: skip
    entry.current().record(Event("barring.proposed", counts={"new": len(fresh)}))
    return len(fresh)
