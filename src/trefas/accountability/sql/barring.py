"""The functions that say whom a user may not see: they read over the contexts, so are made when all are there."""

from trefas.rooms.sql import owned_by

# The first is called by complete_pass only, which belongs to the same role.
BARRING: dict[str, tuple[str, ...]] = {"barred_ids(uuid, uuid, uuid)": (), "barred_marks()": ("app",)}


def statements() -> list[str]:
    """Return the SQL that makes the functions, owned by the role that signs passes."""
    return owned_by("gate", BARRING, str(__package__), file="barring")
