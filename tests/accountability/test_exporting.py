"""A log that is taken out while others write: read anew until it stood still, so that no half of a write is in it."""

import threading

import pytest

from tests.audit.tampering import verifier
from tests.cast import NOW, enter
from trefas.accountability import exporting
from trefas.accountability.actions import export_log
from trefas.accountability.exporting import whole_log
from trefas.persons.actions import Source, create_person
from trefas.rooms.errors import RefusedError


def write() -> None:
    with enter("amina") as room:
        create_person(by=room.acting, values={"given_name": "Hugo"}, source=Source("typed"), now=NOW)


def meanwhile() -> None:
    """Somebody else writes, on a connection of her own, and it is done."""
    other = threading.Thread(target=lambda: (write(), close()))
    other.start()
    other.join()


def close() -> None:
    from django.db import connections

    connections.close_all()


@pytest.fixture
def disturbed(monkeypatch):
    """The rows are read after the events; between them somebody writes, as often as `times` says."""
    times = [0]
    rows = exporting._rows

    def read(room_id):
        if times[0]:
            times[0] -= 1
            meanwhile()
        return rows(room_id)

    monkeypatch.setattr(exporting, "_rows", read)
    return times


def taken() -> bytes:
    with enter("sven", purpose="review_log") as room:
        return export_log(by=room.acting, room_id=room.room_id, wanted=whole_log(room.room_id, rows=True), now=NOW)


@pytest.mark.parametrize("times", [0, 1, 3])
def test_what_is_taken_out_is_the_log_as_it_stood(fresh_vidhamn, disturbed, times) -> None:
    write()
    disturbed[0] = times
    report = verifier().verify(taken())
    assert (disturbed[0], report.faults) == (0, [])
    assert report.header["events"] >= times + 1


def test_a_room_that_never_rests_says_so(fresh_vidhamn, disturbed) -> None:
    disturbed[0] = 99
    with pytest.raises(RefusedError, match=r"calmer|lugnare"):
        taken()


def test_half_of_a_write_would_look_like_tampering(fresh_vidhamn, disturbed) -> None:
    """Why the log is read anew: the same without it."""
    disturbed[0] = 1
    with enter("sven", purpose="review_log") as room:
        content = b"".join(exporting.export(room.room_id, whole_log(room.room_id, rows=True), now=NOW))
    assert verifier().verify(content).faults != []
