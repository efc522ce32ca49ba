"""The invented nation: what COPY wrote reads as if the application had written it, and only in its own room."""

from hashlib import sha256

import pytest
from django.db import connections
from django.test import Client, override_settings

from tests.cast import enter
from trefas.audit.models import ChainHead, Event
from trefas.authorities.models import RoomKind, User
from trefas.demo import nation, nation_organisation, nation_people
from trefas.demo.nation_copy import TABLES, unforced
from trefas.files.derivation import derive, rows_of
from trefas.files.models import File, FileEvent, FileNumber, Note
from trefas.persons import search
from trefas.persons.models import Person, SearchToken
from trefas.rooms import entry
from trefas.sheets.identity_numbers import read_identity_number
from trefas.web.login import DEMO_SESSION

PEOPLE, NOTES = 140, 900


@pytest.fixture
def committed(fresh_vidhamn, django_db_blocker):
    """A clone where what is written is committed: the owner and the rooms' login see each other's work."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def loaded(committed):
    """A small nation: 40 people with the police of Vidhamn, 10 with probation, 1 with the exit unit, 89 in three."""
    with override_settings(DEMO=True):
        return nation.load_nation(people=PEOPLE, notes=NOTES, municipalities=3, processes=1)


def test_only_into_a_demo():
    with override_settings(DEMO=False), pytest.raises(RuntimeError, match="demo only"):
        nation.load_nation(people=10, notes=10, municipalities=1)


def test_what_was_loaded_reads_as_written_by_the_application(loaded):
    _every_person_lies_in_her_room(loaded)
    _is_found_by_name_and_number()
    _files_stand_as_their_events_say()
    _the_next_file_number_is_free()
    _tables_are_forced_again()
    _chains_hold(loaded)
    _pages_open()


def _every_person_lies_in_her_room(loaded):
    counted = {}
    for place in loaded:
        with entry.enter(place.acting, purpose="follow"):
            counted[place.acting.room_id] = (Person.objects.count(), Note.objects.count(), File.objects.count())
            assert counted[place.acting.room_id][0] == len(place.people)
    assert sum(people for people, _notes, _files in counted.values()) == PEOPLE
    assert sum(notes for _people, notes, _files in counted.values()) == NOTES
    assert sum(files for _people, _notes, files in counted.values()) == PEOPLE
    assert {place.acting.room_kind for place in loaded} == {
        RoomKind.POLICE, RoomKind.PRISON_AND_PROBATION, RoomKind.EXIT_UNIT, RoomKind.SOCIAL_SERVICES
    }  # fmt: skip


def _is_found_by_name_and_number():
    with enter("bo") as room:
        person = Person.objects.filter(room_id=room.room_id).order_by("id").first()
        number = read_identity_number(person.identity_number, nation_organisation.STARTS)
        assert (number.number, number.problem) == (person.identity_number, None)
        assert person in search.find(room.room_id, room.acting.room_kind, person.name)
        assert search.find(room.room_id, room.acting.room_kind, person.identity_number) == [person]
        words = search.name_words(person.given_name, person.family_name) | {(search.NUMBER, person.identity_number)}
        tokens = SearchToken.objects.filter(room_id=room.room_id, person=person).values_list("kind", "token")
        assert {(kind, bytes(token)) for kind, token in tokens} == {
            (kind, room.keys.token(room.room_id, kind, word)) for kind, word in words
        }
        assert all(note.text.startswith("Påhitta") for note in Note.objects.filter(person=person))


def _files_stand_as_their_events_say():
    with enter("bo") as room:
        stages = set()
        for file in File.objects.filter(room_id=room.room_id):
            kept = {name: getattr(file, name) for name in ("stage", "stage_since", "in_custody", "ended_on", "reason")}
            derive(file, rows_of(file), file.changed_at.date())
            assert {name: getattr(file, name) for name in kept} == kept
            stages.add(file.stage)
        assert {"followed", "ended"} <= stages
        assert FileEvent.objects.filter(room_id=room.room_id, kind="custody_started").exists()
        assert File.objects.filter(room_id=room.room_id, in_custody=True).exists()


def _the_next_file_number_is_free():
    with enter("bo") as room:
        numbers = set(File.objects.filter(room_id=room.room_id).values_list("number", flat=True))
        year, latest = FileNumber.objects.filter(room_id=room.room_id).values_list("year", "latest").get()
    assert numbers == {f"PO-{year}-{number:04}" for number in range(1, latest + 1)}


def _tables_are_forced_again():
    with connections["owner"].cursor() as cursor:
        names = [model._meta.db_table for model in TABLES]
        cursor.execute("SELECT bool_and(relforcerowsecurity) FROM pg_class WHERE relname = ANY (%s)", [names])
        assert cursor.fetchone() == (True,)


def _chains_hold(loaded):
    for place in loaded:
        with entry.enter(place.acting, purpose="review") as room:
            before = b""
            for event in Event.objects.filter(room_id=room.room_id).order_by("number"):
                parts = ["trefas-audit-1", room.room_id, event.number, event.happened, before.hex(), event.body]
                assert bytes(event.previous) == before
                before = sha256("\n".join(str(part) for part in parts).encode()).digest()
                assert bytes(event.hash) == before
            assert bytes(ChainHead.objects.get(room_id=room.room_id).hash) == before
            told = Event.objects.filter(room_id=room.room_id, body__contains='"demo.loaded"')
            assert f'"people":{len(place.people)}' in told.get().body


def _pages_open():
    client = Client()
    handler = User.objects.get(email="kommun-001-1@nationen.example")
    client.force_login(handler, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[DEMO_SESSION] = "kommun-001-1"
    session.save()
    with enter("bo"):
        foreign = File.objects.order_by("id").first().pk
    with override_settings(DEMO=True):
        assert "Stäm av läget (påhittat)" in client.get("/listan/").content.decode()
        assert client.get(f"/akter/{foreign}/").status_code == 404


def test_a_load_that_fails_leaves_the_tables_forced(committed):
    with pytest.raises(ZeroDivisionError), unforced():
        raise ZeroDivisionError
    _tables_are_forced_again()


@pytest.mark.parametrize(("people", "notes"), [(7, 0), (10, 3), (23, 1_000), (70_000, 2_000_000)])
def test_notes_are_shared_out_to_the_last_one(people, notes):
    counts = [nation_people.notes_of(place, notes, people) for place in range(people)]
    assert sum(counts) == notes
    assert min(counts) >= 0


def test_municipalities_differ_in_size_and_hold_everybody():
    counts = nation_organisation.shares(44_500, 290)
    assert (len(counts), sum(counts)) == (290, 44_500)
    assert counts[0] > 10 * counts[-1] > 0
