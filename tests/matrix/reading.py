"""Random requests, each compared with what the chain then says of it: what a page shows is what the log has, both ways.

An id is of anything (a person, a row of hers, a unit, a user) and found however it is written. Held of every response:

- Each id that a page or a text file bears stands in the events of the response; in a room there is no exception. What
  lies outside all rooms has no event: such a page bears no id of a row in a room.
- Each person whom the log says was listed, opened or revealed is on the page: an id of hers, of a row of hers, or a name.
  Whom somebody declares that she may not handle need be no person there; the declaration stands for her.
- Each person on the page whose name nobody else there has is one of whom the log says so.
"""

import html
import json
import random
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.db.models import Max, Q
from django.http import HttpResponse

from tests.cast import enter
from tests.matrix.addresses import Address, addresses
from tests.matrix.asking import Asker, taken_back
from tests.matrix.world import PERSONAS, STATES, World
from trefas.audit.models import Event
from trefas.persons.models import Barring, Person
from trefas.rooms.securing import room_models

ANY_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}(?![0-9a-f])")
LINK = re.compile(r'(?:href|hx-get)="([^"]+)"')
NOT_ASKED = ("/konto/logout", "/static/", "/sprak/")
TEXT = ("text/", "application/json")
# The world lets Leo sign everybody's consents and requests: a name that was typed says nothing of whose file it is in.
TYPED = {"Leo", "Tornfeldt"}
FURTHEST = ("listed", "opened", "revealed")
# More of one's own than of what is refused, which always looks the same.
OFTEN = {"own": 5, "received": 5, "protected": 4, "other": 1, "erased": 1}


def ids_in(text: str) -> set[str]:
    """Every id in a text, with or without dashes, in any case."""
    return {str(uuid.UUID(found.group())) for found in ANY_ID.finditer(text.lower())}


@dataclass(frozen=True)
class Rooms:
    """What lies in the rooms that a persona's pass opens: whose each row is, and the names of the people."""

    whose: dict[str, set[str]]
    names: dict[str, set[str]]

    @cached_property
    def own_names(self) -> dict[str, str]:
        """The names that only one person has: {name: who}."""
        every = [(name, who) for who, names in self.names.items() for name in names - TYPED]
        return {name: who for name, who in every if [one for one, _who in every].count(name) == 1}

    def named_on(self, page: str) -> set[str]:
        """The people whom a page names."""
        return {who for who, names in self.names.items() if any(_names(name, page) for name in names)}

    def owners(self, ids: set[str]) -> set[str]:
        """The ids themselves, and of whom the rows among them are."""
        return ids.union(*(self.whose.get(one, set()) for one in ids))


def _names(name: str, page: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", page) is not None


def rooms_of(who: str) -> Rooms:
    """Look into the rooms of a persona; what that leaves in the log is taken back."""
    with taken_back(), enter(who) as here:
        rooms = [here.room_id, *(here.opens or [])]
        rows = [row for model in room_models() for row in model._default_manager.filter(room_id__in=rooms)]
        names = {str(row.pk): set(filter(None, _names_in(row))) for row in rows if isinstance(row, Person | Barring)}
        return Rooms({str(row.pk): set(_whose(row)) for row in rows}, names)


def _names_in(row: Person | Barring) -> tuple[str | None, ...]:
    return (row.name,) if isinstance(row, Barring) else (row.given_name, row.family_name)


def _whose(row: Any) -> Iterator[str]:
    """Of whom a row is: its person, its file's person, and what its values are sealed under (a request under itself)."""
    found = [getattr(row, "person_id", None), getattr(getattr(row, "file", None), "person_id", None)]
    found += [row.subject_id] if row.sealed_under else []
    return (str(one) for one in found if one)


@dataclass
class Reader:
    """Asks as the personas, and keeps what each has met."""

    asker: Asker
    world: World
    chance: random.Random
    asked: int = 0
    shown: int = 0
    events: int = 0
    routes: set[str] = field(default_factory=set)
    _met: dict[str, dict[str, None]] = field(default_factory=dict)
    _rooms: dict[str, Rooms] = field(default_factory=dict)
    _last: dict[str, dict[uuid.UUID, int]] = field(default_factory=dict)

    def read(self) -> Iterator[str]:
        """Make one request; yields what differs from the log."""
        who = self.chance.choice(sorted(PERSONAS))
        self._know(who)
        address = self._address(who)
        more = {"headers": {"HX-Request": "true"}} if self.chance.random() < 0.1 else {}
        answer = self.asker.ask(who, "GET", address, look=lambda: self._said(who), **more)
        page = _text_of(answer)
        self._met[who] |= dict.fromkeys(self._links(address, page))
        self.asked += 1
        self.shown += answer.status_code == 200
        self.events += len(answer.looked)
        for what in _differing(self._rooms[who], answer, page):
            yield f"{who} GET {address} {answer.status_code}: {what}"

    def _know(self, who: str) -> None:
        """Sessions begun later would be taken back, and what their beginning writes would be no answer's."""
        if who not in self._rooms:
            self.asker.ask(who, "GET", "/")
            self._rooms[who], self._met[who] = rooms_of(who), {}
            with taken_back(), enter(who, purpose="review_log"):
                every = Event.objects.values_list("room_id").annotate(Max("number"))
                self._last[who] = dict(every)

    def _address(self, who: str) -> str:
        if self._met[who] and self.chance.random() < 0.4:
            return self.chance.choice(list(self._met[who]))
        address = self.chance.choice(_gettable())
        state = self.chance.choices(STATES, [OFTEN[one] for one in STATES])[0]
        self.routes.add(address.route)
        return address.filled({name: self.world.of(who, state, name) for name in address.names})

    def _said(self, who: str) -> list[dict[str, Any]]:
        """The events that the response left in the chains that its persona's pass opens."""
        known = self._last[who]
        with enter(who, purpose="review_log") as here:
            since = Q()
            for room in {here.room_id, *(here.opens or [])}:
                since |= Q(room_id=room, number__gt=known.get(room, 0))
            return [json.loads(body) for body in Event.objects.filter(since).values_list("body", flat=True)]

    def _links(self, address: str, page: str) -> Iterator[str]:
        for found in LINK.findall(page):
            there = urlsplit(urljoin(address, html.unescape(found)))
            if not there.netloc and there.path.startswith("/") and not there.path.startswith(NOT_ASKED):
                yield there._replace(fragment="").geturl()


def _gettable() -> list[Address]:
    return [one for one in addresses() if one.verbs is None or "GET" in one.verbs]


def _text_of(answer: HttpResponse) -> str:
    """What the answer says, as one reads it; "" of what is no text (papers, workbooks)."""
    if not answer.headers.get("Content-Type", "").startswith(TEXT):
        return ""
    return unquote(html.unescape(answer.body.decode()))


def _differing(rooms: Rooms, answer: HttpResponse, page: str) -> Iterator[str]:
    borne, logged = ids_in(page), _ids_of(answer.looked)
    if not answer.looked:
        if kept := borne & set(rooms.whose):
            yield f"outside all rooms, and bears {sorted(kept)}"
        return
    if unlogged := borne - logged:
        yield f"bears what is not in the log: {sorted(unlogged)}"
    if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
        return
    seen = _ids_of(answer.looked, FURTHEST)
    if unseen := seen - rooms.owners(borne) - rooms.named_on(page):
        yield f"the log has people who are not there: {sorted(unseen)}"
    named = {who for name, who in rooms.own_names.items() if _names(name, page)}
    if unread := named - rooms.owners(logged):
        yield f"names people who are not in the log: {sorted(unread)}"


def _ids_of(events: list[dict[str, Any]], names: tuple[str, ...] = ()) -> set[str]:
    parts = [(name, ids) for event in events for name, ids in event.get("ids", {}).items()]
    return {one for name, ids in parts for one in ids if not names or name in names}
