"""Tampering at length: an adversary with the room's own key, or a superuser, against the stand-alone verifier.

Run with `uv run python benchmarks/tamper.py [--runs 100000] [--seed 1] [--rows]`. A log with people kept, read and
changed is made in the tests' own database, exported, and changed in random ways; every answer must name the right
event. With `--rows` the rows of the database are changed by SQL, and exported and verified anew each time.

Promise: everything found, the right event named.
"""

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def main() -> None:
    """Tamper and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", action="store_true", help="change rows of the database, not an export")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trefas.config.settings")
    import django

    django.setup()
    from tests.audit.tampering import missed, verifier

    module, ways, wrong = verifier(), Counter(), []
    with _adversary(given.rows, given.seed) as (adversary, trusted):
        began = time.perf_counter()
        for _run in range(given.runs):
            tampered = adversary.tamper()
            ways[tampered.what] += 1
            if said := missed(module, tampered, **trusted):
                wrong.append(said)
        taken = time.perf_counter() - began
    _say(given.runs, adversary.last, taken, ways, wrong)
    sys.exit(1 if wrong else 0)


@contextmanager
def _adversary(rows: bool, seed: int) -> "Iterator[tuple[object, dict[str, object]]]":
    from django.db import connections
    from tests import databases
    from tests.audit.building import cosigned_export
    from tests.audit.row_tampering import superuser_in
    from tests.audit.tampering import Adversary

    server = databases.start()
    name = databases.clone(server, f"tamper_{os.getpid()}")
    try:
        found = cosigned_export()
        if rows:
            with superuser_in(server, name, "sven") as superuser:
                superuser.seeds = random.Random(seed)
                yield superuser, found.trusted()
        else:
            yield Adversary(found.content, found.private, seed), found.trusted()
    finally:
        connections.close_all()
        databases.embedded.drop_database(server, name)


def _say(runs: int, last: int, taken: float, ways: Counter, wrong: list[str]) -> None:
    print(f"{runs:,} changes of a log of {last} events in {taken:.0f} s: {len(wrong)} not rightly named")
    for way, count in sorted(ways.items()):
        print(f"  {way:14} {count:>7,}")
    for said in wrong[:20]:
        print(f"  {said}")


if __name__ == "__main__":
    main()
