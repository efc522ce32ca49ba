"""The tombstone ledger: who was erased, in a file outside the database, so that no restored backup brings them back.

One JSON object a line, each with the hash of the line before (SHA-256). A line holds random ids and codes only. It is
written and forced to disk before the erasure commits: from then on the erasure will be finished, also after a crash.
"""

import fcntl
import json
import os
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

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


def ledger() -> Path:
    """Return where the ledger lies; raises LedgerError when nobody has said where."""
    if not settings.TREFAS_TOMBSTONES:
        raise LedgerError("Set TREFAS_TOMBSTONES to a file that no backup of the database overwrites.")
    return Path(settings.TREFAS_TOMBSTONES)


def append(stone: Tombstone) -> str:
    """Write one line and force it to disk; returns its hash. Raises LedgerError when the ledger is not whole."""
    try:
        with ledger().open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            content = file.read()
            # A line that a crash cut short never let its erasure commit.
            whole = content[: content.rfind(b"\n") + 1]
            file.truncate(len(whole))
            before = _last_hash(whole)
            body = {"previous": before, "room": str(stone.room), "subjects": [str(one) for one in stone.subjects],
                    "rule": stone.rule, "act": str(stone.act), "at": stone.at}  # fmt: skip
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
    path = ledger()
    if not path.exists():
        return
    content = path.read_bytes()
    for body in _lines(content[: content.rfind(b"\n") + 1]):
        subjects = tuple(uuid.UUID(one) for one in body["subjects"])
        yield Tombstone(uuid.UUID(body["room"]), subjects, body["rule"], uuid.UUID(body["act"]), body["at"])


def _lines(content: bytes) -> Sequence[dict[str, str]]:
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
