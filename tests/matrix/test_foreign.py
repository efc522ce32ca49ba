"""An id of another room is answered byte for byte as one that nobody ever had: path, query and form."""

import random
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connections, transaction

from tests.cast import enter
from tests.matrix.addresses import Address, addresses
from tests.matrix.costs import costing, differ
from tests.matrix.swapping import Swapper, same
from tests.matrix.test_matrix import SHARED
from tests.matrix.world import FIXED, SIGNERS, World, absent
from trefas.rooms import tombstones
from trefas.rooms.models import SubjectKey

WHO = ("amina", "bo", "sven", "ada", "kim", "otto")
SWAPS = 400


Asked = tuple[str, str, Address, str, dict[str, Any], Any]


def swapped(world: World, state: str, many: int) -> Iterator[Asked]:
    """Every id of every address as a foreign one: who, verb, address, name, the address's own values, the foreign one."""
    for address in (one for one in addresses() if one.names and one.name not in SHARED):
        for who in WHO[:many]:
            own = {name: world.of(who, "own", name) for name in address.names}
            for name in set(address.names) - set(FIXED):
                foreign = world.of(who, state, name)
                if foreign != absent(name):
                    yield from ((who, verb, address, name, own, foreign) for verb in ("GET", "POST"))


@pytest.mark.parametrize(("state", "many"), [("other", 3), ("erased", 1)])
def test_every_id_in_every_path_may_as_well_not_exist(state, many, asker, world) -> None:
    """One id after the other: the others of the address stay the asker's own. Neither answers with more work."""
    wrong, asked = [], 0
    for who, verb, address, name, own, foreign in swapped(world, state, many):
        asked += 1
        nobodys = absent(f"nobody {name}")
        ask = [partial(asker.ask, who, verb, address.filled({**own, name: value})) for value in (foreign, nobodys)]
        (one, cost), (other, cost_of_nobodys) = map(costing, ask)
        if not same(one, other, foreign, nobodys):
            wrong.append(f"{who} {verb} {address.route} {name}: {one.status_code} {other.status_code}")
        if cost != cost_of_nobodys and (told := differ(*ask)):
            wrong.append(f"{who} {verb} {address.route} {name}: {told}")
    assert asker.faults == []
    assert sorted(wrong) == []
    assert asked > 100


def test_a_query_more_for_one_of_two_is_noticed() -> None:
    def ask(times: int) -> None:
        with connections["rooms"].cursor() as cursor:
            for _time in range(times):
                cursor.execute("SELECT 1")

    kept: list[int] = []

    def once() -> None:
        ask(1 if kept else 2)
        kept.append(1)

    with transaction.atomic("rooms"):
        assert costing(lambda: ask(3))[1] == 3
        assert differ(lambda: ask(2), lambda: ask(1)) == "2 and 1 statements"
        assert differ(once, lambda: ask(1)) == ""


def test_ids_swapped_in_what_the_pages_offer_leak_nothing(asker, world) -> None:
    """A bounded, seeded run; `benchmarks/swaps.py` makes a hundred thousand."""
    swapper = Swapper(asker, world, random.Random(20261119))
    assert [leak for _number in range(SWAPS) for leak in swapper.swap(WHO)] == []
    assert swapper.tried == SWAPS


def test_who_is_erased_was_there_and_is_gone(world) -> None:
    """What answers as an absent id was once a person with a file, and went through the erasure of two."""
    stones = {one for stone in tombstones.read() for one in stone.subjects}
    for room, (who, _second) in SIGNERS.items():
        ids = world.ids[room, "erased"]
        assert {"person_id", "file_id", "note_id", "assessment_id"} <= set(ids)
        assert ids["person_id"] in stones
        with enter(who) as here:
            (key,) = SubjectKey.objects.filter(room_id=here.room_id, subject=ids["person_id"])
            assert (key.wrapped, key.destroyed_at is None) == (None, False)
            assert SubjectKey.objects.filter(room_id=here.room_id, destroyed_at=None).exists()
