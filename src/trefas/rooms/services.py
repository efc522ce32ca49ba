"""The account that works at night in a room: a name for the audit log, and a membership without any mandate."""

import uuid

from django.contrib.auth.hashers import make_password

from trefas.authorities.models import Unit, User
from trefas.rooms.models import Membership, Room

OWNER = "owner"
ROLE = "service"


def found_services() -> int:
    """Make the service account of every room that has units and no such account, as the owner; returns how many."""
    rooms = (
        Room.objects.using(OWNER).filter(parent=None, closed_at=None, installation="").exclude(memberships__role=ROLE)
    )
    made = [_found(room) for room in rooms.order_by("id")]
    return sum(made)


def _found(room: Room) -> bool:
    unit = Unit._default_manager.using(OWNER).filter(branch_id=room.branch_id).order_by("starts", "name").first()
    if unit is None:
        return False
    user = User.objects.using(OWNER).create(
        id=uuid.uuid4(),
        email=f"nightly.{room.pk}@service.invalid",
        name="Trefas",
        password=make_password(None),
        is_service=True,
    )
    Membership.objects.using(OWNER).create(user=user, room=room, unit=unit, role=ROLE, starts_at=room.opened_at)
    return True
