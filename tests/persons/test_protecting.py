"""Protected identity: an inner room for named handlers; a colleague in the same unit finds nothing, not even a gap."""

import pytest
from tests.cast import EMAIL, NOW, enter

from trefas.audit.models import Event
from trefas.authorities.models import User
from trefas.persons import search
from trefas.persons.actions import Source, create_protected_person
from trefas.persons.models import Person, Protection
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Room

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def protect(room, *handlers: str, **values):
    ids = [User.objects.get(email=EMAIL[who]).pk for who in handlers]
    return create_protected_person(
        by=room.acting, values={"given_name": "Elsa", "family_name": "Dold", **values}, protection=Protection.REGISTRATION,
        handlers=ids, source=Source("typed"), now=NOW,
    )  # fmt: skip


def rooms_of_people(who: str) -> int:
    with enter(who):
        return Person.objects.count()


def test_only_the_named_handlers_find_the_person() -> None:
    with enter("amina") as room:
        elsa = protect(room, "nora")
        assert elsa.room_id != room.room_id
        assert Person.objects.get().name == "Elsa Dold"
    assert (rooms_of_people("nora"), rooms_of_people("sven"), rooms_of_people("bo")) == (1, 0, 0)


def test_a_colleague_searches_and_counts_in_vain() -> None:
    with enter("amina") as room:
        protect(room)
    with enter("sven") as room:
        assert search.find(room.room_id, "social_services", "Elsa Dold") == []
        assert Event.objects.filter(body__contains="person.created").count() == 0
        assert Room.objects.using("rooms").count() == 1


def test_the_inner_room_is_in_no_list_at_the_door() -> None:
    before = Room.objects.count()
    with enter("amina") as room:
        protect(room)
    assert Room.objects.count() == before


def test_the_inner_room_has_a_chain_and_a_key_of_its_own() -> None:
    with enter("amina") as room:
        elsa = protect(room)
        outer = room.room_id
    with enter("amina"):
        inner = [event.body for event in Event.objects.filter(room_id=elsa.room_id)]
        outside = [event.body for event in Event.objects.filter(room_id=outer)]
    assert any("person.created" in body for body in inner)
    assert not any(str(elsa.pk) in body for body in outside)


def test_a_handler_must_work_in_the_room() -> None:
    with enter("amina") as room, pytest.raises(Exception, match="every handler must work in the room"):
        protect(room, "bo")


def test_a_level_must_be_chosen() -> None:
    with enter("amina") as room, pytest.raises(RefusedError):
        create_protected_person(
            by=room.acting, values={}, protection=Protection.NONE, handlers=[], source=Source("typed"), now=NOW
        )
