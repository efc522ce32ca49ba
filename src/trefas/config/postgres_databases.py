"""Create, copy and drop databases, closed to PUBLIC from their first moment."""

from typing import TYPE_CHECKING

import psycopg
from psycopg.sql import SQL, Identifier

from trefas.config.postgres_logins import logins_list
from trefas.config.problems import EmbeddedError

if TYPE_CHECKING:
    from trefas.config.embedded import Server


def create_database(server: "Server", name: str, template: str | None = None) -> None:
    """Make a database (a copy of `template` when given) that only the logins may enter.

    Needs `create_logins` first. Raises EmbeddedError when the name is taken; one that an earlier
    call left half-made is made anew.
    """
    with psycopg.connect(**server.superuser_params(), autocommit=True) as connection:
        _drop_half_made(connection, name)
        strategy = SQL("STRATEGY FILE_COPY") if template else SQL("")
        command = SQL("CREATE DATABASE {} TEMPLATE {} ALLOW_CONNECTIONS false {}")
        try:
            names = Identifier(name), Identifier(template or "template1")
            connection.execute(command.format(*names, strategy))
        except psycopg.errors.DuplicateDatabase as error:
            raise EmbeddedError("database_exists", name=name) from error
        open_to_logins(connection, name)


def open_to_logins(connection: psycopg.Connection, name: str) -> None:
    # Rights are not copied from the template, and PUBLIC's default would let anyone in.
    database, logins = Identifier(name), logins_list()
    with connection.transaction():
        connection.execute(SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        connection.execute(SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, logins))
        connection.execute(SQL("GRANT CREATE ON DATABASE {} TO owner").format(database))
        connection.execute(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(database))


def _drop_half_made(connection: psycopg.Connection, name: str) -> None:
    half = "SELECT 1 FROM pg_database WHERE datname = %s AND NOT datallowconn AND NOT datistemplate"
    if connection.execute(half, [name]).fetchone():
        connection.execute(SQL("DROP DATABASE {}").format(Identifier(name)))


def database_exists(server: "Server", name: str) -> bool:
    """Whether the database is there and finished: open to the logins, or a finished template."""
    ready = "SELECT 1 FROM pg_database WHERE datname = %s AND (datallowconn OR datistemplate)"
    with psycopg.connect(**server.superuser_params()) as connection:
        return connection.execute(ready, [name]).fetchone() is not None


def make_template(server: "Server", name: str) -> None:
    """Freeze a migrated database: nobody may enter it any more, copies are made from it."""
    with psycopg.connect(**server.superuser_params(), autocommit=True) as connection:
        command = SQL("ALTER DATABASE {} IS_TEMPLATE true ALLOW_CONNECTIONS false")
        connection.execute(command.format(Identifier(name)))


def drop_database(server: "Server", name: str) -> None:
    """Drop a database, also one in use and also a template; nothing happens when it is not there."""
    with psycopg.connect(**server.superuser_params(), autocommit=True) as connection:
        known = connection.execute("SELECT datistemplate FROM pg_database WHERE datname = %s", [name]).fetchone()
        if known:
            if known[0]:
                connection.execute(SQL("ALTER DATABASE {} IS_TEMPLATE false").format(Identifier(name)))
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
