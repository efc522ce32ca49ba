"""Match the headers of a list to the columns Trefas knows, and say why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

from trefas.sheets.addresses import column_letters
from trefas.sheets.sentences import Language, Notice, notice
from trefas.sheets.synonyms import BY_NAME, COLUMNS, Column

SIMILAR = 88.0  # rapidfuzz ratio (0-100) from which two headers count as the same word misspelt
MARGIN = 4.0  # how much better the best column must be than the next
SHORTEST = 5  # letters; shorter headers resemble too much

IGNORE = ""
"""Remembered for a header whose column is never read."""


class How(StrEnum):
    """On what a column was mapped, or why not."""

    REMEMBERED = "remembered"
    EXACT = "exact"
    SIMILAR = "similar"
    UNKNOWN = "unknown"
    IGNORED = "ignored"
    UNNAMED = "unnamed"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column of the file, `index` from 0; `column` is None when it is not read."""

    index: int
    header: str
    column: Column | None
    how: How
    why: Notice

    def explanation(self, language: Language = "sv") -> str:
        """Why this column is read as it is."""
        return self.why.sentence(language)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """All columns of a file in their order."""

    columns: tuple[MappedColumn, ...]

    @property
    def read(self) -> dict[str, int]:
        """Column name → index of the column it is read from."""
        return {one.column.name: one.index for one in self.columns if one.column}

    @property
    def unmapped(self) -> tuple[MappedColumn, ...]:
        """Columns whose header nobody knows, or which have none."""
        return tuple(one for one in self.columns if one.how in (How.UNKNOWN, How.UNNAMED))

    @property
    def duplicates(self) -> tuple[MappedColumn, ...]:
        """Columns left out because another is read as the same."""
        return tuple(one for one in self.columns if one.how is How.DUPLICATE)

    def to_remember(self) -> dict[str, str]:
        """Header → column name (`IGNORE` for those not read), to pass in with the next file."""
        named = (one for one in self.columns if one.header and one.how is not How.DUPLICATE)
        return {folded(one.header): one.column.name if one.column else IGNORE for one in named}


def folded(header: str) -> str:
    """A header without case, punctuation and double spaces."""
    return " ".join(re.sub(r"[^\w&]+|_", " ", header.casefold()).split())


def readings(header: str) -> Iterator[str]:
    """Ways to read a header: whole, without parentheses, and each side of a slash."""
    yield folded(header)
    bare = re.sub(r"\([^)]*\)|\*", " ", header)
    yield folded(bare)
    for part in re.split(r"[/|\n]", bare):
        yield folded(part)


SYNONYMS: dict[str, Column] = {
    folded(word): column
    for column in COLUMNS
    for word in (column.name, column.swedish, column.english, *column.synonyms)
}


@lru_cache(maxsize=4096)
def recognised(header: str) -> str | None:
    """Name of the column that a header names exactly or nearly, else None."""
    column = match(header)[0]
    return column.name if column else None


def match(header: str) -> tuple[Column | None, How, str]:
    """The column a header names, how it was found and the synonym that it matched."""
    for reading in readings(header):
        if reading in SYNONYMS:
            return SYNONYMS[reading], How.EXACT, reading
    return similar(folded(re.sub(r"\([^)]*\)", " ", header)))


def similar(header: str) -> tuple[Column | None, How, str]:
    """The one column whose synonyms resemble a header clearly more than all others do."""
    if len(header) < SHORTEST or len(header) > 60:
        return None, How.UNKNOWN, ""
    best: dict[str, tuple[float, str]] = {}
    for synonym, column in SYNONYMS.items():
        score = max(fuzz.ratio(header, synonym), fuzz.token_sort_ratio(header, synonym))
        best[column.name] = max(best.get(column.name, (0.0, "")), (score, synonym))
    (score, synonym), (second, _) = sorted(best.values(), reverse=True)[:2]
    if score < SIMILAR or score - second < MARGIN:
        return None, How.UNKNOWN, ""
    return SYNONYMS[synonym], How.SIMILAR, synonym


def map_columns(headers: Sequence[str], remembered: Mapping[str, str] | None = None) -> ColumnMap:
    """Map headers to columns; `remembered` is what `ColumnMap.to_remember` gave for an earlier file.

    Of two headers for one column the surer is read (remembered, exact, similar), else the first.
    """
    known = {folded(header): name for header, name in (remembered or {}).items()}
    found = [map_one(index, header, known) for index, header in enumerate(headers)]
    order = list(How)
    taken: dict[str, MappedColumn] = {}
    for one in sorted(found, key=lambda one: (order.index(one.how), one.index)):
        if one.column:
            taken.setdefault(one.column.name, one)
    return ColumnMap(tuple(without_duplicate(one, taken) for one in found))


def map_one(index: int, header: str, remembered: Mapping[str, str]) -> MappedColumn:
    """Map one header, remembered answers first."""
    name = remembered.get(folded(header))
    if not folded(header):
        return MappedColumn(index, "", None, How.UNNAMED, notice("column_unnamed", letter=column_letters(index)))
    if name == IGNORE:
        return MappedColumn(index, header, None, How.IGNORED, notice("column_ignored", header=header))
    if name in BY_NAME:
        column: Column | None = BY_NAME[name]
        how, synonym = How.REMEMBERED, ""
    else:
        column, how, synonym = match(header)
    if column is None:
        return MappedColumn(index, header, None, How.UNKNOWN, notice("column_unknown", header=header))
    why = notice(f"column_{how}", header=header, column=called(column), synonym=synonym)
    return MappedColumn(index, header, column, how, why)


def called(column: Column) -> Notice:
    """The name of a column in the language that the sentence is said in."""
    return notice("named", sv=column.swedish, en=column.english)


def without_duplicate(one: MappedColumn, taken: Mapping[str, MappedColumn]) -> MappedColumn:
    """Leave a column out when another is read as the same."""
    if one.column is None or taken[one.column.name] is one:
        return one
    first = taken[one.column.name].header
    why = notice("column_duplicate", first=first, header=one.header, column=called(one.column))
    return MappedColumn(one.index, one.header, None, How.DUPLICATE, why)
