"""The application refuses to start under a login that could see past row security."""

from django.db import connections

from trefas.rooms.errors import TrefasError

ALIASES = {"default": "door", "rooms": "app"}


class UnsafeLoginError(TrefasError):
    """A login is a superuser, owns tables or bypasses row security."""


def refuse_unsafe_logins() -> None:
    """Raise UnsafeLoginError unless both logins are what they should be."""
    if problems := unsafe_logins():
        raise UnsafeLoginError(" ".join(problems))


def unsafe_logins() -> list[str]:
    """Return one sentence for each thing that a login of the application can do and must not."""
    problems = []
    for alias, login in ALIASES.items():
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT current_user, rolsuper OR rolbypassrls OR rolcreaterole,"
                " EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid AND relkind IN ('r', 'p'))"
                " FROM pg_roles WHERE rolname = current_user"
            )
            name, mighty, owns = cursor.fetchone()
        if name != login:
            problems.append(f"{alias} is logged in as {name}, not as {login}.")
        if mighty or owns:
            problems.append(f"{name} may see past row security: it must own nothing and be nobody special.")
    return problems
