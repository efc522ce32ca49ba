"""What random requests show is what the log has of them, both ways: a bounded, seeded run of `benchmarks/reads.py`."""

import random
from uuid import UUID

from django.http import HttpResponse

from tests.matrix.reading import Reader, ids_in
from trefas.web.answers import borne

READS = 160


def test_what_random_requests_show_is_what_the_log_says(asker, world) -> None:
    reader = Reader(asker, world, random.Random(20261119))
    assert [difference for _number in range(READS) for difference in reader.read()] == []
    assert asker.faults == []
    assert (reader.asked, reader.shown > READS // 3, reader.events > READS // 2) == (READS, True, True)


def test_an_id_is_found_however_it_is_written_by_the_log_too() -> None:
    dashed, bare = "0f8fad5b-d9cb-469f-a165-70867728950e", "7c9e6679f3b04de5944be07fc1f90ae7"
    text = f"<a href='/x/{dashed.upper()}/'><input name='heard-{bare}-text'>{'a' * 40}"
    assert ids_in(text) == {dashed, str(UUID(bare))}
    assert borne(HttpResponse(text)) == {UUID(dashed), UUID(bare)}
    assert borne(HttpResponse(text, content_type="text/calendar")) == {UUID(dashed), UUID(bare)}
    assert borne(HttpResponse(text, content_type="application/pdf")) == set()
