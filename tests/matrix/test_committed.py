"""Every row of a world with something of everything is what the chain says was written: no table is left out of that."""

import pytest
from django.db import connections

from tests.audit.tampering import verifier
from tests.cast import NOW, enter
from trefas.accountability.actions import export_log
from trefas.accountability.exporting import whole_log
from trefas.rooms.securing import room_models
from trefas.rooms.tables import UNCHAINED

READERS = ("sven", "eva", "dag", "karin", "hans")


def exported(who: str) -> bytes:
    with enter(who, purpose="review_log") as room:
        wanted = whole_log(room.room_id, rows=True)
        return export_log(by=room.acting, room_id=room.room_id, wanted=wanted, now=NOW)


@pytest.mark.parametrize("who", READERS)
def test_the_stored_rows_of_a_room_are_what_its_events_wrote(world, who: str) -> None:
    report = verifier().verify(exported(who))
    assert report.faults == []
    assert report.rows > 0


def test_rows_of_most_tables_are_tried_so(world) -> None:
    lines = b"\n".join(exported(who) for who in READERS).split(b"\n")
    tried = {line.split(b"\t")[1].decode() for line in lines if line.startswith(b"R\t")}
    chained = {model._meta.db_table for model in room_models()} - set(UNCHAINED)
    assert {"persons_importrow", "disclosures_envelope", "files_note"} <= tried
    assert len(tried) > len(chained) / 2


def test_a_column_called_as_the_trigger_calls_its_rows_is_not_taken_for_the_row(world) -> None:
    """A list's rows have a column `made`: their commitments would be over that one value, and all alike."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'note_written'")
        assert "to_jsonb(made)" not in cursor.fetchone()[0]
