"""The function that says whom a user may not see: it reads over the contexts, so it is made when all are there."""

from trefas.rooms.sql import owned_by

# Called by complete_pass only, which belongs to the same role.
BARRING: dict[str, tuple[str, ...]] = {"barred_ids(uuid, uuid, uuid)": ()}


def statements() -> list[str]:
    """Return the SQL that makes the function, owned by the role that signs passes."""
    return owned_by("gate", BARRING, str(__package__), file="barring")
