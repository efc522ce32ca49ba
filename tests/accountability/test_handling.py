"""Named handlers: named and removed by one of themselves; when nobody is left, the supervisor names one, not herself unseen."""

import json

import pytest
from django.db import connections

from tests.accountability.test_moving import move_in
from tests.cast import EMAIL, NOW, enter
from tests.files.build import keep, user
from trefas.accountability.actions import name_handler, protect_person, release_person, remove_handler
from trefas.accountability.handling import handlers_of, without_handler
from trefas.audit.models import Event
from trefas.persons.models import Person, Protection
from trefas.rooms import entry
from trefas.rooms.actions import end_membership
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Membership

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


@pytest.fixture
def leo(db) -> Person:
    with enter("amina") as room:
        return move_in(room, keep(room))


def named(room, leo, who: str) -> None:
    name_handler(by=room.acting, room_id=leo.room_id, user_id=user(who).pk)


def removed(room, leo, who: str) -> None:
    remove_handler(by=room.acting, room_id=leo.room_id, user_id=user(who).pk)


def leaves(who: str) -> None:
    membership = Membership.objects.get(user__email=EMAIL[who], room__parent=None, ends_at=None)
    with enter("ada") as room:
        assert end_membership(by=room.acting, membership_id=membership.pk)


def people(who: str) -> int:
    with enter(who):
        return Person.objects.count()


def test_a_handler_names_another_who_then_finds_her(leo) -> None:
    assert people("nora") == 0
    with enter("amina") as room:
        named(room, leo, "nora")
        assert set(handlers_of(leo.room_id)) == {user("amina").pk, user("nora").pk}
    assert people("nora") == 1


def test_a_handler_removes_another_who_then_finds_nothing(leo) -> None:
    with enter("amina") as room:
        named(room, leo, "nora")
    with enter("nora") as room:
        removed(room, leo, "amina")
    assert (people("amina"), people("nora")) == (0, 1)


def test_the_last_handler_stays(leo) -> None:
    with enter("amina") as room, pytest.raises(RefusedError, match="somebody else first"):
        removed(room, leo, "amina")


@pytest.mark.parametrize("who", ["sven", "nora", "lena", "ada"])
def test_nobody_else_names_a_handler_while_there_is_one(leo, who) -> None:
    with enter(who) as room, pytest.raises(RefusedError):
        named(room, leo, who)
    assert people(who) == 0


def test_the_database_says_the_same_to_the_login_itself(leo) -> None:
    with (
        pytest.raises(Exception, match="only a named handler"),
        enter("lena"),
        connections[entry.ROOMS].cursor() as cursor,
    ):
        cursor.execute(
            "SELECT name_handler(%s, gen_random_uuid(), %s, 'x', 'x')", [leo.room_id, user("lena").pk]
        )  # fmt: skip


def test_one_of_another_authority_is_never_a_handler(leo) -> None:
    with enter("amina") as room, pytest.raises(RefusedError, match="works here"):
        named(room, leo, "bo")


def test_when_the_last_handler_leaves_the_supervisor_names_another(leo) -> None:
    leaves("amina")
    with enter("sven") as room:
        assert without_handler(room.acting) == [leo.room_id]
        named(room, leo, "nora")
        assert without_handler(room.acting) == []
    assert (people("nora"), people("sven")) == (1, 0)


def test_where_nobody_is_left_to_handle_no_handler_is_asked_for_and_nobody_is_moved_in_again(leo) -> None:
    with enter("amina") as room:
        release_person(by=room.acting, person_id=leo.pk, now=NOW)
        again = {"by": room.acting, "person_id": leo.pk, "protection": Protection.MARKING, "handlers": [], "now": NOW}
        with pytest.raises(RefusedError, match="that you handle"):
            protect_person(**again, room_id=leo.room_id)
        # Its log is read as before.
        assert Event.objects.filter(room_id=leo.room_id).exists()
    leaves("amina")
    with enter("sven") as room:
        assert without_handler(room.acting) == []


def test_nobody_but_the_supervisor_learns_that_one_has_nobody(leo) -> None:
    leaves("amina")
    with enter("nora") as room:
        assert without_handler(room.acting) == []
        with connections[entry.ROOMS].cursor() as cursor:
            cursor.execute("SELECT rooms_without_handler()")
            assert cursor.fetchall() == []


def test_both_chains_tell_that_a_handler_was_named_and_the_inner_one_whom(leo) -> None:
    with enter("amina") as room:
        named(room, leo, "nora")
    with enter("amina") as room:
        kept = Event.objects.filter(body__contains="handler.named")
        told = {event.room_id: json.loads(event.body).get("ids") for event in kept}
        assert told == {room.room_id: None, leo.room_id: {"user": [str(user("nora").pk)]}}
