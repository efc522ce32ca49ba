"""A demo served for a browser: its own folder, its own database, nobody in it but the cast."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

OWN = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
SECONDS = 240


@contextmanager
def served_demo(home: str) -> Iterator[str]:
    """Serve a fresh demo without people, and give its address; Ctrl-C ends it as it does for people."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    trefas = str(Path(sys.executable).with_name("trefas"))
    environment = {name: value for name, value in os.environ.items() if name not in OWN}
    child = subprocess.Popen(
        [trefas, "demo", "--fresh", "--size", "none", "--port", str(port)],
        env={**environment, "TREFAS_DEMO_HOME": home},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/konto/login/", child)
        yield f"http://127.0.0.1:{port}/"
    finally:
        child.terminate()
        child.wait(timeout=60)


def _wait(address: str, child: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        assert child.poll() is None, "the demo ended before it answered"
        try:
            urlopen(address, timeout=10).close()  # noqa: S310  # our own server on loopback
            return
        except OSError:
            time.sleep(0.3)
    raise AssertionError("the demo did not answer")
