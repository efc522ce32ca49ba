"""Served instances of the nation and visitors that walk them over HTTP with one kept-alive connection each."""

import http.client
import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import nation

from trefas.cli.demo import _server_command
from trefas.config import embedded
from trefas.config.installation import point_at

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@contextmanager
def served(server: embedded.Server, name: str, port: int, workers: int = 1) -> Iterator[subprocess.Popen[bytes]]:
    """Serve one database of the server as `trefas demo` does, and stop when the block ends."""
    before = dict(os.environ)
    point_at(server, nation.HOME, name)
    command = _server_command(port)
    command[command.index("--workers") + 1] = str(workers)
    child = subprocess.Popen(command)
    os.environ.clear()
    os.environ.update(before)
    try:
        _wait_for(port)
        yield child
    finally:
        child.terminate()
        child.wait(timeout=20)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if Visitor(port).ask("GET", "/konto/login/")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not answer within a minute.")


class Visitor:
    """One browser: cookies, a connection, and the token that forms carry."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.token = ""

    def log_in(self, persona: str) -> None:
        """Become a persona of the demo, and read the page whose form searches."""
        self.ask("GET", f"/demo/som/{persona}/")
        _status, body = self.ask("GET", "/search/")
        found = TOKEN.search(body)
        if found is None:
            raise SystemExit(f"{persona} could not log in.")
        self.token = found[1]

    def search(self, words: str) -> tuple[int, str]:
        """Search by name or number."""
        return self.ask("POST", "/search/", urlencode({"q": words, "csrfmiddlewaretoken": self.token}))

    def ask(self, method: str, path: str, form: str | None = None) -> tuple[int, str]:
        """Ask for a page and read all of it; returns status and text."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, form, headers)
        answer = self.connection.getresponse()
        body = answer.read().decode(errors="replace")
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, body


def memory(child: subprocess.Popen[bytes]) -> list[float]:
    """Return the resident memory of a server's processes in MB, the supervising one first."""
    children = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in (child.pid, *children)]
    return [count * os.sysconf("SC_PAGE_SIZE") / 1e6 for count in pages]
