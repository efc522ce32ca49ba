"""Ids of other rooms in what the pages offer: every link and form, one id at a time, as six people. Nothing may differ.

uv run python -m benchmarks.swaps --count 100000
"""

import argparse
import logging
import os
import random
import sys
import time
from pathlib import Path


def main() -> None:
    """Swap, and say every answer that differs from the one for an id that nobody has."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--count", type=int, default=1_000)
    given.add_argument("--seed", type=int, default=1)
    asked = given.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trefas.config.settings")
    import django
    from django.test.utils import setup_test_environment

    from trefas.cli.frontend import fetch_frontend

    # Without the icons every page is a fault, and every swap counts as a leak.
    fetch_frontend(Path(__file__).resolve().parents[1])
    django.setup()
    setup_test_environment()
    logging.disable(logging.CRITICAL)
    sys.exit(1 if _swap(asked.count, asked.seed) else 0)


def _swap(count: int, seed: int) -> int:
    import time_machine
    from tests import databases
    from tests.cast import NOW
    from tests.matrix.asking import Asker
    from tests.matrix.swapping import Swapper
    from tests.matrix.test_foreign import WHO
    from tests.matrix.world import build

    server = databases.start()
    name = databases.clone(server, f"swaps_{os.getpid()}")
    began = time.perf_counter()
    with time_machine.travel(NOW, tick=False):
        swapper = Swapper(Asker(), build(), random.Random(seed))
        leaks = [leak for _number in range(count) for leak in swapper.swap(WHO)]
    databases.embedded.drop_database(server, name)
    print(*leaks, sep="\n")
    offers = sum(len(found) for found in swapper.offers.values())
    print(f"{swapper.tried} swaps in {offers} offers, {len(leaks)} leaks, {time.perf_counter() - began:.0f} s")
    return len(leaks)


if __name__ == "__main__":
    main()
