"""The functions that say whom a user may not see: they read over the contexts, so are made when all are there."""

from trefas.rooms.sql import owned_by

# Those for nobody are called by complete_pass only, which belongs to the same role.
BARRING: dict[str, tuple[str, ...]] = {
    "close_colleagues(uuid, uuid)": (),
    "barred_ids(uuid, uuid)": (),
    "barred_marks()": ("app",),
    "colleagues_of_mine()": ("app",),
}
# A unit at a time, as colleagues were reckoned before: nothing calls it any more.
GONE = "DROP FUNCTION IF EXISTS barred_ids(uuid, uuid, uuid)"


def statements() -> list[str]:
    """Return the SQL that makes the functions, owned by the role that signs passes."""
    return owned_by("gate", BARRING, str(__package__), file="barring", first=GONE)
