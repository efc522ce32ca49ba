"""An id of another room is answered byte for byte as one that nobody ever had: path, query and form."""

import random

from tests.matrix.addresses import addresses
from tests.matrix.swapping import Swapper, same
from tests.matrix.test_matrix import SHARED
from tests.matrix.world import FIXED, absent

WHO = ("amina", "bo", "sven", "ada", "kim", "otto")
SWAPS = 400


def test_every_id_in_every_path_may_as_well_not_exist(asker, world) -> None:
    """One id after the other: the others of the address stay the asker's own."""
    wrong = []
    for address in (one for one in addresses() if one.names and one.name not in SHARED):
        for who in WHO[:3]:
            own = {name: world.of(who, "own", name) for name in address.names}
            for name in set(address.names) - set(FIXED):
                foreign, nobodys = world.of(who, "other", name), absent(f"nobody {name}")
                for verb in ("GET", "POST"):
                    one, other = (
                        asker.ask(who, verb, address.filled({**own, name: value})) for value in (foreign, nobodys)
                    )
                    if not same(one, other, foreign, nobodys):
                        wrong.append(f"{who} {verb} {address.route} {name}: {one.status_code} {other.status_code}")
    assert asker.faults == []
    assert sorted(wrong) == []


def test_ids_swapped_in_what_the_pages_offer_leak_nothing(asker, world) -> None:
    """A bounded, seeded run; `benchmarks/swaps.py` makes a hundred thousand."""
    swapper = Swapper(asker, world, random.Random(20261119))
    assert [leak for _number in range(SWAPS) for leak in swapper.swap(WHO)] == []
    assert swapper.tried == SWAPS
