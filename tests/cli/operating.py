"""An installation that has all a real one must have: people, papers, keys, witness, list, provider, backup and its drill."""

import base64
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import override_settings
from django.utils import timezone
from tests import databases
from tests.accountability.test_checkpoints import WitnessServer
from tests.apart import sides
from tests.audit.building import LOG

from trefas.accountability import checkpoints
from trefas.audit.trust import trust
from trefas.authorities.identity_providers import read_providers
from trefas.cli import asvs, backing_up
from trefas.cli import trust as trust_command
from trefas.cli.nightly import _look
from trefas.config import backups, embedded
from trefas.config.backup_files import new_key
from trefas.rooms import admission, practice, second_person
from trefas.rooms.securing import mark_current
from trefas.rooms.setup import load_organisation

FOLDER = Path(__file__).parent
PROVIDER = """
[[provider]]
id = "prov"
name = "Provets inloggning"
authority = "Provmyndigheten"
issuer = "https://login.prov.test"
client_id = "trefas"
client_secret_env = "TREFAS_PROV_SECRET"
levels = ["loa3"]
two_factors = true
"""
SECRET = "prov-" + "ab" * 30


@dataclass
class Operating:
    """Such an installation: its database, its folder, its settings by name, and the same as an environment."""

    server: embedded.Server
    database: str
    folder: Path
    settings: dict[str, str]
    private: str

    def environment(self) -> dict[str, str]:
        given = self.server.params(self.database)
        secrets = self.folder / "secrets.json"
        passwords = json.loads((databases.HOME / "secrets.json").read_text())
        secrets.write_text(json.dumps({**passwords, "secret_key": SECRET, "master_key": databases.MASTER_KEY}))
        named = {name: value for name, value in self.settings.items() if name.startswith("TREFAS_")}
        return {
            **named,
            "DATABASE_URL": f"postgresql:///{self.database}?host={given['host']}&port={given['port']}",
            "TREFAS_SECRETS": str(secrets), "TREFAS_HTTPS": "1", "TREFAS_HOSTS": "trefas.prov.test,127.0.0.1",
            "TREFAS_IDENTITY_PROVIDERS": str(self.folder / "providers.toml"), "TREFAS_PROV_SECRET": "prov",
        }  # fmt: skip

    def agree(self) -> None:
        """Let the administrator propose and the manager confirm that real people are let in."""
        with admission.enter_as("ada@prov.test", purpose="administer") as room:
            act = second_person.propose(by=room.acting, kind=practice.KIND, what={})
        with admission.enter_as("eva@prov.test", purpose="administer") as room:
            second_person.confirm(by=room.acting, act_id=act)


@contextmanager
def operating(server: embedded.Server, folder: Path) -> Iterator[Operating]:
    """Make one and be it, in this process; what it set is put back, and its database dropped."""
    name, before = f"operating_{os.getpid()}", connections["default"].settings_dict["NAME"]
    embedded.drop_database(server, name)
    embedded.create_database(server, name, template=sides.bare(server))
    private, public = new_key()
    made = Operating(server, name, folder, _settings(folder, public), private)
    with ExitStack() as stack:
        patched = stack.enter_context(pytest.MonkeyPatch.context())
        patched.setenv("TREFAS_PROV_SECRET", "prov")
        patched.setattr(asvs, "FILE", answered(folder))
        stack.enter_context(override_settings(**made.settings, **_of_django(folder)))
        databases.use(server, name)
        mark_current()
        stack.callback(embedded.drop_database, server, name)
        stack.callback(databases.use, server, before)
        stack.enter_context(_furnished(made))
        yield made


def answered(folder: Path) -> Path:
    """Write the map of ASVS as it is when no demand waits any longer."""
    path = folder / "asvs.csv"
    path.write_text(asvs.FILE.read_text(encoding="utf-8").replace(",not_yet,", ",tested,"), encoding="utf-8")
    return path


def _settings(folder: Path, public: str) -> dict[str, str]:
    (folder / "backups").mkdir()
    return {
        "TREFAS_BACKUP_KEY": public, "TREFAS_BACKUP_FOLDER": str(folder / "backups"),
        "TREFAS_TOMBSTONES": str(folder / "tombstones.jsonl"), "TREFAS_TRUST": str(folder / "trust.toml"),
        "TREFAS_TRUST_LIST": str(folder / "list.json"), "TREFAS_TRUST_LIST_KEY": sides.LIST_KEY,
        "TREFAS_INSTALLATION": "prov",
    }  # fmt: skip


def _of_django(folder: Path) -> Mapping[str, Any]:
    (folder / "providers.toml").write_text(PROVIDER, encoding="utf-8")
    return {
        "TREFAS_HTTPS": True, "ALLOWED_HOSTS": ["trefas.prov.test"], "SECRET_KEY": SECRET,
        "TREFAS_IDENTITY_PROVIDERS": read_providers(str(folder / "providers.toml")),
    }  # fmt: skip


@contextmanager
def _furnished(made: Operating) -> Iterator[None]:
    load_organisation(FOLDER / "operating.toml")
    admission.found_missing_keys(now=timezone.now())
    other = WitnessServer()
    try:
        _witnessed(made, other)
        _listed(made)
        _backed_up(made)
        _look(0, timezone.now())
        yield
    finally:
        other.close()


def _witnessed(made: Operating, other: WitnessServer) -> None:
    other.now = timezone.now()
    one = other.witness()
    key = base64.b64encode(bytes(range(32))).decode()
    (made.folder / "log.key").write_text(key)
    log = f'[log]\nname = "{LOG.name}"\nkey_file = "log.key"\n'
    witness = f'[[witness]]\nkey = "{one.key.text()}"\nurl = "{one.url}"\n'
    (made.folder / "trust.toml").write_text(log + witness, encoding="utf-8")
    checkpoints.take(trust(), now=timezone.now())


def _listed(made: Operating) -> None:
    now, (certificate, _key) = datetime.now(UTC), sides.certificate(made.folder, "prov")
    alone = {
        "id": "prov", "name": "Prov", "address": "https://127.0.0.1:1", "certificates": [certificate.read_text()],
        "rooms": sides.remote.described(),
    }  # fmt: skip
    told = {
        "epoch": 1, "valid_from": (now - timedelta(days=1)).isoformat(),
        "valid_until": (now + timedelta(days=30)).isoformat(), "installations": [alone], "revoked": [],
    }  # fmt: skip
    (made.folder / "list.json").write_bytes(sides.trust.sign(told, sides.LIST_KEEPER))
    sides.remote.load(sides.trust.configured(), "prov", now=now)
    assert trust_command.problems() == []


def _backed_up(made: Operating) -> None:
    folder, now = made.folder / "backups", datetime.now(UTC)
    public = made.settings["TREFAS_BACKUP_KEY"]
    data, keys = backups.back_up(made.server.params(made.database, "backup"), folder, public, now=now)
    drill = f"{made.database}_drill"
    backups.restore(made.server.superuser_params(), drill, data, keys, made.private)
    embedded.drop_database(made.server, drill)
    backing_up.mark_tried(data, now=now)
