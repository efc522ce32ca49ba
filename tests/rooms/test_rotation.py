"""A room's key is replaced by two people's agreement, while everybody works, and however often the power goes."""

import threading
import uuid

import pytest
from django.db import DatabaseError, connections, transaction
from tests.cast import NOW, enter
from tests.files.build import LEO, keep, sent_to_kvarnlunda
from tests.rooms.build_keys import agreed, keys_of, reread
from tests.rooms.killing import killed_in

from trefas.audit.models import Event
from trefas.disclosures import delivery
from trefas.disclosures.models import Envelope
from trefas.persons import search
from trefas.persons.actions import Source, create_protected_person
from trefas.persons.models import Person, Protection
from trefas.rooms import entry, rotation
from trefas.rooms.models import SubjectKey
from trefas.rooms.rotation import rotate

WRITERS, PEOPLE = 2, 7
# One looks, one begins, three wrap anew, one finds nothing left to wrap, and one takes the old key away.
STEPS = 7


def bodies(who, kind):
    with enter(who) as room:
        return [one.body for one in Event.objects.filter(room_id=room.room_id, body__contains=f'"{kind}"')]


def names(who="amina"):
    """The people of a room, read as on any other day."""
    reread()
    with enter(who) as room:
        return sorted(person.given_name for person in Person.objects.filter(room_id=room.room_id))


def found(who="amina", asked="Tornfeldt"):
    reread()
    with enter(who) as room:
        return [person.given_name for person in search.find(room.room_id, room.acting.room_kind, asked)]


@pytest.mark.django_db(databases=["default", "rooms", "owner"])
class TestARoomsKey:
    def test_what_was_readable_is_readable_and_the_old_key_is_gone(self):
        with enter("amina") as room:
            keep(room)
        (before,) = keys_of("amina")
        agreed("keys.rotate")
        (done,) = rotate()
        assert (done.begun, done.removed, done.left) == (True, 1, 0)
        (after,) = keys_of("amina")
        assert after.pk != before.pk
        assert bytes(after.wrapped) != bytes(before.wrapped)
        assert names() == ["Leo"]
        with enter("amina") as room:
            assert set(SubjectKey.objects.filter(room_id=room.room_id).values_list("under", flat=True)) == {after.pk}

    def test_one_agreement_replaces_a_key_once(self):
        agreed("keys.rotate")
        assert [done.begun for done in rotate()] == [True]
        assert list(rotate()) == []
        agreed("keys.rotate")
        # Within the transaction of a test no time passes, so the second agreement is as old as the key.
        assert list(rotate()) == []

    def test_another_authority_keeps_its_own(self):
        before = keys_of("bo")
        agreed("keys.rotate")
        list(rotate())
        assert [key.pk for key in keys_of("bo")] == [key.pk for key in before]

    def test_what_was_sent_before_opens_after(self):
        with enter("bo") as police:
            sent_to_kvarnlunda(police)
        agreed("keys.rotate")
        list(rotate())
        reread()
        with enter("amina") as room:
            waiting = Envelope.objects.get(room_id=room.room_id, state="waiting")
            assert delivery.open_envelope(waiting)[0]["items"] == []

    def test_files_for_named_handlers_get_new_keys_too(self):
        with enter("amina") as room:
            protected = create_protected_person(
                by=room.acting, values=LEO, source=Source("typed"), now=NOW, protection=Protection.MARKING,
                handlers=[room.acting.user_id],
            )  # fmt: skip
        before = {key.room_id: key.pk for key in keys_of("amina")}
        agreed("keys.rotate")
        assert {done.room for done in rotate()} == set(before)
        after = {key.room_id: key.pk for key in keys_of("amina")}
        assert not set(before.values()) & set(after.values())
        reread()
        with enter("amina"):
            assert Person.objects.get(room_id=protected.room_id, pk=protected.pk).given_name == "Leo"

    def test_the_chain_says_who_agreed_and_what_was_done(self):
        act = agreed("keys.rotate")
        list(rotate())
        (begun,) = bodies("amina", "keys.rotation_begun")
        assert str(act) in begun
        assert begun.count("approver") == 1
        assert len(bodies("amina", "keys.retired_removed")) == 1

    def test_an_erased_persons_key_stays_destroyed(self):
        with enter("amina") as room:
            person = keep(room)
            SubjectKey.objects.filter(room_id=room.room_id, subject=person.pk).update(wrapped=None, destroyed_at=NOW)
        agreed("keys.rotate")
        (done,) = rotate()
        assert done.left == 0
        with enter("amina") as room:
            assert SubjectKey.objects.get(room_id=room.room_id, subject=person.pk).wrapped is None


@pytest.mark.django_db(databases=["default", "rooms", "owner"])
class TestTwoPeople:
    def test_nothing_is_replaced_on_a_proposal(self):
        agreed("keys.rotate", confirm=False)
        assert list(rotate()) == []

    def test_the_function_refuses_without_two_and_every_pass_but_the_services(self):
        act = agreed("keys.rotate", confirm=False)
        new = [uuid.uuid4(), b"x", "m", b"x", b"x", b"x"]
        by = next(one for one in rotation.services() if one.room_id == keys_of("amina")[0].room_id)
        for acting, sentence in ((by, "two people"), (None, "not of this pass")):
            opened = entry.enter(acting, purpose="nightly") if acting else enter("ada")
            with opened as room, connections["rooms"].cursor() as cursor, transaction.atomic("rooms"):
                with pytest.raises(DatabaseError, match=sentence):
                    cursor.execute("SELECT rotate_room_key(%s, %s, %s, %s, %s, %s, %s, %s)", [act, room.room_id, *new])
                transaction.set_rollback(True, using="rooms")

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE rooms_roomkey SET retired_at = now()",
            "UPDATE rooms_roomkey SET wrapped = ''",
            "DELETE FROM rooms_roomkey",
        ],
    )
    def test_the_login_of_the_rooms_changes_no_rooms_key(self, statement):
        with enter("ada"), connections["rooms"].cursor() as cursor, transaction.atomic("rooms"):
            with pytest.raises(DatabaseError, match="permission denied"):
                cursor.execute(statement)
            transaction.set_rollback(True, using="rooms")


@pytest.fixture
def committed(fresh_vidhamn, django_db_blocker):
    with django_db_blocker.unblock():
        yield fresh_vidhamn


class TestAnyMoment:
    def test_search_finds_as_before_also_where_tokens_had_no_secret_of_their_own(self, committed):
        with enter("amina") as room:
            here = room.room_id
        with connections["owner"].cursor() as cursor, transaction.atomic("owner"):
            cursor.execute("SET LOCAL ROLE gate")
            cursor.execute("UPDATE rooms_roomkey SET wrapped_tokens = NULL WHERE room_id = %s", [here])
        reread()
        with enter("amina") as room:
            keep(room)
            assert room.keys.row(here).wrapped_tokens is None
        agreed("keys.rotate")
        list(rotate())
        assert found() == ["Leo"]
        assert keys_of("amina")[0].wrapped_tokens is not None

    def test_the_database_lets_go_of_no_key_that_wraps_something(self, committed):
        with enter("amina") as room:
            keep(room)
        with connections["owner"].cursor() as cursor, transaction.atomic("owner"):
            cursor.execute("SET LOCAL ROLE gate")
            with pytest.raises(DatabaseError, match="foreign key"):
                cursor.execute("DELETE FROM rooms_roomkey")
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True, using="owner")

    def test_killed_between_and_inside_every_step_nothing_is_unreadable_and_it_goes_on(self, committed, monkeypatch):
        with enter("amina") as room:
            here = [one for one in rotation.services() if one.room_id == room.room_id]
            for number in range(PEOPLE):
                keep(room, given_name=f"Leo{number}", identity_number=None)
        expected = names()
        monkeypatch.setattr(rotation, "services", lambda: here)
        for step in range(1, STEPS + 1):
            for before_commit in (True, False):
                (first,) = keys_of("amina")
                agreed("keys.rotate")
                assert killed_in(step, lambda: list(rotate(some=3)), before_commit=before_commit)
                assert names() == expected
                list(rotate())
                (key,) = keys_of("amina")
                assert key.pk != first.pk
                assert names() == found(asked="Tornfeldt") == expected
        agreed("keys.rotate")
        assert not killed_in(STEPS + 1, lambda: list(rotate(some=3)), before_commit=True)
        with enter("amina") as room:
            numbers = list(
                Event.objects.filter(room_id=room.room_id).order_by("number").values_list("number", flat=True)
            )
        assert numbers == list(range(1, len(numbers) + 1))

    def test_people_write_and_read_while_keys_are_replaced_again_and_again(self, committed):
        stop, failures, written = threading.Event(), [], []

        def work(number):
            try:
                while not stop.is_set():
                    with enter("amina") as room:
                        made = keep(room, given_name=f"Noel{number}-{len(written)}", identity_number=None)
                    with enter("amina") as room:
                        read = Person.objects.get(room_id=room.room_id, pk=made.pk)
                        written.append(read.given_name)
            except Exception as error:
                failures.append(repr(error))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work, args=(number,)) for number in range(WRITERS)]
        for thread in threads:
            thread.start()
        seen = set()
        for _ in range(4):
            agreed("keys.rotate")
            list(rotate(some=3))
            seen.add(keys_of("amina")[-1].pk)
        stop.set()
        for thread in threads:
            thread.join()
        list(rotate())
        assert failures == []
        assert len(seen) == 4
        assert written
        assert names() == sorted(written)
        assert len(keys_of("amina")) == 1

    def test_an_old_key_stays_while_somebody_is_still_wrapping_with_it(self, committed):
        agreed("keys.rotate")
        begun, finish = threading.Event(), threading.Event()

        def slow():
            with enter("amina") as room:
                keep(room)
                begun.set()
                finish.wait(30)
            connections.close_all()

        writer = threading.Thread(target=slow)
        writer.start()
        assert begun.wait(30)
        (done,) = rotate()
        assert (done.begun, done.removed, done.left) == (True, 0, 1)
        finish.set()
        writer.join()
        (again,) = rotate()
        assert (again.rewrapped, again.removed, again.left) == (1, 1, 0)
        assert names() == ["Leo"]
