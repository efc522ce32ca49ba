"""Who is close at work (ADR 27): a unit in common, at the same time, within a year; in no other room."""

import uuid
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone
from tests.cast import EMAIL, NOW, enter
from tests.files.build import LEO, file_in, keep, user

from trefas.authorities.models import Unit
from trefas.persons import barring, search
from trefas.persons.actions import Source, create_person, create_protected_person, give_own_number
from trefas.persons.models import Person, Protection
from trefas.rooms import admission, entry
from trefas.rooms.entry import Entry
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Membership

OWN = LEO["identity_number"]
# When somebody began and left, in days before now; None: she is there still.
Days = tuple[int, int | None]
EVER: Days = (3000, None)


def works(who: str, **units: Days) -> None:
    """Let somebody work, or have worked, in these units by their short names, and in no other."""
    now = timezone.now()
    found = Membership.objects.using("owner").filter(user__email=EMAIL[who])
    like = found[0]
    found.delete()
    for name, (since, until) in units.items():
        like.id, like.unit_id = uuid.uuid4(), Unit.objects.using("owner").get(short_name=name).pk
        like.starts_at = now - timedelta(days=since)
        like.ends_at = None if until is None else now - timedelta(days=until)
        like.save(using="owner", force_insert=True)


def second_unit() -> None:
    """A second unit of the branch, which works in the same room."""
    own = Unit.objects.using("owner").get(short_name="Kvarnlunda")
    name = {"name": "Kvarnlunda, vuxna", "short_name": "Vuxna"}
    Unit(branch_id=own.branch_id, kind=own.kind, starts=date(2020, 1, 1), **name).save(using="owner")


def now_in(who: str, purpose: str = "follow") -> AbstractContextManager[Entry]:
    """Open the room as what somebody is now."""
    found = Membership.objects.filter(user__email=EMAIL[who], room__parent=None, ends_at=None)
    membership = found.select_related("user", "room", "unit").order_by("-starts_at")[0]
    return entry.enter(admission.acting(membership, membership.user.name), purpose=purpose)


# What the database reckons

CASES: dict[str, tuple[dict[str, Days], dict[str, Days], bool]] = {
    "the same unit now": ({"Kvarnlunda": EVER}, {"Kvarnlunda": (3, None)}, True),
    "another unit": ({"Kvarnlunda": EVER}, {"Vuxna": EVER}, False),
    "moved lately": ({"Kvarnlunda": EVER}, {"Kvarnlunda": (900, 30), "Vuxna": (30, None)}, True),
    "moved almost a year ago": ({"Kvarnlunda": EVER}, {"Kvarnlunda": (900, 360), "Vuxna": (360, None)}, True),
    "moved more than a year ago": ({"Kvarnlunda": EVER}, {"Kvarnlunda": (900, 370), "Vuxna": (370, None)}, False),
    "left the authority lately": ({"Kvarnlunda": EVER}, {"Kvarnlunda": (900, 200)}, True),
    "both have moved, one too long ago": (
        {"Kvarnlunda": (900, 30), "Vuxna": (30, None)}, {"Kvarnlunda": (900, 400), "Vuxna": (10, None)}, True,
    ),
    "came when the other had left": (
        {"Kvarnlunda": (90, None)}, {"Kvarnlunda": (900, 100), "Vuxna": (100, None)}, False,
    ),
    "has two units, one in common": ({"Kvarnlunda": EVER, "Vuxna": EVER}, {"Vuxna": EVER}, True),
    "begins in three days": ({"Kvarnlunda": EVER}, {"Kvarnlunda": (-3, None), "Vuxna": EVER}, False),
}  # fmt: skip


@pytest.mark.django_db(databases=["default", "rooms", "owner"])
@pytest.mark.parametrize(("hers", "others", "close"), CASES.values(), ids=CASES.keys())
def test_who_is_close_to_whom_both_ways(hers, others, close: bool) -> None:
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        second_unit()
        works("amina", **hers)
        works("nora", **others)
        (room,) = set(Membership.objects.using("owner").filter(user=user("amina")).values_list("room_id", flat=True))
        cursor.execute("SET LOCAL ROLE gate")
        for one, other in (("amina", "nora"), ("nora", "amina")):
            cursor.execute("SELECT close_colleagues(%s, %s)", [user(one).pk, room])
            near = cursor.fetchone()[0]
            assert (user(other).pk in near) is close
            assert user(one).pk not in near
        transaction.set_rollback(True, "owner")


@pytest.mark.django_db(databases=["default", "rooms"])
def test_only_the_database_says_who_is_close_and_of_oneself_only() -> None:
    with enter("amina") as room:
        near = barring.near(room.acting)
        assert near.count(user("amina").pk) == 1
        assert {user("nora").pk, user("sven").pk} <= set(near)
        assert user("bo").pk not in near
    with (
        enter("amina") as room,
        connections["rooms"].cursor() as cursor,
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic("rooms"),
    ):
        cursor.execute("SELECT close_colleagues(%s, %s)", [user("nora").pk, room.room_id])


# What it closes


def give(who: str) -> None:
    with now_in(who) as room:
        give_own_number(by=room.acting, user_id=user(who).pk, number=OWN, now=NOW)


def sees(who: str) -> bool:
    with now_in(who) as room:
        there = Person.objects.exists()
        assert bool(search.find(room.room_id, room.acting.room_kind, OWN)) is there
        # What no row is about yet is judged alike.
        assert (barring.ground(room.acting, OWN.replace("-", "")) == "") is there
    return there


def test_across_the_units_of_a_room_and_in_no_other_room(fresh_vidhamn) -> None:
    second_unit()
    works("amina", Kvarnlunda=EVER)
    works("nora", Kvarnlunda=(900, 30), Vuxna=(30, None))
    works("maja", Kvarnlunda=(900, 370), Vuxna=(370, None))
    works("sven", Kvarnlunda=EVER, Vuxna=EVER)
    for who in ("maja", "bo", "ylva"):
        with now_in(who) as room:
            file_in(room) if who == "maja" else keep(room)
    assert sees("nora")
    give("amina")
    assert [who for who in ("nora", "sven", "maja", "bo", "ylva") if sees(who)] == ["maja", "bo", "ylva"]
    # Nora sits beside Maja now, and so do the two with Sven, whichever unit he acts in.
    give("sven")
    assert [who for who in ("nora", "amina", "maja") if sees(who)] == []


def test_a_colleague_is_handed_to_somebody_who_has_not_worked_beside_the_one_who_does_it(fresh_vidhamn) -> None:
    second_unit()
    works("maja", Kvarnlunda=(900, 10), Vuxna=(10, None))
    works("nora", Kvarnlunda=(900, 400), Vuxna=(400, None))
    give("amina")
    with enter("sven") as room, pytest.raises(RefusedError, match="arbetar"):
        create_person(by=room.acting, values=dict(LEO), source=Source("typed"), now=NOW)
    given = {"values": dict(LEO), "protection": Protection.MARKING, "source": Source("typed"), "now": NOW}
    with enter("sven", "protect") as room, pytest.raises(RefusedError, match="senaste året"):
        create_protected_person(by=room.acting, handlers=[user("maja").pk], **given)
    with enter("sven", "protect") as room:
        person = create_protected_person(by=room.acting, handlers=[user("nora").pk], **given)
    with enter("sven"):
        assert not Person.objects.exists()
    with now_in("nora"):
        assert [one.pk for one in Person.objects.all()] == [person.pk]
