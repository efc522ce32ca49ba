"""What every action is made with, and what is done to rooms themselves."""

import os
import uuid
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connections, transaction
from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.authorities.models import Substitution
from trefas.rooms import entry, envelopes
from trefas.rooms.entry import Acting
from trefas.rooms.errors import NoRoomError, RefusedError, UnrecordedError
from trefas.rooms.keys import wrapped_keys
from trefas.rooms.models import Membership, RoomKey

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
    pairs = envelopes.new_private_keys()
    made = wrapped_keys(room_id, private=pairs.private, tokens=os.urandom(32))
    RoomKey.objects.create(
        room_id=room_id,
        wrapped=made.wrapped,
        master_key=made.master_key,
        wrapped_private=made.wrapped_private,
        wrapped_tokens=made.wrapped_tokens,
        created_at=now,
    )
    return pairs


@action
def end_membership(*, by: Acting, membership_id: uuid.UUID) -> bool:
    """End a membership now: the next statement under its pass raises. Returns whether there was one to end."""
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute("SELECT end_membership(%s)", [membership_id])
        ended: bool = cursor.fetchone()[0]
    entry.current().record(Event("membership.ended", ids={"membership": [membership_id]}))
    return ended


@action
def name_substitute(*, by: Acting, absent_id: uuid.UUID, substitute_id: uuid.UUID, starts: date, ends: date) -> None:
    """Let one who works in the room answer for another's work there, up to and not including `ends`."""
    if not by.may("administer"):
        raise RefusedError(_("Only the administrator of the room names substitutes."))
    if absent_id == substitute_id:
        raise RefusedError(_("Nobody stands in for herself. Choose two people."))
    if ends <= starts:
        raise RefusedError(_("The last day is before the first. Change one of them."))
    working = Membership.objects.filter(room_id=by.room_id, ends_at=None).values_list("user_id", flat=True)
    if not {absent_id, substitute_id} <= set(working):
        raise RefusedError(_("Both must work here now. Give a membership first."))
    made = Substitution.objects.create(absent_id=absent_id, substitute_id=substitute_id, starts=starts, ends=ends)
    ids = {"substitution": [made.pk], "user": [absent_id, substitute_id]}
    entry.current().record(Event("substitution.named", ids=ids))


@action
def end_substitution(*, by: Acting, substitution_id: uuid.UUID, on: date) -> bool:
    """End a substitution between two of the room; one that has not begun is removed. Returns whether there was one."""
    if not by.may("administer"):
        raise RefusedError(_("Only the administrator of the room names substitutes."))
    here = Membership.objects.filter(room_id=by.room_id).values_list("user_id", flat=True)
    found = Substitution._default_manager.filter(pk=substitution_id, absent_id__in=set(here))
    begun = found.filter(starts__lt=on).update(ends=on)
    gone = begun or found.filter(starts__gte=on).delete()[0]
    entry.current().record(Event("substitution.ended", ids={"substitution": [substitution_id]}))
    return bool(gone)
