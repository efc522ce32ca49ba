"""Whether the database is behind the tombstone ledger, and what to do about it."""

import uuid
from collections import defaultdict

from trefas.accountability.actions import replay
from trefas.persons.models import Person
from trefas.rooms import entry, tombstones
from trefas.rooms.admission import acting
from trefas.rooms.entry import Acting
from trefas.rooms.models import Membership, SubjectKey
from trefas.rooms.services import ROLE

PURPOSE = "nightly"


def behind() -> int:
    """Return how many erasures of the ledger the database does not show; raises LedgerError."""
    return sum(len(_missing(by, room, subjects)) for by, room, subjects in _rooms())


def replay_all() -> int:
    """Carry out what the database lacks; returns how many people went again. Safe to run twice."""
    gone = 0
    for by, room, subjects in _rooms():
        if missing := _missing(by, room, subjects):
            with entry.enter(by, purpose=PURPOSE):
                replay(by=by, room_id=room, subjects=missing)
            gone += len(missing)
    return gone


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
