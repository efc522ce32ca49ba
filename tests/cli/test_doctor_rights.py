"""The doctor counts the person's rights as in place only while every table is in the extract."""

from trefas.accountability import extracts
from trefas.cli import doctor

RIGHTS = "trefas.accountability.extracts"


def test_the_part_is_there_when_every_table_is_covered() -> None:
    assert RIGHTS in {module for _title, module in doctor.TRUST}
    assert doctor._is_there(RIGHTS)


def test_a_forgotten_table_takes_it_away(monkeypatch) -> None:
    monkeypatch.setitem(extracts.NOBODY, "files.Gone", "It was here once.")
    assert not doctor._is_there(RIGHTS)


def test_a_part_that_is_not_written_is_not_there() -> None:
    assert not doctor._is_there("trefas.accountability.nothing")
