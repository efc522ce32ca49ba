"""The database logins and what each may do; who sees which row is decided elsewhere."""

from contextlib import suppress
from typing import TYPE_CHECKING

import psycopg
from psycopg.sql import SQL, Composable, Identifier, Literal

if TYPE_CHECKING:
    from trefas.config.embedded import Server

LOGINS = ("owner", "door", "app", "worker", "backup")
# gate checks passes and changes memberships; delivery writes chains and envelopes; erasing destroys what two people
# have signed for. Nobody logs in as them.
MACHINERY = ("gate", "delivery", "erasing")
PLAIN = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"


def create_logins(server: "Server") -> dict[str, str]:
    """Make or repair the five logins and the three machinery roles; every stored password by login.

    Idempotent. `owner` may create in databases and act as the machinery roles (SET ROLE), never as a
    superuser; `backup` reads all rows past row security. PUBLIC loses every right on every database.
    """
    passwords = server.secret(*LOGINS)
    with psycopg.connect(**server.superuser_params()) as connection:
        # One process at a time: roles are shared by the whole cluster.
        connection.execute("SELECT pg_advisory_xact_lock(7233001)")
        for name in LOGINS:
            _ensure_login(connection, name, passwords[name])
        for name in MACHINERY:
            _ensure_machinery(connection, name)
        _close_databases(connection)
    _let_owner_create_tables(server)
    return {name: passwords[name] for name in LOGINS}


def _ensure_login(connection: psycopg.Connection, name: str, password: str) -> None:
    role = Identifier(name)
    if not _exists(connection, name):
        # Hashed here: the password itself never reaches the server.
        verifier = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256")
        connection.execute(SQL("CREATE ROLE {} PASSWORD {}").format(role, Literal(verifier.decode())))
    row_security = "BYPASSRLS" if name == "backup" else "NOBYPASSRLS"
    connection.execute(_words("ALTER ROLE {} LOGIN", PLAIN, row_security).format(role))
    if name == "backup":
        connection.execute("GRANT pg_read_all_data TO backup WITH INHERIT TRUE, SET FALSE")
    if name in ("app", "worker"):
        # Other sessions must not read their statements in pg_stat_activity; only a superuser may set it.
        connection.execute(SQL("ALTER ROLE {} SET track_activities = off").format(role))


def _ensure_machinery(connection: psycopg.Connection, name: str) -> None:
    role = Identifier(name)
    if not _exists(connection, name):
        connection.execute(SQL("CREATE ROLE {}").format(role))
    connection.execute(_words("ALTER ROLE {} NOLOGIN NOBYPASSRLS", PLAIN).format(role))
    # The migrations act as these to make and to grant their functions, and inherit nothing from them.
    connection.execute(SQL("GRANT {} TO owner WITH INHERIT FALSE, SET TRUE").format(role))


def _words(*words: str) -> SQL:
    return SQL(" ".join(words))


def _exists(connection: psycopg.Connection, name: str) -> bool:
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    return found.fetchone() is not None


def _close_databases(connection: psycopg.Connection) -> None:
    for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall():
        # Another process may drop one between the list and this, and what is gone needs no closing.
        with suppress(psycopg.errors.InvalidCatalogName), connection.transaction():
            connection.execute(SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(Identifier(name)))


def _let_owner_create_tables(server: "Server") -> None:
    """In template1, so that every database copied from it gives owner its schema `public`."""
    with psycopg.connect(**server.superuser_params("template1")) as connection:
        connection.execute("GRANT USAGE, CREATE ON SCHEMA public TO owner WITH GRANT OPTION")


def logins_list() -> Composable:
    """The logins as a comma-separated list of quoted names."""
    return SQL(", ").join(map(Identifier, LOGINS))
