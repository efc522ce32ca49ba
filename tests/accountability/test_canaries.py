"""A canary in every sealed field of a person and her file: on no disk page, log or backup in clear; unreadable once erased."""

import psycopg
import pytest

from tests import databases
from tests.accountability.build import YEAR_LATER, erased
from tests.cast import NOW, enter
from tests.files.build import file_in, note
from trefas.config import backups
from trefas.config.backup_files import new_key
from trefas.files.actions import rederive_due

FIELDS = ("given_name", "family_name", "telephone", "whereabouts", "language")
CANARIES = {name: f"Kanarie{number}xq7wzp9kd2" for number, name in enumerate(FIELDS)}
TEXT, TITLE = "Kanarie81xq7wzp9kd2 i anteckningen", "Kanarie82xq7wzp9kd2"


@pytest.fixture
def committed(fresh_vidhamn, django_db_blocker, settings, tmp_path):
    settings.TREFAS_TOMBSTONES = str(tmp_path / "tombstones.jsonl")
    with django_db_blocker.unblock():
        yield fresh_vidhamn


def found(server, name, *more, canary=b"xq7wzp9kd2"):
    """The files of the database, its write-ahead log and log, and `more`, that hold a canary in clear."""
    with psycopg.connect(**server.superuser_params(name), autocommit=True) as database:
        database.execute("CHECKPOINT")
        (number,) = database.execute("SELECT oid::text FROM pg_database WHERE datname = current_database()").fetchone()
    parts = (f"base/{number}/", "pg_wal/", "global/", "pgsql_tmp", ".log", "log/")
    files = [path for path in databases.HOME.rglob("*") if any(part in path.as_posix() for part in parts)]
    looked = [path for path in [*files, *more] if path.is_file()]
    assert len(looked) > 300
    return [path for path in looked if canary in path.read_bytes()]


def test_no_canary_lies_in_clear_and_none_can_be_read_once_erased(server, committed, tmp_path) -> None:
    with enter("amina") as room:
        file = file_in(room, **CANARIES)
        note(room, file, text=TEXT, title=TITLE)
    with enter("amina") as room:
        rederive_due(by=room.acting, now=YEAR_LATER)
    _, public = new_key()
    made = backups.back_up(server.params(committed, "backup"), tmp_path, public, now=NOW)
    assert found(server, committed, *made) == []
    # What is kept in clear is found: the method of the file.
    assert found(server, committed, canary=b"trefas")
    erased(file.person_id)
    assert found(server, committed, *made, tmp_path / "tombstones.jsonl") == []
    with psycopg.connect(**server.superuser_params(committed)) as database:
        left = database.execute(
            "SELECT count(*) FROM rooms_subjectkey WHERE subject = %s AND wrapped IS NOT NULL", [file.person_id]
        ).fetchone()
        assert left == (0,)
