"""Finding a person within one room: by tokens only. What may be searched by is data per kind of room."""

import re
import uuid
from collections.abc import Iterable, Iterator

from trefas.audit.events import Event
from trefas.authorities.models import RoomKind
from trefas.persons.barring import mark, marks
from trefas.persons.models import Person, SearchToken
from trefas.rooms import entry
from trefas.sheets import names
from trefas.sheets.identity_numbers import IdentityNumber, formatted, masked
from trefas.sheets.phonetics import part_tokens

NAME, SOUND, NUMBER, CASE = "name", "sound", "number", "case"

# SoLPuF (2001:637) 15 §: the social services search by name, identity number and case number only.
SEARCH_BY: dict[str, frozenset[str]] = {
    RoomKind.SOCIAL_SERVICES: frozenset({NAME, SOUND, NUMBER, CASE}),
    RoomKind.EXIT_UNIT: frozenset({NAME, SOUND, NUMBER, CASE}),
    RoomKind.POLICE: frozenset({NAME, SOUND, NUMBER, CASE}),
    RoomKind.PRISON_AND_PROBATION: frozenset({NAME, SOUND, NUMBER, CASE}),
}
MOST_HITS = 50


def name_words(*parts: str | None) -> set[tuple[str, str]]:
    """Return the words a name is found by: each part as spelt, and as it sounds."""
    whole = " ".join(part for part in parts if part)
    spelt = {(NAME, part) for part in names.parts_of(whole)}
    return spelt | {(SOUND, token) for token in names.phonetic_tokens(whole)}


def find_by_number(room_id: uuid.UUID, number: IdentityNumber) -> list[Person]:
    """Return those in the room with an identity number in normal form."""
    return _with_any(room_id, {(NUMBER, number.number)}) if number.number else []


def find(room_id: uuid.UUID, room_kind: str, asked: str) -> list[Person]:
    """Return those whose name sounds so, or whose identity or case number it is; at most 50, in Swedish order.

    Every part that was asked for must sound like a part of the name. A room without search rights finds nobody.
    """
    allowed = SEARCH_BY.get(room_kind, frozenset())
    words = [word for word in _asked_words(asked) if word[0] in allowed]
    found = _hits(room_id, words, asked)
    _record_search(room_id, asked, found, _barring(words))
    return found


def _hits(room_id: uuid.UUID, words: list[tuple[str, str]], asked: str) -> list[Person]:
    if not words:
        return []
    found = _with_any(room_id, set(words)) if words[0][0] != SOUND else _with_all_sounds(room_id, asked)
    return sorted(found, key=lambda person: names.sort_key(person.name))[:MOST_HITS]


def with_name(room_id: uuid.UUID, name: str) -> list[Person]:
    """Return those in the room whose name has every part of `name`, as spelt; for the system's own comparing."""
    found = Person.objects.filter(room_id=room_id, merged_into=None)
    parts = names.parts_of(name)
    for part in parts:
        hits = SearchToken.objects.filter(room_id=room_id, kind=NAME, token__in=_tokens(room_id, {(NAME, part)}))
        found = found.filter(id__in=hits.values("person_id"))
    return list(found[:MOST_HITS]) if parts else []


def asked_token(room_id: uuid.UUID, asked: str) -> str:
    """Return what stands for the words of a search in the room's log: the same words give the same, here only."""
    words = " ".join(asked.casefold().split())
    return entry.current().keys.token(room_id, "asked", words).hex()


def _barring(words: list[tuple[str, str]]) -> str:
    """Return why a number that was asked for finds nobody: for the log, never for the page."""
    numbers = [word for kind, word in words if kind == NUMBER]
    by = entry.current().acting
    known = marks() if numbers else {}
    return next((known[one] for one in (mark(by, number) for number in numbers) if one in known), "")


def _record_search(room_id: uuid.UUID, asked: str, found: list[Person], barring: str) -> None:
    event = Event(
        "search.made",
        ids={"hit": [person.pk for person in found]},
        codes={"asked": asked_token(room_id, asked)} | ({"barred": barring} if barring else {}),
        counts={"hits": len(found)},
    )
    entry.current().record(event, room_id=room_id)


def _asked_words(asked: str) -> Iterator[tuple[str, str]]:
    digits = re.sub(r"[\s+-]", "", asked)
    if re.fullmatch(r"\d{12}|\d{10}", digits):
        yield from ((NUMBER, word) for word in _centuries(digits))
        yield CASE, asked.strip().casefold()
    elif re.search(r"\d", asked):
        yield CASE, asked.strip().casefold()
    else:
        yield from ((SOUND, token) for token in sorted(names.phonetic_tokens(asked)))


def _centuries(digits: str) -> list[str]:
    return [digits] if len(digits) == 12 else [f"20{digits}", f"19{digits}"]


def _with_any(room_id: uuid.UUID, words: set[tuple[str, str]]) -> list[Person]:
    ids = SearchToken.objects.filter(room_id=room_id, token__in=_tokens(room_id, words)).values("person_id")
    return whole(Person.objects.filter(room_id=room_id, id__in=ids).select_related("merged_into")[:MOST_HITS])


def whole(found: Iterable[Person]) -> list[Person]:
    """Return people as the room knows them now, each once: one who was merged is found as the other."""
    known = [person.merged_into or person for person in found]
    return list({person.pk: person for person in known}.values())


def _with_all_sounds(room_id: uuid.UUID, asked: str) -> list[Person]:
    parts = [{(SOUND, token) for token in part_tokens(part)} for part in names.parts_of(asked)]
    found = Person.objects.filter(room_id=room_id).select_related("merged_into")
    for words in parts:
        hits = SearchToken.objects.filter(room_id=room_id, kind=SOUND, token__in=_tokens(room_id, words))
        found = found.filter(id__in=hits.values("person_id"))
    return whole(found[: MOST_HITS * 4])


def _tokens(room_id: uuid.UUID, words: set[tuple[str, str]]) -> list[bytes]:
    ring = entry.current().keys
    return [ring.token(room_id, kind, word) for kind, word in sorted(words)]


def masked_number(person: Person) -> str:
    """Return the identity number without its last four digits, as lists show it: not a revealing in the read log."""
    with entry.current().masking():
        number = person.identity_number
    return masked(number or "")


def shown_number(person: Person) -> str:
    """Return the identity number as people read it, whole: for the file only."""
    return formatted(person.identity_number or "")
