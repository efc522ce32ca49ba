"""The application server and its database end together; a dummy stands in for the application server."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from trefas.config import embedded, processes
from trefas.config import postgres_process as process
from trefas.config.problems import EmbeddedError

SUPERVISOR = """
import sys
from pathlib import Path
from trefas.config import embedded, processes
server = embedded.start(Path(sys.argv[1]), durable=False) if sys.argv[1] else None
print("database", server.pid if server else 0, flush=True)
try:
    sys.exit(processes.run_with(server, [sys.executable, "-c", sys.argv[2]]))
except embedded.EmbeddedError as problem:
    sys.exit(str(problem))
"""
# Ends in order on SIGTERM and SIGINT, as an application server does, and says so.
POLITE = """
import os, signal, sys, time
def end(number, frame):
    print("ended by", number, flush=True)
    sys.exit(0)
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, end)
print("child", os.getpid(), flush=True)
while True:
    time.sleep(0.05)
"""
# Hears nothing, and has a worker of its own that hears nothing either.
DEAF = """
import os, signal, time
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, signal.SIG_IGN)
worker = os.fork() or time.sleep(60)
print("worker", worker, flush=True)
time.sleep(60)
"""


@contextmanager
def supervised(home: Path | str, child: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, int]]]:
    """A supervisor with its child; yields it and the process ids that were told."""
    command = [sys.executable, "-c", SUPERVISOR, str(home), child]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    pipes["env"] = os.environ | {"LC_ALL": "sv_SE.UTF-8"}
    with subprocess.Popen(command, **pipes) as running:
        try:
            told = dict(running.stdout.readline().split() for _ in range(2))
            yield running, {name: int(number) for name, number in told.items()}
        finally:
            running.kill()


def exists(pid: int) -> bool:
    return bool(process.command_line(pid)[:1])


def wait_until(fulfilled: object, seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while not fulfilled() and time.monotonic() < end:
        time.sleep(0.02)
    return fulfilled()


class TestTogether:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_a_signal_ends_both_in_order(self, used, number):
        with supervised(used, POLITE) as (running, pids):
            running.send_signal(number)
            out, err = running.communicate(timeout=20)
            assert (running.returncode, err) == (0, "")
            assert f"ended by {int(number)}" in out
        assert not exists(pids["child"])
        assert not exists(pids["database"])

    def test_ctrl_c_in_a_terminal_reaches_the_child_once(self, used):
        """The terminal signals the whole foreground group; the child is in another one."""
        with supervised(used, POLITE) as (running, pids):
            assert os.getpgid(pids["child"]) == pids["child"]
            running.send_signal(signal.SIGINT)
            assert running.communicate(timeout=20)[0].count("ended by") == 1

    def test_a_deaf_child_and_its_workers_are_ended_all_the_same(self):
        with supervised("", DEAF) as (running, pids):
            running.send_signal(signal.SIGINT)
            time.sleep(0.5)
            assert running.poll() is None, "one Ctrl-C waits for requests to finish"
            running.send_signal(signal.SIGINT)
            assert running.wait(10) == 0
        assert wait_until(lambda: not exists(pids["worker"]))

    @pytest.mark.parametrize(
        ("child", "code"),
        [("raise SystemExit(5)", 5), ("pass", 0), ("import os; os.kill(os.getpid(), 9)", 137)],
    )
    def test_a_child_that_ends_by_itself_gives_its_code(self, child, code):
        assert processes.run_with(None, [sys.executable, "-c", child]) == code

    def test_the_child_gets_the_environment_that_was_given(self):
        child = [sys.executable, "-c", "import os; raise SystemExit(int(os.environ['ANSWER']))"]
        assert processes.run_with(None, child, {"ANSWER": "42"}) == 42

    def test_the_handlers_of_the_caller_come_back(self):
        before = signal.getsignal(signal.SIGINT)
        processes.run_with(None, ["true"])
        assert signal.getsignal(signal.SIGINT) is before

    def test_asked_to_stop_here(self):
        """The same as above inside this process: the signal is passed on and the child ends in order."""
        timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        assert processes.run_with(None, [sys.executable, "-c", POLITE]) == 0
        timer.join()

    def test_a_lost_database_ends_the_child(self):
        class Lost(processes._Supervisor):
            def _database_lives(self) -> bool:
                return False

        assert Lost(None).run([sys.executable, "-c", POLITE], None) == 1

    def test_a_command_that_is_not_there(self, used):
        server = embedded.start(used, durable=False)
        with pytest.raises(EmbeddedError) as problem:
            processes.run_with(server, ["no-such-server"])
        assert "no-such-server" in problem.value.swedish
        assert not server.is_alive(), "the database is stopped all the same"


class TestKilledDatabase:
    def test_it_is_restarted_once_while_the_child_goes_on(self, used):
        with supervised(used, POLITE) as (running, pids):
            os.kill(pids["database"], signal.SIGKILL)
            pid_file = (used / "postgres" / "data" / "postmaster.pid").resolve()
            wait_until(lambda: pid_file.exists() and not pid_file.read_text().startswith(str(pids["database"])))
            assert wait_until(lambda: "ready" in pid_file.read_text())
            assert exists(pids["child"])
            running.send_signal(signal.SIGTERM)
            _out, err = running.communicate(timeout=20)
            assert running.returncode == 0
        assert re.fullmatch(r"Databasen stoppades utifrån: den startas om.*\n", err)

    def test_one_that_cannot_be_restarted_ends_both_with_one_sentence(self, used):
        with supervised(used, POLITE) as (running, pids):
            (used / "postgres" / "data" / "PG_VERSION").resolve().write_text("15\n")
            os.kill(pids["database"], signal.SIGKILL)
            out, err = running.communicate(timeout=20)
            assert running.returncode == 1
        assert "ended by 15" in out
        assert err.splitlines()[-1].startswith("Databasen i ")
        assert "Traceback" not in err
        assert not exists(pids["child"])

    def test_killed_soon_after_a_restart_it_is_given_up(self, used, capsys):
        server = embedded.start(used, durable=False)
        supervisor = processes._Supervisor(server)
        os.kill(server.pid, signal.SIGKILL)
        wait_until(lambda: not server.is_alive())
        assert supervisor._database_lives()
        os.kill(server.pid, signal.SIGKILL)
        wait_until(lambda: not server.is_alive())
        assert not supervisor._database_lives()
        told = capsys.readouterr().err.splitlines()
        assert len(told) == 2
        assert "server.log" in told[1]
        server.close()


class TestPorts:
    def test_a_free_one(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        processes.ensure_port_free("127.0.0.1", port)

    @pytest.mark.parametrize("listens_on", ["127.0.0.1", "0.0.0.0"])  # noqa: S104  # both block us
    def test_a_taken_one(self, listens_on):
        with socket.create_server((listens_on, 0)) as taken, pytest.raises(EmbeddedError) as problem:
            processes.ensure_port_free("127.0.0.1", taken.getsockname()[1])
        assert problem.value.code == "port_taken"
        assert "--port" in problem.value.swedish

    @pytest.mark.parametrize(("host", "port"), [("192.0.2.1", 8000), ("no.such.host.invalid", 1), ("127.0.0.1", 70000)])
    def test_one_that_cannot_be_had(self, host, port):
        with pytest.raises(EmbeddedError) as problem:
            processes.ensure_port_free(host, port)
        assert problem.value.code == "port_refused"
        assert host in problem.value.english
