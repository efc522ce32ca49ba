"""Two installations, each with a database, a master key, a certificate and people of its own, on this machine."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import psycopg
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.db import connections

from tests import databases
from tests.cast import NOW
from trefas.config import embedded
from trefas.disclosures import exchange
from trefas.rooms import admission, remote, trust
from trefas.rooms.envelopes import verifying_of
from trefas.rooms.securing import prepare_database, shape
from trefas.rooms.setup import load_organisation

FOLDER = Path(__file__).parent
LIST_KEEPER = bytes(range(32))
LIST_KEY = verifying_of(LIST_KEEPER)
SETTINGS = (
    "TREFAS_MASTER_KEY", "TREFAS_INSTALLATION", "TREFAS_TRUST_LIST", "TREFAS_TRUST_LIST_KEY",
    "TREFAS_EXCHANGE_CERTIFICATE", "TREFAS_EXCHANGE_KEY",
)  # fmt: skip


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Write a self-signed certificate for loopback and its key; returns both paths."""
    key = ec.generate_private_key(ec.SECP256R1())
    who, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), datetime.now(UTC)
    built = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    paths = folder / f"{name}.pem", folder / f"{name}.key"
    paths[0].write_bytes(built.public_bytes(serialization.Encoding.PEM))
    pkcs8 = serialization.PrivateFormat.PKCS8
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, pkcs8, serialization.NoEncryption()))
    return paths


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


@dataclass
class Side:
    """One installation: enter it with `here()`, serve its door with `open_door()`."""

    id: str
    server: embedded.Server
    database: str
    folder: Path
    port: int = field(default_factory=free_port)
    master_key: str = field(default_factory=lambda: base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("="))
    door: subprocess.Popen[bytes] | None = None
    # For tests that let the door die: more of its environment, and another application than the real one.
    more: dict[str, str] = field(default_factory=dict)
    application: str = ""

    def __post_init__(self) -> None:
        self.certificate, self.key = certificate(self.folder, self.id)

    def settings(self) -> dict[str, str]:
        values = (
            self.master_key, self.id, str(self.folder / f"list-{self.id}.json"), LIST_KEY, str(self.certificate),
            str(self.key),
        )  # fmt: skip
        return dict(zip(SETTINGS, values, strict=True))

    @contextmanager
    def here(self) -> Iterator[None]:
        """Be this installation, in this process."""
        before = {name: getattr(settings, name) for name in SETTINGS}
        _become(self.settings())
        databases.use(self.server, self.database)
        try:
            yield
        finally:
            _become(before)

    def environment(self) -> dict[str, str]:
        given = self.server.params(self.database)
        url = f"postgresql:///{self.database}?host={given['host']}&port={given['port']}"
        own = {"DATABASE_URL": url, "TREFAS_SECRETS": str(databases.HOME / "secrets.json")}
        return {**os.environ, **own, **self.settings(), "DJANGO_SETTINGS_MODULE": "trefas.config.settings"}

    def command(self, *words: str, **more: Any) -> subprocess.Popen[bytes]:
        """Start a `trefas` command of this installation, in a group of its own."""
        code = "from trefas.cli import main; main()"
        if self.application:
            code = f"from trefas.cli import exchanging; exchanging.APPLICATION = {self.application!r}; {code}"
        given = [sys.executable, "-c", code, *words]
        return subprocess.Popen(given, **{"env": self.environment(), "start_new_session": True} | more)

    def deliver(self) -> str:
        """Carry what is due, once; returns what it said."""
        done = self.command("deliver", "--first-wait", "1", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.communicate(timeout=60)[0].decode()

    def open_door(self) -> None:
        """Serve the door over mutual TLS until `close_door`."""
        with (self.folder / f"door-{self.id}.log").open("ab") as log:
            words = ("exchange", "--port", str(self.port))
            self.door = self.command(*words, stdout=log, stderr=log, env={**self.environment(), **self.more})
        # A busy machine takes its time to start Django; one that has died is seen at once.
        for _attempt in range(900):
            if self.door.poll() is not None:
                break
            if self._answers():
                return
            time.sleep(0.1)
        raise TimeoutError((self.folder / f"door-{self.id}.log").read_text())

    def close_door(self, how: signal.Signals = signal.SIGKILL) -> None:
        if self.door is not None:
            kill(self.door, how)
            self.door = None
        # The worker is no child of ours: it may hold the port a moment longer.
        for _attempt in range(100):
            if not self._answers():
                return
            time.sleep(0.05)

    def _answers(self) -> bool:
        with socket.socket() as knock:
            return knock.connect_ex(("127.0.0.1", self.port)) == 0

    def described(self) -> dict[str, Any]:
        return {
            "id": self.id, "name": self.id, "address": f"https://127.0.0.1:{self.port}",
            "certificates": [self.certificate.read_text()], "rooms": remote.described(),
        }  # fmt: skip


def kill(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGKILL) -> None:
    """End a process that we started, with what it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, how)
    process.wait(timeout=30)


def _become(values: dict[str, str]) -> None:
    for name, value in values.items():
        setattr(settings, name, value)


def bare(server: embedded.Server) -> str:
    """Return the name of a migrated template without anybody in it."""
    name = f"bare_{shape()}"
    if not embedded.database_exists(server, name):
        making = f"making_{name}_{os.getpid()}"
        embedded.create_database(server, making)
        databases.use(server, making)
        prepare_database()
        connections.close_all()
        databases._rename(server, making, name)
    return name


def make(server: embedded.Server, folder: Path) -> tuple[Side, Side]:
    """Return the police and the social services, each with its people, who know each other by a signed list."""
    source, made = bare(server), []
    for name in ("police", "social"):
        database = f"apart_{name}_{os.getpid()}"
        embedded.drop_database(server, database)
        embedded.create_database(server, database, template=source)
        side = Side(name, server, database, folder)
        with side.here():
            load_organisation(FOLDER / f"{name}.toml")
            admission.found_missing_keys(now=NOW)
        made.append(side)
    tell(made, epoch=1)
    return made[0], made[1]


def listed(sides: list[Side], *, epoch: int, **changed: Any) -> bytes:
    """Return a signed list of the sides."""
    parts = []
    for side in sides:
        with side.here():
            parts.append(side.described())
    now = datetime.now(UTC)
    told = {
        "epoch": epoch, "valid_from": (now - timedelta(days=30)).isoformat(),
        "valid_until": (now + timedelta(days=30)).isoformat(), "installations": parts, "revoked": [],
    } | changed  # fmt: skip
    return trust.sign(told, LIST_KEEPER)


def tell(sides: list[Side], *, epoch: int, to: list[Side] | None = None, **changed: Any) -> None:
    """Give the sides a list, and let them load it."""
    content = listed(sides, epoch=epoch, **changed)
    for side in to or sides:
        Path(side.settings()["TREFAS_TRUST_LIST"]).write_bytes(content)
        with side.here():
            remote.load(trust.configured(), side.id, now=datetime.now(UTC))


def pin(path: Path) -> str:
    return trust.pin_of(path.read_text())


def carry(side: Side, first_wait: int = 0) -> list[str]:
    """Carry what is due from a side, in this process; returns what came of each message."""
    with side.here():
        listed_now = trust.configured()
        done = exchange.carry(listed_now, side.id, now=datetime.now(UTC), first_wait=first_wait)
        return [one.outcome for one in done]


def settle(*both: Side) -> None:
    """Carry until nothing waits on any side."""
    for _round in range(40):
        for side in both:
            carry(side)
        if not any(waiting(side) for side in both):
            return
        time.sleep(0.2)
    raise TimeoutError([waiting(side) for side in both])


def waiting(side: Side) -> int:
    return int(rows(side, "SELECT count(*) FROM disclosures_outgoing WHERE state = 'waiting'")[0][0])


def rows(side: Side, query: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Ask a side's database past row security, as only the server's superuser may."""
    with psycopg.connect(**side.server.superuser_params(side.database)) as connection:
        return connection.execute(query, parameters).fetchall()  # type: ignore[arg-type]  # queries of the tests


def chain_is_whole(side: Side) -> bool:
    """Return whether every event of a side hashes, counts and follows on the one before."""
    heads = {room: (0, b"") for (room,) in rows(side, "SELECT room_id FROM audit_chainhead")}
    order = "SELECT room_id, number, happened, previous, body, hash FROM audit_event ORDER BY room_id, number"
    for room, number, happened, previous, body, found in rows(side, order):
        last, before = heads[room]
        lines = ("trefas-audit-1", str(room), str(number), happened, bytes(previous).hex(), body)
        made = sha256("\n".join(lines).encode()).digest()
        if (number, bytes(previous), bytes(found)) != (last + 1, before, made):
            return False
        heads[room] = number, made
    kept = rows(side, "SELECT room_id, number, hash FROM audit_chainhead")
    return heads == {room: (number, bytes(found)) for room, number, found in kept}


def told_in_chain(side: Side, kind: str) -> list[dict[str, Any]]:
    """Return the events of a kind in a side's chains."""
    bodies = [json.loads(body) for (body,) in rows(side, "SELECT body FROM audit_event ORDER BY number")]
    return [body for body in bodies if body["kind"] == kind]
