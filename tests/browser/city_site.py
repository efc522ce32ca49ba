"""The demo on a port of its own: a clone of the tests' database with the invented city in it, served as to users."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from tests import databases

from trefas.config import embedded
from trefas.config.embedded import Server

POPULATE = """
import django; django.setup()
from django.utils import timezone, translation
from trefas.demo.city import FOLDER
from trefas.demo.population import populate
from trefas.rooms.admission import found_missing_keys
from trefas.rooms.setup import load_organisation
load_organisation(FOLDER / "vidhamn.toml", FOLDER / "cast.toml")
found_missing_keys(now=timezone.now())
with translation.override("sv"):
    populate("small", timezone.localdate(), lambda *words: None)
"""


@dataclass(frozen=True)
class Site:
    """Where the demo is served, on localhost since passkeys know no addresses in numbers; and its surroundings."""

    address: str
    environment: dict[str, str]

    def trefas(self, *words: str) -> str:
        """Give the command as on the machine that serves; returns what it said."""
        command = [str(Path(sys.executable).with_name("trefas")), *words]
        done = subprocess.run(
            command, env=self.environment, check=True, capture_output=True, text=True, timeout=60
        )  # ours
        return done.stdout


@contextmanager
def demo(server: Server, name: str) -> Iterator[Site]:
    """Serve a fresh city on a port of its own."""
    embedded.drop_database(server, name)
    embedded.create_database(server, name, template=databases.template(server))
    given = server.params(name)
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql:///{name}?host={given['host']}&port={given['port']}",
        "TREFAS_SECRETS": str(databases.HOME / "secrets.json"),
        "TREFAS_MASTER_KEY": databases.MASTER_KEY,
        "TREFAS_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "trefas.config.settings",
    }
    subprocess.run([sys.executable, "-c", POPULATE], env=environment, check=True, timeout=300)  # ours
    port = _free_port()
    running = subprocess.Popen(_command(port), env=environment)  # ours
    try:
        _wait(f"http://localhost:{port}/konto/login/", running)
        yield Site(f"http://localhost:{port}", environment)
    finally:
        running.terminate()
        running.wait(20)
        embedded.drop_database(server, name)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _command(port: int) -> list[str]:
    granian = Path(sys.executable).with_name("granian")
    return [
        str(granian), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
        "--blocking-threads", "2", "--no-access-log", "--log-level", "warning", "trefas.config.wsgi:application",
    ]  # fmt: skip


def _wait(address: str, running: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if running.poll() is not None:
            raise AssertionError("The server ended before it answered.")
        try:
            with urlopen(address, timeout=5) as answer:  # noqa: S310  # our own server on loopback
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("The server did not answer within a minute.")
