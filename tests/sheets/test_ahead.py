"""A long list is read by a process beside: the same rows, in the same order, and nothing left behind."""

import gc
import io
import pickle
import subprocess

import pytest
from tests.sheets import making
from tests.sheets.making import ON, series_number

from trefas.sheets import ahead
from trefas.sheets.ahead import Reading, answer, read_ahead
from trefas.sheets.columns import map_columns
from trefas.sheets.reading import read_table

HEADERS = ["Namn", "Personnr", "Skyddad identitet"]
NUMBER = series_number("20040611")


def reading(count: int = 2500, **changed) -> Reading:
    rows = [[f"Person {place} Ek", NUMBER if place == 3 else "", ""] for place in range(count)]
    rows += [["Leo Tornfeldt", NUMBER, ""], ["Alva Granlid", "", "sekretessmarkering"], ["Summa", count, ""]]
    table = read_table(making.xlsx([HEADERS, *rows]), "lista.xlsx")
    return Reading(
        table, map_columns(table.headers, {}), ON, **{"test_numbers_only": True, "language": "sv", **changed}
    )


def by_number(batches):
    return {row.number: row for batch in batches for row in batch}


@pytest.fixture
def beside(monkeypatch):
    """However short the list."""
    monkeypatch.setattr(ahead, "LONG", 1)


def test_the_process_beside_tells_what_one_would_read_oneself(beside) -> None:
    asked = reading()
    assert list(read_ahead(asked)) == list(asked.batches())


def test_batches_are_of_a_thousand_and_a_sum_at_the_end_is_no_person() -> None:
    assert [len(batch) for batch in reading().batches()] == [1000, 1000, 502]


def test_a_row_says_whom_it_is_about_where_that_stood_and_what_is_doubtful() -> None:
    rows = by_number(reading(count=10).batches())
    assert rows[2].values == {"given_name": "Person 0", "family_name": "Ek"}
    assert (rows[2].state, rows[2].cells["name"], rows[2].other) == ("new", "Blad1!A2", {"name": "Person 0 Ek"})
    assert rows[12].state == "duplicate"
    assert any("rad 5" in reason or "B5" in reason for reason in rows[12].reasons), rows[12].reasons


def test_a_row_that_speaks_of_protected_identity_is_never_taken_and_says_what_to_do_in_either_language() -> None:
    for language, words in (("sv", "Lägg upp personen för hand"), ("en", "Add the person by hand")):
        row = by_number(reading(count=10, language=language).batches())[13]
        assert row.state == "error"
        assert words in row.reasons[-1]


@pytest.mark.parametrize("long", [1, 100_000])
def test_progress_grows_and_ends_at_all_rows(monkeypatch, long) -> None:
    monkeypatch.setattr(ahead, "LONG", long)
    said: list[tuple[int, int]] = []
    asked = reading()
    list(read_ahead(asked, lambda done, total: said.append((done, total))))
    assert said == sorted(said)
    assert said[-1] == (asked.table.row_count, asked.table.row_count)


def test_who_stops_listening_leaves_no_process(beside, monkeypatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def starting(*words, **more):
        started.append(real(*words, **more))
        return started[-1]

    monkeypatch.setattr(ahead.subprocess, "Popen", starting)
    batches = read_ahead(reading())
    next(batches)
    batches.close()
    gc.collect()
    assert [one.poll() is not None for one in started] == [True]


@pytest.mark.parametrize("program", ["/bin/true", "/bin/false"])
def test_a_reader_that_dies_is_told_and_not_taken_for_the_end_of_the_list(beside, monkeypatch, program) -> None:
    monkeypatch.setattr(ahead.sys, "executable", program)
    with pytest.raises(RuntimeError, match="before its last row"):
        list(read_ahead(reading()))


def test_the_other_end_answers_batch_by_batch_and_then_with_none() -> None:
    asked, answers = reading(count=10), io.BytesIO()
    answer(io.BytesIO(pickle.dumps(asked)), answers)
    answers.seek(0)
    received = [pickle.load(answers), pickle.load(answers)]  # noqa: S301  # of our own making
    assert received == [*asked.batches(), []]
