"""Which database an installation uses: the one DATABASE_URL names, else the embedded one under `.local/`."""

import os
from pathlib import Path

from trefas.config import embedded


def use_embedded(home: Path, name: str = "trefas", *, durable: bool = True) -> embedded.Server:
    """Start or join the embedded server, make the database when it is missing, and point the settings at it."""
    server = embedded.start(home, durable=durable)
    embedded.create_logins(server)
    server.secret("secret_key", "master_key")
    if not embedded.database_exists(server, name):
        embedded.create_database(server, name)
    point_at(server, home, name)
    return server


def point_at(server: embedded.Server, home: Path, name: str) -> None:
    """Let the settings, read after this, find one database of the server."""
    dsn = server.params(name)
    os.environ["DATABASE_URL"] = f"postgresql:///{name}?host={dsn['host']}&port={dsn['port']}"
    os.environ["TREFAS_SECRETS"] = str(home / "secrets.json")
    os.environ.setdefault("TREFAS_TOMBSTONES", str(home / "tombstones.jsonl"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trefas.config.settings")
