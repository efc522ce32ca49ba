"""A real PostgreSQL for tests: the owner migrates once into a template, every worker gets a clone."""

import os
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import connections

from trefas.config import embedded

ROOT = Path(__file__).resolve().parent.parent
# Much cheaper in memory, where there is any.
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  # a folder of our own below it
HOME = (
    SHARED_MEMORY / f"trefas-test-{os.getuid()}-{sha256(str(ROOT).encode()).hexdigest()[:8]}"
    if os.access(SHARED_MEMORY, os.W_OK)
    else ROOT / ".local" / "test"
)
MASTER_KEY = "dGVzdHMgdXNlIGEgbWFzdGVyIGtleSBvZiB0aGVpcnM"


def start() -> embedded.Server:
    """Start or join the test server: fast, not durable."""
    server = embedded.start(HOME, durable=False)
    embedded.create_logins(server)
    server.secret("secret_key", "master_key")
    settings.TREFAS_MASTER_KEY = MASTER_KEY
    settings.TREFAS_TOMBSTONES = str(HOME / f"tombstones-{os.getpid()}.jsonl")
    _keep_statistics(server)
    return server


def _keep_statistics(server: embedded.Server) -> None:
    """A table that autovacuum knows to be empty is not asked its policy, so a test that waits for the refusal fails."""
    import psycopg

    with psycopg.connect(**server.superuser_params(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET autovacuum = off")
        connection.execute("SELECT pg_reload_conf()")


def template(server: embedded.Server) -> str:
    """Return the name of the migrated template with the cast, made when this shape is new."""
    from tests.cast import FOLDER, load_cast
    from trefas.rooms.securing import prepare_database, shape

    # A template is for one shape of the tables and one cast.
    cast = sha256(b"".join(path.read_bytes() for path in sorted(FOLDER.glob("*.toml")))).hexdigest()[:6]
    name = f"template_{shape()}_{cast}"
    if not embedded.database_exists(server, name):
        making = f"making_{shape()}_{cast}_{os.getpid()}"
        embedded.create_database(server, making)
        use(server, making)
        prepare_database()
        load_cast()
        connections.close_all()
        _rename(server, making, name)
    return name


def _rename(server: embedded.Server, making: str, name: str) -> None:
    import psycopg

    if embedded.database_exists(server, name):  # another worker was first
        embedded.drop_database(server, making)
        return
    with psycopg.connect(**server.superuser_params(), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {making} RENAME TO {name}")  # type: ignore[arg-type]  # names of ours
    embedded.make_template(server, name)


def use(server: embedded.Server, name: str) -> None:
    """Point every alias at a database of the test server."""
    connections.close_all()
    passwords = embedded.create_logins(server)
    given = server.params(name)
    for alias in connections:
        connection = connections[alias]
        connection.settings_dict.update(
            NAME=name,
            HOST=given["host"],
            PORT=str(given["port"]),
            PASSWORD=passwords[connection.settings_dict["USER"]],
        )


def clone(server: embedded.Server, name: str) -> str:
    """Make a fresh clone of the template, replacing one of the same name, and use it."""
    source = template(server)
    embedded.drop_database(server, name)
    embedded.create_database(server, name, template=source)
    use(server, name)
    return name
