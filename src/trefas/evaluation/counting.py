"""Counting in one room what its kind of room counts: persons by district, endings by ground, days between events."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import cast

from django.db.models import QuerySet

from trefas.authorities.models import Area
from trefas.files.models import File, FileEvent
from trefas.methods import Figure, FigureKind, Method
from trefas.persons.models import Protection

OTHER = "other"
FEWEST = 5
QUARTERS = 7


@dataclass(frozen=True)
class Period:
    """From one day to another, both included."""

    starts: date
    ends: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.starts <= day <= self.ends


@dataclass(frozen=True)
class Happened:
    """An event without words: which person, in which district, what and when; `own` when no other authority told it."""

    person: uuid.UUID
    district: str
    kind: str
    on: date
    own: bool


@dataclass(frozen=True)
class Time:
    """The median of days, None for fewer than five persons; `quarters` = [(year, quarter, median or None)]."""

    median: float | None
    quarters: list[tuple[int, int, float | None]] = field(default_factory=list)


@dataclass(frozen=True)
class Counted:
    """True counts, which never leave the room: by figure and district, by district and ground, and the times."""

    figures: dict[str, dict[str, int]]
    grounds: dict[tuple[str, str], int]
    times: dict[str, Time]


def count(
    rooms: Sequence[uuid.UUID], room_kind: str, method: Method, districts: Sequence[str], period: Period
) -> Counted:
    """Count every figure of the method that rooms of this kind count. Each person counts once a figure."""
    mine = [figure for figure in method.figures if figure.counted_by == room_kind]
    kinds = {name for figure in mine for name in (figure.event, figure.since) if name}
    heard = events(rooms, method.id, kinds, districts, period.ends)
    counts = [figure for figure in mine if figure.kind is FigureKind.COUNT]
    times = [figure for figure in mine if figure.kind is FigureKind.DURATION]
    ended = any(figure.event == "ended" for figure in counts)
    return Counted(
        {figure.id: persons(heard, figure.event, districts, period) for figure in counts},
        grounds(rooms, method, districts, period) if ended else {},
        {figure.id: time_between(heard, figure, period) for figure in times},
    )


def events(
    rooms: Sequence[uuid.UUID], method: str, kinds: Iterable[str], districts: Sequence[str], until: date
) -> list[Happened]:
    """Return the events of some kinds, without opening anything sealed."""
    rows = FileEvent.objects.filter(room_id__in=rooms, file__method=method, kind__in=list(kinds), on__lte=until)
    found = rows.values_list(
        "person_id", "person__merged_into_id", "person__area_id", "person__protection", "file__unit_id", "kind", "on",
        "received_id",
    )  # fmt: skip
    place = Places(districts)
    return [
        Happened(merged or person, place.of(area, protection, unit), kind, on, received is None)
        for person, merged, area, protection, unit, kind, on, received in found.order_by("on", "position")
    ]


def districts_of_city() -> "QuerySet[Area]":
    """Return every district; the manager of dated rows does not know which kind of row it gives."""
    return cast("QuerySet[Area]", Area.objects.all()).filter(kind="district")


class Places:
    """Which district a person counts in: her own, else her unit's only one. One protected counts in none."""

    def __init__(self, districts: Sequence[str]) -> None:
        self.districts = set(districts)
        areas = districts_of_city().values_list("id", "name", "units__id")
        self.names = {area: name for area, name, _ in areas}
        self.of_unit: dict[uuid.UUID, set[str]] = defaultdict(set)
        for _, name, unit in areas:
            if unit is not None:
                self.of_unit[unit].add(name)

    def of(self, area: uuid.UUID | None, protection: str, unit: uuid.UUID) -> str:
        """Return the name of a district, or OTHER."""
        if protection != Protection.NONE:
            return OTHER
        named = {self.names[area]} if area in self.names else self.of_unit[unit]
        (name,) = named if len(named) == 1 else {OTHER}
        return name if name in self.districts else OTHER


def persons(heard: Iterable[Happened], kind: str, districts: Sequence[str], period: Period) -> dict[str, int]:
    """Return how many persons had an own event of a kind in the period, by district; each in the first one."""
    first: dict[uuid.UUID, str] = {}
    for one in heard:
        if one.own and one.kind == kind and one.on in period:
            first.setdefault(one.person, one.district)
    places = list(first.values())
    return {name: places.count(name) for name in [*districts, OTHER]}


def grounds(
    rooms: Sequence[uuid.UUID], method: Method, districts: Sequence[str], period: Period
) -> dict[tuple[str, str], int]:
    """Return how many persons ended in the period, by district and ground; every combination is there."""
    files = File.objects.filter(
        room_id__in=rooms, method=method.id, ended_on__range=(period.starts, period.ends)
    ).exclude(ending_ground="")
    place, last = Places(districts), {}
    rows = files.values_list("person_id", "person__area_id", "person__protection", "unit_id", "ending_ground")
    for person, area, protection, unit, ground in rows.order_by("ended_on"):
        last[person] = (place.of(area, protection, unit), ground)
    found = list(last.values())
    known = [ending.id for ending in method.endings]
    return {(name, ground): found.count((name, ground)) for name in [*districts, OTHER] for ground in known}


def time_between(heard: Sequence[Happened], figure: Figure, period: Period) -> Time:
    """Return the median days from the first `since` to the first own event after it, by when that event was."""
    since: dict[uuid.UUID, date] = {}
    until: dict[uuid.UUID, date] = {}
    for one in heard:
        if one.kind == figure.since:
            since.setdefault(one.person, one.on)
        if one.own and one.kind == figure.event and one.person in since:
            until.setdefault(one.person, one.on)
    days = {person: (on, (on - since[person]).days) for person, on in until.items()}
    whole = [length for on, length in days.values() if on in period]
    quarters = [(*each, _median(_in_quarter(days, each))) for each in last_quarters(period.ends)]
    return Time(_median(whole), quarters)


def last_quarters(day: date) -> list[tuple[int, int]]:
    """Return (year, quarter) of the last seven quarters up to that of the day."""
    latest = day.year * 4 + (day.month - 1) // 3
    return [(each // 4, each % 4 + 1) for each in range(latest - QUARTERS + 1, latest + 1)]


def _in_quarter(days: Mapping[uuid.UUID, tuple[date, int]], quarter: tuple[int, int]) -> list[int]:
    return [length for on, length in days.values() if (on.year, (on.month - 1) // 3 + 1) == quarter]


def _median(values: Sequence[int]) -> float | None:
    return float(median(values)) if len(values) >= FEWEST else None
