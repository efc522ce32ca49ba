"""The handbook is current, complete and comparable."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.law_spec.contents import as_data, cases

from trefas.law import RULEBOOK, AgeLimit, ask, parse_request, parse_signatures
from trefas.law.cases import STORED, read_cases, stored_cases
from trefas.law.compare import Side, key_changes, outcome_changes
from trefas.law.handbook import pages
from trefas.law.matrix import COLUMNS, ROWS, cell
from trefas.law.matrix_notes import EXTRA, KNOWN_TABLE, LACKING
from trefas.law.publish import cases_text, stale, write

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs/reference/law"
COMMAND = "run: trefas law handbook --write"


@pytest.fixture(scope="module")
def wanted() -> dict[str, str]:
    return pages(RULEBOOK, read_cases(json.loads(cases_text(as_data()))))


def test_the_handbook_is_current(wanted: dict[str, str]) -> None:
    assert stale(DOCS, wanted) == [], COMMAND


def test_the_stored_cases_are_current() -> None:
    stored = ROOT / "src/trefas/law" / STORED
    assert stored.read_text(encoding="utf-8") == cases_text(as_data()), COMMAND
    assert len(stored_cases()) == len(cases())


def test_every_rule_and_every_case_stands_in_both_languages(wanted: dict[str, str]) -> None:
    swedish = "".join(text for name, text in wanted.items() if name.startswith("sv/"))
    english = "".join(text for name, text in wanted.items() if name.startswith("en/"))
    for rule in RULEBOOK.rules():
        assert f"(`{rule.id}`)" in swedish
        assert rule.explanation.en in english
    for case in cases():
        assert f". {case.sv}\n" in swedish
        assert f". {case.en}\n" in english


def test_an_unknown_start_and_a_doubt_are_shown(wanted: dict[str, str]) -> None:
    assert "i kraft från okänd dag" in wanted["sv/polislagen.md"]
    assert "öppen fråga 3; kontrollera med en jurist" in wanted["sv/polislagen.md"]
    assert "Not reachable through ask" in wanted["en/fl.md"]


def test_a_changed_rule_makes_its_pages_stale(wanted: dict[str, str]) -> None:
    key = replace(RULEBOOK.keys["OSL-10-18a"], age=AgeLimit(20))
    changed = pages(replace(RULEBOOK, keys={**RULEBOOK.keys, key.id: key}), read_cases(as_data()))
    differ = {name for name in wanted if wanted[name] != changed[name]}
    assert {"sv/osl.md", "en/osl.md", "README.md"} <= differ


def test_the_example_on_the_first_page_works(wanted: dict[str, str]) -> None:
    page = wanted["README.md"]
    (line,) = re.findall(r"echo '(.*)' \|", page)
    (signature,) = re.findall(r'^\{"rule".*$', page, re.MULTILINE)
    told = ask(parse_request(json.loads(line)), parse_signatures([json.loads(signature)]))
    assert told.outcome == "permitted"


def test_writing_makes_the_folder_exactly_the_handbook(tmp_path: Path) -> None:
    (tmp_path / "old.md").write_text("old")
    write(tmp_path, {"sv/a.md": "a", "b.md": "b"})
    assert stale(tmp_path, {"sv/a.md": "a", "b.md": "b"}) == []
    assert stale(tmp_path, {"sv/a.md": "c"}) == ["b.md", "sv/a.md"]
    assert not (tmp_path / "old.md").exists()


def test_every_difference_from_the_known_table_has_a_footnote() -> None:
    used: set[str] = set()
    for row in ROWS:
        for column in COLUMNS:
            found = cell(row, column)
            named = {ground.key.id for ground in found.grounds}
            assert set(found.notes) == named ^ KNOWN_TABLE[row.sender, row.receiver][column]
            used |= set(found.notes)
    assert used == EXTRA.keys() | LACKING.keys()


def test_a_day_with_new_law_changes_the_cases_about_it() -> None:
    before, after = Side(day=date(2025, 11, 30)), Side(day=date(2025, 12, 1))
    changed = {change.case.id: (change.old, change.new) for change in outcome_changes(stored_cases(), before, after)}
    assert changed["OSL-10-15a/1"] == ("needs_assessment", "permitted")
    assert all(case.startswith("OSL-10-15a") for case in changed)
    moved = key_changes(stored_cases(), before, after)
    assert {key for change in moved for key, _, _ in change.keys} == {"OSL-10-15a"}


def test_nothing_changes_between_two_equal_sides() -> None:
    assert outcome_changes(stored_cases(), Side(), Side()) == ()
    assert key_changes(stored_cases(), Side(), Side()) == ()


def test_a_version_that_lacks_a_word_says_so() -> None:
    keys = {name: key for name, key in RULEBOOK.keys.items() if name != "OSL-10-18a"}
    older = Side(replace(RULEBOOK, keys=keys))
    changed = {change.case.id: change for change in outcome_changes(stored_cases(), older, Side())}
    assert (changed["OSL-10-18a/1"].old, changed["OSL-10-18a/1"].new) == (None, "permitted")
