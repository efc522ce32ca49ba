"""What must, may and should be kept back from an extract: core rules, proposals from the law package, and decisions.

A core rule is nobody's to decide. A proposal is decided by a named officer. A ground that would itself tell something
(police work, protected whereabouts) is never printed: what rests on it is left out without a trace.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from trefas.accountability.extract_values import Organisation, Value
from trefas.accountability.extracts import Item
from trefas.accountability.rights_models import How
from trefas.authorities.models import RoomKind
from trefas.law import RULEBOOK
from trefas.law.words import CATEGORY_LOCKS
from trefas.persons.models import Protection

MASK = "▇▇▇"
SHORTEST_WORD = 2
# The safe way of contact is safe only as long as nobody can read it on a paper; nor may a paper say that its reader
# feared for somebody, or how she was told.
NEVER_GIVEN = frozenset({"files.ContactRoute", "accountability.RightsRequest", "accountability.Notice"})
# Whether somebody is protected, and how, must not show by a field being there or not.
NEVER_SAID = {"persons.Person": frozenset({"protection"})}
WHERE = {"persons.Person": frozenset({"whereabouts", "telephone", "area"})}
OTHERS = frozenset({"files.Mention", "plans.Threat"})
LEAVING = re.compile(r"avhopp|\bexit\b|hoppa av|leave the gang|leaving the gang", re.IGNORECASE)
EXIT_CODES = frozenset({"exit_unit", "exit unit", "avhopparenhet"})
_OWN = {
    RoomKind.POLICE: "OSL-35-1",
    RoomKind.PRISON_AND_PROBATION: "OSL-35-15",
    RoomKind.SOCIAL_SERVICES: "OSL-26-1",
    RoomKind.EXIT_UNIT: "OSL-26-1",
}
_TELLING = frozenset({"OSL-35-1", "OSL-35-3", "OSL-35-11", "OSL-21-3", "OSL-21-3a", "OSL-22-2"})
SILENT = frozenset(lock.id for lock in RULEBOOK.locks.values() if lock.protects == "work") | _TELLING
POLICE_LIKE = frozenset({RoomKind.POLICE, RoomKind.PRISON_AND_PROBATION})


@dataclass(frozen=True)
class Ruling:
    """What is to be done with an item, on which provision (an id of a lock)."""

    how: How
    ground: str = ""


@dataclass(frozen=True)
class Masking:
    """What was decided: by item, the words masked wherever they stand with their ground, and those that may stand."""

    rulings: Mapping[str, Ruling]
    words: Mapping[str, str]
    standing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Case:
    """What the rules look at beside an item: the room's kind, the organisation, and how the person is protected."""

    room_kind: str
    organisation: Organisation
    protection: str


def own_ground(room_kind: str) -> str:
    """Return the secrecy that protects other people in a room's work."""
    return {str(kind): lock for kind, lock in _OWN.items()}.get(room_kind, "OSL-21-7")


def after_core_rules(items: Iterable[Item], case: Case) -> list[Item]:
    """Return what may be considered at all. No officer can lift these rules, and nothing shows that they were used."""
    kept = [item for item in items if item.label not in NEVER_GIVEN and not _tells_of_exit(item, case)]
    return [item.without(NEVER_SAID.get(item.label, frozenset()) | _where(item, case)) for item in kept]


def _where(item: Item, case: Case) -> frozenset[str]:
    return frozenset() if case.protection == Protection.NONE else WHERE.get(item.label, frozenset())


def _tells_of_exit(item: Item, case: Case) -> bool:
    if any(case.organisation.is_exit(unit) for unit in item.units):
        return True
    named = [unit for unit in case.organisation.units.values() if case.organisation.is_exit(unit.pk)]
    words = {*EXIT_CODES, *(word.casefold() for unit in named for word in (unit.name, unit.short_name))}
    return any(word in value.text.casefold() for value in item.values for word in words)


def proposals(items: Iterable[Item], case: Case) -> dict[str, Ruling]:
    """Return what the software proposes, by item; an officer decides each."""
    found = {item.key: _proposed(item, case) for item in items}
    return {key: ruling for key, ruling in found.items() if ruling is not None}


def _proposed(item: Item, case: Case) -> Ruling | None:
    locks = [lock for category in item.categories for lock in CATEGORY_LOCKS.get(category, ())]
    for lock in locks:
        # Secrecy for her own sake does not hold against the person herself (OSL 12:1); secrecy for the work does.
        if RULEBOOK.locks[lock].protects == "work":
            return Ruling(How.LEAVE_OUT, lock)
    if _from_police(item, case):
        return Ruling(How.LEAVE_OUT, "OSL-18-2")
    if any(LEAVING.search(value.text) for value in item.values):
        return Ruling(How.LEAVE_OUT, own_ground(case.room_kind))
    return Ruling(How.MASK, own_ground(case.room_kind)) if item.label in OTHERS else None


def _from_police(item: Item, case: Case) -> bool:
    kinds = {case.organisation.units[unit].branch.kind for unit in item.units}
    return item.label == "disclosures.ReceivedItem" and bool(kinds & POLICE_LIKE)


def proposed_words(items: Iterable[Item], case: Case) -> dict[str, str]:
    """Return the names of third persons in the file: masked wherever they stand, on the secrecy that protects them."""
    ground = own_ground(case.room_kind)
    mentions = [item for item in items if item.label == "files.Mention"]
    names = [value.text for item in mentions for value in item.values if value.name == "name"]
    return {name: ground for name in names if len(name) >= SHORTEST_WORD}


def undecided(proposed: Mapping[str, Ruling], decided: Masking) -> list[str]:
    """Return the items whose proposal nobody has decided on."""
    return [key for key in proposed if key not in decided.rulings]


def apply(items: Sequence[Item], decided: Masking) -> list[Item]:
    """Return what the person gets: items whole, masked or not there; words masked everywhere."""
    shown = []
    for item in items:
        ruling = decided.rulings.get(item.key, Ruling(How.SHOW))
        if ruling.how == How.MASK:
            # Neither the fields nor how many they are: only that something is kept back, and why.
            item = replace(item, on=None, values=(Value("masked", citation(ruling.ground)),), source="")
        if ruling.how != How.LEAVE_OUT:
            shown.append(item)
    return [_without_words(item, list(decided.words)) for item in shown]


def _without_words(item: Item, words: Sequence[str]) -> Item:
    if not words:
        return item
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE)
    hidden = [replace(value, text=pattern.sub(MASK, value.text)) for value in item.values]
    # A paper cannot be searched for words: with a word masked, its bytes stay behind.
    return replace(item, values=tuple(replace(value, content="") for value in hidden), source=item.source)


def citation(ground: str) -> str:
    """Return how a ground is cited, as "OSL 26 kap. 1 §"."""
    return RULEBOOK.locks[ground].citation
