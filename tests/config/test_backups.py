"""A backup that only the offline key reads, and the drill: back up, go on, erase, restore, erased again."""

import itertools

import psycopg
import pytest
from django.db import connections
from tests import databases
from tests.accountability.build import erased, followed
from tests.cast import NOW, enter

from trefas.accountability.replaying import behind, replay_all
from trefas.audit.models import Event
from trefas.config import backups, embedded
from trefas.config.backup_files import BackupError, new_key
from trefas.persons.models import Person

CANARY = b"KANARIE-9917"


@pytest.fixture
def committed(fresh_vidhamn, django_db_blocker, settings, tmp_path):
    settings.TREFAS_TOMBSTONES = str(tmp_path / "tombstones.jsonl")
    with django_db_blocker.unblock():
        yield fresh_vidhamn


@pytest.fixture
def made(server, committed, tmp_path):
    """A backup with two followed people in it: (data, keys, private key, the one to be erased, the other)."""
    private, public = new_key()
    one, other = followed(text=CANARY.decode()), followed("bo")
    data, keys = backups.back_up(server.params(committed, "backup"), tmp_path, public, now=NOW)
    return data, keys, private, one, other


@pytest.fixture
def restored(server):
    name = "restored_" + connections["default"].settings_dict["NAME"]
    yield name
    embedded.drop_database(server, name)


def names(server):
    with psycopg.connect(**server.superuser_params()) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}


def test_the_drill(server, made, restored, committed) -> None:
    data, keys, private, one, other = made
    with enter("amina") as room:
        before = Event.objects.filter(room_id=room.room_id).count()
    erased(one)
    backups.restore(server.superuser_params(), restored, data, keys, private)
    databases.use(server, restored)
    assert behind() == 1
    with enter("sven") as room:
        assert Person.objects.get(room_id=room.room_id, pk=one).given_name == "Leo"
    assert replay_all(now=NOW) == 1
    assert behind() == 0
    with enter("sven") as room:
        assert not Person.objects.filter(room_id=room.room_id, pk=one).exists()
        events = list(Event.objects.filter(room_id=room.room_id).order_by("number"))
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    assert len(events) >= before
    assert all(bytes(after.previous) == bytes(first.hash) for first, after in itertools.pairwise(events))
    with enter("bo") as room:
        assert Person.objects.get(room_id=room.room_id, pk=other).given_name == "Leo"
    databases.use(server, committed)


def test_neither_file_can_be_read_without_the_key_nor_alone(server, made, restored) -> None:
    data, keys, private, *_ = made
    assert CANARY not in data.read_bytes() + keys.read_bytes()
    assert b"Tornfeldt" not in data.read_bytes() + keys.read_bytes()
    another, _ = new_key()
    for files, key in (((data, keys), another), ((keys, data), private), ((data, data), private)):
        with pytest.raises(BackupError):
            backups.restore(server.superuser_params(), restored, *files, key)
        assert not {name for name in names(server) if name.startswith(restored)}


@pytest.mark.parametrize("damage", ["flip", "cut", "drop"])
def test_a_damaged_file_restores_nothing(server, made, restored, damage) -> None:
    data, keys, private, *_ = made
    whole = data.read_bytes()
    spoilt = {"flip": whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:], "cut": whole[:-40], "drop": whole[:4000]}
    data.write_bytes(spoilt[damage])
    with pytest.raises(BackupError):
        backups.restore(server.superuser_params(), restored, data, keys, private)
    assert not {name for name in names(server) if name.startswith(restored)}


def test_a_database_that_is_there_is_never_written_over(server, made, committed) -> None:
    data, keys, private, *_ = made
    with pytest.raises(BackupError, match="already"):
        backups.restore(server.superuser_params(), committed, data, keys, private)
    with enter("bo") as room:
        assert Person.objects.filter(room_id=room.room_id).exists()
