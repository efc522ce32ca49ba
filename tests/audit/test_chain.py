"""The chain of a room: hashed inside the database, recomputed here from its rows, and closed to everyone else."""

import threading
from hashlib import sha256

import pytest
from django.db import connections
from tests.cast import NOW, enter

from trefas.audit.events import Event
from trefas.audit.models import ChainHead
from trefas.audit.models import Event as Row
from trefas.persons.actions import Source, create_person
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.errors import UnrecordedError

in_one_transaction = pytest.mark.django_db(databases=["default", "rooms"])


def chain(room_id) -> list[Row]:
    return list(Row.objects.filter(room_id=room_id).order_by("number"))


def recomputed(row: Row) -> bytes:
    lines = ["trefas-audit-1", str(row.room_id), str(row.number), row.happened, bytes(row.previous).hex(), row.body]
    return sha256("\n".join(lines).encode()).digest()


def check(room_id) -> int:
    previous = b""
    rows = chain(room_id)
    for number, row in enumerate(rows, start=1):
        assert row.number == number, "a gap"
        assert bytes(row.previous) == previous, "a fork"
        assert recomputed(row) == bytes(row.hash), "other content"
        previous = bytes(row.hash)
    head = ChainHead.objects.get(room_id=room_id)
    assert (head.number, bytes(head.hash)) == (len(rows), previous)
    return len(rows)


@in_one_transaction
def test_every_event_hashes_to_what_its_row_says_and_points_to_the_one_before() -> None:
    with enter("bo") as room:
        for name in ("Leo", "Hugo"):
            create_person(by=room.acting, values={"given_name": name}, source=Source("typed"), now=NOW)
    with enter("bo") as room:
        assert check(room.room_id) >= 3


@in_one_transaction
def test_what_was_opened_is_one_read_event_with_ids_and_no_words() -> None:
    with enter("bo") as room:
        leo = create_person(by=room.acting, values={"given_name": "Leo"}, source=Source("typed"), now=NOW)
    with enter("bo") as room:
        type(leo).objects.get(room_id=room.room_id, pk=leo.pk).given_name  # noqa: B018  # reading is what is recorded
    with enter("bo") as room:
        last = chain(room.room_id)[-1].body
    assert '"kind":"read"' in last
    assert str(leo.pk) in last
    assert "Leo" not in last


@pytest.mark.parametrize("word", ["Leo Tornfeldt", "070-174 06 12 ", "två ord", "x" * 101, "å"])
def test_words_about_people_do_not_fit_into_an_event(word: str) -> None:
    with pytest.raises(ValueError, match="codes only"):
        Event("person.created", codes={"name": word})


@in_one_transaction
def test_a_write_without_an_event_is_undone() -> None:
    @action
    def forgetful(*, by: entry.Acting) -> None:
        """Write nothing down."""

    with enter("bo") as room, pytest.raises(UnrecordedError):
        forgetful(by=room.acting)


def test_writers_at_once_leave_one_chain_without_gap_or_fork(fresh_vidhamn: str) -> None:
    faults: list[BaseException] = []

    def write(who: str) -> None:
        try:
            for number in range(8):
                with enter(who) as room:
                    create_person(by=room.acting, values={"given_name": f"P{number}"}, source=Source("typed"), now=NOW)
        except BaseException as fault:  # told to the test, which fails on it
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(who,)) for who in ("bo", "eva", "pia", "per")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with enter("bo") as room:
        assert check(room.room_id) >= 32
