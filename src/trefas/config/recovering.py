"""A data folder as the whole server was at a time, out of a sealed copy and the sealed log.

The server that recovers asks for one segment of its log at a time, through two pipes in its data folder, and this
process opens it: neither the server nor its account ever has the private key.
"""

import os
import select
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any

from psycopg import pq

from trefas.config.backup_files import BackupError
from trefas.config.postgres_files import Account, choose_account
from trefas.config.postgres_process import SETTINGS, environment, identity, stop
from trefas.config.postgres_tools import run, tool
from trefas.config.server_copies import content_of, goes_on_after, latest_before, segment

ASK, SAID, OPENED = "trefas.ask", "trefas.said", "trefas.opened"
# 1: there is no such segment, which is how the server learns that the log ends; over 125: give up.
MISSING, UNREADABLE = 1, 200
FETCH = f"echo %f > {ASK}; read said < {SAID}; if [ $said = 0 ]; then mv -f {OPENED} %p; else exit $said; fi"
QUIET = {
    **SETTINGS, "listen_addresses": "", "port": "5432", "hot_standby": "off", "archive_mode": "off", "ssl": "off",
    "shared_preload_libraries": "", "session_preload_libraries": "", "synchronous_standby_names": "",
    "recovery_target_action": "promote", "restore_command": FETCH,
}  # fmt: skip
TOO_SHORT = "recovery ended before configured recovery target was reached"
# Seconds that a server of many changes may need for its last checkpoint.
PATIENCE = 3600.0


@dataclass
class Recovery:
    """One recovery that goes on: the sealed files, the folder that is being made, and why it cannot go on, if so."""

    source: Path
    private: str
    data: Path
    account: Account | None
    until: datetime | None
    problem: str = ""


@contextmanager
def recovered(source: Path, private: str, into: Path, until: datetime | None) -> Iterator[dict[str, Any]]:
    """Make the data folder `into` as the server was at `until` (None: as far as the log goes), all or nothing.

    Inside the block the server runs, for nobody but us: what is yielded is its host and port. Raises BackupError.
    """
    if into.exists() or not into.parent.is_dir():
        raise BackupError(f"{into} exists already, or the folder around it does not.")
    making = into.with_name(f"{into.name}.restoring")
    shutil.rmtree(making, ignore_errors=True)
    recovery = Recovery(source, private, making, choose_account(into.parent), until)
    try:
        _unpack(recovery)
        with _running(recovery) as socket:
            yield {"host": str(socket), "port": "5432"}
        making.rename(into)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _unpack(recovery: Recovery) -> None:
    base, data = latest_before(recovery.source, recovery.until), recovery.data
    data.mkdir(mode=0o700)
    packed = BufferedReader(_Stream(content_of(base, recovery.private, "base")))
    try:
        with tarfile.open(fileobj=packed, mode="r|") as tar:
            tar.extractall(data, filter="data")
    except tarfile.TarError as error:
        raise BackupError(f"{base.name} is damaged or cut off.") from error
    # Every file against the list that the server itself wrote; the log is not among them.
    run({}, "pg_verifybackup", "--no-parse-wal", "--quiet", str(data))
    (data / "recovery.signal").touch()
    for pipe in (ASK, SAID):
        os.mkfifo(data / pipe, 0o600)
    _give(recovery.account, data, *data.rglob("*"))


@contextmanager
def _running(recovery: Recovery) -> Iterator[Path]:
    """Run the server on the folder until it has come to the time, and through the block; then take our files away."""
    socket = Path(tempfile.mkdtemp(prefix="trefas-"))
    try:
        for name, text in (("config", ""), ("hba", "local all all scram-sha-256\n"), ("log", "")):
            (socket / name).write_text(text, encoding="ascii")
        _give(recovery.account, socket, *socket.iterdir())
        child = _launch(recovery, socket)
        try:
            _answer_until_open(recovery, child, socket)
            yield socket
        finally:
            stop(child.pid, recovery.data, child, patience=PATIENCE)
        for name in (ASK, SAID, OPENED):
            (recovery.data / name).unlink(missing_ok=True)
    finally:
        shutil.rmtree(socket)


def _launch(recovery: Recovery, socket: Path) -> subprocess.Popen[bytes]:
    # Our own files instead of those beside the copy: what they load or open may not be there where it is restored.
    settings = QUIET | {"unix_socket_directories": str(socket), "config_file": f"{socket}/config"}
    settings |= {"hba_file": f"{socket}/hba"}
    if recovery.until:
        settings |= {"recovery_target_time": recovery.until.isoformat()}
    rules = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (socket / "log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603  # our own program and arguments
            [tool("postgres"), "-D", str(recovery.data), *rules],
            cwd="/", env=environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            **identity(recovery.account),
        )  # fmt: skip


def _answer_until_open(recovery: Recovery, child: subprocess.Popen[bytes], socket: Path) -> None:
    address = f"host={socket} port=5432 dbname=postgres".encode()
    # Both ways, so that neither opening nor writing ever waits for the server.
    ask, said = (os.open(recovery.data / name, os.O_RDWR | os.O_NONBLOCK) for name in (ASK, SAID))
    try:
        while pq.PGconn.ping(address) != pq.Ping.OK:
            if child.poll() is not None:
                raise BackupError(_why(recovery, (socket / "log").read_text(errors="replace")))
            while select.select([ask], [], [], 0.05)[0]:
                code = _open_segment(recovery, os.read(ask, 4096).decode().strip())
                os.write(said, f"{code}\n".encode())
    finally:
        os.close(ask)
        os.close(said)


def _open_segment(recovery: Recovery, name: str) -> int:
    path, opened = segment(recovery.source, name), recovery.data / OPENED
    if path is None and goes_on_after(recovery.source, name):
        recovery.problem = f"{name} is missing in the log, which goes on after it."
        return UNREADABLE
    if path is None:
        return MISSING
    try:
        with opened.open("wb") as file:
            file.writelines(content_of(path, recovery.private, "wal", name=name))
    except BackupError as error:
        recovery.problem = str(error)
        return UNREADABLE
    _give(recovery.account, opened)
    return 0


def _why(recovery: Recovery, log: str) -> str:
    if recovery.problem:
        return recovery.problem
    if TOO_SHORT in log:
        return f"The log that was kept does not reach to {recovery.until}."
    worst = [line for line in log.splitlines() if "FATAL" in line or "PANIC" in line] or ["PostgreSQL did not start."]
    return worst[0]


def _give(account: Account | None, *paths: Path) -> None:
    if account:
        for path in paths:
            os.chown(path, account.uid, account.gid, follow_symlinks=False)


class _Stream(RawIOBase):
    """Chunks as they come, read as a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._rest = chunks, b""

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        while not self._rest:
            try:
                self._rest = next(self._chunks)
            except StopIteration:
                return 0
        part, self._rest = self._rest[: len(into)], self._rest[len(into) :]
        into[: len(part)] = part
        return len(part)
