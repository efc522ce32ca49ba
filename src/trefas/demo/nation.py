"""Loads an invented nation: what a large installation holds, for measuring. By COPY as the owner, in the demo only.

Every value is sealed by the application's own fields under keys of the application's own making; every room's chain
gets one event that says how much was loaded.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime
from itertools import islice
from multiprocessing import get_context

from django.conf import settings
from django.db import connections
from django.utils import timezone

from trefas.audit.events import Event
from trefas.authorities.limits import limits_of
from trefas.demo.nation_copy import TABLES, analyse, copy_in, unforced
from trefas.demo.nation_organisation import Workplace, build_organisation
from trefas.demo.nation_people import Part, make_part, notes_of
from trefas.files.actions._opening import keep_definition
from trefas.methods import shipped
from trefas.rooms import entry
from trefas.rooms.admission import found_missing_keys
from trefas.rooms.entry import Acting

PART = 500
COMMIT = 4  # parts in one transaction


def load_nation(
    *,
    people: int = 70_000,
    notes: int = 2_000_000,
    municipalities: int = 290,
    processes: int = 2,
    say: Callable[[str], None] = lambda _line: None,
) -> list[Workplace]:
    """Load people, files and notes into the rooms of Vidhamn and of invented municipalities; two of seven lie in one.

    `processes` > 1 seals in as many processes beside this one. Raises RuntimeError outside the demo.
    """
    if not settings.DEMO:
        raise RuntimeError("An invented nation is loaded into a demo only.")
    now = timezone.now()
    places = build_organisation(people, municipalities)
    found_missing_keys(now=now)
    done = 0
    for batch in _batches(_made(_parts(places, people, notes, now), processes), COMMIT):
        _write([rows for _part, rows in batch])
        done += sum(part.count for part, _rows in batch)
        say(f"  {done} av {people} påhittade personer")
    for place in places:
        _record(place, notes=sum(notes_of(one, notes, people) for one in place.people))
    analyse()
    return places


def _parts(places: list[Workplace], people: int, notes: int, now: datetime) -> Iterator[Part]:
    for place in places:
        mine, prefix = place.people, limits_of(place.acting.room_kind).prefix
        number = _take_numbers(place.acting, len(mine), now)
        for first in range(mine.start, mine.stop, PART):
            count = min(PART, mine.stop - first)
            shared = tuple(notes_of(one, notes, people) for one in range(first, first + count))
            yield Part(
                place.acting, place.handlers, first, count, number + first - mine.start, prefix, shared, now
            )  # fmt: skip


def _take_numbers(acting: Acting, count: int, now: datetime) -> int:
    """Take the year's next file numbers for the room at once, and keep the definition its files follow."""
    with entry.enter(acting, purpose="administer") as room, connections[entry.ROOMS].cursor() as cursor:
        keep_definition(room.room_id, shipped()["trefas"], now)
        cursor.execute(
            "INSERT INTO files_filenumber (id, room_id, year, latest) VALUES (gen_random_uuid(), %s, %s, %s)"
            " ON CONFLICT (room_id, year) DO UPDATE SET latest = files_filenumber.latest + EXCLUDED.latest"
            " RETURNING latest",
            [acting.room_id, now.year, count],
        )
        latest: int = cursor.fetchone()[0]
    return latest - count + 1


def _made(parts: Iterable[Part], processes: int) -> Iterator[tuple[Part, list[bytes]]]:
    """Seal parts, in order, a few ahead of what is written: more would only lie in memory."""
    if processes < 2:
        yield from ((part, make_part(part)) for part in parts)
        return
    planned = list(parts)
    # A connection must not be shared with a child.
    connections.close_all()
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        remaining = iter(planned)
        ahead: deque[tuple[Part, Future[list[bytes]]]] = deque()
        for part in planned:
            while len(ahead) < processes + COMMIT and (following := next(remaining, None)):
                ahead.append((following, pool.submit(make_part, following)))
            yield part, ahead.popleft()[1].result()


def _write(parts: list[list[bytes]]) -> None:
    with unforced():
        for place, model in enumerate(TABLES):
            copy_in(model, b"".join(rows[place] for rows in parts))


def _record(place: Workplace, notes: int) -> None:
    with entry.enter(place.acting, purpose="administer") as room:
        room.record(Event("demo.loaded", counts={"people": len(place.people), "notes": notes}))


def _batches(made: Iterator[tuple[Part, list[bytes]]], size: int) -> Iterator[list[tuple[Part, list[bytes]]]]:
    while batch := list(islice(made, size)):
        yield batch
