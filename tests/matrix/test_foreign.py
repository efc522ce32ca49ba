"""An id of another room is answered byte for byte as one that nobody ever had: path, query and form."""

import random

import pytest

from tests.cast import enter
from tests.matrix.addresses import addresses
from tests.matrix.swapping import Swapper, same
from tests.matrix.test_matrix import SHARED
from tests.matrix.world import FIXED, SIGNERS, absent
from trefas.rooms import tombstones
from trefas.rooms.models import SubjectKey

WHO = ("amina", "bo", "sven", "ada", "kim", "otto")
SWAPS = 400


@pytest.mark.parametrize(("state", "many"), [("other", 3), ("erased", 1)])
def test_every_id_in_every_path_may_as_well_not_exist(state, many, asker, world) -> None:
    """One id after the other: the others of the address stay the asker's own."""
    wrong, asked = [], 0
    for address in (one for one in addresses() if one.names and one.name not in SHARED):
        for who in WHO[:many]:
            own = {name: world.of(who, "own", name) for name in address.names}
            for name in set(address.names) - set(FIXED):
                foreign, nobodys = world.of(who, state, name), absent(f"nobody {name}")
                if foreign == absent(name):
                    continue
                asked += 1
                for verb in ("GET", "POST"):
                    one, other = (
                        asker.ask(who, verb, address.filled({**own, name: value})) for value in (foreign, nobodys)
                    )
                    if not same(one, other, foreign, nobodys):
                        wrong.append(f"{who} {verb} {address.route} {name}: {one.status_code} {other.status_code}")
    assert asker.faults == []
    assert sorted(wrong) == []
    assert asked > 50


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
