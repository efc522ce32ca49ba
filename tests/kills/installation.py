"""An installation of its own whose processes may be killed: a durable PostgreSQL, and `trefas serve` with its workers."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psycopg

from trefas.config import embedded
from trefas.config.installation import use_embedded

SECONDS = 120
SETTLED = 6.0
VICTIMS = ("worker", "backend", "postmaster")
NAME = "trefas"


def build(home: Path, dump: Path | None) -> embedded.Server:
    """Make the database: the cast and nobody else, from a dump where one is given. Django starts on it here."""
    os.environ["TREFAS_DEMO"] = "1"
    server = use_embedded(home, NAME)
    if dump is not None:
        _restore(server, dump)
    from trefas.cli.preparing import prepare_database, prepare_files, start_django

    prepare_files(print)
    start_django()
    prepare_database()
    from trefas.demo.city import load_city

    load_city(size="none", say=print)
    return server


def _restore(server: embedded.Server, dump: Path) -> None:
    given = server.superuser_params(NAME)
    command = [server.files.binaries / "pg_restore", "--exit-on-error", "--clean", "--if-exists", f"--dbname={NAME}"]
    command += [f"--host={given['host']}", f"--port={given['port']}", f"--username={given['user']}", dump]
    subprocess.run(command, check=True, env={**os.environ, "PGPASSWORD": given["password"]})


def dumped(server: embedded.Server, name: str, to: Path) -> Path:
    """Dump a database of a server to a file that `build` takes."""
    given = server.superuser_params(name)
    command = [server.files.binaries / "pg_dump", "--format=custom", "--compress=0", f"--file={to}", name]
    command += [f"--host={given['host']}", f"--port={given['port']}", f"--username={given['user']}"]
    subprocess.run(command, check=True, env={**os.environ, "PGPASSWORD": given["password"]})
    return to


@dataclass
class Installation:
    """The processes; `starts` counts how often the application server had to be started."""

    server: embedded.Server
    chance: random.Random
    log: Path
    workers: int = 2
    starts: int = 0
    port: int = 0
    child: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def base(self) -> str:
        """Return the address that writers know; it stays the same over every start."""
        return f"http://127.0.0.1:{self.port}/"

    def serve(self) -> None:
        """Start the application server and wait until it answers."""
        self.port = self.port or _free_port()
        trefas = str(Path(sys.executable).with_name("trefas"))
        words = [trefas, "serve", "--port", str(self.port), "--workers", str(self.workers)]
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(words, stdout=log, stderr=log, start_new_session=True)
        self.starts += 1
        until = time.monotonic() + SECONDS
        while not self._answers():
            if time.monotonic() > until or self.child.poll() is not None:
                raise SystemExit(f"The server did not answer; see {self.log}.")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            urlopen(f"{self.base}konto/login/", timeout=10).close()  # noqa: S310  # our own server on loopback
        except HTTPError:
            return True
        except OSError:
            return False
        return True

    def stop(self) -> None:
        """End the application server in order."""
        if self.child is None:
            return
        self.child.terminate()
        try:
            self.child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()

    def kill(self, what: str) -> bool:
        """Kill one process of a kind with SIGKILL; returns whether there was one. Nothing is started again here."""
        found = {"worker": self._workers, "backend": self._backends, "postmaster": self._postmaster}[what]()
        if not found:
            return False
        with suppress(ProcessLookupError):
            os.kill(self.chance.choice(found), signal.SIGKILL)
        return True

    def mend(self) -> None:
        """Start again what does not start itself: the database, and a server that gave up."""
        self.server.ensure_running()
        if self.child is not None and self.child.poll() is not None:
            self.serve()

    def _workers(self) -> list[int]:
        assert self.child is not None
        found = [pid for pid in _children(self.child.pid) if "resource_tracker" not in _words(pid)]
        # One killed within seconds of its start counts as a crash loop, and granian ends; then somebody starts it anew.
        return [pid for pid in found if _age(pid) > SETTLED]

    def _backends(self) -> list[int]:
        """Those of our logins; those at work, where there are any."""
        words = {pid: _words(pid) for pid in _children(self.server.pid)}
        ours = [pid for pid, said in words.items() if f"app {NAME} " in said or f"door {NAME} " in said]
        return [pid for pid in ours if not words[pid].rstrip().endswith("idle")] or ours

    def _postmaster(self) -> list[int]:
        return [self.server.pid] if self.server.is_alive() else []

    def ask(self, query: str, *parameters: object) -> list[tuple]:
        """Ask the database past row security, as only the server's superuser may."""
        with psycopg.connect(**self.server.superuser_params(NAME)) as connection:
            return connection.execute(query, parameters).fetchall()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _age(pid: int) -> float:
    """Return for how many seconds a process has lived."""
    with suppress(OSError):
        return time.time() - Path(f"/proc/{pid}").stat().st_mtime
    return 0.0


def _words(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""
