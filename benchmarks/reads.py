"""Random requests as random people: what each page bears, compared with what the log then says of it, both ways.

uv run python -m benchmarks.reads --count 100000
"""

import argparse
import random
import sys
import time

from benchmarks.in_the_matrix import in_world, prepare


def main() -> None:
    """Ask, and say every answer that differs from its events."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--count", type=int, default=1_000)
    given.add_argument("--seed", type=int, default=1)
    asked = given.parse_args()
    prepare()
    sys.exit(1 if _read(asked.count, asked.seed) else 0)


def _read(count: int, seed: int) -> int:
    from tests.matrix.reading import Reader

    began, wrong = time.perf_counter(), 0
    with in_world("reads") as (asker, world):
        reader = Reader(asker, world, random.Random(seed))
        for number in range(1, count + 1):
            for difference in reader.read():
                wrong += 1
                print(difference, flush=True)
            if number % 1_000 == 0 or number == count:
                print(f"{_told(reader)}, {wrong} differ, {time.perf_counter() - began:.0f} s", flush=True)
    return wrong


def _told(reader: "object") -> str:
    made = f"{reader.asked} requests of {len(reader.routes)} addresses"
    return f"{made}, {reader.shown} pages shown, {reader.events} events"


if __name__ == "__main__":
    main()
