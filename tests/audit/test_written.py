"""What each written row commits to: noted by the database, at the price of the rows that a statement writes."""

import pytest
from django.db import connections
from tests.cast import NOW, enter

from trefas.persons.actions.many import insert_many
from trefas.persons.models import Import, ImportRow

pytestmark = pytest.mark.django_db(databases=["default", "rooms", "owner"])
MANY = 4000


def walked(table: str) -> int:
    """How many times this transaction has walked a table from end to end."""
    with connections["rooms"].cursor() as cursor:
        cursor.execute("SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = %s", [table])
        return int(cursor.fetchone()[0])


def rows_of(room, count: int) -> list[ImportRow]:
    made = Import.objects.create(
        room_id=room.room_id, unit_id=room.acting.unit_id, file_name="lista.csv", mapping={}, staged_at=NOW,
        staged_by_id=room.acting.user_id,
    )  # fmt: skip
    rows = [
        ImportRow(room_id=room.room_id, within=made, number=place, state="new", taken=False, content={})
        for place in range(count)
    ]
    insert_many(ImportRow, rows)
    return rows


def test_one_row_after_a_whole_list_is_found_by_its_number_and_not_by_walking_the_table():
    with enter("bo") as room:
        rows = rows_of(room, MANY)
        here = ImportRow.objects.filter(room_id=room.room_id)
        here.update(taken=True)
        before = walked("audit_written")
        for row in rows[:5]:
            here.filter(pk=row.pk).update(taken=False)
        assert walked("audit_written") == before
