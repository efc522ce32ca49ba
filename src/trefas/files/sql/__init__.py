"""The function that points rows of one of two people who turned out to be the same to the other, and back."""

from trefas.rooms.sql import owned_by

OWNER: dict[str, tuple[str, ...]] = {"point_rows(text, text, uuid, uuid, uuid[])": ("app",)}


def statements() -> list[str]:
    """Return the SQL that makes the function, owned by the tables' owner: some tables only grow for everybody else."""
    return owned_by("owner", OWNER, __name__)
