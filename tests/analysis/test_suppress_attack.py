"""Random linked tables and releases, attacked with another solver: nothing of 1-4 can be excluded."""

import itertools

import numpy as np
import pytest

from tests.analysis.attacking import Attacker, Row, cells_of, excluded, grid, truth
from trefas.analysis.suppression import Cell, Combinations, Linked, Published, Release, keys_of, suppress
from trefas.analysis.suppression_attack import Attack
from trefas.analysis.suppression_files import as_json
from trefas.analysis.suppression_search import cost_of, safe, search
from trefas.analysis.suppression_system import Key

# The solver comes with pulp 3; pulp 4 will want it as an extra.
pytestmark = pytest.mark.filterwarnings("ignore:PULP_CBC_CMD:DeprecationWarning")

LABELS = {"a": "NSÖV", "b": "KM", "c": "xyz"}


def random_rows(generator: np.random.Generator, missing: bool) -> list[Row]:
    """A small grid with many small counts; some combinations may be missing."""
    names = list(LABELS)[: generator.integers(2, 4)]
    rows = grid(**{name: LABELS[name][: generator.integers(2, len(LABELS[name]) + 1)] for name in names})
    for row in rows:
        row["n"] = int(generator.choice([0, 1, 2, 3, 4, 5, 6, 9, 15, 40]))
    kept = [row for row in rows if not missing or generator.random() < 0.8]
    return kept or rows


def random_tables(generator: np.random.Generator, rows: list[Row], most: int = 3) -> list[tuple[str, ...]]:
    """Up to three tables over the columns."""
    names = [name for name in rows[0] if name != "n"]
    every = [by for size in range(1, len(names) + 1) for by in itertools.combinations(names, size)]
    chosen = generator.choice(len(every), size=min(len(every), int(generator.integers(1, most + 1))), replace=False)
    return [every[place] for place in chosen]


def combinations(rows: list[Row]) -> Combinations:
    """The rows as the algorithm takes them."""
    names = tuple(name for name in rows[0] if name != "n")
    labels = np.array([[row[name] for name in names] for row in rows])
    return Combinations(names, labels, np.array([row["n"] for row in rows], dtype=np.int64))


def released(rows: list[Row], tables: list[tuple[str, ...]], earlier: tuple[Release, ...] = ()) -> dict[str, object]:
    """The JSON of a release."""
    return as_json(suppress(combinations(rows), tables, earlier), earlier)


@pytest.mark.parametrize("seed", range(20))
def test_no_small_cell_of_linked_tables_can_be_narrowed(seed: int) -> None:
    generator = np.random.default_rng(seed)
    rows = random_rows(generator, missing=seed % 3 == 0)
    release = released(rows, random_tables(generator, rows))
    assert excluded(rows, release) == []
    for key, count in cells_of(release):
        assert count is None or count == truth(rows, key)


@pytest.mark.parametrize("seed", range(4))
def test_large_tables_are_weighed_and_as_safe(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trefas.analysis.suppression_attack._MANY", 0)
    generator = np.random.default_rng(5000 + seed)
    rows = random_rows(generator, missing=False)
    assert excluded(rows, released(rows, random_tables(generator, rows))) == []


@pytest.mark.parametrize("seed", range(8))
def test_no_small_cell_can_be_narrowed_by_two_releases_together(seed: int) -> None:
    generator = np.random.default_rng(1000 + seed)
    rows = random_rows(generator, missing=False)
    first = suppress(combinations(rows), random_tables(generator, rows, 2))
    earlier = (Release("first", first.tables),)
    second = released(rows, random_tables(generator, rows, 2), earlier)
    assert excluded(rows, second) == []


@pytest.mark.parametrize("seed", range(10))
def test_nothing_is_hidden_that_could_be_shown(seed: int) -> None:
    """Showing any one hidden cell of 0 or 5 and more would let the attacker exclude something."""
    generator = np.random.default_rng(2000 + seed)
    rows = random_rows(generator, missing=False)
    release = released(rows, random_tables(generator, rows))
    hidden = {key for key, count in cells_of(release) if count is None and truth(rows, key) not in (1, 2, 3, 4)}
    for key in sorted(hidden, key=sorted)[:6]:
        bold = [
            {
                "by": sorted(dict(key)),
                "cells": [{"key": [dict(key)[n] for n in sorted(dict(key))], "count": truth(rows, key)}],
            }
        ]
        assert excluded(rows, {"tables": [*release["tables"], *bold]}) != []


@pytest.mark.parametrize("seed", range(12))
def test_as_little_is_hidden_as_any_choice_could(seed: int) -> None:
    """Every smaller set of cells is tried on tables small enough for it; at most one cell may be lost."""
    generator = np.random.default_rng(3000 + seed)
    rows = grid(a="NSÖ", b="KMX")
    for row in rows:
        row["n"] = int(generator.choice([0, 1, 2, 3, 5, 6, 9, 15, 40]))
    system = Linked(combinations(rows), [("a", "b")]).system
    hidden = search(system, 12, 1, lambda _: None).hidden
    attack, own = Attack(system), system.primary
    others = np.flatnonzero(~own)
    for size in range(int(hidden.sum() - own.sum()) - 1):
        for chosen in itertools.combinations(others, size):
            trial = own.copy()
            trial[list(chosen)] = True
            assert not safe(attack, trial, list(system.targets))
    assert cost_of(system)[hidden].sum() >= own.sum()


def _grown(generator: np.random.Generator, rows: list[Row]) -> list[Row]:
    return [{**row, "n": row["n"] + int(generator.choice([0, 0, 0, 1, 2, 7]))} for row in rows]


@pytest.mark.parametrize("seed", range(6))
def test_no_difference_between_editions_singles_out_a_small_change(seed: int) -> None:
    generator = np.random.default_rng(4000 + seed)
    before = random_rows(generator, missing=False)
    now = _grown(generator, before)
    tables = random_tables(generator, before, 2)
    first = Release("first", suppress(combinations(before), tables).tables)
    second = suppress(combinations(now), tables, (first,))
    attacker = Attacker(now)
    earlier = attacker.edition("before")
    attacker.learn(cells_of(as_json(second, ())))
    shown = cells_of({"tables": _out(first.tables)})
    attacker.learn(shown, earlier)
    for key, count in shown:
        change = truth(now, key) - truth(before, key)
        if count is not None and change in (1, 2, 3, 4):
            difference = attacker.sum_of(key) - attacker.sum_of(key, earlier)
            assert [value for value in (1, 2, 3, 4) if not attacker.can_be(difference, value)] == []
    assert excluded(now, {"tables": as_json(second, ())["tables"]}) == []


def _out(tables: tuple[Published, ...]) -> list[dict[str, object]]:
    return [{"by": t.by, "cells": [{"key": c.key, "count": c.count} for c in t.cells]} for t in tables]


def test_the_attacker_breaks_tables_that_hide_only_the_small_cells() -> None:
    rows = grid(a="NS", b="KM")
    for row, count in zip(rows, (3, 20, 30, 40), strict=True):
        row["n"] = count
    tables = released(rows, [("a", "b")])["tables"]
    bare = [{"key": list(cell.key), "count": cell.count} for cell in _bare(rows)]
    assert excluded(rows, {"tables": tables}) == []
    assert excluded(rows, {"tables": [{"by": ["a", "b"], "cells": bare}]}) == [
        ([("a", "N"), ("b", "K")], value) for value in (1, 2, 4)
    ]


def _bare(rows: list[Row]) -> list[Cell]:
    keys = keys_of(combinations(rows), ("a", "b"))
    counts = [truth(rows, _named(key)) for key in keys]
    return [Cell(key, None if count in (1, 2, 3, 4) else count) for key, count in zip(keys, counts, strict=True)]


def _named(key: Key) -> list[tuple[str, str]]:
    return [(name, label) for name, label in zip(("a", "b"), key, strict=True) if label is not None]
