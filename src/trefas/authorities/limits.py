"""What each kind of room may filter its lists by, how it numbers its files, and what one takes out alone: data.

SoLPuF (2001:637) 15 §: the social services' lists hold to handler, unit and due date.
"""

from dataclasses import dataclass

from trefas.authorities.models import RoomKind

BY_DUTY = frozenset({"handler", "unit", "due"})
BY_WORK = BY_DUTY | {"stage", "method"}


@dataclass(frozen=True)
class Limits:
    """`filters` a list takes, `prefix` of the file numbers."""

    filters: frozenset[str]
    prefix: str


LIMITS: dict[str, Limits] = {
    RoomKind.SOCIAL_SERVICES: Limits(BY_DUTY, "SO"),
    RoomKind.EXIT_UNIT: Limits(BY_DUTY, "AV"),
    RoomKind.POLICE: Limits(BY_WORK, "PO"),
    RoomKind.PRISON_AND_PROBATION: Limits(BY_WORK, "FV"),
}
# The most people whom one person takes out in a file without a second person; more is a bulk export.
ALONE = 100
OTHERWISE = Limits(BY_DUTY, "AK")


def limits_of(room_kind: str) -> Limits:
    """Return the limits of a kind of room; an unknown kind gets the strictest."""
    return LIMITS.get(room_kind, OTHERWISE)
