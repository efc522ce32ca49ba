"""A person with protected identity lies in an inner room from the first moment, with a key of its own."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connections
from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.persons.actions.keeping import Source, keep
from trefas.persons.models import Person, Protection
from trefas.rooms import entry
from trefas.rooms.actions import action, new_room_key
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError


@action
def create_protected_person(
    *,
    by: Acting,
    values: Mapping[str, Any],
    protection: Protection,
    handlers: Sequence[uuid.UUID],
    source: Source,
    now: datetime,
) -> Person:
    """Keep a protected person in a new inner room whose members are the named handlers, the acting one among them."""
    if protection is Protection.NONE:
        raise RefusedError(_("Choose the level of protection."))
    if not by.may("protect"):
        raise RefusedError(_("Your role does not open files for named handlers. Ask your manager."))
    room_id = open_inner_room(by, handlers, now)
    person = Person(room_id=room_id, created_at=now, created_by_id=by.user_id, protection=protection)
    keep(person, values, source, by, now)
    entry.current().record(Event("person.created", ids={"person": [person.pk]}), room_id=room_id)
    return person


def open_inner_room(by: Acting, handlers: Sequence[uuid.UUID], now: datetime) -> uuid.UUID:
    """Open an inner room inside an action, for the acting one and the handlers she names; returns its id."""
    named = list(dict.fromkeys([by.user_id, *handlers]))
    room_id = uuid.uuid4()
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute(
            "SELECT open_inner_room(%s, %s::uuid[], %s::uuid[])", [room_id, [uuid.uuid4() for _name in named], named]
        )
    entry.current().opens = None
    new_room_key(room_id, now=now)
    # The outer chain says that an inner room was opened, not for whom.
    entry.current().record(Event("inner_room.opened", counts={"handlers": len(named)}))
    return room_id
