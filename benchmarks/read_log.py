"""What the read log costs a page, and how fast a long one is read.

Run with `uv run python benchmarks/read_log.py [--runs 200] [--events 1000000] [--only cost|reading]`. A durable
database of its own under .local/ holds the tests' cast and sixty files. Each page is asked in turns with the log and
without it (nothing collected, nothing appended). Then a million events are laid in the room's chain, and who has looked
at one person, a page of the room's log and one more event are timed.

Promise: the log adds at most 15 % to a page's median; who has looked is told within 100 ms.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
MOST_COST = 0.15
MOST_READING = 0.1


def timed(act: Callable[[], object]) -> float:
    """Return the milliseconds of an act."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def logged_in(who: str) -> "object":
    """Return a client of one of the cast, with two factors."""
    from django.test import Client
    from tests.cast import EMAIL

    from trefas.authorities.models import User

    client, user = Client(), User.objects.get(email=EMAIL[who])
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0, "type": "totp"}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def cost(runs: int) -> bool:
    """Ask each page in turns with and without the log; returns whether every one keeps the promise."""
    from tests.cast import enter
    from tests.files.build import file_in

    from trefas.rooms import entry
    from trefas.rooms.seen import Seen
    from trefas.web import answers, middleware

    with enter("amina") as room:
        files = [file_in(room, identity_number="", family_name=f"Ask{number}") for number in range(60)]
    client, one = logged_in("amina"), files[0]
    pages: dict[str, Callable[[], object]] = {
        "work list": lambda: client.get("/arbetslista/"),
        "Listan, 50 rows": lambda: client.get("/listan/?view=unit"),
        "file": lambda: client.get(f"/akter/{one.pk}/"),
        "person": lambda: client.get(f"/personer/{one.person_id}/"),
        "search": lambda: client.post("/search/", {"q": "Leo"}),
    }
    kept = entry._append, Seen.note, middleware.answered

    def log(on: bool) -> None:
        entry._append = kept[0] if on else lambda _entered: None
        Seen.note = kept[1] if on else lambda *_args, **_kwargs: None
        middleware.answered = kept[2] if on else lambda *_args: None

    sound = True
    print(f"{'page':18} {'without':>9} {'with':>9} {'added':>7}   median of {runs}, ms")
    for title, ask in pages.items():
        taken: dict[bool, list[float]] = {True: [], False: []}
        for run in range(runs + 10):
            for on in ((True, False), (False, True))[run % 2]:
                log(on)
                took = timed(ask)
                if run >= 10:
                    taken[on].append(took)
        log(True)
        without, with_log = statistics.median(taken[False]), statistics.median(taken[True])
        added = with_log / without - 1
        sound = sound and added <= MOST_COST
        print(f"{title:18} {without:9.2f} {with_log:9.2f} {added:7.1%}")
    assert answers.answered is kept[2]
    return sound


def reading(server: object, name: str, events: int) -> bool:
    """Lay events in a room's chain, and time what reads them."""
    import psycopg
    from tests.cast import enter
    from tests.files.build import keep

    from trefas.accountability import reading as log
    from trefas.audit.events import Event

    with enter("amina") as room:
        person, room_id = keep(room, identity_number="", given_name="Kim"), room.room_id
    with psycopg.connect(**{**server.superuser_params(), "dbname": name}, autocommit=True) as connection:
        _lay(connection, room_id, person.pk, events)
    with enter("sven", purpose="review_log") as room:
        acts: dict[str, Callable[[], object]] = {
            "who has looked, latest page": lambda: log.looked_at(room_id, [person.pk]),
            "who has looked, oldest page": lambda: log.looked_at(room_id, [person.pk], before=events // 1_000),
            "the log, latest page": lambda: log.read_log(room_id, log.Asked()),
            "the log, denials": lambda: log.read_log(room_id, log.Asked(group="denials")),
            "the log, one person": lambda: log.read_log(room_id, log.Asked(subjects=(person.pk,))),
            "the log, one user": lambda: log.read_log(room_id, log.Asked(user=room.acting.user_id)),
        }
        slowest = 0.0
        for title, act in acts.items():
            median = statistics.median(timed(act) for _run in range(15))
            slowest = max(slowest, median)
            print(f"{title:30} {median:8.2f} ms of {events:,} events")

    def append() -> None:
        with enter("amina") as room:
            room.record(Event("bench.noted", ids={"of": [person.pk]}))

    print(f"{'one more event, whole entry':30} {statistics.median(timed(append) for _run in range(50)):8.2f} ms")
    return slowest <= MOST_READING * 1000


def _lay(connection: "object", room_id: object, person: object, events: int) -> None:
    """One event in five hundred is about the person; hashes are no hashes, since nobody verifies them here."""
    user = "00000000-0000-0000-0000-000000000001"
    body = json.dumps(
        {"actor": {"user": user}, "codes": {"page": "listan"}, "ids": {"listed": [str(person)]}, "kind": "read"}
    )
    connection.execute("ALTER TABLE audit_event NO FORCE ROW LEVEL SECURITY")
    connection.execute(
        "INSERT INTO audit_event (id, room_id, number, happened, previous, body, hash, kind)"
        " SELECT gen_random_uuid(), %s, 1000 + n, to_char(now() - (%s - n) * interval '1 second',"
        " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), '\\x', %s, sha256(n::text::bytea),"
        " CASE WHEN n %% 1000 = 7 THEN 'denied' ELSE 'read' END FROM generate_series(1, %s) n",
        [room_id, events, body, events],
    )
    connection.execute(
        "INSERT INTO audit_subject (room_id, subject, number) SELECT %s, CASE WHEN k = 0 AND n %% 500 = 0 THEN %s"
        " ELSE md5((n %% 20000 + k)::text)::uuid END, 1000 + n FROM generate_series(1, %s) n, generate_series(0, 4) k"
        " ON CONFLICT DO NOTHING",
        [room_id, person, events],
    )
    connection.execute("UPDATE audit_chainhead SET number = 1000 + %s WHERE room_id = %s", [events, room_id])
    connection.execute("ALTER TABLE audit_event FORCE ROW LEVEL SECURITY")
    connection.execute("VACUUM ANALYZE audit_event, audit_subject")


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("cost", "reading"))
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trefas.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connections
    from tests import databases

    import trefas.web.login  # noqa: F401  # its receivers note when a session was opened
    from trefas.config import embedded

    server = embedded.start(ROOT / ".local" / "bench-log", durable=True)
    embedded.create_logins(server)
    server.secret("secret_key", "master_key")
    settings.TREFAS_MASTER_KEY, settings.ALLOWED_HOSTS = databases.MASTER_KEY, ["*"]
    name = databases.clone(server, f"readlog_{os.getpid()}")
    try:
        kept = given.only == "reading" or cost(given.runs)
        kept = (given.only == "cost" or reading(server, name, given.events)) and kept
    finally:
        connections.close_all()
        embedded.drop_database(server, name)
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
