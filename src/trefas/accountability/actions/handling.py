"""Named handlers come and go: named by one of them, and by the supervisor only when nobody is left."""

import uuid

from django.db import DatabaseError, connections, transaction
from django.utils.translation import gettext as _

from trefas.accountability.handling import handlers_of, without_handler
from trefas.audit.events import Event
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Membership
from trefas.rooms.opening import open_rooms


@action
def name_handler(*, by: Acting, room_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """Let a colleague of the room handle an inner room too; the supervisor may when its handlers have all left."""
    inside = _is_inside(by, room_id)
    if not (by.may("protect") if inside else room_id in without_handler(by)):
        raise RefusedError(_("Only one of the named handlers names another."))
    works_here = Membership.objects.using(entry.ROOMS).filter(room_id=by.room_id, user_id=user_id, ends_at=None)
    if not works_here.exists():
        raise RefusedError(_("Choose somebody who works here."))
    _change("SELECT name_handler(%s, %s, %s, %s, %s)", [room_id, uuid.uuid4(), user_id], "handler.named", by, user_id)
    entry.current().opens = None


@action
def remove_handler(*, by: Acting, room_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """End a colleague's, or one's own, handling of an inner room; the last one stays until another is named."""
    if not _is_inside(by, room_id) or not by.may("protect"):
        raise RefusedError(_("Only one of the named handlers removes another."))
    if set(handlers_of(room_id)) <= {user_id}:
        raise RefusedError(_("Name somebody else first: she must not be without a handler."))
    _change("SELECT remove_handler(%s, %s, %s, %s)", [room_id, user_id], "handler.removed", by, user_id)
    entry.current().opens = None


def _is_inside(by: Acting, room_id: uuid.UUID) -> bool:
    return room_id != by.room_id and room_id in open_rooms()


def _change(statement: str, given: list[uuid.UUID], kind: str, by: Acting, user_id: uuid.UUID) -> None:
    """Ask the database, which appends to both chains: the outer one says that it was done, the inner one for whom."""
    actor = entry.current().actor()
    bodies = [Event(kind).body(actor), Event(kind, ids={"user": [user_id]}).body(actor)]
    try:
        with transaction.atomic(using=entry.ROOMS), connections[entry.ROOMS].cursor() as cursor:
            cursor.execute(statement, [*given, *bodies])
    except DatabaseError as error:
        raise RefusedError(_("It could not be changed. A colleague was just before you: look again.")) from error
    entry.current().record(Event("handlers.changed"))
