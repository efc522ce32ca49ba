"""Ways in for what is not a page: commands, the demo and tests act as a named person with her own pass."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from trefas.rooms import entry
from trefas.rooms.actions import found_keys
from trefas.rooms.entry import Acting, Entry
from trefas.rooms.models import Membership, Room, RoomKey


def acting(membership: Membership, name: str) -> Acting:
    """Return the frozen facts that a membership gives its holder."""
    return Acting(
        user_id=membership.user_id,
        name=name,
        membership_id=membership.pk,
        room_id=membership.room_id,
        room_kind=membership.room.kind,
        unit_id=membership.unit_id,
        unit_name=membership.unit.name,
        unit_short_name=membership.unit.short_name,
        role=membership.role,
        mandates=frozenset(membership.mandates),
    )


@contextmanager
def enter_as(email: str, *, purpose: str) -> Iterator[Entry]:
    """Open the first room a user works in, for a command or a test."""
    found = Membership.objects.filter(user__email=email, room__parent__isnull=True)
    membership = found.select_related("user", "room", "unit").order_by("starts_at", "id").first()
    if membership is None:
        raise LookupError(f"{email} works in no room.")
    with entry.enter(acting(membership, membership.user.name), purpose=purpose) as opened:
        yield opened


def found_missing_keys(*, now: datetime) -> int:
    """Make keys for every room that has a member and no keys yet; returns how many."""
    made = 0
    for room in Room.objects.filter(parent__isnull=True, sealing_key=""):
        member = Membership.objects.filter(room=room).select_related("user").order_by("starts_at", "id").first()
        if member is None:
            continue
        with enter_as(member.user.email, purpose="administer") as opened:
            if not RoomKey.objects.exists():
                found_keys(by=opened.acting, now=now)
                made += 1
    return made
