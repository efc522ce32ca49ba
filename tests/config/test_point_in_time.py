"""The drill of a point in time: copy the server, go on, note the time, go on, erase; as it was, but for the erased."""

import shutil
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import typer
from django.db import connections
from tests import databases
from tests.accountability.build import erased, followed
from tests.audit.building import exported
from tests.audit.tampering import verifier
from tests.cast import NOW, enter
from typer.testing import CliRunner

from trefas.accountability.replaying import behind
from trefas.audit.models import Event
from trefas.cli.backing_up import backup
from trefas.cli.restoring import _moment, restore
from trefas.config import backups, embedded, server_copies
from trefas.config.backup_files import BackupError, in_clear, new_key
from trefas.config.recovering import recovered
from trefas.config.server_copies import copy_server, keep_log
from trefas.config.settings import SECRETS
from trefas.persons.models import Person


@pytest.fixture
def own(used, monkeypatch):
    """A server of its own that keeps its log."""
    server = embedded.start(used)
    monkeypatch.setenv("TREFAS_POSTGRES_BIN", str(server.files.binaries))
    embedded.create_logins(server)
    yield server
    server.close()


@pytest.fixture
def kept(tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    return folder


class Sealed:
    """Everything of one server that is sealed to one key, copied by a login that can do nothing else."""

    def __init__(self, server, database, folder):
        self.private, self.public = new_key()
        with psycopg.connect(**server.superuser_params()) as connection:
            connection.execute("CREATE ROLE copier LOGIN REPLICATION PASSWORD 'of a test'")
        copier = server.params("", "copier", "of a test")
        self.logins = copier, server.params(database, "backup")
        self.folder = folder

    def copy(self):
        return copy_server(*self.logins, self.folder, self.public)

    def keep(self):
        return keep_log(*self.logins, self.folder, self.public)


@pytest.fixture
def house(server, fresh_vidhamn, own, tmp_path, settings, monkeypatch, django_db_blocker):
    """The cast's database on that server."""
    private, public = new_key()
    files = backups.back_up(server.params(fresh_vidhamn, "backup"), tmp_path, public, now=NOW)
    backups.restore(own.superuser_params(), "house", *files, private)
    databases.use(own, "house")
    settings.TREFAS_TOMBSTONES = str(tmp_path / "tombstones.jsonl")
    there = own.superuser_params()
    monkeypatch.setenv("DATABASE_URL", f"postgresql:///house?host={there['host']}&port={there['port']}")
    for name, password in own.secret().items():
        monkeypatch.setitem(SECRETS, name, password)
    with django_db_blocker.unblock():
        yield own
        connections.close_all()


def told(command, *arguments):
    """Give a command as on the command line; what it answered."""
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, [str(one) for one in arguments])


def served(folder, house):
    """Start the data folder as an installation of its own, with the passwords of the house."""
    home = folder.with_name("again")
    (home / "postgres").mkdir(parents=True)
    folder.rename(home / "postgres" / "data")
    shutil.copy(house.files.secrets, home)
    return embedded.start(home, durable=False)


def test_the_drill(house, home, kept, tmp_path, settings) -> None:
    key, there = tmp_path / "private.key", home.with_name("as-it-was")
    private, settings.TREFAS_BACKUP_KEY = new_key()
    settings.TREFAS_BACKUP_FOLDER = str(kept)
    key.write_text(private)
    gone = followed()
    assert told(backup, "--base").exit_code == 0
    before = followed("bo")
    until = datetime.now(UTC)
    after = followed("bo")
    erased(gone)
    assert told(backup, "--wal").exit_code == 0
    assert sum(path.stat().st_size for path in (kept / ".incoming").iterdir()) == 0
    said = told(restore, "--key", key, "--until", until.isoformat(), "--into", there)
    assert said.exit_code == 0, said.output
    assert "1 personer gallrade" in said.output
    assert not [path for path in home.parent.rglob("*") if "trefas." in path.name or "restoring" in path.name]
    again = served(there, house)
    databases.use(again, "house")
    assert behind() == 0
    with enter("bo") as room:
        assert Person.objects.filter(room_id=room.room_id, pk=before).exists()
        assert not Person.objects.filter(room_id=room.room_id, pk=after).exists()
    with enter("sven") as room:
        assert not Person.objects.filter(room_id=room.room_id, pk=gone).exists()
        assert Event.objects.filter(room_id=room.room_id, body__contains="erasure.replayed").count() == 1
    log = exported()
    report = verifier().verify(log.content, key=log.trusted()["key"])
    assert (report.faults, report.events > 5) == ([], True)
    connections.close_all()
    again.close()


@pytest.fixture
def counted(own, kept):
    """A server with three rows, the last one after the copy; what is sealed of it."""
    embedded.create_database(own, "plain")
    sealed = Sealed(own, "plain", kept)
    with psycopg.connect(**own.superuser_params("plain"), autocommit=True) as database:
        database.execute("CREATE TABLE counted AS SELECT 1 AS number")
        sealed.copy()
        for _ in range(2):
            database.execute("INSERT INTO counted SELECT count(*) + 1 FROM counted")
            database.execute("SELECT pg_switch_wal()")
    return sealed


def rows(there, own):
    with psycopg.connect(**own.superuser_params("plain") | there) as database:
        return [number for (number,) in database.execute("SELECT number FROM counted ORDER BY number")]


def test_as_far_as_the_log_goes_and_no_further_than_it_is_whole(counted, own, home) -> None:
    kept, there = counted.folder, home.with_name("as-it-was")
    counted.keep()
    whole = sorted(kept.glob("0*[0-9A-F].wal"))
    with recovered(kept, counted.private, there, None) as place:
        assert rows(place, own) == [1, 2, 3]
    assert there.is_dir()
    assert all(set(in_clear(path)) <= {"part", "set", "key", "digest"} for path in whole)
    another, _ = new_key()
    late, early = datetime.now(UTC), datetime.now(UTC) - timedelta(days=1)
    assert refusal(counted, home, late) == f"The log that was kept does not reach to {late}."
    assert "from before that time" in refusal(counted, home, early)
    assert "not sealed to this key" in refusal(counted, home, None, another)
    assert "exists already" in refusal(counted, there.parent / there.name, None)
    whole[-1].write_bytes(whole[-1].read_bytes()[:-40])
    assert "damaged or cut off" in refusal(counted, home, None)
    shutil.copy(whole[-2], whole[-1])
    assert "not what its name says" in refusal(counted, home, late)
    whole[-2].unlink()
    assert f"{whole[-2].stem} is missing" in refusal(counted, home, None)


def refusal(sealed, home, until, private=""):
    there = home if home.name == "as-it-was" else home.with_name("another")
    with pytest.raises(BackupError) as said, recovered(sealed.folder, private or sealed.private, there, until):
        pass
    assert not home.with_name("another").exists()
    return str(said.value)


def test_what_was_fetched_before_a_crash_is_sealed_after_it_and_no_other_servers_log_replaces_it(
    counted, monkeypatch
) -> None:
    class PowerCutError(Exception):
        pass

    def cut(*_arguments, **_named):
        raise PowerCutError

    with monkeypatch.context() as patched, pytest.raises(PowerCutError):
        patched.setattr(server_copies, "write", cut)
        counted.keep()
    fetched = [path.name for path in (counted.folder / ".incoming").iterdir() if path.suffix != ".partial"]
    made = counted.keep()
    assert {f"{name}.wal" for name in fetched} <= {path.name for path in made}
    assert len(fetched) >= 2
    again = counted.folder / ".incoming" / made[0].stem
    again.write_bytes(b"another server's" * 1024)
    with pytest.raises(BackupError, match="from another server"):
        counted.keep()


def test_until_is_a_time_and_either_files_or_a_time_is_asked_for(tmp_path, monkeypatch) -> None:
    given = "--key", tmp_path / "key", "--into", tmp_path / "there"
    assert told(restore, *given).exit_code == 2
    assert told(restore, *given, "a.data", "a.keys", "--until", "latest").exit_code == 2
    assert "är ingen tid" in told(restore, *given, "--until", "i går").output
    assert _moment("2026-11-29T03:10").utcoffset() == timedelta(hours=1)
    monkeypatch.setenv("DATABASE_URL", "postgresql:///house")
    assert "nothing restored" in told(restore, *given, "--until", "latest").output
