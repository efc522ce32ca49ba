"""Kill -9 of workers and of the database while five people write over HTTP: what is lost, what is half.

    nice -n 10 uv run python -m benchmarks.kills [--kills 500] [--seed 1]

An installation of its own: PostgreSQL as it is installed (durable), `trefas serve` with two workers, and five personas
of the demo in three authorities: notes, contacts, people, lists, disclosures signed and registered. At random moments,
most often with a form on its way, one process is killed with SIGKILL: a worker, a connection's process in the database,
or the whole database. Then everything is compared, from the database and with `verify/trefas_verify.py`.

Promise: nothing lost that was acknowledged, no gap or fork in a chain, no half disclosure.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  # a folder of our own below it


def main() -> None:
    """Serve, write, kill, compare."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--kills", type=int, default=500)
    given.add_argument("--seed", type=int, default=1)
    given.add_argument("--dump", type=Path, help="a database with the cast, instead of one made anew")
    given.add_argument("--seconds", type=float, default=float("inf"), help="kill no more after so long")
    asked = given.parse_args()
    there = SHARED_MEMORY if os.access(SHARED_MEMORY, os.W_OK) else None
    home = Path(tempfile.mkdtemp(prefix="trefas-kills-", dir=there))
    home.chmod(0o711)
    try:
        wrong = _run(asked, home)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    sys.exit(1 if wrong else 0)


def _run(asked: argparse.Namespace, home: Path) -> int:
    from tests.kills.installation import Installation, build

    chance = random.Random(asked.seed)
    installation = Installation(build(home, asked.dump), chance, home / "serve.log")
    try:
        return _attack(asked, installation, chance)
    finally:
        installation.stop()
        from django.db import connections

        connections.close_all()
        installation.server.destroy()


def _attack(asked: argparse.Namespace, installation: "object", chance: random.Random) -> int:
    from django.db import connections
    from tests.kills import judging
    from tests.kills.killing import kill_while_written
    from tests.kills.writing import writers

    people = writers()
    installation.serve()
    for one in people:
        one.base = installation.base
    began, over = time.monotonic(), threading.Event()
    threads = [threading.Thread(target=one.write, args=(over,)) for one in people]
    for thread in threads:
        thread.start()
    try:
        killed = kill_while_written(installation, people, asked.kills, chance, began + asked.seconds)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    connections.close_all()
    wrong = list(judging.differences(installation, people))
    _say(installation, people, killed, time.monotonic() - began)
    print(*wrong[:40], f"{len(wrong)} wrong", sep="\n")
    return len(wrong)


def _say(installation: "object", people: list, killed: Counter, seconds: float) -> None:
    from tests.kills.installation import VICTIMS
    from tests.kills.judging import counted

    print(f"{sum(killed.values()) - killed['way']} kills in {seconds:.0f} s: ", end="")
    print(*(f"{what} {killed[what]}" for what in VICTIMS), sep=", ", end="; ")
    print(f"{killed['way']} of them with a form that decides on its way")
    print(counted(attempt for one in people for attempt in one.attempts))
    events = installation.ask("SELECT count(*), count(DISTINCT room_id) FROM audit_event")[0]
    copies = installation.ask("SELECT count(*), count(*) FILTER (WHERE state = 'registered') FROM disclosures_envelope")
    print(
        f"{events[0]:,} events in {events[1]} chains, {copies[0][0]:,} copies of which {copies[0][1]:,} registered;",
        end=" ",
    )
    print(f"the server was started {installation.starts} times; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
