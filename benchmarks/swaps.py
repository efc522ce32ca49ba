"""Ids of other rooms in what the pages offer: every link and form, one id at a time, as six people. Nothing may differ.

uv run python -m benchmarks.swaps --count 100000
"""

import argparse
import random
import sys
import time

from benchmarks.in_the_matrix import in_world, prepare


def main() -> None:
    """Swap, and say every answer that differs from the one for an id that nobody has."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--count", type=int, default=1_000)
    given.add_argument("--seed", type=int, default=1)
    asked = given.parse_args()
    prepare()
    sys.exit(1 if _swap(asked.count, asked.seed) else 0)


def _swap(count: int, seed: int) -> int:
    from tests.matrix.swapping import Swapper
    from tests.matrix.test_foreign import WHO

    began = time.perf_counter()
    with in_world("swaps") as (asker, world):
        swapper = Swapper(asker, world, random.Random(seed))
        leaks = [leak for _number in range(count) for leak in swapper.swap(WHO)]
    print(*leaks, sep="\n")
    offers = sum(len(found) for found in swapper.offers.values())
    print(f"{swapper.tried} swaps in {offers} offers, {len(leaks)} leaks, {time.perf_counter() - began:.0f} s")
    return len(leaks)


if __name__ == "__main__":
    main()
