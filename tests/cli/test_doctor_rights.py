"""The doctor counts the person's rights as in place only while every table is in the extract."""

import pytest

from trefas.accountability import extracts
from trefas.cli.safeguards import LOOKS, look

pytestmark = pytest.mark.django_db(databases=["default", "rooms", "owner"])


def test_a_forgotten_table_takes_it_away(vidhamn, monkeypatch) -> None:
    before = look("rights").wrong
    monkeypatch.setitem(extracts.NOBODY, "files.Gone", "It was here once.")
    assert set(look("rights").wrong) - set(before) == {"files.Gone saknas i utdragen"}


def test_a_look_that_breaks_has_found_something(monkeypatch) -> None:
    def broken() -> list[str]:
        raise ZeroDivisionError

    monkeypatch.setitem(LOOKS, "rights", broken)
    assert "ZeroDivisionError" in look("rights").wrong[0]
