"""Swaps ids in what the pages themselves offer: each link and form of a persona, one id at a time."""

import random
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpResponse

from tests.matrix.addresses import addresses
from tests.matrix.asking import Asker
from tests.matrix.world import PERSONAS, STATES, Ids, World
from trefas.demo.walk.reader import read_page

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NOT_ASKED = ("/konto/logout", "/static/", "/sprak/")


@dataclass(frozen=True)
class Offer:
    """A request that a page offers: `sent` holds what a form sends."""

    verb: str
    address: str
    sent: tuple[tuple[str, str], ...] = ()

    def text(self) -> str:
        """Everything in which an id may stand."""
        return f"{self.address}\n{urlencode(self.sent)}"

    def with_id(self, old: str, new: str) -> "Offer":
        """The same request with an id replaced."""
        sent = tuple((name.replace(old, new), value.replace(old, new)) for name, value in self.sent)
        return Offer(self.verb, self.address.replace(old, new), sent)


def own_addresses(world: World, persona: str) -> Iterator[str]:
    """Every address with what is the persona's own room's in it."""
    for address in addresses():
        for state in STATES[:2] if address.names else STATES[:1]:
            yield address.filled({name: world.of(persona, state, name) for name in address.names})


def same(one: HttpResponse, other: HttpResponse, foreign: object, nobodys: object) -> bool:
    """Whether two answers differ in nothing but the id that was asked for."""
    return _seen(one, foreign) == _seen(other, nobodys)


def _seen(answer: HttpResponse, asked: object) -> tuple[int, bytes, list[tuple[str, str]]]:
    headers = [(name, value.replace(str(asked), "ID")) for name, value in sorted(answer.headers.items())]
    return answer.status_code, answer.body.replace(str(asked).encode(), b"ID"), headers


@dataclass
class Swapper:
    """Collects what each persona is offered, and swaps."""

    asker: Asker
    world: World
    chance: random.Random
    tried: int = 0
    offers: dict[str, list[Offer]] = field(default_factory=dict)

    def swap(self, who: Sequence[str]) -> Iterator[str]:
        """Swap one id in one offer of one persona; yields what leaked."""
        persona = self.chance.choice(who)
        offer = self.chance.choice(self._offered(persona))
        old = self.chance.choice(sorted(set(ID.findall(offer.text()))))
        foreign = self._foreign(persona, old)
        # Its neighbour: where an id only says how far a list has been read, both say the same.
        nobodys = str(uuid.UUID(int=uuid.UUID(foreign).int ^ 1))
        one, other = (self._ask(persona, offer.with_id(old, new)) for new in (foreign, nobodys))
        self.tried += 1
        if one.status_code >= 500 or not same(one, other, foreign, nobodys):
            yield f"{persona} {offer.verb} {offer.address} {old} -> {foreign}: {one.status_code} {other.status_code}"

    def _ask(self, persona: str, offer: Offer) -> HttpResponse:
        if offer.verb == "GET":
            return self.asker.ask(persona, "GET", offer.address)
        body = urlencode(offer.sent)
        kind = "application/x-www-form-urlencoded"
        return self.asker.ask(persona, "POST", offer.address, body, content_type=kind)

    def _foreign(self, persona: str, old: str) -> str:
        """An id of the same kind in another room, else any id that is not this room's."""
        mine, rooms = PERSONAS[persona], self.world.ids
        own = [ids for (room, _state), ids in rooms.items() if room == mine]
        kinds = sorted({name for ids in own for name, one in ids.items() if str(one) == old})
        others = [_unshared(ids) for (room, _state), ids in rooms.items() if room != mine]
        pool = [str(ids[name]) for ids in others for name in kinds if ids.get(name)]
        return self.chance.choice(sorted(pool or {str(one) for ids in others for one in ids.values() if one}))

    def _offered(self, persona: str) -> list[Offer]:
        if persona not in self.offers:
            found = {one for address in own_addresses(self.world, persona) for one in self._on(persona, address)}
            self.offers[persona] = sorted(found, key=repr)
        return self.offers[persona]

    def _on(self, persona: str, address: str) -> Iterator[Offer]:
        yield from _with_ids(Offer("GET", address))
        answer = self.asker.ask(persona, "GET", address)
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            return
        page = read_page(200, f"http://testserver{address}", answer.body.decode())
        for _words, link in page.links:
            yield from _with_ids(Offer("GET", link))
        for form in page.forms:
            sent = tuple((name, value) for name, value in form.sent(None))
            yield from _with_ids(Offer(form.method.upper(), form.action or address, sent))


def _unshared(ids: Ids) -> Ids:
    """Without the number of an envelope, which both sides know."""
    return {name: one for name, one in ids.items() if name != "envelope_id"}


def _with_ids(offer: Offer) -> Iterator[Offer]:
    there = urlsplit(offer.address)
    if there.netloc or there.path.startswith(NOT_ASKED) or not ID.search(offer.text()):
        return
    if offer.verb == "GET" and offer.sent:
        query = urlencode([*parse_qsl(there.query), *offer.sent])
        yield Offer("GET", f"{there.path}?{query}")
    else:
        yield offer
