"""The function that carries a person's rows between a room and an inner room in it."""

from trefas.accountability.belongings import carried
from trefas.rooms.sql import owned_by

MOVING: dict[str, tuple[str, ...]] = {
    "carried_tables()": (),
    "move_person(uuid, uuid, text, uuid[], text, text)": ("app",),
}


def statements() -> list[str]:
    """Return the SQL that makes the function, owned by the role that alone may write in another room."""
    return owned_by("delivery", MOVING, str(__package__), file="moving", first=_carried_tables())


def _carried_tables() -> str:
    tables = ", ".join(f"'{model._meta.db_table}'" for model in carried())
    return (
        "CREATE OR REPLACE FUNCTION carried_tables() RETURNS text[]"
        " LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$"
        f" SELECT ARRAY[{tables}] $$"
    )
