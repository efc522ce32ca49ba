"""Random requests as random people: what each page bears, compared with what the log then says of it, both ways.

uv run python -m benchmarks.reads --count 100000
"""

import argparse
import logging
import os
import random
import sys
import time
from pathlib import Path


def main() -> None:
    """Ask, and say every answer that differs from its events."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--count", type=int, default=1_000)
    given.add_argument("--seed", type=int, default=1)
    asked = given.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trefas.config.settings")
    import django
    from django.test.utils import setup_test_environment

    from trefas.cli.frontend import fetch_frontend

    # Without the icons every page is a fault.
    fetch_frontend(Path(__file__).resolve().parents[1])
    django.setup()
    setup_test_environment()
    logging.disable(logging.CRITICAL)
    sys.exit(1 if _read(asked.count, asked.seed) else 0)


def _read(count: int, seed: int) -> int:
    import time_machine
    from tests import databases
    from tests.cast import NOW
    from tests.matrix.asking import Asker
    from tests.matrix.reading import Reader
    from tests.matrix.world import build

    server = databases.start()
    name = databases.clone(server, f"reads_{os.getpid()}")
    began, wrong = time.perf_counter(), 0
    with time_machine.travel(NOW, tick=False):
        reader = Reader(Asker(), build(), random.Random(seed))
        for number in range(1, count + 1):
            for difference in reader.read():
                wrong += 1
                print(difference, flush=True)
            if number % 1_000 == 0 or number == count:
                print(f"{_told(reader)}, {wrong} differ, {time.perf_counter() - began:.0f} s", flush=True)
    databases.embedded.drop_database(server, name)
    return wrong


def _told(reader: "object") -> str:
    made = f"{reader.asked} requests of {len(reader.routes)} addresses"
    return f"{made}, {reader.shown} pages shown, {reader.events} events"


if __name__ == "__main__":
    main()
