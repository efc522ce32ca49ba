"""What sealing costs a page: each page in turns with the ciphers, and with a null cipher that only this script has.

Run with `uv run python benchmarks/encryption.py [--runs 200]`. A durable database of its own under .local/ holds the
tests' cast and sixty files. The null cipher knows what each sealed value holds, fetches no key and opens nothing; that
values lie as base64 in a column of their own kind is the same in both.

Promise: encryption adds at most 15 % to a page's median.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
MOST = 0.15


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Return the milliseconds of an act by the clock, and of this process alone: the latter others do not disturb."""
    began, own = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - began) * 1000, (time.process_time() - own) * 1000


def cost(runs: int) -> bool:
    """Ask each page in turns with and without the ciphers; returns whether every one keeps the promise."""
    from benchmarks.read_log import logged_in
    from tests.cast import enter
    from tests.files.build import file_in, note

    from trefas.rooms.keys import KeyRing

    with enter("amina") as room:
        files = [file_in(room, identity_number="", family_name=f"Ask{number}") for number in range(60)]
        for number in range(30):
            note(room, files[0], text=f"Samtal {number}. " + "Vill bort från Kvarnlunda. " * 8)
    client, one = logged_in("amina"), files[0]
    pages: dict[str, Callable[[], object]] = {
        "work list": lambda: client.get("/arbetslista/"),
        "Listan, 50 rows": lambda: client.get("/listan/?view=unit"),
        "file, 30 notes": lambda: client.get(f"/akter/{one.pk}/"),
        "person": lambda: client.get(f"/personer/{one.person_id}/"),
        "search": lambda: client.post("/search/", {"q": "Leo"}),
    }
    opened, known, values = KeyRing.open, dict[bytes, bytes](), [0]
    kept = KeyRing.open, KeyRing.expect

    def learn(self: KeyRing, *given: object) -> bytes:
        values[0] += 1
        known[bytes(given[-1])] = clear = opened(self, *given)
        return clear

    def seal(on: bool) -> None:
        KeyRing.open = kept[0] if on else lambda _ring, _room, _subject, _place, sealed: known[bytes(sealed)]
        KeyRing.expect = kept[1] if on else lambda *_given: None

    sound = True
    print(f"{'page':18} {'null':>9} {'sealed':>9} {'added':>7} {'own':>7} {'values':>7}   median of {runs}, ms")
    for title, ask in pages.items():
        KeyRing.open, values[0] = learn, 0
        answer = ask()
        if getattr(answer, "status_code", 0) != 200:
            sys.exit(f"{title} was not shown.")
        taken: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
        for run in range(runs + 10):
            for on in ((True, False), (False, True))[run % 2]:
                seal(on)
                took = timed(ask)
                if run >= 10:
                    taken[on].append(took)
        seal(True)
        null, sealed = (statistics.median(both[0] for both in taken[on]) for on in (False, True))
        own_null, own = (statistics.median(both[1] for both in taken[on]) for on in (False, True))
        added = sealed / null - 1
        sound = sound and added <= MOST
        print(f"{title:18} {null:9.2f} {sealed:9.2f} {added:7.1%} {own / own_null - 1:7.1%} {values[0]:7}")
    return sound


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trefas.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connections
    from tests import databases

    import trefas.web.login  # noqa: F401  # its receivers note when a session was opened
    from trefas.config import embedded

    server = embedded.start(ROOT / ".local" / "bench-seal", durable=True)
    embedded.create_logins(server)
    server.secret("secret_key", "master_key")
    settings.TREFAS_MASTER_KEY, settings.ALLOWED_HOSTS = databases.MASTER_KEY, ["*"]
    name = databases.clone(server, f"seal_{os.getpid()}")
    try:
        kept = cost(given.runs)
    finally:
        connections.close_all()
        embedded.drop_database(server, name)
    print("load", *(f"{one:.1f}" for one in os.getloadavg()))
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
