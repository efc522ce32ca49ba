"""The tombstone ledger: who was erased, and who was moved to named handlers, in a file outside the database.

No restored backup brings back who is erased, or leaves in the open who was moved.

One JSON object a line, each with the hash of the line before (SHA-256). A line holds random ids and codes only. It is
written and forced to disk before the erasure or the move commits: from then on it will be finished, also after a crash.
"""

import fcntl
import json
import os
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

from trefas.rooms.errors import TrefasError


class LedgerError(TrefasError):
    """The ledger is not configured, cannot be written or has been changed; the message says which."""


@dataclass(frozen=True)
class Tombstone:
    """One erasure: the room, the subjects whose keys were destroyed, the rule and the act of two people."""

    room: uuid.UUID
    subjects: tuple[uuid.UUID, ...]
    rule: str
    act: uuid.UUID
    at: str


@dataclass(frozen=True)
class Moved:
    """One move: `room` is the one around, `inner` the one of the named handlers; `way` "in" or "out", the person first.

    `level` is the protection she was given, `handlers` the users who were named.
    """

    room: uuid.UUID
    inner: uuid.UUID
    way: str
    subjects: tuple[uuid.UUID, ...]
    handlers: tuple[uuid.UUID, ...]
    level: str
    at: str


MOVED = "moved"


def ledger() -> Path:
    """Return where the ledger lies; raises LedgerError when nobody has said where."""
    if not settings.TREFAS_TOMBSTONES:
        raise LedgerError("Set TREFAS_TOMBSTONES to a file that no backup of the database overwrites.")
    return Path(settings.TREFAS_TOMBSTONES)


def append(stone: Tombstone) -> str:
    """Write that somebody is erased, and force it to disk; returns the line's hash. Raises LedgerError."""
    return _append({"room": str(stone.room), "subjects": [str(one) for one in stone.subjects],
                    "rule": stone.rule, "act": str(stone.act), "at": stone.at})  # fmt: skip


def append_move(moved: Moved) -> str:
    """Write that somebody is moved, and force it to disk; returns the line's hash. Raises LedgerError."""
    return _append({"kind": MOVED, "room": str(moved.room), "inner": str(moved.inner), "way": moved.way,
                    "subjects": [str(one) for one in moved.subjects], "level": moved.level,
                    "handlers": [str(one) for one in moved.handlers], "at": moved.at})  # fmt: skip


def _append(told: dict[str, Any]) -> str:
    try:
        with ledger().open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            content = file.read()
            # A line that a crash cut short never let its erasure commit.
            whole = content[: content.rfind(b"\n") + 1]
            file.truncate(len(whole))
            before = _last_hash(whole)
            body = {"previous": before, **told}
            made = _hash(body)
            line = {**body, "hash": made}
            file.write(json.dumps(line, sort_keys=True).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise LedgerError(f"The tombstone ledger cannot be written: {error.strerror}.") from error
    return made


def read() -> Iterator[Tombstone]:
    """Return every erasure, oldest first; raises LedgerError at the first line that does not follow the one before."""
    for body in _whole():
        if body.get("kind") != MOVED:
            subjects = _ids(body["subjects"])
            yield Tombstone(uuid.UUID(body["room"]), subjects, body["rule"], uuid.UUID(body["act"]), body["at"])


def moves() -> Iterator[Moved]:
    """Return every move, oldest first; raises LedgerError as `read` does."""
    for body in _whole():
        if body.get("kind") == MOVED:
            yield Moved(
                uuid.UUID(body["room"]), uuid.UUID(body["inner"]), body["way"], _ids(body["subjects"]),
                _ids(body["handlers"]), body["level"], body["at"],
            )  # fmt: skip


def _ids(texts: Sequence[str]) -> tuple[uuid.UUID, ...]:
    return tuple(uuid.UUID(one) for one in texts)


def _whole() -> Sequence[dict[str, Any]]:
    path = ledger()
    content = path.read_bytes() if path.exists() else b""
    return _lines(content[: content.rfind(b"\n") + 1])


def _lines(content: bytes) -> Sequence[dict[str, Any]]:
    found, before = [], ""
    for number, line in enumerate(content.splitlines(), 1):
        try:
            body = json.loads(line)
            given = body.pop("hash")
        except (ValueError, KeyError, AttributeError) as error:
            raise LedgerError(f"Line {number} of the tombstone ledger is not readable.") from error
        if body.get("previous") != before or given != _hash(body):
            raise LedgerError(f"Line {number} of the tombstone ledger does not follow the line before.")
        before = given
        found.append(body)
    return found


def _last_hash(content: bytes) -> str:
    lines = _lines(content)
    return _hash(lines[-1]) if lines else ""


def _hash(body: object) -> str:
    return sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
