"""Every sentence in both languages, with the same facts, in words that the house uses."""

from __future__ import annotations

import re
import string
import subprocess
import sys

import pytest

from trefas.sheets.sentences import SheetError, notice
from trefas.sheets.wording import WORDING

FORBIDDEN = re.compile(r"\b(?:rum\w*|lås\b|låst|nyckel\w*|nominera\w*|restriktiv\w*|protokoll\w*)", re.IGNORECASE)
FRAGMENTS = re.compile(r"kind_|names_|birth_|numbers_differ|joined|named")


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(WORDING))
def test_sentence_is_complete_in_both_languages(code: str) -> None:
    words = WORDING[code]
    assert set(words) == {"sv", "en"}
    if code != "named":
        assert places(words["sv"]) == places(words["en"])
    assert not FORBIDDEN.search(words["sv"])
    if not FRAGMENTS.match(code):
        assert words["sv"].endswith(".")
        assert words["en"].endswith(".")


def test_every_code_is_said_somewhere() -> None:
    from pathlib import Path

    import trefas.sheets

    folder = Path(trefas.sheets.__file__).parent
    code = "".join(one.read_text() for one in folder.glob("*.py") if not one.name.startswith("wording"))
    built = re.compile(r"column_(exact|similar|remembered)|names_")
    assert [one for one in WORDING if f'"{one}"' not in code and not built.match(one)] == []


def test_unknown_code_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        notice("no_such_code")


def test_long_and_broken_facts_stay_one_line() -> None:
    said = notice("date_unreadable", text="rad\nett " + "x" * 200).sentence()
    assert "\n" not in said
    assert len(said) < 140


def test_facts_with_braces_are_only_text() -> None:
    assert notice("date_unreadable", text="{0} {on}").sentence().startswith("{0} {on} är inget datum")


def test_placed_notice_names_its_cell() -> None:
    placed = notice("row_nobody").at("C7")
    assert placed.sentence("sv").startswith("Cell C7: Raden")
    assert placed.sentence("en").startswith("Cell C7: The row")


def test_error_says_the_same_as_its_notice() -> None:
    error = SheetError("file_empty", file="lista.csv")
    assert error.sentence() == "Filen lista.csv är tom. Välj en annan fil."
    assert str(error) == error.sentence("en")


def test_package_is_pure() -> None:
    program = (
        "import pkgutil, importlib, sys, trefas.sheets as s\n"
        "for m in pkgutil.iter_modules(s.__path__): importlib.import_module('trefas.sheets.' + m.name)\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('django', 'psycopg')])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
