"""For any barring: no page, list, agenda, work list, log or file of the barred one holds the person's name or any id."""

import os
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.cast import NOW, enter
from tests.files.build import user
from tests.matrix.asking import plain_refusals, taken_back
from tests.matrix.swapping import ID, own_addresses
from trefas.persons.actions import bar_from_person
from trefas.persons.models import Ground, Person
from trefas.rooms.securing import barred_columns, room_models

MANAGER = {"amina": "sven", "nora": "sven", "bo": "eva"}
LONG = bool(os.environ.get("TREFAS_LONG"))
CASES, SOME = (40 if LONG else 2), 25


@contextmanager
def barred(who: str, person_id: uuid.UUID) -> Iterator[set[bytes]]:
    """Bar one of the cast from a person; yields what none of her pages may hold."""
    with taken_back():
        with enter(who) as room:
            words = _words(room, person_id)
        with enter(MANAGER[who]) as room:
            given = {"user_id": user(who).pk, "person_id": person_id, "ground": Ground.FAMILY, "note": ""}
            bar_from_person(by=room.acting, now=NOW, **given)
        yield words


def _words(room, person_id: uuid.UUID) -> set[bytes]:
    """The ids of everything about the person, and the names that nobody else in the room has."""
    found = {str(person_id)}
    for model in room_models():
        columns = [one for one in barred_columns(model) if one == "person_id"]
        for column in columns:
            found |= {
                str(pk) for pk in model._default_manager.filter(**{column: person_id}).values_list("pk", flat=True)
            }
    names: dict[str, set[uuid.UUID]] = {}
    for person in Person.objects.all():
        for name in (person.given_name, person.family_name):
            names.setdefault(name or "", set()).add(person.pk)
    found |= {name for name, whose in names.items() if name and whose == {person_id}}
    return {one.encode() for one in found}


def _somebody(world, chance: random.Random) -> tuple[str, uuid.UUID]:
    who = chance.choice(sorted(MANAGER))
    people = {world.of(who, state, "person_id") for state in ("own", "received")}
    return who, chance.choice(sorted(people))


def _asked(world, who: str, chance: random.Random) -> list[str]:
    """Every page that names nobody, and some of those that do; with TREFAS_LONG all of them."""
    every = sorted(set(own_addresses(world, who)))
    naming = [one for one in every if ID.search(one)]
    return [one for one in every if one not in naming] + chance.sample(naming, len(naming) if LONG else SOME)


@pytest.mark.parametrize("seed", range(CASES))
def test_no_page_of_the_barred_one_holds_anything_of_the_person(asker, world, seed: int) -> None:
    chance = random.Random(f"barred {seed}")
    who, person_id = _somebody(world, chance)
    leaks, shown = [], 0
    # A session begun inside would be taken back with the rest.
    asker.ask(who, "GET", "/")
    with barred(who, person_id) as words, plain_refusals():
        for address in _asked(world, who, chance):
            answer = asker.ask(who, "GET", address)
            held = {one for one in words if one in answer.body and one.decode() not in address}
            # The world lets Leo sign everybody's consent.
            held -= {b"Leo", b"Tornfeldt"} if "/samtycken/" in address else set()
            leaks += [f"{who} {address} {answer.status_code} {one.decode()}" for one in sorted(held)]
            shown += answer.status_code == 200
            if answer.status_code == 200 and any(one.decode() in address for one in words):
                leaks.append(f"{who} {address} answers")
    assert asker.faults == []
    assert shown > 10
    assert leaks == []


def test_the_same_pages_hold_her_for_whoever_is_not_barred(asker, world) -> None:
    """Else the test above would be as green without any policy."""
    with enter("amina") as room:
        words = _words(room, person_id := world.of("amina", "own", "person_id"))
    pages = ("/listan/?view=unit", "/arbetslista/", f"/personer/{person_id}/")
    assert all(any(one in asker.ask("amina", "GET", page).body for one in words) for page in pages)
