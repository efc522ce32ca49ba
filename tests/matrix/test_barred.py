"""For any barring: no page, list, agenda, work list, log or file of the barred one holds the person's name or any id."""

import os
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.cast import NOW, enter
from tests.files.build import user
from tests.matrix.asking import taken_back
from tests.matrix.swapping import own_addresses
from trefas.persons.actions import bar_from_person
from trefas.persons.models import Ground, Person
from trefas.rooms.securing import barred_columns, room_models

MANAGER = {"amina": "sven", "nora": "sven", "bo": "eva"}
CASES = 40 if os.environ.get("TREFAS_LONG") else 2


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


@pytest.mark.parametrize("seed", range(CASES))
def test_no_page_of_the_barred_one_holds_anything_of_the_person(asker, world, seed: int) -> None:
    who, person_id = _somebody(world, random.Random(f"barred {seed}"))
    before = after = 0
    leaks = []
    with enter(who) as room:
        shown = _words(room, person_id)
    for address in own_addresses(world, who):
        before += any(
            one in asker.ask(who, "GET", address).body
            for one in shown - {one for one in shown if one.decode() in address}
        )
    with barred(who, person_id) as words:
        for address in own_addresses(world, who):
            answer = asker.ask(who, "GET", address)
            after += answer.status_code == 200
            held = {one for one in words if one in answer.body and one.decode() not in address}
            leaks += [f"{who} {address} {answer.status_code} {one.decode()}" for one in sorted(held)]
            if answer.status_code == 200 and any(one.decode() in address for one in words):
                leaks.append(f"{who} {address} answers")
    assert asker.faults == []
    assert before > 10
    assert after > 10
    assert leaks == []
