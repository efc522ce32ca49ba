"""Run one PostgreSQL process: create its data, launch, find again, wait for and stop it."""

import contextlib
import errno
import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trefas.config.postgres_files import SUPERUSER, Account, Files, write_private
from trefas.config.problems import EmbeddedError

# Measured on PostgreSQL 18: without the log rules a failing statement is logged with its values.
SETTINGS = {
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_checkpoints": "off",
    "password_encryption": "scram-sha-256",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "random_page_cost": "1.1",
    "jit": "off",
}
# For tests only: a power cut may corrupt everything, and nothing is replicated.
NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # Planned from what a test has filled, not from what was empty when the template was made.
    "autovacuum": "off",
}
INITDB = (
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
    f"--username={SUPERUSER}",
)
REASONS = (
    (r"error while loading shared libraries: ([^:\s]+)", "libraries"),
    (r"could not (?:create|resize) shared memory", "memory"),
    (r"No space left on device|Disk quota exceeded", "disk_full"),
    (r"could not bind IPv[46] address|could not create any TCP/IP sockets", "database_port_taken"),
    (r"Unix-domain socket path|could not bind Unix address|create any Unix-domain sockets", "socket"),
    (r"incompatible with server|was initialized by PostgreSQL version", "version"),
    (r"pre-existing shared memory block", "still_closing"),
)
FULL_LOG = 10_000_000


@dataclass(frozen=True)
class Running:
    """A server that answers to our data folder."""

    pid: int
    port: int
    socket_folder: Path


def identity(account: Account | None) -> dict[str, Any]:
    """The arguments that make subprocess run a program as the account."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def environment() -> dict[str, str]:
    """Ours without PG* (they would steer the server elsewhere) and with English messages to read."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def run(files: Files, program: str, *arguments: str) -> str:
    """Run one of the binaries as the server's account; standard output, or the sentence for its failure."""
    try:
        done: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603  # our own binaries and arguments
            [str(files.binaries / program), *arguments],
            cwd="/",
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
            **identity(files.account),
        )
    except PermissionError as error:
        raise refused(files) from error
    if done.returncode:
        raise explain(files, done.stderr or done.stdout)
    return done.stdout


def refused(files: Files) -> EmbeddedError:
    """What a PermissionError from starting a program means."""
    if files.account:
        return EmbeddedError("account_refused", name=files.account.name)
    return EmbeddedError("permission", path=files.binaries)


def explain(files: Files, text: str, port: int | None = None, socket: Path | None = None) -> EmbeddedError:
    """The sentence for what PostgreSQL wrote when it failed."""
    for pattern, code in REASONS:
        if found := re.search(pattern, text):
            name = found.group(1) if found.groups() else ""
            return _problem(code, files, name=name, port=port, socket=socket)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    worst = [line for line in lines if re.search(r"FATAL|PANIC|error:", line)] or lines or ["-"]
    return EmbeddedError("failed", detail=worst[-1].rstrip("."), log=files.log)


def _problem(code: str, files: Files, *, name: str, port: int | None, socket: Path | None) -> EmbeddedError:
    if code == "version":
        return version_problem(files, "?")
    if code == "still_closing":
        return EmbeddedError("in_use", path=files.data)
    path = socket if code == "socket" else files.base
    return EmbeddedError(code, name=name, port=port, path=path)


def version_problem(files: Files, ours: str) -> EmbeddedError:
    """The data folder was made by another major version."""
    found = (files.data / "PG_VERSION").read_text().strip()
    return EmbeddedError("version", path=files.data, found=found, ours=ours)


def create_data(files: Files, password: str, *, durable: bool) -> None:
    """Make the data folder under another name first, so an interrupted initdb leaves nothing half-made."""
    unfinished = files.base / "data.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    hint = files.base / "initial-password"
    hint.unlink(missing_ok=True)
    try:
        write_private(hint, password)
        for path in (unfinished, hint):
            _give(path, files.account)
        rules = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        sync = () if durable else ("--no-sync",)
        run(files, "initdb", *INITDB, *rules, *sync, f"--pwfile={hint}", f"--pgdata={unfinished}")
    finally:
        hint.unlink(missing_ok=True)
    unfinished.rename(files.data)


def _give(path: Path, account: Account | None) -> None:
    if account:
        os.chown(path, account.uid, account.gid)


def check_version(files: Files) -> None:
    """Refuse a data folder of another major version; also proves that the binaries run at all."""
    ours = re.findall(r"\d+", run(files, "postgres", "--version"))[0]
    if files.data.exists() and (files.data / "PG_VERSION").read_text().strip() != ours:
        raise version_problem(files, ours)


def shared_buffers() -> str:
    """A sixteenth of the memory, between 32 and 512 MB: the rest serves as the system's own cache."""
    megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return f"{min(max(megabytes // 16, 32), 512)}MB"


def launch(files: Files, socket: Path, *, durable: bool, port: int | None) -> subprocess.Popen[bytes]:
    """Start the server in a session of its own, so that Ctrl-C reaches us and not it."""
    settings = SETTINGS | {"shared_buffers": shared_buffers()} | ({} if durable else NOT_DURABLE)
    settings |= {
        "listen_addresses": "127.0.0.1" if port else "",
        "port": str(port or 5432),
        "unix_socket_directories": str(socket),
    }
    rules = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    mode = "wb" if files.log.exists() and files.log.stat().st_size > FULL_LOG else "ab"
    with files.log.open(mode) as log:
        files.log.chmod(0o600)
        try:
            return subprocess.Popen(  # noqa: S603  # our own binary and arguments
                [str(files.binaries / "postgres"), "-D", str(files.data), *rules],
                cwd="/",
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **identity(files.account),
            )
        except PermissionError as error:
            raise refused(files) from error


def find_running(files: Files) -> Running | None:
    """The living server of the data folder, told by its pid file and by its own command line."""
    try:
        lines = (files.data / "postmaster.pid").read_text().splitlines()
        running = Running(int(lines[0]), int(lines[3]), Path(lines[4]))
    except (FileNotFoundError, NotADirectoryError, IndexError, ValueError):
        return None
    return running if is_server(running.pid, files.data) else None


def is_server(pid: int, data: Path) -> bool:
    """Whether the process lives and its command line names the data folder: a pid may have been reused."""
    return str(data) in command_line(pid)


def command_line(pid: int) -> list[str]:
    """The arguments of a living process; empty for a dead one and for a zombie."""
    if Path("/proc/self/cmdline").exists():
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")
        return []
    listing = ["/bin/ps", "-ww", "-o", "args=", "-p", str(pid)]
    return subprocess.run(listing, capture_output=True, text=True, check=False).stdout.split()  # noqa: S603  # fixed


def clear_leftovers(files: Files, socket: Path) -> None:
    """Remove the marks of a dead server where PostgreSQL itself would believe that it lives.

    That is when its pid now belongs to a stranger, or to a zombie that nobody collects (a container
    without init). Only when nothing works in the data folder: orphaned backends must end first.
    """
    if workers(files.data):
        return
    pid_file = files.data / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, IndexError, ValueError):
        if _exists(int(pid_file.read_text().split()[0])):
            pid_file.unlink()
    for mark in socket.iterdir():
        mark.unlink()


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError as error:
        return error.errno != errno.ESRCH
    return True


def workers(data: Path) -> list[int]:
    """Every process that works in the data folder, backends included (Linux; elsewhere none is seen)."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if Path(os.readlink(entry / "cwd")) == data:
                found.append(int(entry.name))
    return found


def stop(pid: int, data: Path, child: subprocess.Popen[bytes] | None, *, patience: float = 30.0) -> None:
    """Fast shutdown, then immediate, then the hard way; returns when the process is gone."""
    for number, seconds in ((signal.SIGINT, patience), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        if not is_alive(pid, data, child):
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        if _wait_for_end(pid, data, child, seconds):
            return


def _wait_for_end(pid: int, data: Path, child: subprocess.Popen[bytes] | None, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not is_alive(pid, data, child):
            return True
        time.sleep(0.01)
    return False


def is_alive(pid: int, data: Path, child: subprocess.Popen[bytes] | None) -> bool:
    """Whether the server lives; of our own child the system tells it surely.

    The command line of a process that has just been launched is empty for a moment.
    """
    if child is not None and child.pid == pid:
        return child.poll() is None
    return is_server(pid, data)
