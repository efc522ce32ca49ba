"""What other page families add to the work list and Listan: tasks, news and the next meeting. Each registers itself."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connections
from django.db.models import Exists, Model, QuerySet
from django.utils.translation import gettext as _

from trefas.rooms import entry
from trefas.rooms.entry import Acting
from trefas.web import staff


@dataclass(frozen=True)
class Task:
    """One row of the work list: `why` follows Därför, `quick` names the quick act.

    `ordered`: another authority has ordered it to be done at once, so that it stands above all else.
    `alarm`: it stands apart, on top of the whole list, until it is seen to.
    """

    due: date
    title: str
    url: str
    why: str = ""
    person: str = ""
    facts: str = ""
    quick: str = ""
    quick_url: str = ""
    note: str = ""
    ordered: bool = False
    alarm: bool = False


@dataclass(frozen=True)
class News:
    """Something new since the last visit, for the side of the work list."""

    title: str
    url: str
    text: str = ""


@dataclass(frozen=True)
class NextMeeting:
    """The next joint meeting: `heading` with time and place, `text` below it, the files on its agenda."""

    on: date
    heading: str
    url: str
    text: str = ""
    files: tuple[uuid.UUID, ...] = field(default=())


@dataclass(frozen=True)
class Waiting:
    """Rows that would be tasks, not asked for yet: most kinds have none on most days, and then cost no query."""

    rows: QuerySet[Any]
    tasks: Callable[[QuerySet[Any]], Sequence[Task]]


Rooms = Sequence[uuid.UUID]
# (acting, open rooms, today): tasks due up to a week ahead and later; one query each, as rows that wait if they can.
TASKS: list[Callable[[Acting, Rooms, date], Sequence[Task | Waiting]]] = []
# (acting, open rooms, since): what is new.
NEWS: list[Callable[[Acting, Rooms, datetime], Sequence[News]]] = []
# (acting, open rooms, today): the meeting that comes next, or None.
MEETINGS: list[Callable[[Acting, Rooms, date], NextMeeting | None]] = []


def tasks_of(acting: Acting, rooms: Rooms, today: date) -> list[Task]:
    """Return what all sources add to the work list. One query tells which kinds of waiting rows there are."""
    found = [one for source in TASKS for one in source(acting, rooms, today)]
    waiting = [one for one in found if isinstance(one, Waiting)]
    there = present([one.rows for one in waiting])
    asked = [task for one, some in zip(waiting, there, strict=True) if some for task in one.tasks(one.rows)]
    return [*(one for one in found if isinstance(one, Task)), *asked]


def present(asked: Sequence[QuerySet[Model]]) -> list[bool]:
    """Return for each question whether it has any row, all in one query."""
    if not asked:
        return []
    connection = connections[entry.ROOMS]
    parts = [Exists(rows).as_sql(rows.query.get_compiler(connection=connection), connection) for rows in asked]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(sql for sql, _ in parts)}", [one for _, values in parts for one in values])
        return [bool(one) for one in cursor.fetchone() or ()]


def next_meeting(acting: Acting, rooms: Rooms, today: date) -> NextMeeting | None:
    """Return the earliest meeting that any source knows of."""
    found = [meeting for source in MEETINGS if (meeting := source(acting, rooms, today)) is not None]
    return min(found, key=lambda meeting: meeting.on, default=None)


def answers_for(acting: Acting, today: date) -> dict[uuid.UUID, str]:
    """Return whose work the person has on her list: her own, and that of those she stands in for, with their names."""
    return {acting.user_id: ""} | staff.stands_in_for(acting.room_id, acting.user_id, today)


def for_whom(why: str, owner: uuid.UUID, people: Mapping[uuid.UUID, str]) -> str:
    """Return why something is on the list, and for whom when it is another's."""
    name = people.get(owner, "")
    return f"{why} {_('You stand in for %(name)s.') % {'name': name}}" if name else why
