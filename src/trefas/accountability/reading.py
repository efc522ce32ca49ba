"""The log read: who has looked at a person or a file, and a room's log by who, what, whom and when."""

import json
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connections
from django.db.models import QuerySet
from django.utils import timezone

from trefas.audit.events import Event as NewEvent
from trefas.audit.models import Event, Subject
from trefas.rooms import entry
from trefas.rooms.securing import WRITTEN, room_models
from trefas.rooms.tables import UNCHAINED

# How far an event went with a person, the furthest first; an id under several names counts as the first.
HOW = ("revealed", "opened", "listed", "shown", "hit", "asked")
LOOKING = ("read", "export", "search.made")
# The kinds of a room's log as its reader chooses them; the last is whatever is in none of the others.
GROUPS: dict[str, tuple[str, ...]] = {
    "reads": ("read",),
    "searches": ("search.made",),
    "denials": ("denied",),
    "exports": ("export", "log.exported", "list.taken_out", "figures.taken_out"),
    "log": ("log.read", "log.exported", "read_review.concluded"),
    "acts": (),
}


@dataclass(frozen=True)
class Looked:
    """One event as a page tells it; ids and codes only."""

    number: int
    at: datetime
    kind: str
    actor: dict[str, str]
    codes: dict[str, str]
    counts: dict[str, int]
    ids: dict[str, list[str]]

    @property
    def user(self) -> uuid.UUID | None:
        """Who did it."""
        found = self.actor.get("user")
        return uuid.UUID(found) if found else None

    def how(self, subjects: Collection[uuid.UUID]) -> str:
        """Return how far it went with the first of those that it reached furthest with, or nothing."""
        asked = {str(one) for one in subjects}
        return next((name for name in HOW if asked & set(self.ids.get(name, ()))), "")

    def reached(self) -> dict[str, int]:
        """Return how many people it reached, by how far."""
        return {name: len(self.ids[name]) for name in ("revealed", "opened", "listed", "hit") if self.ids.get(name)}


@dataclass(frozen=True)
class Asked:
    """What of the log is wanted; empty parts ask for all."""

    user: uuid.UUID | None = None
    subjects: tuple[uuid.UUID, ...] = ()
    group: str = ""
    page: str = ""
    first: date | None = None
    last: date | None = None

    def event(self) -> NewEvent:
        """Return what the log says of its being read so."""
        ids = {"user": [self.user] if self.user else [], "of": list(self.subjects)}
        days = {"first": str(self.first or ""), "last": str(self.last or "")}
        codes = {"group": self.group, "page": self.page, **days}
        return NewEvent("log.read", ids=ids, codes={name: code for name, code in codes.items() if code})


def looked_at(room_id: uuid.UUID, subjects: Collection[uuid.UUID], *, before: int = 0, most: int = 50) -> list[Looked]:
    """Return who has looked at any of these, latest first, from the event before `before` on; from all of the chain."""
    found = _about(room_id, subjects).filter(kind__in=LOOKING)
    return told(_page(found, before, most))


def of_room(room_id: uuid.UUID, asked: Asked) -> "QuerySet[Event, Event]":
    """Return the events of a room's log that are asked for."""
    found = Event.objects.filter(room_id=room_id)
    if asked.user:
        found = found.filter(number__in=_numbers(room_id, [asked.user]))
        found = found.filter(body__contains=f'"user":"{asked.user}"')
    if asked.subjects:
        found = found.filter(number__in=_numbers(room_id, asked.subjects))
    if asked.group:
        kinds = GROUPS[asked.group]
        every = [kind for kinds in GROUPS.values() for kind in kinds]
        found = found.filter(kind__in=kinds) if kinds else found.exclude(kind__in=every)
    if asked.page:
        found = found.filter(body__contains=f'"page":"{asked.page}"')
    if asked.first:
        found = found.filter(happened__gte=stated(asked.first))
    if asked.last:
        found = found.filter(happened__lt=stated(asked.last + timedelta(days=1)))
    return found


def read_log(room_id: uuid.UUID, asked: Asked, *, before: int = 0, most: int = 50) -> list[Looked]:
    """Return a page of a room's log, latest first; that it is read, and how, is itself recorded."""
    entry.current().record(asked.event(), room_id=room_id)
    return told(_page(of_room(room_id, asked), before, most))


def stated(day: date) -> str:
    """Return the first moment of a day where the work is done, as events state their time."""
    begins = timezone.make_aware(datetime.combine(day, time()))
    return f"{begins.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def told(events: Iterable[Event]) -> list[Looked]:
    """Return events as pages tell them."""
    return [_told(event) for event in events]


def _about(room_id: uuid.UUID, subjects: Collection[uuid.UUID]) -> "QuerySet[Event, Event]":
    return Event.objects.filter(room_id=room_id, number__in=_numbers(room_id, subjects))


def _numbers(room_id: uuid.UUID, subjects: Collection[uuid.UUID]) -> "QuerySet[Any, Any]":
    return Subject.objects.filter(room_id=room_id, subject__in=list(subjects)).values("number")


def _page(found: "QuerySet[Event, Event]", before: int, most: int) -> "QuerySet[Event, Event]":
    return (found.filter(number__lt=before) if before else found).order_by("-number")[:most]


def _told(event: Event) -> Looked:
    body: dict[str, Any] = json.loads(event.body)
    parts = {name: body.get(name, {}) for name in ("actor", "codes", "counts", "ids")}
    at = datetime.fromisoformat(event.happened.replace("Z", "+00:00"))
    return Looked(event.number, at, event.kind or body.get("kind", ""), **parts)


def problems() -> list[str]:
    """Return what `doctor` finds: every room table that the chain commits to must have its three triggers."""
    tables = {model._meta.db_table for model in room_models()} - set(UNCHAINED)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'written\\_%%' AND tgenabled = 'O'"
            " GROUP BY tgrelid HAVING count(*) = %s",
            [len(WRITTEN)],
        )
        watched = {table for (table,) in cursor.fetchall()}
    return [f"{table} skrivs utan logg" for table in sorted(tables - watched)]
