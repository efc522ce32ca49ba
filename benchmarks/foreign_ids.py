"""Is an id of another room answered in another time than one that nobody has? Doors in random order, two samples each.

uv run python -m benchmarks.foreign_ids --count 500
"""

import argparse
import gc
import os
import random
import sys
import time
import uuid
from collections import defaultdict

from benchmarks.in_the_matrix import in_world, prepare

Door = tuple[str, str, str, dict[str, object], object]
LEVEL = 0.01


def main() -> None:
    """Ask, and say of each door the medians, the 95th percentiles, and whether the two samples can be told apart."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--count", type=int, default=500, help="requests of each kind at each door")
    given.add_argument("--doors", type=int, default=14)
    given.add_argument("--seed", type=int, default=1)
    asked = given.parse_args()
    prepare()
    sys.exit(1 if _measure(asked.count, asked.doors, asked.seed) else 0)


def _measure(count: int, many: int, seed: int) -> int:
    chance, times = random.Random(seed), defaultdict(list)
    print(f"load {os.getloadavg()[0]:.1f}, {count} of each kind at each door, in random order")
    with in_world("foreign") as (asker, world):
        doors = _doors(world, many)
        turns = [(door, foreign) for door in doors for foreign in (True, False) for _time in range(count)]
        chance.shuffle(turns)
        # The first of each fill what the process keeps.
        for door, foreign in [(door, foreign) for door in doors for foreign in (True, False)] + turns:
            times[door, foreign].append(_timed(asker, doors[door], foreign, chance))
    return _report({place: found[1:] for place, found in times.items()}, list(doors))


def _doors(world: object, many: int) -> dict[str, Door]:
    """One address for each name of an id, reading and sending in turns; the other ids of the address are one's own."""
    from tests.matrix.test_foreign import swapped

    found: dict[str, Door] = {}
    seen: set[tuple[str, str]] = set()
    for who, verb, address, name, own, foreign in swapped(world, "other", 2):  # type: ignore[arg-type]  # the world
        if (verb, name) not in seen and verb in (address.verbs or {"GET"}):
            seen.add((verb, name))
            found[f"{verb} {address.route} {name}"] = (who, verb, name, {"address": address, "own": own}, foreign)
    chosen = sorted(found)
    return {door: found[door] for door in random.Random(0).sample(chosen, min(many, len(chosen)))}


def _timed(asker: object, door: Door, foreign: bool, chance: random.Random) -> float:
    who, verb, name, there, value = door
    wanted = value if foreign else uuid.UUID(int=chance.getrandbits(128), version=4)
    address = there["address"].filled({**there["own"], name: wanted})  # type: ignore[attr-defined,dict-item]  # as above
    gc.collect(0)
    began = time.perf_counter_ns()
    answer = asker.ask(who, verb, address)  # type: ignore[attr-defined]  # an Asker
    spent = (time.perf_counter_ns() - began) / 1e6
    if answer.status_code >= 500:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return spent


def _report(times: dict[tuple[str, bool], list[float]], doors: list[str]) -> int:
    """Mann-Whitney of each door, its level divided by how many doors there are (Bonferroni)."""
    import numpy as np
    from scipy.stats import mannwhitneyu

    told = 0
    print("median ms, p95 ms: foreign | nobody's | chance that the foreign one is slower | p")
    for door in doors:
        one, other = (np.array(times[door, foreign]) for foreign in (True, False))
        tested = mannwhitneyu(one, other, method="asymptotic")
        slower = tested.statistic / (len(one) * len(other))
        apart = tested.pvalue < LEVEL / len(doors)
        told += apart
        numbers = " | ".join(f"{np.median(found):.2f} {np.percentile(found, 95):.2f}" for found in (one, other))
        print(f"{numbers} | {slower:.3f} | {tested.pvalue:.3f} {'APART' if apart else ''} {door}")
    total = sum(len(found) for found in times.values())
    print(f"{total} requests at {len(doors)} doors: {told} can be told apart, level {LEVEL} over all doors")
    return told


if __name__ == "__main__":
    main()
