"""Whether protected identity and conflicts of interest hold here, as `trefas doctor` asks: by code and database."""

from django.db import connections

from trefas.accountability import belongings
from trefas.rooms.securing import barred_columns, room_models
from trefas.rooms.tables import UNBARRED


def problems() -> list[str]:
    """Return the tables of which nobody has said whether they follow a person into an inner room, or are barred."""
    return [*belongings.problems(), *unbarred()]


def unbarred() -> list[str]:
    """Return the room tables that show a user whom she may not handle, and are on no list that says why."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT tablename, qual FROM pg_policies WHERE policyname = 'not_barred' AND permissive = 'RESTRICTIVE'"
            " AND cmd = 'ALL' AND roles = '{app}' AND qual = with_check"
        )
        held = dict(cursor.fetchall())
    return sorted(
        model._meta.db_table
        for model in room_models()
        if not _is_held(barred_columns(model), held.get(model._meta.db_table, ""), model._meta.db_table)
    )


def _is_held(columns: list[str], policy: str, table: str) -> bool:
    if not columns:
        return table in UNBARRED
    return all(f"({column} = ANY" in policy for column in columns)
