"""Dated geography: areas that come, merge, split and go, as data, so that periods can be compared.

Areas joined by succession are counted together: a merger under its new name, a split as the sum of its parts.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from trefas.analysis import cells
from trefas.analysis.reading import Table, read_table, table_of

# Versions that come with the package, by the name --areas takes.
KNOWN = {"stockholm": "stockholm_boards.csv"}


@dataclass(frozen=True)
class Version:
    """An area, the days it is valid (inclusive, None = open) and the area it becomes, if any."""

    area: str
    first: dt.date | None
    last: dt.date | None
    becomes: str | None

    def valid(self, day: dt.date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Geography:
    """All versions of all areas; an area that splits or is listed twice has several."""

    name: str
    versions: tuple[Version, ...]

    @property
    def areas(self) -> set[str]:
        return {version.area for version in self.versions}

    def valid(self, area: str, day: dt.date) -> bool:
        return any(version.valid(day) for version in self.versions if version.area == area)

    def comparable(self, day: dt.date) -> dict[str, str]:
        """For each area the unit it is counted in: the areas of its succession that are valid on `day`."""
        joined = self._joined()
        names: dict[str, str] = {}
        for area in self.areas:
            family = sorted(other for other in self.areas if joined[other] == joined[area])
            today = [other for other in family if self.valid(other, day)]
            names[area] = " + ".join(today or family)
        return names

    def _joined(self) -> dict[str, str]:
        family = {area: area for area in self.areas}
        for version in self.versions:
            if version.becomes is not None:
                old, new = family[version.area], family[version.becomes]
                family = {area: new if head == old else head for area, head in family.items()}
        return family


def geography_of(asked: str) -> Geography:
    """A known geography by name, else a file with the columns area, from, to and becomes."""
    if asked in KNOWN:
        content = files("trefas.analysis").joinpath("data", KNOWN[asked]).read_bytes()
        return _from_table(table_of(KNOWN[asked], content))
    return _from_table(read_table(Path(asked)))


def _from_table(table: Table) -> Geography:
    areas, becomes = table.labels("area"), table.parsed("becomes", _optional_label)
    firsts, lasts = table.parsed("from", _optional_date), table.parsed("to", _optional_date)
    versions = tuple(Version(*row) for row in zip(areas, firsts, lasts, becomes, strict=True))
    _check_order(table, versions)
    _check_successors(table, versions)
    return Geography(table.name, versions)


def _check_order(table: Table, versions: Sequence[Version]) -> None:
    for index, version in enumerate(versions):
        if version.first and version.last and version.last < version.first:
            raise table.wrong(
                index,
                "to",
                f"{version.last} ligger före {version.first}.",
                f"{version.last} lies before {version.first}.",
            )


def _check_successors(table: Table, versions: Sequence[Version]) -> None:
    areas = {version.area for version in versions}
    for index, version in enumerate(versions):
        if version.becomes is not None and version.becomes not in areas:
            raise table.wrong(
                index,
                "becomes",
                f"”{version.becomes}” finns inte i kolumnen area.",
                f'"{version.becomes}" is not in the column area.',
            )


def check_areas(table: Table, column: str, areas: Sequence[str], geography: Geography) -> None:
    """BadInput naming the first row whose area the geography does not know."""
    known = geography.areas
    for index, area in enumerate(areas):
        if area not in known:
            raise table.wrong(
                index,
                column,
                f"området ”{area}” finns inte i {geography.name}.",
                f'the area "{area}" is not in {geography.name}.',
            )


def misdated(areas: Sequence[str], days: Sequence[dt.date], geography: Geography) -> list[int]:
    """Indices of events in an area that was not valid on their day: recoded, or written wrong."""
    return [index for index, (area, day) in enumerate(zip(areas, days, strict=True)) if not geography.valid(area, day)]


def _optional_label(cell: object) -> str | None:
    return None if cells.is_blank(cell) else cells.label(cell)


def _optional_date(cell: object) -> dt.date | None:
    return None if cells.is_blank(cell) else cells.moment(cell)[0]


def valid_areas(geography: Geography, day: dt.date) -> set[str]:
    """The areas valid on a day."""
    return {area for area in geography.areas if geography.valid(area, day)}
