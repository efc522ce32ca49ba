"""What the doctor asks of the backups, and the offline key as a command makes it."""

import os
import stat
from datetime import UTC, datetime, timedelta

import pytest
import typer

from trefas.cli.backing_up import backup_key, last_backup, problems, take_away_old
from trefas.config.backup_files import BackupError, read


@pytest.fixture
def folder(settings, tmp_path):
    settings.TREFAS_BACKUP_KEY, settings.TREFAS_BACKUP_FOLDER = "public", str(tmp_path)
    return tmp_path


def made(folder, age, parts=("data", "keys")):
    at = (datetime.now(UTC) - age).timestamp()
    for part in parts:
        path = folder / f"trefas-{age.days}-{age.seconds}.{part}"
        path.touch()
        os.utime(path, (at, at))


def test_a_fresh_whole_backup_counts(folder) -> None:
    made(folder, timedelta(hours=3))
    assert problems() == []


@pytest.mark.parametrize(("age", "parts"), [(timedelta(hours=27), ("data", "keys")), (timedelta(hours=1), ("data",))])
def test_an_old_or_half_backup_does_not(folder, age, parts) -> None:
    made(folder, age, parts)
    assert len(problems()) == 1


def test_where_the_server_is_copied_the_log_and_the_copy_must_be_new(folder) -> None:
    made(folder, timedelta(hours=1))
    made(folder, timedelta(days=7), ("base",))
    assert len(problems()) == 1
    made(folder, timedelta(minutes=14), ("wal",))
    (folder / "trefas-0-840.wal").rename(folder / "000000010000000000000003.partial.wal")
    assert problems() == []
    old = (datetime.now(UTC) - timedelta(days=9)).timestamp()
    for path in (*folder.glob("*.base"), *folder.glob("*.wal")):
        os.utime(path, (old, old))
    assert len(problems()) == 2


def test_copies_go_with_the_keys_they_hold_and_the_log_a_day_later(folder) -> None:
    for days in (29, 30, 31):
        made(folder, timedelta(days=days), ("data", "keys", "base", "wal"))
        (folder / f"trefas-{days}-0.wal").rename(folder / f"0{days}.wal")
    take_away_old(folder, datetime.now(UTC), keep_keys=30, keep_data=90)
    left = sorted(path.name for path in folder.iterdir())
    assert left == [
        "029.wal", "030.wal", "trefas-29-0.base", "trefas-29-0.data", "trefas-29-0.keys", "trefas-30-0.data",
        "trefas-31-0.data",
    ]  # fmt: skip


def test_nothing_configured_is_said(settings) -> None:
    settings.TREFAS_BACKUP_KEY = settings.TREFAS_BACKUP_FOLDER = ""
    assert len(problems()) == 2


def test_the_newest_counts(folder) -> None:
    made(folder, timedelta(hours=30))
    made(folder, timedelta(hours=2))
    assert datetime.now(UTC) - last_backup(folder) < timedelta(hours=3)


def test_the_private_key_is_for_its_owner_only_and_never_written_over(tmp_path, capsys) -> None:
    path = tmp_path / "private.key"
    backup_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept = path.read_text()
    assert len(capsys.readouterr().out.strip()) > 1000
    with pytest.raises(typer.Exit):
        backup_key(path)
    assert path.read_text() == kept


def test_what_is_no_backup_is_said(tmp_path) -> None:
    path = tmp_path / "x.data"
    path.write_bytes(b"PGDMP")
    with pytest.raises(BackupError, match="not a backup"):
        read(path, "")
