"""Keeping a person: found by name and number in her room, in no other, and never in clear in the database."""

import pytest
from django.db import connections
from tests.cast import NOW, enter

from trefas.persons import search
from trefas.persons.actions import ConflictError, Source, create_person, edit_person
from trefas.persons.models import Person, ValueSource
from trefas.rooms.errors import NoRoomError, RefusedError, SealedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
LEO = {"given_name": "Leo", "family_name": "Tornfeldt", "identity_number": "20070314-2380"}


def keep_leo(room, **changed):
    return create_person(by=room.acting, values={**LEO, **changed}, source=Source("typed"), now=NOW)


def test_a_person_is_found_by_how_the_name_sounds_and_by_number() -> None:
    with enter("bo") as room:
        keep_leo(room, given_name="Mohamed")
        for asked in ("muhammed", "Muhammad Tornfelt", "070314-2380", "200703142380"):
            assert [person.name for person in search.find(room.room_id, "police", asked)] == ["Mohamed Tornfeldt"], (
                asked
            )
        assert search.find(room.room_id, "police", "Brand") == []


def test_another_room_finds_nobody() -> None:
    with enter("bo") as room:
        keep_leo(room)
    with enter("amina") as room:
        assert search.find(room.room_id, "social_services", "Leo Tornfeldt") == []
        assert Person.objects.count() == 0


def test_a_room_without_search_rights_finds_nobody_even_of_its_own() -> None:
    with enter("bo") as room:
        keep_leo(room)
        assert search.find(room.room_id, "figures", "Leo") == []


def test_the_birth_date_follows_from_the_number_and_every_value_has_a_source() -> None:
    with enter("bo") as room:
        leo = keep_leo(room)
        assert leo.birth_date == "2007-03-14"
        assert set(ValueSource.objects.get(person=leo).places) == {*LEO, "birth_date"}


def test_names_and_numbers_are_never_in_clear_in_the_database() -> None:
    with enter("bo") as room:
        keep_leo(room)
        with connections["rooms"].cursor() as cursor:
            cursor.execute("SELECT p::text FROM persons_person p UNION ALL SELECT t::text FROM persons_searchtoken t")
            everything = " ".join(row[0] for row in cursor.fetchall())
    assert "Leo" not in everything
    assert "2380" not in everything.replace("-", "")


def test_in_practice_a_number_outside_the_test_series_is_refused() -> None:
    with enter("bo") as room, pytest.raises(RefusedError):
        keep_leo(room, identity_number="20070314-1234")


def test_two_at_once_the_second_is_told_and_nothing_is_lost() -> None:
    with enter("bo") as room:
        leo = keep_leo(room)
        edit_person(by=room.acting, person=leo, version=1, values={"telephone": "1"}, source=Source("typed"), now=NOW)
        with pytest.raises(ConflictError) as conflict:
            edit_person(
                by=room.acting,
                person=leo,
                version=1,
                values={"telephone": "2"},
                source=Source("typed"),
                now=NOW,
            )
        assert conflict.value.theirs.telephone == "1"


def test_sealed_fields_cannot_be_filtered_sorted_or_updated_in_bulk() -> None:
    with enter("bo"):
        for attempt in (
            lambda: Person.objects.filter(given_name="Leo").count(),
            lambda: Person.objects.update(given_name="Leo"),
        ):
            with pytest.raises(SealedError):
                attempt()


def test_an_action_needs_the_person_whose_room_is_open() -> None:
    with enter("amina") as other:
        amina = other.acting
    with enter("bo"), pytest.raises(NoRoomError):
        create_person(by=amina, values=LEO, source=Source("typed"), now=NOW)
