"""A room's key is replaced: agreed by two people, carried out by the service account, while everybody works.

    begin     a new key lies beside the old one and wraps what comes from now on
    rewrap    what the old one wraps is wrapped anew, some at a time
    remove    the old one goes when it wraps nothing

Each step is a transaction of its own and may be the last before the power goes: a wrapped key always says which key
wraps it, and the database lets go of none that is needed. To run it again is to go on. The keys of people do not
change: what they seal is not sealed anew.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connections
from django.db.models import QuerySet

from trefas.audit.events import Event
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.admission import acting
from trefas.rooms.entry import Acting
from trefas.rooms.keys import open_room_key, subject_place, wrapped_keys
from trefas.rooms.master import unwrap, wrap
from trefas.rooms.models import Membership, ProposedAct, RoomKey, SubjectKey
from trefas.rooms.opening import open_rooms
from trefas.rooms.services import ROLE

KIND, PURPOSE = "keys.rotate", "nightly"
SOME = 500


@dataclass(frozen=True)
class Turned:
    """What was done in a room: whether it got a new key, how many keys were wrapped anew, old keys gone and left."""

    room: uuid.UUID
    begun: bool
    rewrapped: int
    removed: int
    left: int


def services() -> list[Acting]:
    """Return the service account of every room that is here and open."""
    found = Membership.objects.filter(role=ROLE, ends_at=None, room__parent=None, room__closed_at=None)
    named = found.exclude(room__sealing_key="").select_related("room", "unit").order_by("room_id")
    return [acting(one, "Trefas") for one in named]


def agreed(kind: str) -> list[ProposedAct]:
    """Return what two people of the open room have agreed on, the oldest first."""
    found = ProposedAct.objects.filter(room_id=entry.current().room_id, kind=kind, withdrawn_at=None)
    return list(found.exclude(confirmed_at=None).order_by("confirmed_at"))


def rotate(*, some: int = SOME) -> Iterator[Turned]:
    """Replace every key that two people have agreed to replace, and finish what was broken off."""
    for by in services():
        with entry.enter(by, purpose=PURPOSE):
            rooms, acts = open_rooms(), agreed(KIND)
            needs = [room for room in rooms if _retired(room).exists() or _to_replace(room, acts)]
        for room in needs:
            yield _turn(by, room, some)


def _turn(by: Acting, room: uuid.UUID, some: int) -> Turned:
    with entry.enter(by, purpose=PURPOSE):
        act = _to_replace(room, agreed(KIND))
        begun = act is not None and begin(by=by, room_id=room, act=act)
    many, took = 0, -1
    while took:
        with entry.enter(by, purpose=PURPOSE):
            took = rewrap_some(by=by, room_id=room, most=some) if _wrapped_by_retired(room).exists() else 0
            many += took
    with entry.enter(by, purpose=PURPOSE):
        removed = remove_retired(by=by, room_id=room)
        left = _retired(room).count()
    return Turned(room, begun, many, removed, left)


@action
def begin(*, by: Acting, room_id: uuid.UUID, act: ProposedAct) -> bool:
    """Put a new key into use in a room; the old one stays for what it wraps. False when somebody was just before.

    The private halves of pairs are wrapped anew with it; had one been replaced just now, nothing is done yet.
    """
    ring, new = entry.current().keys, uuid.uuid4()
    made = wrapped_keys(room_id, private=ring.private_keys(room_id), tokens=ring.token_secret(room_id))
    given: list[uuid.UUID | bytes | str] = [
        act.pk,
        room_id,
        new,
        made.wrapped,
        made.master_key,
        made.wrapped_private,
        made.wrapped_tokens,
        bytes(ring.row(room_id).wrapped_private),
    ]
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute("SELECT rotate_room_key(%s, %s, %s, %s, %s, %s, %s, %s)", given)
        begun: bool = cursor.fetchone()[0]
    approvers = [one for one in (act.proposed_by_id, act.confirmed_by_id) if one]
    ids = {"act": [act.pk], "approver": approvers, "key": [new] if begun else []}
    entry.current().record(Event("keys.rotation_begun", ids=ids, codes={"master": made.master_key}), room_id=room_id)
    return begun


@action
def rewrap_some(*, by: Acting, room_id: uuid.UUID, most: int) -> int:
    """Wrap at most so many keys anew with the key in use; returns how many. What others are writing waits."""
    ring = entry.current().keys
    new, key = ring.to_wrap_with(room_id).pk, ring.room_key(room_id)
    found = _wrapped_by_retired(room_id).select_for_update(skip_locked=True, of=("self",)).select_related("under")
    ids, wrapped = [], []
    for one in found.order_by("id")[:most]:
        pair, old = (room_id, one.subject), open_room_key(room_id, bytes(one.under.wrapped))
        ids.append(one.pk)
        wrapped.append(
            one.wrapped and wrap(key, unwrap(old, bytes(one.wrapped), subject_place(pair)), subject_place(pair))
        )
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute(
            "UPDATE rooms_subjectkey k SET under_id = %s, wrapped = made.wrapped"
            " FROM unnest(%s::uuid[], %s::bytea[]) AS made(id, wrapped) WHERE k.room_id = %s AND k.id = made.id",
            [new, ids, wrapped, room_id],
        )
    entry.current().record(Event("keys.rewrapped", ids={"key": [new]}, counts={"keys": len(ids)}), room_id=room_id)
    return len(ids)


@action
def remove_retired(*, by: Acting, room_id: uuid.UUID) -> int:
    """Take away the retired keys that wrap nothing any more; returns how many."""
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute("SELECT remove_retired_keys(%s)", [room_id])
        gone: int = cursor.fetchone()[0]
    entry.current().record(Event("keys.retired_removed", counts={"keys": gone}), room_id=room_id)
    return gone


def _to_replace(room_id: uuid.UUID, acts: list[ProposedAct]) -> ProposedAct | None:
    """Return the newest agreement that came after the room's key did."""
    found = RoomKey.objects.filter(room_id=room_id, retired_at=None).values_list("created_at", flat=True).first()
    later = [act for act in acts if found is not None and act.confirmed_at is not None and act.confirmed_at > found]
    return later[-1] if later else None


def _retired(room_id: uuid.UUID) -> QuerySet[RoomKey]:
    return RoomKey.objects.filter(room_id=room_id).exclude(retired_at=None)


def _wrapped_by_retired(room_id: uuid.UUID) -> QuerySet[SubjectKey]:
    return SubjectKey.objects.filter(room_id=room_id).exclude(under__retired_at=None)
