"""Tampering at length: an adversary with the room's own key against the stand-alone verifier.

Run with `uv run python benchmarks/tamper.py [--runs 100000] [--seed 1]`. A log with people kept, read and changed is
made in the tests' own database, exported, and changed in random ways; every answer must name the right event.

Promise: everything found, the right event named.
"""

import argparse
import os
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def main() -> None:
    """Tamper and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trefas.config.settings")
    import django

    django.setup()
    from django.db import connections
    from tests import databases
    from tests.audit.building import cosigned_export
    from tests.audit.tampering import Adversary, missed, verifier

    server = databases.start()
    name = databases.clone(server, f"tamper_{os.getpid()}")
    try:
        found = cosigned_export()
    finally:
        connections.close_all()
        databases.embedded.drop_database(server, name)
    adversary, module, ways, wrong = Adversary(found.content, found.private, given.seed), verifier(), Counter(), []
    began = time.perf_counter()
    for _run in range(given.runs):
        tampered = adversary.tamper()
        ways[tampered.what] += 1
        if said := missed(module, tampered, **found.trusted()):
            wrong.append(said)
    taken = time.perf_counter() - began
    print(
        f"{given.runs:,} changes of a log of {adversary.last} events in {taken:.0f} s: {len(wrong)} not rightly named"
    )
    for way, count in sorted(ways.items()):
        print(f"  {way:12} {count:>7,}")
    for said in wrong[:20]:
        print(f"  {said}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
