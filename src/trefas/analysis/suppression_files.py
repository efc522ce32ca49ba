"""What suppression reads and writes: the file of combinations, earlier releases, and the JSON of a release."""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from trefas.analysis.reading import BadInput, Table, read_table
from trefas.analysis.suppression import (
    Cell,
    Combinations,
    Disagreement,
    Linked,
    Published,
    Release,
    Suppressed,
)

LARGEST = 10**9
"""The solver's tolerance is safe up to here."""

MOST_CELLS = 20_000
"""Beyond this the search would not end in a working day."""


def linked_file(
    path: Path, count: str, tables: Sequence[str], after: Sequence[Path]
) -> tuple[Linked, tuple[Release, ...]]:
    """The linked tables of a file, and the earlier releases they must fit; BadInput names file, row, column."""
    table = read_table(path)
    wanted = tuple(_columns_of(table, text, count) for text in tables)
    if len(set(map(frozenset, wanted))) < len(wanted):
        raise BadInput("Samma --table står två gånger.", "The same --table is given twice.")
    earlier = tuple(release for file in after for release in read_releases(file))
    rows = combinations(table, count, _used(table, wanted, earlier))
    _refuse_too_many(table, rows, wanted)
    try:
        return Linked(rows, wanted, earlier), earlier
    except Disagreement as error:
        raise _disagrees(table, str(error)) from None


def combinations(table: Table, count: str, columns: tuple[str, ...]) -> Combinations:
    """The rows of the file over the columns that some table uses; a repeated combination is an error."""
    counts = table.counts(count)
    labels = {name: table.labels(name) for name in columns}
    others = [name for name in table.columns if name not in (count, *columns)]
    _refuse_repeats(table, [*labels.values(), *([str(cell) for cell in table.raw(name)] for name in others)])
    if int(counts.sum()) > LARGEST:
        raise BadInput(
            f"{table.name}: antalen i kolumnen ”{count}” är tillsammans större än en miljard.",
            f'{table.name}: the counts in the column "{count}" add up to more than a billion.',
        )
    together: dict[tuple[str, ...], int] = {}
    for place, number in enumerate(counts.tolist()):
        key = tuple(labels[name][place] for name in columns)
        together[key] = together.get(key, 0) + number
    return Combinations(
        columns,
        np.array(list(together), dtype=np.str_).reshape(len(together), len(columns)),
        np.array(list(together.values()), dtype=np.int64),
    )


def _columns_of(table: Table, text: str, count: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    for name in (*names, count):
        table.raw(name)
    if count in names:
        raise BadInput(
            f"--table {text}: ”{count}” är antalet och kan inte också vara en kolumn i tabellen.",
            f'--table {text}: "{count}" is the count and cannot be a column of the table as well.',
        )
    if len(set(names)) < len(names):
        raise BadInput(f"--table {text}: en kolumn står två gånger.", f"--table {text}: a column occurs twice.")
    return names


def _used(table: Table, wanted: Sequence[tuple[str, ...]], earlier: Sequence[Release]) -> tuple[str, ...]:
    used = {name for by in wanted for name in by}
    for release in earlier:
        for name in (name for published in release.tables for name in published.by):
            if name not in table.columns:
                raise BadInput(
                    f"{release.name}: kolumnen ”{name}” finns inte i {table.name}.",
                    f'{release.name}: the column "{name}" is not in {table.name}.',
                )
            used.add(name)
    return tuple(name for name in table.columns if name in used)


def _refuse_repeats(table: Table, labels: Sequence[Sequence[str]]) -> None:
    first: dict[tuple[str, ...], int] = {}
    for place, key in enumerate(zip(*labels, strict=True)):
        if key in first:
            row, before = table.rows[place], table.rows[first[key]]
            raise BadInput(
                f"{table.name}, rad {row}: kombinationen {', '.join(key)} står redan på rad {before}.",
                f"{table.name}, row {row}: the combination {', '.join(key)} is in row {before} already.",
            )
        first[key] = place


def _refuse_too_many(table: Table, rows: Combinations, wanted: Sequence[tuple[str, ...]]) -> None:
    labels = {name: len(set(rows.labels[:, place])) for place, name in enumerate(rows.columns)}
    cells = sum(math.prod(labels[name] + 1 for name in by) for by in wanted)
    if cells > MOST_CELLS:
        raise BadInput(
            f"{table.name}: tabellerna får tillsammans {cells} celler, fler än {MOST_CELLS}. Slå ihop grupper.",
            f"{table.name}: the tables have {cells} cells together, more than {MOST_CELLS}. Merge some groups.",
        )


def _disagrees(table: Table, name: str) -> BadInput:
    return BadInput(
        f"{name}: uppgifterna kan inte komma från kombinationerna i {table.name}. "
        "Lägg till de kombinationer som saknas, med antalet 0.",
        f"{name}: its counts cannot come from the combinations in {table.name}. "
        "Add the combinations that are missing, with the count 0.",
    )


def as_json(result: Suppressed, earlier: Sequence[Release]) -> dict[str, Any]:
    """The release as one object; `earlier` carries what it builds on, so that the next needs only this file."""
    return {
        "tables": _tables_out(result.tables),
        "cells": result.cells,
        "suppressed": result.hidden,
        "earlier": [{"tables": _tables_out(release.tables)} for release in earlier],
    }


def _tables_out(tables: Sequence[Published]) -> list[dict[str, Any]]:
    return [
        {"by": list(table.by), "cells": [{"key": list(cell.key), "count": cell.count} for cell in table.cells]}
        for table in tables
    ]


def read_releases(path: Path) -> tuple[Release, ...]:
    """A release and those it says it builds on; BadInput when the file is not the JSON of this command."""
    name = path.name
    try:
        content = json.loads(path.read_text("utf-8"))
    except OSError:
        raise BadInput(f"{path}: filen går inte att läsa.", f"{path}: the file cannot be read.") from None
    except ValueError:
        raise BadInput(f"{name}: filen är inte giltig JSON.", f"{name}: the file is not valid JSON.") from None
    own = _release(name, "", content)
    earlier = content.get("earlier", [])
    if not isinstance(earlier, list):
        raise _not_ours(name, "earlier")
    return own, *(_release(name, f"earlier[{place}].", one) for place, one in enumerate(earlier))


def _release(name: str, where: str, content: object) -> Release:
    tables = content.get("tables") if isinstance(content, dict) else None
    if not isinstance(tables, list):
        raise _not_ours(name, f"{where}tables")
    return Release(name, tuple(_table_in(name, f"{where}tables[{i}]", one) for i, one in enumerate(tables)))


def _table_in(name: str, where: str, content: object) -> Published:
    by = content.get("by") if isinstance(content, dict) else None
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(by, list) or not by or not all(isinstance(column, str) for column in by):
        raise _not_ours(name, f"{where}.by")
    if not isinstance(cells, list):
        raise _not_ours(name, f"{where}.cells")
    read = [_cell_in(name, f"{where}.cells[{i}]", one, len(by)) for i, one in enumerate(cells)]
    return Published(tuple(by), tuple(read))


def _cell_in(name: str, where: str, content: object, width: int) -> Cell:
    if not isinstance(content, dict) or "count" not in content:
        raise _not_ours(name, where)
    key, count = content.get("key"), content["count"]
    whole = count is None or (isinstance(count, int) and not isinstance(count, bool) and count >= 0)
    if not isinstance(key, list) or len(key) != width or not whole:
        raise _not_ours(name, where)
    if not all(label is None or isinstance(label, str) for label in key):
        raise _not_ours(name, f"{where}.key")
    return Cell(tuple(key), count)


def _not_ours(name: str, where: str) -> BadInput:
    return BadInput(
        f"{name}: {where} är inte som i ett svar från trefas analysis suppress --json.",
        f"{name}: {where} is not as in an answer of trefas analysis suppress --json.",
    )
