"""The organisation of an invented nation: municipalities that do not exist, and staff enough for its rooms."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import accumulate, pairwise
from math import ceil

from django.contrib.auth.hashers import make_password
from django.db import transaction

from trefas.authorities.models import Authority, Branch, RoomKind, Unit, UnitMethod, User
from trefas.authorities.roles import ROLES
from trefas.rooms.admission import acting
from trefas.rooms.entry import Acting
from trefas.rooms.models import Membership, Room

OWNER = "owner"
STARTS = date(2019, 10, 1)
OPENED = datetime(2019, 10, 1, tzinfo=UTC)
FILES_OF_ONE = 25
PEOPLE_OF_A_UNIT = 5_000
# Rooms of Vidhamn that grow with the nation: the kind, and how many of 140 people they hold.
SHARES = {RoomKind.POLICE: 40, RoomKind.PRISON_AND_PROBATION: 10, RoomKind.EXIT_UNIT: 1}


@dataclass(frozen=True)
class Workplace:
    """A room, the places in the nation of the people it gets, and the files' handlers as (user, unit)."""

    acting: Acting
    people: range
    handlers: tuple[tuple[uuid.UUID, uuid.UUID], ...]


def build_organisation(people: int, municipalities: int) -> list[Workplace]:
    """Make municipalities and staff, as the owner, and share `people` out among the rooms."""
    shared = {kind: people * share // 140 for kind, share in SHARES.items()}
    with transaction.atomic(using=OWNER):
        boards = _municipalities(municipalities)
        counts = shares(people - sum(shared.values()), municipalities)
        wanted = [(_room_of(kind), count) for kind, count in shared.items()] + list(zip(boards, counts, strict=True))
        for room, count in wanted:
            _staff(room, count)
    ends = list(accumulate(count for _room, count in wanted))
    return [_workplace(room, range(end - count, end)) for (room, count), end in zip(wanted, ends, strict=True)]


def shares(total: int, parts: int) -> list[int]:
    """Divide a total into uneven parts, as municipalities are: few large ones and many small."""
    weights = [1 / (place + 10) for place in range(parts)]
    edges, whole = [0.0], sum(weights)
    for weight in weights:
        edges.append(edges[-1] + weight)
    cuts = [round(total * edge / whole) for edge in edges]
    return [after - before for before, after in pairwise(cuts)]


def _room_of(kind: str) -> Room:
    return Room.objects.using(OWNER).filter(kind=kind, parent=None).order_by("opened_at", "name")[0]


def _municipalities(count: int) -> list[Room]:
    """One board, branch, room and unit each, by four statements whatever the count."""
    names = [f"Påhittade kommun {place:03}" for place in range(1, count + 1)]
    authorities = [Authority(kind="social_services", name=f"Socialnämnden, {name}", starts=STARTS) for name in names]
    branches = [
        Branch(authority=authority, kind=RoomKind.SOCIAL_SERVICES, name=f"Socialtjänsten, {name}", starts=STARTS)
        for authority, name in zip(authorities, names, strict=True)
    ]
    rooms = [
        Room(
            branch=branch, kind=branch.kind, name=branch.name, opened_at=OPENED,
            hosting_reference=f"N-AVT-{place:03}", impact_assessment_reference=f"N-KON-{place:03}",
        )
        for place, branch in enumerate(branches, start=1)
    ]  # fmt: skip
    Authority.objects.using(OWNER).bulk_create(authorities)
    Branch.objects.using(OWNER).bulk_create(branches)
    Room.objects.using(OWNER).bulk_create(rooms)
    for place, branch in enumerate(branches, start=1):
        _units(branch, f"Kommun {place:03}", range(1, 2))
    return rooms


def _units(branch: Branch, short_name: str, places: Sequence[int]) -> list[Unit]:
    made = [
        Unit(
            branch=branch, kind="unit", name=f"{branch.name}, enhet {place}", telephone="070-174 06 99", starts=STARTS,
            short_name=short_name if place == 1 else f"{short_name} {place}",
        )
        for place in places
    ]  # fmt: skip
    Unit.objects.using(OWNER).bulk_create(made)
    UnitMethod.objects.using(OWNER).bulk_create(UnitMethod(unit=unit, method="trefas", starts=STARTS) for unit in made)
    return made


def _staff(room: Room, people: int) -> None:
    """Give a room units and handlers enough for its people; those who work there already stay first."""
    units = list(Unit.objects.using(OWNER).filter(branch=room.branch_id).order_by("name"))
    if missing := ceil(people / PEOPLE_OF_A_UNIT) - len(units):
        units += _units(room.branch, units[0].short_name[:14], range(len(units) + 1, len(units) + missing + 1))
    present = Membership.objects.using(OWNER).filter(room=room, role="handler").count()
    places = range(present + 1, max(ceil(people / FILES_OF_ONE), 1) + 1)
    users = [_user(room, place) for place in places]
    User.objects.using(OWNER).bulk_create(users)
    Membership.objects.using(OWNER).bulk_create(
        Membership(
            user=user, room=room, unit=units[place % len(units)], role="handler",
            mandates=sorted(ROLES["handler"].mandates), starts_at=OPENED,
        )
        for place, user in zip(places, users, strict=True)
    )  # fmt: skip


def _user(room: Room, place: int) -> User:
    # The e-mail's first part is the persona link of the demo: /demo/som/kommun-001-1/.
    number = room.hosting_reference.removeprefix("N-AVT-")
    key = f"kommun-{number}" if number.isdigit() else room.kind.replace("_", "-")
    return User(
        id=uuid.uuid4(), email=f"{key}-{place}@nationen.example", name=f"Påhittad Handläggare {place}",
        password=make_password(None), title="handläggare", language="sv",
    )  # fmt: skip


def _workplace(room: Room, people: range) -> Workplace:
    found = Membership.objects.using(OWNER).filter(room=room, role="handler").select_related("user", "room", "unit")
    memberships = sorted(found, key=lambda one: (one.user.email.endswith("@nationen.example"), one.user.email))
    handlers = tuple((one.user_id, one.unit_id) for one in memberships)
    return Workplace(acting(memberships[0], memberships[0].user.name), people, handlers)
