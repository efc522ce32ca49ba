"""Whether the database is behind the tombstone ledger, and what to do about it."""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from trefas.accountability.actions import move_again, replay
from trefas.persons.models import Person
from trefas.rooms import entry, tombstones
from trefas.rooms.admission import acting
from trefas.rooms.entry import Acting
from trefas.rooms.models import Membership, SubjectKey
from trefas.rooms.services import ROLE
from trefas.rooms.tombstones import Moved

PURPOSE = "nightly"


def behind() -> int:
    """Return how many erasures and moves of the ledger the database does not show; raises LedgerError."""
    erased = sum(len(_missing(by, room, subjects)) for by, room, subjects in _rooms())
    return erased + sum(len(found) for _by, _moved, found in _in_the_open())


def replay_all(*, now: datetime) -> int:
    """Carry out what the database lacks; returns how many people went or were moved again. Safe to run twice.

    Moves first: who was erased among her handlers lies in the room around in a backup from before the move.
    """
    gone = 0
    for by, moved, _people in list(_in_the_open()):
        with entry.enter(by, purpose=PURPOSE):
            gone += move_again(by=by, moved=moved, now=now)
    for by, room, subjects in _rooms():
        if missing := _missing(by, room, subjects):
            with entry.enter(by, purpose=PURPOSE):
                replay(by=by, room_id=room, subjects=missing)
            gone += len(missing)
    return gone


def _in_the_open() -> Iterator[tuple[Acting, Moved, list[uuid.UUID]]]:
    """Whose last move was to named handlers, and who lies in the room around all the same."""
    last = {moved.subjects[0]: moved for moved in tombstones.moves()}
    inward = [moved for moved in last.values() if moved.way == "in"]
    services = Membership.objects.using("owner").filter(role=ROLE, ends_at=None, room__in={one.room for one in inward})
    by_room = {one.room_id: acting(one, "Trefas") for one in services.select_related("room", "unit")}
    for moved in inward:
        if by := by_room.get(moved.room):
            with entry.enter(by, purpose=PURPOSE):
                here = Person.objects.filter(room_id=moved.room, pk__in=moved.subjects).values_list("pk", flat=True)
                found = list(here)
            if found:
                yield by, moved, found


def _rooms() -> list[tuple[Acting, uuid.UUID, list[uuid.UUID]]]:
    erased: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for stone in tombstones.read():
        erased[stone.room] += stone.subjects
    if not erased:
        return []
    services = Membership.objects.using("owner").filter(role=ROLE, ends_at=None, room__in=erased)
    found = []
    for one in services.select_related("room", "unit"):
        # An inner room opens from the room around it.
        outer = one if one.room.parent_id is None else _outer(one)
        found.append((acting(outer, "Trefas"), one.room_id, erased[one.room_id]))
    return found


def _outer(inner: Membership) -> Membership:
    found = Membership.objects.using("owner").filter(role=ROLE, ends_at=None, room=inner.room.parent_id)
    return found.select_related("room", "unit").get(user=inner.user_id)


def _missing(by: Acting, room: uuid.UUID, subjects: list[uuid.UUID]) -> list[uuid.UUID]:
    with entry.enter(by, purpose=PURPOSE):
        alive = set(
            SubjectKey.objects.filter(room_id=room, subject__in=subjects, destroyed_at=None).values_list(
                "subject", flat=True
            )
        )
        alive |= set(Person.objects.filter(room_id=room, pk__in=subjects).values_list("pk", flat=True))
    return sorted(alive)
