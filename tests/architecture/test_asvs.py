"""The map of ASVS 5.0: every demand is in it once, and every test it names is there."""

import ast
import functools
from collections import Counter
from pathlib import Path

import pytest

from trefas.cli.asvs import ANSWERS, CHAPTERS, FILE, PAGE, Demand, demands, page, problems

TESTS = Path(__file__).parent.parent
# Demands of level 1, 2 and 3 in each chapter of ASVS 5.0.0.
COUNTS = {
    1: (8, 19, 3), 2: (4, 7, 2), 3: (8, 11, 12), 4: (2, 8, 6), 5: (4, 5, 4), 6: (13, 22, 12), 7: (6, 12, 1),
    8: (4, 3, 6), 9: (4, 3, 0), 10: (5, 24, 7), 11: (3, 11, 10), 12: (3, 6, 3), 13: (1, 12, 8), 14: (2, 7, 4),
    15: (3, 10, 8), 16: (0, 16, 1), 17: (0, 7, 5),
}  # fmt: skip
DEEP = {2, 6, 7, 8, 14, 16}


@functools.cache
def named_in(path: Path) -> frozenset[str]:
    found = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return frozenset(node.name for node in found if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def test_every_demand_is_there_once() -> None:
    counted = Counter((one.chapter, one.level) for one in demands())
    wanted = {
        (chapter, level): count
        for chapter, levels in COUNTS.items()
        for level, count in enumerate(levels, 1)
        if count and (level < 3 or chapter in DEEP)
    }
    assert counted == wanted
    assert len({one.id for one in demands()}) == len(demands()) == sum(wanted.values()) == 279


def test_every_named_test_exists() -> None:
    missing = []
    for one in demands():
        for where in one.where.split() if one.answer == "tested" else ():
            file, _colons, name = where.partition("::")
            path = TESTS / file
            if not path.is_file() or (name and name not in named_in(path)) or not named_in(path):
                missing.append(f"{one.id}: {where}")
    assert missing == []


def test_every_row_has_an_answer_and_what_it_rests_on() -> None:
    assert {one.answer for one in demands()} <= set(ANSWERS)
    assert [one.id for one in demands() if not one.where.strip() or not one.about.strip()] == []


def test_the_page_is_as_the_file() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(demands())
    assert set(CHAPTERS) == set(COUNTS)


@pytest.mark.parametrize(("answer", "in_it"), [("not_yet", False), ("tested", True), ("not_applicable", True)])
def test_one_demand_that_waits_keeps_the_part_from_being_in_place(monkeypatch, answer, in_it) -> None:
    assert FILE.exists()
    monkeypatch.setattr("trefas.cli.asvs.demands", lambda: [Demand("1.1.1", 1, "x", answer, "y")])
    assert (problems() == []) is in_it
