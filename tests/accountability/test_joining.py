"""The same person twice, once with named handlers: a handler joins them inside, and nobody outside learns of it."""

import json

import pytest
from django.db import connections

from tests.accountability.test_moving import move_in
from tests.cast import NOW, enter
from tests.files.build import LEO, file_in, keep, note, user
from trefas.accountability.actions import merge_protected, release_person
from trefas.audit.models import Event
from trefas.files.actions import part
from trefas.files.models import File, Note
from trefas.persons.models import Merge, Person
from trefas.rooms import entry
from trefas.rooms.errors import RefusedError
from trefas.rooms.securing import room_models

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
TWIN = {"given_name": "Leon", "family_name": "Tornfält", "identity_number": None}


@pytest.fixture
def two(db):
    """Leo with Amina and Nora as named handlers, and the Leon whom the whole board finds, whom Maja follows."""
    with enter("amina") as room:
        inside = file_in(room, **LEO)
        note(room, inside, text="Om Leo.")
        leo = move_in(room, inside.person, "nora")
    with enter("maja") as room:
        outside = file_in(room, **TWIN)
        note(room, outside, text="Om Leon.")
    return leo, outside.person


def joined(room, kept, merged):
    return merge_protected(by=room.acting, kept_id=kept.pk, merged_id=merged.pk, now=NOW)


def chain(room_id):
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute("SELECT body FROM audit_event WHERE room_id = %s ORDER BY number", [room_id])
        return [json.loads(row[0]) for row in cursor.fetchall()]


@pytest.mark.parametrize("turned", [False, True])
def test_whoever_is_kept_all_of_both_lies_with_the_named_handlers(two, turned) -> None:
    leo, leon = two
    kept, merged = (leon, leo) if turned else (leo, leon)
    with enter("nora") as room:
        made = joined(room, kept, merged)
        assert (made.room_id, made.kept_id, made.merged_id) == (leo.room_id, kept.pk, merged.pk)
        notes = Note.objects.filter(room_id=leo.room_id, person_id=kept.pk)
        assert {one.text for one in notes} == {"Om Leo.", "Om Leon."}
        (file,) = File.objects.filter(room_id=leo.room_id, ended_on=None)
        assert (file.person_id, len({one.file_id for one in notes})) == (kept.pk, 1)
        people = Person.objects.filter(room_id=leo.room_id)
        assert {one.protection for one in people} == {"registration"}
        assert not Person.objects.filter(room_id=room.room_id).exists()


def test_nothing_is_left_in_the_room_around(two) -> None:
    leo, leon = two
    with enter("amina") as room:
        outer = room.room_id
        joined(room, leo, leon)
    with enter("maja") as room:
        for model in room_models():
            named = [one.attname for one in model._meta.local_fields if one.attname.startswith("person")]
            for name in named:
                assert not model._default_manager.filter(room_id=outer, **{f"{name}__in": [leo.pk, leon.pk]}).exists()
        assert not File.objects.filter(room_id=outer).exists()


def test_the_chain_around_says_that_a_move_was_made_and_not_of_whom_nor_that_two_became_one(two) -> None:
    leo, leon = two
    with enter("amina") as room:
        outer, before = room.room_id, len(chain(room.room_id))
        joined(room, leo, leon)
    with enter("sven"):
        told = [body for body in chain(outer)[before:] if body["kind"] != "read"]
    assert [body["kind"] for body in told] == ["person.moved"]
    assert set(told[0]["ids"]) == {"move"}
    with enter("amina"):
        inner = [one.body for one in Event.objects.filter(room_id=leo.room_id, body__contains="people.merged")]
        assert len(inner) == 1


@pytest.mark.parametrize("who", ["maja", "sven", "lena", "ylva", "bo", "otto"])
def test_only_a_named_handler_joins_them_and_for_others_she_is_not_there(two, who) -> None:
    leo, leon = two
    with enter(who) as room:
        for kept, merged in ((leo, leon), (leon, leo)):
            with pytest.raises(RefusedError, match="same unit"):
                joined(room, kept, merged)
    with enter("maja") as room:
        assert Person.objects.get(room_id=room.room_id).pk == leon.pk


def test_what_blocks_is_told_before_anything_moves_and_leaves_no_trace(two) -> None:
    leo, leon = two
    with enter("amina") as room:
        outer = room.room_id
        other = keep(room, given_name="Leo", family_name="Andra", identity_number=None)
        joined(room, leo, other)
        # Leo stands for two now, so that he is kept: merging him on is refused.
        before, recorded = len(chain(outer)), len(room.events)
        with pytest.raises(RefusedError):
            joined(room, leon, leo)
        assert (len(chain(outer)), len(room.events)) == (before, recorded)
        assert Person.objects.get(pk=leon.pk).room_id == outer


def test_two_with_different_named_handlers_are_not_joined(two) -> None:
    leo, _leon = two
    with enter("amina") as room:
        third = move_in(room, keep(room, given_name="Lea", family_name="Tredje", identity_number=None))
        with pytest.raises(RefusedError, match="not the same"):
            joined(room, leo, third)
        assert Person.objects.get(pk=third.pk).room_id == third.room_id != leo.room_id


def test_two_in_the_same_inner_room_and_two_outside_are_joined_as_ever(two) -> None:
    leo, leon = two
    with enter("amina") as room:
        third = move_in(room, keep(room, given_name="Lea", family_name="Tredje", identity_number=None),
                        room_id=leo.room_id)  # fmt: skip
        assert joined(room, leo, third).room_id == leo.room_id
    with enter("maja") as room:
        other = keep(room, given_name="Leonard", family_name="Tornfält", identity_number=None)
        assert joined(room, leon, other).room_id == room.room_id


def test_parted_again_each_has_what_was_hers_and_both_stay_protected(two) -> None:
    leo, leon = two
    with enter("amina") as room:
        made = joined(room, leo, leon)
    with enter("maja") as room, pytest.raises(Merge.DoesNotExist):
        part(by=room.acting, merge_id=made.pk, now=NOW)
    with enter("nora") as room:
        part(by=room.acting, merge_id=made.pk, now=NOW)
        of_each = {one.person_id: one.text for one in Note.objects.filter(room_id=leo.room_id)}
        assert of_each == {leo.pk: "Om Leo.", leon.pk: "Om Leon."}
        assert {one.room_id for one in Person.objects.filter(pk__in=[leo.pk, leon.pk])} == {leo.room_id}
    with enter("maja") as room:
        assert not Person.objects.filter(room_id=room.room_id).exists()


def test_parted_the_one_who_was_taken_in_by_mistake_is_released_with_all_that_is_hers(two) -> None:
    leo, leon = two
    with enter("amina") as room:
        made = joined(room, leo, leon)
        part(by=room.acting, merge_id=made.pk, now=NOW)
        release_person(by=room.acting, person_id=leon.pk, now=NOW)
    with enter("maja") as room:
        (found,) = Person.objects.filter(room_id=room.room_id)
        assert (found.pk, found.name) == (leon.pk, "Leon Tornfält")
        assert [one.text for one in Note.objects.filter(room_id=room.room_id)] == ["Om Leon."]


def test_work_of_one_who_is_no_handler_falls_to_who_joined_them(two) -> None:
    leo, leon = two
    with enter("nora") as room:
        joined(room, leon, leo)
        handlers = set(File.objects.filter(room_id=leo.room_id).values_list("handler_id", flat=True))
        assert handlers <= {user("nora").pk, user("amina").pk}
