"""The whole server as files, and its log (WAL) since then: with both it can be as it was at any time between.

One sealed file for each copy (`trefas-TIME.base`) and one for each segment of the log (`NAME.wal`; the segment that is
being written is `NAME.partial.wal`, made anew each time). Both hold data and wrapped keys together.
"""

import fcntl
import json
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

import psycopg

from trefas.config.backup_files import CHUNK, BackupError, in_clear, read, squeezed, unsqueezed, write
from trefas.config.postgres_tools import Params, output_of, run

# The server keeps its log until whoever reads this slot has it.
SLOT = "trefas"
INCOMING = ".incoming"
PARTIAL = ".partial"
STAMP = "%Y%m%dT%H%M%S.%fZ"
COPY = ("--pgdata=-", "--format=tar", "--wal-method=none", "--checkpoint=fast", "--label=trefas", "--no-password")
# One position less: the program stops when it has come past what it was told.
WHERE = "SELECT pg_current_wal_flush_lsn() - 1, EXISTS (SELECT 1 FROM pg_replication_slots WHERE slot_name = %s)"


def copy_server(copier: Params, reader: Params, folder: Path, public: str) -> Path:
    """Seal a copy of every database of the server, and the log that it needs; returns its file, named after its end.

    `copier`: a login that may replicate; `reader`: one that may connect to the database.
    """
    # The slot must be there first: from now on the server keeps what the copy needs.
    keep_log(copier, reader, folder, public)
    set_id = uuid.uuid4()
    path = folder / f".{set_id}.base"
    first = json.dumps({"made_at": datetime.now(UTC).isoformat()}).encode()
    write(path, public, "base", set_id, chain([first], squeezed(output_of(copier, "pg_basebackup", *COPY))))
    keep_log(copier, reader, folder, public)
    return path.rename(folder / datetime.now(UTC).strftime(f"trefas-{STAMP}.base"))


def keep_log(copier: Params, reader: Params, folder: Path, public: str) -> list[Path]:
    """Fetch and seal what the server has logged since the last time; returns the files of whole segments."""
    with _alone(folder) as incoming:
        # What a run that was cut off had fetched: the server may have let go of it.
        made = _seal_whole(incoming, folder, public)
        here = f"--slot={SLOT}", "--no-password"
        position, there = _where(reader)
        if not there:
            run(copier, "pg_receivewal", *here, "--create-slot", "--if-not-exists")
        fetch = f"--directory={incoming}", f"--endpos={position}", "--no-loop", "--synchronous"
        run(copier, "pg_receivewal", *here, *fetch)
        made += _seal_whole(incoming, folder, public)
        _seal_unfinished(incoming, folder, public)
    return made


def latest_before(folder: Path, until: datetime | None) -> Path:
    """Return the newest copy that was whole at a time (any time when None); raises BackupError when there is none."""
    limit = "~" if until is None else until.astimezone(UTC).strftime(f"trefas-{STAMP}.base")
    found = [path for path in folder.glob("trefas-*.base") if path.name < limit]
    if not found:
        raise BackupError(f"{folder} has no copy of the server from before that time.")
    return max(found, key=lambda path: path.name)


def content_of(path: Path, private: str, part: str, **expected: str) -> Iterator[bytes]:
    """Return what was sealed in a copy or a segment; raises BackupError when it is another one than its name says."""
    header, about, chunks = read(path, private)
    if header["part"] != part or not expected.items() <= about.items():
        raise BackupError(f"{path.name} is not what its name says.")
    return unsqueezed(chunks)


def segment(folder: Path, name: str) -> Path | None:
    """Return the file that holds a segment of the log, whole if it is there whole."""
    places = (folder / f"{name}.wal", folder / f"{name}{PARTIAL}.wal")
    return next((path for path in places if path.exists()), None)


def goes_on_after(folder: Path, name: str) -> bool:
    """Whether the log of the same timeline goes on after a segment: one that is missing between others is a loss."""
    timeline, many = name[:8], len(name)
    return many == len("000000010000000000000001") and any(
        path.name[:many] > name for path in folder.glob(f"{timeline}*.wal") if "." not in path.name[:many]
    )


@contextmanager
def _alone(folder: Path) -> Iterator[Path]:
    """One process at a time fetches, into a folder that only its owner reads."""
    incoming = folder / INCOMING
    incoming.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(incoming, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield incoming
    finally:
        os.close(handle)


def _where(reader: Params) -> tuple[str, bool]:
    with psycopg.connect(**reader) as connection:
        row = connection.execute(WHERE, [SLOT]).fetchone()
    if row is None:
        raise BackupError("The server does not say where its log ends.")
    return row[0], row[1]


def _seal_whole(incoming: Path, folder: Path, public: str) -> list[Path]:
    made = []
    for path in sorted(incoming.iterdir()):
        if path.suffix != PARTIAL:
            made.append(_seal(path, folder, public))
            (folder / f"{path.name}{PARTIAL}.wal").unlink(missing_ok=True)
            path.unlink()
    return made


def _seal_unfinished(incoming: Path, folder: Path, public: str) -> None:
    for path in incoming.glob(f"*{PARTIAL}"):
        if path.stat().st_size:
            _seal(path, folder, public)
        # Its name alone stays, and tells the program where to go on: it reads this segment from its start again.
        os.truncate(path, 0)


def _seal(path: Path, folder: Path, public: str) -> Path:
    target, content, set_id = folder / f"{path.name}.wal", path.read_bytes(), uuid.uuid4()
    if path.suffix != PARTIAL and target.exists():
        _demand_same(target, content)
        return target
    about = json.dumps({"name": path.name.removesuffix(PARTIAL)}).encode()
    pieces = (content[start : start + CHUNK] for start in range(0, len(content), CHUNK))
    write(target, public, "wal", set_id, chain([about], squeezed(pieces)), digest=_digest(str(set_id), content))
    return target


def _demand_same(target: Path, content: bytes) -> None:
    """A segment may come twice after a crash; another server's, of the same name, must not replace it."""
    said: Mapping[str, Any] = in_clear(target)
    if said.get("digest") != _digest(said["set"], content):
        raise BackupError(f"{target.name} is there already, from another server: give each server a folder of its own.")


def _digest(salt: str, content: bytes) -> str:
    return sha256(salt.encode() + content).hexdigest()
