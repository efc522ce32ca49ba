"""Every room's key is wrapped by the newest master key: agreed by two people, one room after the other.

A new master key is given beside the old one first (docs/how-to/keys.md); only when nothing here is wrapped by the old
one may it be destroyed. What the keys open does not change, and everybody works meanwhile.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connections

from trefas.audit.events import Event
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.keys import version_of, wrapped_anew
from trefas.rooms.master import master
from trefas.rooms.models import RoomKey
from trefas.rooms.opening import open_rooms
from trefas.rooms.rotation import PURPOSE, agreed, services

KIND = "keys.rewrap"


@dataclass(frozen=True)
class Standing:
    """The keys of a room and those inside: how many each version of the master key wraps, and how many are retired."""

    room: uuid.UUID
    versions: dict[str, int]
    retired: int


def standings() -> Iterator[Standing]:
    """Look at every room's keys."""
    for by in services():
        with entry.enter(by, purpose=PURPOSE):
            found = list(RoomKey.objects.filter(room_id__in=open_rooms()))
            versions = [version_of(one.room_id, bytes(one.wrapped)) for one in found]
            counts = {version: versions.count(version) for version in sorted(set(versions))}
            yield Standing(by.room_id, counts, sum(one.retired_at is not None for one in found))


def rewrap_all() -> int:
    """Wrap anew what an older master key wraps; returns how many keys. Raises RefusedError when nobody has agreed."""
    newest = master().name()
    act = _agreed_on(newest)
    many = 0
    for by in services():
        with entry.enter(by, purpose=PURPOSE):
            found = list(RoomKey.objects.filter(room_id__in=open_rooms()).order_by("id"))
        for one in found:
            if version_of(one.room_id, bytes(one.wrapped)) != newest:
                with entry.enter(by, purpose=PURPOSE):
                    many += rewrap(by=by, key=one, act_id=act)
    return many


@action
def rewrap(*, by: Acting, key: RoomKey, act_id: uuid.UUID) -> bool:
    """Wrap one room's key by the newest master key; False when it is no longer as it was read."""
    before = bytes(key.wrapped)
    sealed, version = wrapped_anew(key.room_id, before)
    with connections[entry.ROOMS].cursor() as cursor:
        given: list[uuid.UUID | bytes | str] = [act_id, key.room_id, key.pk, before, sealed, version]
        cursor.execute("SELECT rewrap_room_key(%s, %s, %s, %s, %s, %s)", given)
        done: bool = cursor.fetchone()[0]
    ids = {"act": [act_id], "key": [key.pk]}
    entry.current().record(Event("keys.master_changed", ids=ids, codes={"master": version}), room_id=key.room_id)
    return done


def _agreed_on(version: str) -> uuid.UUID:
    for by in services():
        with entry.enter(by, purpose=PURPOSE):
            for act in agreed(KIND):
                if act.what.get("to") == version:
                    return act.pk
    raise RefusedError("Two people must agree on the new master key first: trefas keys propose rewrap.")
