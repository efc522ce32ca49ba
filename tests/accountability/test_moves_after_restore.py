"""Who was moved to named handlers is not left in the open by a backup from before the move."""

import uuid

import pytest
from django.db import DatabaseError, connections, transaction

from tests import databases
from tests.accountability.build import YEAR_LATER, followed
from tests.cast import NOW, enter
from tests.files.build import NOEL, file_in, keep, note, user
from trefas.accountability.actions import protect_person, release_person
from trefas.accountability.handling import handlers_of, without_handler
from trefas.accountability.replaying import behind, replay_all
from trefas.audit.models import Event
from trefas.cli.erasing import door_shut
from trefas.config import backups, embedded
from trefas.config.backup_files import new_key
from trefas.files.actions import merge
from trefas.files.models import Note
from trefas.persons import search
from trefas.persons.models import Person, Protection
from trefas.rooms import tombstones
from trefas.rooms.models import SubjectKey
from trefas.rooms.tombstones import Moved, Tombstone

in_a_transaction = pytest.mark.django_db(databases=["default", "rooms", "owner"])


@pytest.fixture(autouse=True)
def ledger(settings, tmp_path):
    settings.TREFAS_TOMBSTONES = str(tmp_path / "tombstones.jsonl")
    return tmp_path / "tombstones.jsonl"


@pytest.fixture
def file(db):
    """A file as an older backup brings it back: in the room where every colleague finds it."""
    with enter("amina") as room:
        made = file_in(room)
        note(room, made)
    return made


def was_moved(*subjects, handlers=("amina",), way="in", inner=None):
    """Say in the ledger that it happened after the backup."""
    with enter("amina") as room:
        outer = room.room_id
    ids = tuple(user(who).pk for who in handlers)
    moved = Moved(outer, inner or uuid.uuid4(), way, subjects, ids, "registration", NOW.isoformat())
    tombstones.append_move(moved)
    return moved


def found(who):
    with enter(who) as room:
        return [person.given_name for person in search.find(room.room_id, room.acting.room_kind, "Tornfeldt")]


@in_a_transaction
class TestWhatTheLedgerSays:
    def test_a_move_in_and_one_out_with_ids_and_codes_only(self, file, ledger):
        with enter("amina") as room:
            moved = protect_person(
                by=room.acting, person_id=file.person_id, protection=Protection.REGISTRATION,
                handlers=[user("nora").pk], now=NOW,
            )  # fmt: skip
            outer = room.room_id
        with enter("amina") as room:
            release_person(by=room.acting, person_id=file.person_id, now=NOW)
        first, second = tombstones.moves()
        assert (first.room, first.inner, first.way, first.subjects) == (outer, moved.room_id, "in", (file.person_id,))
        assert set(first.handlers) == {user("amina").pk, user("nora").pk}
        assert (second.room, second.inner, second.way) == (outer, moved.room_id, "out")
        assert list(tombstones.read()) == []
        assert "Leo" not in ledger.read_text()
        assert behind() == 0

    def test_a_changed_line_is_found(self, file, ledger):
        was_moved(file.person_id)
        ledger.write_text(ledger.read_text().replace('"in"', '"out"'))
        with pytest.raises(tombstones.LedgerError, match="Line 1"):
            behind()


@in_a_transaction
class TestMovedAgain:
    def test_the_door_stays_shut_until_she_is_with_her_handlers(self, file):
        moved = was_moved(file.person_id, handlers=("amina", "nora"))
        assert behind() == 1
        assert "flyttade" in door_shut()
        assert replay_all(now=NOW) == 1
        assert (behind(), replay_all(now=NOW), door_shut()) == (0, 0, "")
        with enter("amina") as room:
            person = Person.objects.get(room_id=moved.inner, pk=file.person_id)
            assert (person.given_name, person.protection) == ("Leo", "registration")
            assert Note.objects.get(room_id=moved.inner, file=file.pk).text
            assert not Person.objects.filter(room_id=room.room_id, pk=file.person_id).exists()
            assert not SubjectKey.objects.filter(room_id=room.room_id, subject=file.person_id).exists()
            assert set(handlers_of(moved.inner)) == {user("amina").pk, user("nora").pk}
        with enter("sven"):
            assert not Person.objects.filter(pk=file.person_id).exists()
        assert found("sven") == []

    def test_both_chains_tell_it(self, file):
        moved = was_moved(file.person_id)
        replay_all(now=NOW)
        with enter("amina") as room:
            for where in (room.room_id, moved.inner):
                assert Event.objects.filter(room_id=where, body__contains='"person.moved"').count() == 1
            outer = Event.objects.filter(room_id=room.room_id, body__contains="person.moved")
            assert not any(str(file.person_id) in one.body for one in outer)

    def test_the_last_move_counts(self, file):
        was_moved(file.person_id)
        was_moved(file.person_id, way="out")
        assert behind() == replay_all(now=NOW) == 0
        assert found("sven") == ["Leo"]
        was_moved(file.person_id)
        assert replay_all(now=NOW) == 1
        assert found("sven") == []

    def test_handlers_who_have_all_left_are_named_anew_by_the_manager(self, file):
        moved = was_moved(file.person_id, handlers=("otto",))
        assert replay_all(now=NOW) == 1
        with enter("sven") as room:
            assert without_handler(room.acting) == [moved.inner]
            assert not Person.objects.filter(pk=file.person_id).exists()

    def test_people_whom_the_backup_does_not_know_as_one_yet_all_go(self, file):
        with enter("amina") as room:
            other = keep(room, **NOEL)
        was_moved(file.person_id, other.pk)
        assert behind() == 2
        assert replay_all(now=NOW) == 2
        assert behind() == 0

    def test_those_merged_in_the_backup_go_together(self, file):
        with enter("amina") as room:
            other = keep(room, identity_number=None)
            merge(by=room.acting, kept_id=file.person_id, merged_id=other.pk, now=NOW)
        was_moved(other.pk, file.person_id)
        assert replay_all(now=NOW) == 2
        assert behind() == 0


@in_a_transaction
class TestWhoMay:
    def test_nobody_but_the_service_account_opens_such_a_room(self, file):
        with enter("sven"), connections["rooms"].cursor() as cursor, transaction.atomic("rooms"):
            with pytest.raises(DatabaseError, match="not of this pass"):
                cursor.execute("SELECT open_inner_room_again(%s, %s::uuid[])", [uuid.uuid4(), [user("sven").pk]])
            transaction.set_rollback(True, using="rooms")


@pytest.fixture
def committed(fresh_vidhamn, django_db_blocker):
    with django_db_blocker.unblock():
        yield fresh_vidhamn


def test_the_drill(server, committed, tmp_path) -> None:
    with enter("amina") as room:
        file = file_in(room)
        note(room, file, text="Bor hos sin moster.")
    private, public = new_key()
    data, keys = backups.back_up(server.params(committed, "backup"), tmp_path, public, now=NOW)
    with enter("amina") as room:
        protect_person(by=room.acting, person_id=file.person_id, protection=Protection.FICTITIOUS, handlers=[], now=NOW)
    restored = f"restored_{committed}"
    backups.restore(server.superuser_params(), restored, data, keys, private)
    databases.use(server, restored)
    try:
        assert found("sven") == ["Leo"]
        assert behind() == 1
        assert replay_all(now=NOW) == 1
        assert found("sven") == []
        with enter("amina") as room:
            (text,) = [one.text for one in Note.objects.exclude(room_id=room.room_id)]
            assert text == "Bor hos sin moster."
    finally:
        databases.use(server, committed)
        embedded.drop_database(server, restored)


def test_who_was_erased_among_her_handlers_goes_for_good(committed) -> None:
    subject = followed()
    moved = was_moved(subject)
    tombstones.append(Tombstone(moved.inner, (subject,), "social_file", subject, YEAR_LATER.isoformat()))
    assert behind() == 1
    assert replay_all(now=NOW) >= 1
    assert behind() == 0
    with enter("amina") as room:
        assert not Person.objects.filter(room_id__in=[room.room_id, moved.inner], pk=subject).exists()
