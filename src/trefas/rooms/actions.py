"""What every action is made with, and what is done to rooms themselves."""

import os
import uuid
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connections, transaction

from trefas.audit.events import Event
from trefas.rooms import entry, envelopes
from trefas.rooms.entry import Acting
from trefas.rooms.errors import NoRoomError, UnrecordedError
from trefas.rooms.master import master_key, master_key_name, wrap
from trefas.rooms.models import RoomKey

P = ParamSpec("P")
R = TypeVar("R")


def action(write: Callable[P, R]) -> Callable[P, R]:
    """Make a write: keyword-only, `by=` the person whose room is open, atomic, and with an audit event."""

    @wraps(write)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        opened = entry.current()
        if args or kwargs.get("by") != opened.acting:
            raise NoRoomError(f"{write.__name__} takes keywords, and by= the person whose room is open.")
        before = len(opened.events)
        with transaction.atomic(using=entry.ROOMS):
            made = write(*args, **kwargs)
            if len(opened.events) == before:
                raise UnrecordedError(f"{write.__name__} wrote without an audit event.")
        return made

    return guarded


@action
def found_keys(*, by: Acting, now: datetime) -> None:
    """Make the keys of a room that has none: its own, and the pairs that open and sign envelopes."""
    pairs = new_room_key(by.room_id, now=now)
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute("SELECT publish_keys(%s, %s)", [pairs.sealing, pairs.verifying])
    entry.current().record(Event("room.keys_founded"))


def new_room_key(room_id: uuid.UUID, *, now: datetime) -> envelopes.NewKeys:
    """Make the keys of a room inside an action; an inner room gets its own, and receives through its parent."""
    key, pairs = os.urandom(32), envelopes.new_private_keys()
    RoomKey.objects.create(
        room_id=room_id,
        wrapped=wrap(master_key(), key, f"room|{room_id}".encode()),
        master_key=master_key_name(),
        wrapped_private=wrap(key, pairs.private, f"private|{room_id}".encode()),
        created_at=now,
    )
    return pairs


@action
def grant_membership(
    *,
    by: Acting,
    user_id: uuid.UUID,
    unit_id: uuid.UUID,
    role: str,
    mandates: list[str],
    until: datetime | None,
) -> uuid.UUID:
    """Let a user work in the room; the database demands that another administrator of the room does it."""
    made = uuid.uuid4()
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute(
            "SELECT grant_membership(%s, %s, %s, %s, %s, %s)", [made, user_id, unit_id, role, mandates, until]
        )
    entry.current().record(
        Event("membership.granted", ids={"membership": [made], "user": [user_id]}, codes={"role": role})
    )
    return made


@action
def end_membership(*, by: Acting, membership_id: uuid.UUID) -> bool:
    """End a membership now: the next statement under its pass raises. Returns whether there was one to end."""
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute("SELECT end_membership(%s)", [membership_id])
        ended: bool = cursor.fetchone()[0]
    entry.current().record(Event("membership.ended", ids={"membership": [membership_id]}))
    return ended
