"""Letting somebody work in a room: proposed by its administrator, confirmed by another person, and then it holds."""

import uuid
from datetime import datetime

from django.db import connections

from trefas.audit.events import Event
from trefas.rooms import entry, second_person
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting

KIND = "role_grant"


@action
def propose_membership(
    *, by: Acting, user_id: uuid.UUID, unit_id: uuid.UUID, role: str, mandates: list[str], until: datetime | None
) -> uuid.UUID:
    """Propose that a user works in a unit of the room; returns the act that another person confirms."""
    what = {
        "user": str(user_id),
        "unit": str(unit_id),
        "role": role,
        "mandates": sorted(mandates),
        "until": until.isoformat() if until else None,
    }
    return second_person.propose(by=by, kind=KIND, what=what)


@action
def confirm_membership(*, by: Acting, act_id: uuid.UUID) -> uuid.UUID:
    """Confirm another's proposal and let the membership begin; returns the user. The database refuses one's own."""
    second_person.confirm(by=by, act_id=act_id)
    made = uuid.uuid4()
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute("SELECT grant_agreed(%s, %s)", [made, act_id])
        user_id: uuid.UUID = cursor.fetchone()[0]
    ids = {"membership": [made], "user": [user_id], "act": [act_id]}
    entry.current().record(Event("membership.granted", ids=ids))
    return user_id
