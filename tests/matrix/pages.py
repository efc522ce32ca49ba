"""One page of every kind that the addresses give, in Swedish and in English: as it is, and as it refuses an empty form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.matrix.addresses import Address, addresses
from tests.matrix.asking import Asker
from tests.matrix.expected import GROUPS, listed
from tests.matrix.further import further
from tests.matrix.ids import every
from tests.matrix.world import HANDLERS, World
from trefas.authorities.models import User

CLASSES = re.compile(r'\sclass="([^"]+)"')
PAGE = b"<!DOCTYPE html>"
# What is another's, or erased, is refused by one page that looks the same everywhere.
STATES = ("own", "received", "protected")
ORDER = [who for group in GROUPS for who in group]
SHOWS = {"GET": "o", "POST": "bc"}


@dataclass(frozen=True)
class Kept:
    """A page as it was answered: `says` is by language, `policy` what it came with."""

    name: str
    verb: str
    persona: str
    policy: str = field(repr=False)
    says: dict[str, str] = field(repr=False)


@dataclass
class Keeper:
    """Asks, and keeps what is of a new kind or shows something of the style sheet that nothing before it did."""

    asker: Asker
    kept: list[Kept] = field(default_factory=list)
    classes: set[str] = field(default_factory=set)

    def ask(self, address: Address, verb: str, who: str, values: dict[str, Any]) -> bool:
        """Whether there is a page."""
        there = address.filled(values)
        answer = self.asker.ask(who, verb, there)
        if not answer.body.lstrip().startswith(PAGE):
            return False
        classes = {name for found in CLASSES.findall(answer.body.decode()) for name in found.split()}
        if not self.has(address, verb) or not classes <= self.classes:
            english = self.asker.ask(who, verb, there, language="en").body
            says = {"sv": answer.body.decode(), "en": english.decode()}
            self.kept.append(Kept(address.name, verb, who, answer.headers["Content-Security-Policy"], says))
        self.classes |= classes
        return True

    def has(self, address: Address, verb: str) -> bool:
        """Whether a page of the address is kept."""
        return any((one.name, one.verb) == (address.name, verb) for one in self.kept)


def pages(asker: Asker, world: World) -> list[Kept]:
    """Every page that the reviewed file says somebody is shown; else that of any row of the kind; then the further."""
    # The users of the cast have chosen no language, so that the cookie says which.
    User.objects.update(language="")
    keeper = Keeper(asker)
    for address in addresses():
        for verb in SHOWS:
            for who, state in _shown(address, verb):
                keeper.ask(address, verb, who, {name: world.of(who or "amina", state, name) for name in address.names})
        if len(address.names) == 1 and not keeper.has(address, "GET"):
            any(keeper.ask(address, "GET", who, values) for who, values in _others(address))
    by_name = {address.name: address for address in addresses()}
    for name, who, values in further(asker):
        keeper.ask(by_name[name], "GET", who, values)
    return keeper.kept


def _shown(address: Address, verb: str) -> Iterator[tuple[str, str]]:
    """Who is first to be shown a page in each state."""
    rows = listed(address.family).get(address.name, {})
    for state in STATES if address.names else ("every",):
        letters = rows.get(f"{verb}.{state}", "").replace(" ", "")
        found = next((who for who, letter in zip(ORDER, letters, strict=False) if letter in SHOWS[verb]), None)
        if found is not None:
            yield found, state if state in STATES else "own"


def _others(address: Address) -> Iterator[tuple[str, dict[str, Any]]]:
    (name,) = address.names
    return ((who, {name: key}) for who in HANDLERS.values() for key in every(who, name))
