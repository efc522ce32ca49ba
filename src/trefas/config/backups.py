"""Backup and restore of a whole installation with PostgreSQL's own tools: data and keys in two files, one snapshot."""

import json
import subprocess
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from trefas.config.backup_files import BackupError, read, write
from trefas.config.postgres_databases import open_to_logins
from trefas.config.postgres_tools import Params, end, failed, output_of, surroundings, tool

# Whoever has one file alone has nothing that can be read; the file with the keys is kept for a short time only.
KEYS = ("rooms_roomkey", "rooms_subjectkey")
HEADS = "SELECT room_id::text, number, encode(hash, 'hex') FROM audit_chainhead ORDER BY room_id"


def back_up(server: Params, folder: Path, public: str, *, now: datetime) -> tuple[Path, Path]:
    """Write both files of one snapshot, with the heads of every chain; returns (data, keys). `server`: login backup."""
    set_id = uuid.uuid4()
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    data, keys = (folder / f"trefas-{stamp}.{part}" for part in ("data", "keys"))
    with psycopg.connect(**server) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        snapshot = row[0] if row else ""
        about = {"made_at": now.isoformat(), "heads": connection.execute(HEADS).fetchall()}
        dump = ["pg_dump", "--format=custom", f"--snapshot={snapshot}"]
        without = [f"--exclude-table-data={table}" for table in KEYS]
        only = ["--data-only", *(f"--table={table}" for table in KEYS)]
        first = json.dumps(about).encode()
        write(keys, public, "keys", set_id, chain([first], output_of(server, *dump, *only)))
        write(data, public, "data", set_id, chain([first], output_of(server, *dump, *without)))
    return data, keys


def check(data: Path, keys: Path, private: str) -> dict[str, Any]:
    """Read both files to the end without restoring anything; returns what they say of themselves."""
    found = []
    for path, part in ((data, "data"), (keys, "keys")):
        header, about, chunks = read(path, private)
        for _ in chunks:
            pass
        if header["part"] != part:
            raise BackupError(f"{path.name} is not the file with the {part}.")
        found.append((header["set"], about))
    if found[0][0] != found[1][0]:
        raise BackupError("The two files are not of the same backup.")
    return found[0][1]


def restore(superuser: Params, name: str, data: Path, keys: Path, private: str) -> dict[str, Any]:
    """Restore into a database of a new name, all or nothing; raises BackupError and leaves nothing half restored."""
    about = check(data, keys, private)
    making = f"{name}_restoring"
    with psycopg.connect(**superuser, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            raise BackupError(f"There is a database called {name} already. Rename it, or choose another name.")
        connection.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(making)))
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE template0").format(Identifier(making)))
        try:
            there = {**superuser, "dbname": making}
            for path in (data, keys):
                _load(there, read(path, private)[2])
            _same_heads(there, about)
            open_to_logins(connection, making)
            connection.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(making), Identifier(name)))
        except BaseException:
            connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(making)))
            raise
    return about


def _same_heads(there: Params, about: Mapping[str, Any]) -> None:
    with psycopg.connect(**there) as connection:
        if [list(row) for row in connection.execute(HEADS).fetchall()] != about["heads"]:
            raise BackupError("The chains are not as they were when the backup was made.")


def _load(there: Params, content: Iterator[bytes]) -> None:
    command = [tool("pg_restore"), "--exit-on-error", "--single-transaction", f"--dbname={there['dbname']}"]
    with subprocess.Popen(  # noqa: S603  # PostgreSQL's own program, our arguments
        command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings(there)
    ) as running:
        # When it gives up early the reason is on its other end.
        with suppress(BrokenPipeError), end(running.stdin) as into:
            for chunk in content:
                into.write(chunk)
        said = end(running.stderr).read()
        if running.wait():
            raise failed("pg_restore", said)
