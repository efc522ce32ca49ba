"""An attacker of his own kind: reads only the JSON of releases and asks CBC, not the solver that suppressed."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

import pulp

Row = dict[str, Any]
Cell = tuple[frozenset[tuple[str, str]], int | None]


def cells_of(release: dict[str, Any]) -> list[Cell]:
    """Every cell of a release, and of those it says it builds on, as (what it sums, count)."""
    tables = [table for part in (release, *release.get("earlier", [])) for table in part["tables"]]
    return [
        (frozenset(pair for pair in zip(table["by"], cell["key"], strict=True) if pair[1] is not None), cell["count"])
        for table in tables
        for cell in table["cells"]
    ]


def rows_in(rows: Sequence[Row], key: Iterable[tuple[str, str]]) -> list[int]:
    """Which full combinations a cell sums."""
    wanted = list(key)
    return [place for place, row in enumerate(rows) if all(row[name] == label for name, label in wanted)]


def truth(rows: Sequence[Row], key: Iterable[tuple[str, str]]) -> int:
    """The true count of a cell."""
    return sum(rows[place]["n"] for place in rows_in(rows, key))


class Attacker:
    """Knows which combinations there are and every published cell; the counts are whole and never negative."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.problem = pulp.LpProblem("attack")
        self.counts = self.edition("now")

    def edition(self, name: str) -> list[pulp.LpVariable]:
        """A set of unknown counts, one for each combination."""
        return [self.problem.add_variable(f"{name}{i}", 0, cat="Integer") for i in range(len(self.rows))]

    def learn(self, cells: Iterable[Cell], counts: list[pulp.LpVariable] | None = None) -> None:
        """Take in every count that is shown."""
        for key, count in cells:
            if count is not None:
                self.problem += self.sum_of(key, counts) == count

    def sum_of(
        self, key: Iterable[tuple[str, str]], counts: list[pulp.LpVariable] | None = None
    ) -> pulp.LpAffineExpression:
        """A cell as a sum of unknowns."""
        return pulp.lpSum((counts or self.counts)[place] for place in rows_in(self.rows, key))

    def can_be(self, expression: pulp.LpAffineExpression, value: int) -> bool:
        """Whether the sum may have this value."""
        problem = self.problem.copy()
        problem += expression == value
        return bool(problem.solve(pulp.PULP_CBC_CMD(msg=False)) == pulp.LpStatusOptimal)


def excluded(rows: Sequence[Row], release: dict[str, Any]) -> list[tuple[list[tuple[str, str]], int]]:
    """Every small cell, with each of 1 to 4 that the attacker can exclude for it."""
    attacker = Attacker(rows)
    attacker.learn(cells_of(release))
    small = {key for key, _ in cells_of(release) if truth(rows, key) in (1, 2, 3, 4)}
    return [
        (sorted(key), value)
        for key in sorted(small, key=sorted)
        for value in (1, 2, 3, 4)
        if not attacker.can_be(attacker.sum_of(key), value)
    ]


def grid(**labels: str) -> list[Row]:
    """Every combination of one-letter labels, each with the count 0."""
    return [{**dict(zip(labels, key, strict=True)), "n": 0} for key in product(*labels.values())]
