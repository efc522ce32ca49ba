"""Keep the application server and its database together: one Ctrl-C ends both, neither outlives the other."""

import contextlib
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from types import FrameType

from trefas.config.embedded import Server
from trefas.config.problems import EmbeddedError

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 10.0  # seconds the application server gets to finish its requests
CALM = 30.0  # seconds a restarted database must live before another restart is tried
GLANCE = 0.25  # seconds between two looks at the database


def ensure_port_free(host: str, port: int) -> None:
    """Raise EmbeddedError when nobody could listen there; asked before the slow parts of a start."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        number = socket.getaddrinfo(host, None, family, socket.SOCK_STREAM)[0][4][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # Connections that are only fading away do not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((number, port))
            probe.listen()
    except (OSError, OverflowError) as error:
        if getattr(error, "errno", None) == errno.EADDRINUSE:
            raise EmbeddedError("port_taken", host=host, port=port) from error
        detail = getattr(error, "strerror", None) or str(error)
        raise EmbeddedError("port_refused", host=host, port=port, detail=detail.rstrip(".")) from error


def run_with(server: Server | None, command: Sequence[str], env: Mapping[str, str] | None = None) -> int:
    """Run the application server until it ends or we are told to stop; then stop both.

    Without a `server` (DATABASE_URL) only the command is looked after. A database that is killed is
    restarted once through its crash recovery; when that fails both end. To be called from the main
    thread. Returns the exit code: 0 after a stop that was asked for, 1 when the database was lost.
    """
    supervisor = _Supervisor(server)
    try:
        with supervisor.listening():
            return supervisor.run(command, env)
    finally:
        if server is not None:
            server.close()


class _Supervisor:
    def __init__(self, server: Server | None) -> None:
        self._server = server
        self._child: subprocess.Popen[bytes] | None = None
        self._asked: list[int] = []
        self._restarted = -CALM

    def run(self, command: Sequence[str], env: Mapping[str, str] | None) -> int:
        try:
            # A group of its own: the terminal's Ctrl-C reaches us alone, and we end the child in order.
            self._child = subprocess.Popen(list(command), env=env, process_group=0)  # noqa: S603  # the caller's own
        except OSError as error:
            detail = error.strerror or str(error)
            raise EmbeddedError("command", name=command[0], detail=detail) from error
        if self._asked:
            self._child.send_signal(self._asked[0])
        try:
            return self._watch(self._child)
        finally:
            self._end(self._child)

    def _watch(self, child: subprocess.Popen[bytes]) -> int:
        end = float("inf")
        while (code := _wait(child, GLANCE)) is None:
            if self._asked:
                end = min(end, time.monotonic() + PATIENCE)
            elif not self._database_lives():
                return 1
            if time.monotonic() > end or len(self._asked) > 1:
                return 0
        return 0 if self._asked and code in (0, *(-number for number in SIGNALS)) else _exit_code(code)

    def _database_lives(self) -> bool:
        """Look at the database and restart it if it was killed; says in one sentence what happened."""
        if self._server is None or self._server.is_alive():
            return True
        try:
            if time.monotonic() - self._restarted < CALM:
                raise EmbeddedError("failed", detail="-", log=self._server.files.log)
            _tell(EmbeddedError("database_restarts"))
            self._server.ensure_running()
        except EmbeddedError as error:
            log = self._server.files.log
            _tell(error if error.code != "failed" else EmbeddedError("database_died", log=log))
            return False
        self._restarted = time.monotonic()
        return True

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Pass the signals that ask us to stop on to the child while the block runs."""
        before = {number: signal.signal(number, self._pass_on) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        self._asked.append(number)
        if self._child is not None and self._child.poll() is None:
            self._child.send_signal(number)

    def _end(self, child: subprocess.Popen[bytes]) -> None:
        """End what is left of the child's group: politely, then for certain."""
        if child.poll() is None and not self._asked:
            child.terminate()
            _wait(child, PATIENCE)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _wait(child: subprocess.Popen[bytes], seconds: float) -> int | None:
    try:
        return child.wait(seconds)
    except subprocess.TimeoutExpired:
        return None


def _exit_code(code: int) -> int:
    """The shell's convention for a child that a signal ended."""
    return code if code >= 0 else 128 - code


def _tell(problem: EmbeddedError) -> None:
    sys.stderr.write(f"{problem}\n")
    sys.stderr.flush()
