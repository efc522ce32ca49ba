"""The application server that `serve` starts, with another application in it: it outlives a worker that is killed."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest

from trefas.cli.serving import server_command

STUB = """
import os
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
"""
SECONDS = 60


def until(what: Callable[[], str], not_: str = "") -> str:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            if (found := what()) != not_:
                return found
        except OSError:
            pass
        time.sleep(0.05)
    raise TimeoutError


@pytest.fixture
def served(tmp_path: Path):
    (tmp_path / "stub.py").write_text(STUB)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = server_command("127.0.0.1", port, 1, "stub:application")
    child = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    yield lambda: urlopen(f"http://127.0.0.1:{port}/", timeout=5).read().decode()
    child.terminate()
    child.wait(timeout=20)


def test_a_worker_that_is_killed_is_started_again(served: Callable[[], str]) -> None:
    first = until(served)
    os.kill(int(first), signal.SIGKILL)
    assert until(served, not_=first).isdigit()
