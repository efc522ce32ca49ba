"""Moving into an inner room and back: everything goes with her, nothing of her stays, both chains tell it once."""

import json

import pytest
from django.db import connections

from tests.cast import NOW, enter
from tests.files.build import file_in, note, received, sent_to_kvarnlunda, user
from trefas.accountability import belongings
from trefas.accountability.actions import change_protection, protect_person, release_person
from trefas.accountability.extracts import collect
from trefas.audit.models import Event
from trefas.disclosures.models import Envelope, ReceivedItem
from trefas.files.actions import keep_draft, mention, merge, part
from trefas.files.models import Draft, File, Note
from trefas.persons import search
from trefas.persons.models import Person, Protection, SearchToken
from trefas.rooms import entry
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import RoomModel, SubjectKey
from trefas.rooms.securing import room_models

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def move_in(room, person, *handlers, level=Protection.REGISTRATION, **more):
    ids = [user(who).pk for who in handlers]
    return protect_person(
        by=room.acting, person_id=person.pk, protection=level, handlers=ids, now=NOW, **more
    )  # fmt: skip


def a_life(room):
    """A file with a note, an event, a draft and a received copy."""
    file = file_in(room)
    note(room, file)
    mention(by=room.acting, file_id=file.pk, name="Mor", relation="mamma", text="Bor nära.", now=NOW)
    keep_draft(by=room.acting, place=f"note:{file.pk}", content={"text": "Halvfärdigt"}, now=NOW)
    received(room, file)
    return file


@pytest.fixture
def file(db):
    with enter("bo") as room:
        sent_to_kvarnlunda(room)
    with enter("amina") as room:
        return a_life(room)


def rows_in(room_id) -> dict[str, int]:
    return {model._meta.label: model._default_manager.filter(room_id=room_id).count() for model in room_models()}


def test_every_table_says_whether_it_goes_with_the_person() -> None:
    assert belongings.problems() == []


def test_a_table_nobody_thought_of_is_named(monkeypatch) -> None:
    monkeypatch.delitem(belongings.STAYS, "files.FileNumber")
    assert belongings.problems() == ["files.FileNumber"]


def test_the_database_lets_the_carried_tables_be_carried_and_no_other() -> None:
    carried = set(belongings.carried())
    assert {model for model in room_models() if model.delivery_may == RoomModel.delivery_may} == carried


def test_everything_goes_with_her_and_reads_the_same(file) -> None:
    with enter("amina") as room:
        before = collect(Person.objects.get(room_id=room.room_id))
    with enter("amina") as room:
        moved = move_in(room, file.person, "nora")
        assert moved.room_id != room.room_id
        after = collect(moved)
        assert Note.objects.get(room_id=moved.room_id).text == "Vill bort från Kvarnlunda."
        assert ReceivedItem.objects.get(room_id=moved.room_id).content["title"] == "Hot mot Leo"
    changed = {"persons.Person", "persons.SearchToken", "files.FileEvent"}
    was, now = (
        {item.key: item.values for item in items if item.label not in changed} for items in (before, after)
    )  # fmt: skip
    assert was == now
    assert {item.label for item in before} == {item.label for item in after}


def test_nothing_of_her_stays_in_the_room(file) -> None:
    with enter("amina") as room:
        before = {label for label, count in rows_in(room.room_id).items() if count}
        move_in(room, file.person)
        outer = room.room_id
        left = {label for label, count in rows_in(outer).items() if count}
        assert SubjectKey.objects.filter(room_id=outer, subject=file.person_id).count() == 0
    assert "files.Note" in before
    assert left <= {"rooms.RoomKey", "rooms.SubjectKey", "files.FileNumber", "files.KeptDefinition"}
    with enter("sven") as room:
        assert search.find(room.room_id, "social_services", "Leo Tornfeldt") == []
        assert (File.objects.count(), ReceivedItem.objects.count(), Envelope.objects.count()) == (0, 0, 0)
        assert (SearchToken.objects.count(), Draft.objects.count()) == (0, 0)


def test_both_chains_tell_it_and_the_outer_one_not_of_whom(file) -> None:
    with enter("amina") as room:
        before = Event.objects.filter(room_id=room.room_id).count()
        moved = move_in(room, file.person)
        outer = room.room_id
    with enter("amina"):
        told = [json.loads(event.body) for event in Event.objects.filter(room_id=outer).order_by("number")[before:]]
        inner = [json.loads(event.body) for event in Event.objects.filter(room_id=moved.room_id)]
    assert [event["kind"] for event in told] == ["person.moved", "inner_room.opened"]
    assert str(file.person_id) not in json.dumps(told)
    (move,) = [event for event in inner if event["kind"] == "person.moved"]
    assert move["ids"]["move"] == told[0]["ids"]["move"]
    assert move["ids"]["person"] == [str(file.person_id)]
    assert (told[0]["codes"], move["codes"]) == ({"way": "out"}, {"way": "in"})


def test_she_is_found_by_nobody_but_her_handlers(file) -> None:
    with enter("amina") as room:
        moved = move_in(room, file.person, "nora")
    with enter("nora"):
        assert File.objects.get().person.name == "Leo Tornfeldt"
        assert search.find(moved.room_id, "social_services", "Leo Tornfeldt")[0].pk == moved.pk
    for who in ("sven", "lena", "ada", "bo"):
        with enter(who):
            assert Person.objects.count() == 0


def test_the_work_of_one_who_is_no_handler_falls_to_the_one_who_moves_her(file) -> None:
    with enter("amina") as room:
        File.objects.filter(room_id=room.room_id).update(handler=user("sven"))
        moved = move_in(room, file.person, "nora")
        assert File.objects.get(room_id=moved.room_id).handler_id == room.acting.user_id


def test_back_again_she_is_as_any_other_and_found_by_name(file) -> None:
    with enter("amina") as room:
        moved = move_in(room, file.person)
        back = release_person(by=room.acting, person_id=moved.pk, now=NOW)
        assert (back.room_id, back.protection) == (room.room_id, Protection.NONE)
        assert SubjectKey.objects.filter(room_id=moved.room_id, subject=back.pk).count() == 0
    with enter("sven") as room:
        assert search.find(room.room_id, "social_services", "Leo Tornfeldt")[0].pk == file.person_id
        assert Note.objects.get().text == "Vill bort från Kvarnlunda."


def test_two_of_a_family_share_one_inner_room(file) -> None:
    with enter("amina") as room:
        other = file_in(room, given_name="Noel", family_name="Askdal", identity_number="20100512-2385")
        first = move_in(room, file.person)
        second = move_in(room, other.person, room_id=first.room_id)
        assert first.room_id == second.room_id
        assert Person.objects.filter(room_id=first.room_id).count() == 2


def test_a_room_one_does_not_handle_takes_nobody(file) -> None:
    with enter("nora") as room:
        other = file_in(room, given_name="Noel", family_name="Askdal", identity_number="20100512-2385")
        theirs = move_in(room, other.person)
    with enter("amina") as room, pytest.raises(RefusedError):
        move_in(room, file.person, room_id=theirs.room_id)


def test_who_may_not_protect_moves_nobody(file) -> None:
    with enter("ada") as room, pytest.raises(RefusedError):
        move_in(room, file.person)


def test_the_database_asks_for_the_mandate_too(file) -> None:
    """Also when the login itself asks, past every action."""
    with enter("amina") as room:
        moved = move_in(room, file.person)
    with (
        pytest.raises(Exception, match="not a move"),
        enter("ada") as room,
        connections[entry.ROOMS].cursor() as cursor,
    ):
        cursor.execute(
            "SELECT move_person(%s, %s, '{}', '{}', 'x', 'x')", [room.room_id, moved.room_id]
        )  # fmt: skip


@pytest.mark.parametrize("table", ["audit_chainhead", "rooms_roomkey", "files_draft"])
def test_no_other_table_is_carried(file, table) -> None:
    with pytest.raises(Exception, match="are not carried"), enter("amina") as room:
        moved = move_in(room, file.person)
        with connections[entry.ROOMS].cursor() as cursor:
            cursor.execute(
                "SELECT move_person(%s, %s, %s, '{}', 'x', 'x')",
                [room.room_id, moved.room_id, json.dumps({table: {}})],
            )


def test_one_merged_into_her_goes_with_her_and_can_be_told_apart_again(file) -> None:
    with enter("amina") as room:
        other = file_in(room, given_name="Leon", family_name="Tornfält", identity_number=None)
        note(room, other, text="Bor hos en vän.")
        made = merge(by=room.acting, kept_id=file.person_id, merged_id=other.person_id, now=NOW)
        moved = move_in(room, file.person)
        assert {row.text for row in Note.objects.filter(room_id=moved.room_id)} == {
            "Bor hos en vän.", "Vill bort från Kvarnlunda.",
        }  # fmt: skip
    with enter("amina") as room:
        part(by=room.acting, merge_id=made.pk, now=NOW)
        apart = Note.objects.filter(room_id=moved.room_id, person_id=other.person_id)
        assert [row.text for row in apart] == ["Bor hos en vän."]


def test_a_level_changes_without_a_move(file) -> None:
    with enter("amina") as room:
        moved = move_in(room, file.person)
        changed = change_protection(by=room.acting, person_id=moved.pk, protection=Protection.FICTITIOUS, now=NOW)
        assert (changed.room_id, changed.protection) == (moved.room_id, "fictitious")
