"""Two merges at once, and a note written during one, on a database of their own: nothing is lost or in two places."""

import threading

from django.db import connections

from tests.cast import NOW, enter
from tests.files.build import keep, note
from tests.files.test_merging import joined, two
from trefas.files.actions import merge, open_file
from trefas.files.models import File, Note
from trefas.persons.models import Person
from trefas.rooms.errors import RefusedError


def test_of_two_merges_that_cross_one_is_told(fresh_vidhamn) -> None:
    with enter("bo") as room:
        ids = [keep(room, identity_number=None, given_name=name).pk for name in ("Ada", "Bea")]
    ready, outcomes = threading.Barrier(2), []

    def both(who, kept, merged) -> None:
        try:
            with enter(who) as room:
                ready.wait()
                merge(by=room.acting, kept_id=kept, merged_id=merged, now=NOW)
            outcomes.append("merged")
        except RefusedError:
            outcomes.append("told")
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=both, args=("bo", *ids)),
        threading.Thread(target=both, args=("eva", *ids[::-1])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["merged", "told"]


def test_a_note_written_during_the_merge_lands_in_one_place_or_is_told(fresh_vidhamn) -> None:
    with enter("amina") as room:
        into, file = two(room)
    ready, outcomes = threading.Barrier(2), []

    def write() -> None:
        try:
            with enter("sven") as room:
                ready.wait()
                note(room, file, text="Samtidigt")
            outcomes.append("written")
        except RefusedError:
            outcomes.append("told")
        finally:
            connections.close_all()

    def join() -> None:
        with enter("amina") as room:
            ready.wait()
            joined(room, into, file)
        connections.close_all()

    threads = [threading.Thread(target=write), threading.Thread(target=join)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with enter("amina") as room:
        found = [one.person_id for one in Note.objects.filter(room_id=room.room_id)]
        assert found == ([into.person_id] if outcomes == ["written"] else [])


def test_something_registered_during_the_merge_is_not_left_behind(fresh_vidhamn) -> None:
    with enter("amina") as room:
        kept, merged = keep(room).pk, keep(room, identity_number=None, given_name="Leon").pk
    asked, outcomes = threading.Event(), []

    def register() -> None:
        with enter("sven") as room:
            person = Person.objects.get(room_id=room.room_id, pk=merged)
            open_file(by=room.acting, person=person, method="trefas", received=None, now=NOW)
            asked.set()
            outcomes.append("opened")
        connections.close_all()

    def join() -> None:
        asked.wait()
        with enter("amina") as room:
            merge(by=room.acting, kept_id=kept, merged_id=merged, now=NOW)
        connections.close_all()

    threads = [threading.Thread(target=act) for act in (register, join)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with enter("amina") as room:
        assert outcomes == ["opened"]
        assert File.objects.get(room_id=room.room_id).person_id == kept
