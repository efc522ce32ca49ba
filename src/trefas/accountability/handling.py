"""Who the named handlers of an inner room are, and which inner rooms have nobody left."""

import uuid

from django.db import connections

from trefas.rooms import entry
from trefas.rooms.entry import Acting
from trefas.rooms.models import Membership
from trefas.rooms.services import ROLE


def handlers_of(room_id: uuid.UUID) -> list[uuid.UUID]:
    """Return the named handlers of an inner room that the pass opens, longest there first."""
    found = Membership.objects.using(entry.ROOMS).filter(room_id=room_id, ends_at=None).exclude(role=ROLE)
    return list(found.order_by("starts_at", "user_id").values_list("user_id", flat=True))


def without_handler(by: Acting) -> list[uuid.UUID]:
    """Return the inner rooms whose handlers have all left; for those who reassign work, nothing for anybody else."""
    if not by.may("reassign"):
        return []
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute("SELECT rooms_without_handler()")
        return [row[0] for row in cursor.fetchall()]
