"""Listan over HTTP in a room of 70,000 people: milliseconds a page, and the statements it asks.

Run with `uv run python benchmarks/listan.py [--people 70000] [--runs 40]`. It fills one invented room in a clone of the
test template and asks the pages through the whole middleware as its handler.

Promise: at most 12 statements a page of Listan whatever the size of the room, and no view or order that takes more than
twice the time of the quickest. The work list also asks what the families that add tasks to it ask.
"""

import argparse
import os
import statistics
import sys
import time
import uuid
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trefas.config.settings")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django

django.setup()

from django.db import connections  # noqa: E402  # after django.setup()
from django.test import Client  # noqa: E402  # after django.setup()
from django.utils import timezone  # noqa: E402  # after django.setup()
from tests import databases  # noqa: E402  # after django.setup()
from tests.cast import EMAIL, enter  # noqa: E402  # after django.setup()
from tests.web.queries import counted  # noqa: E402  # after django.setup()

import trefas.web.login  # noqa: E402, F401  # its receivers note when a session was opened
from trefas.authorities.models import User  # noqa: E402  # after django.setup()
from trefas.files.models import File  # noqa: E402  # after django.setup()
from trefas.methods import shipped  # noqa: E402  # after django.setup()
from trefas.persons.models import Person  # noqa: E402  # after django.setup()

BATCH = 500
PAGES = ("/listan/?view=unit", "/listan/", "/listan/?view=late", "/listan/?view=unit&sort=-contact", "/arbetslista/")


def fill(people: int) -> None:
    """Make people with a file each: a thousandth of them are the handler's own."""
    now, method = timezone.now(), shipped()["trefas"]
    for start in range(0, people, BATCH):
        with enter("bo") as room:
            acting = room.acting
            made = [
                Person(
                    room_id=room.room_id, given_name=f"Namn{number}", family_name="Påhittad", birth_date="2004-06-11",
                    created_at=now, created_by_id=acting.user_id,
                )
                for number in range(start, min(start + BATCH, people))
            ]  # fmt: skip
            room.keys.make_many(room.room_id, [person.pk for person in made])
            Person.objects.bulk_create(made)
            eva = User.objects.get(email=EMAIL["eva"]).pk
            File.objects.bulk_create(
                File(
                    room_id=room.room_id, person=person, unit_id=acting.unit_id,
                    handler_id=acting.user_id if (start + place) % 1000 == 0 else eva, handler_since=now.date(),
                    number=f"PO-2026-{start + place:06}", method="trefas", method_version=method.content_hash,
                    opened_on=now.date(), stage="followed", stage_since=now.date(), next_step="Ring",
                    next_step_on=now.date() + timedelta(days=(start + place) % 60 - 5), reason="review",
                    latest_contact_on=now.date() - timedelta(days=place % 30), changed_at=now,
                    changed_by_id=acting.user_id,
                )
                for place, person in enumerate(made)
            )  # fmt: skip


def logged_in() -> Client:
    """Return a client as Bo, with two factors."""
    client, user = Client(SERVER_NAME="localhost"), User.objects.get(email=EMAIL["bo"])
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0, "type": "totp"}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def measure(client: Client, page: str, runs: int) -> None:
    """Print the median and p95 of a page, and how many statements it asks."""
    client.get(page)
    with counted() as asked:
        answer = client.get(page)
    if answer.status_code != 200:
        raise SystemExit(f"{page} answered {answer.status_code}")
    taken = []
    for _run in range(runs):
        began = time.perf_counter()
        client.get(page)
        taken.append((time.perf_counter() - began) * 1000)
    p95 = statistics.quantiles(taken, n=20)[-1]
    print(f"{page:36} median {statistics.median(taken):6.1f} ms  p95 {p95:6.1f} ms  {len(asked)} statements")


def main() -> None:
    """Fill, measure and drop the clone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=70_000)
    parser.add_argument("--runs", type=int, default=40)
    given = parser.parse_args()
    server, name = databases.start(), f"bench_listan_{uuid.uuid4().hex[:8]}"
    databases.clone(server, name)
    try:
        began = time.perf_counter()
        fill(given.people)
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{given.people} people in {time.perf_counter() - began:.0f} s")
        client = logged_in()
        for page in PAGES:
            measure(client, page, given.runs)
    finally:
        connections.close_all()
        databases.embedded.drop_database(server, name)


if __name__ == "__main__":
    main()
