"""What it costs a page that the database keeps barred people out of every row, side by side with the same database
without those policies.

Run with `uv run python benchmarks/barred.py [--people 20000] [--staff 500] [--blocks 12] [--runs 10]`. One invented
room is filled, and copied; in the copy the policies are dropped. The pages of a handler who is barred from nobody, and
of the same one when she is barred from five people with a file each, are asked of both in turns.

Then what it takes to complete a pass where many work: so many people in units of ten in the one room, all with a number
of their own, each moved once lately, so that a handler has some tens of close colleagues (ADR 27).

Promise: at most 10 % of a page's median; no statement more.
"""

import argparse
import os
import statistics
import time
import uuid
from datetime import timedelta

from django.db import connections
from django.utils import timezone
from listan import fill, logged_in  # sets Django up
from tests import databases
from tests.cast import NOW, enter

from trefas.authorities.models import Unit, User
from trefas.persons.actions import bar_from_person
from trefas.persons.models import Barring, Ground, Person
from trefas.rooms import entry
from trefas.rooms.models import Membership
from trefas.rooms.securing import room_models

PAGES = ("/arbetslista/", "/listan/?view=unit", "/listan/", "/listan/?view=late")


def drop_policies() -> None:
    """Let the database it is pointed to bar nobody."""
    with connections["owner"].cursor() as cursor:
        for model in room_models():
            cursor.execute(f"DROP POLICY IF EXISTS not_barred ON {model._meta.db_table}")


def bar_five() -> None:
    """Bar the handler from five people."""
    with enter("bo") as room:
        bo = room.acting.user_id
    with enter("eva") as room:
        for person_id in Person.objects.order_by("id").values_list("id", flat=True)[:5]:
            bar_from_person(
                by=room.acting, user_id=bo, person_id=person_id, ground=Ground.OTHER, note="", now=NOW
            )  # fmt: skip


def in_turns(server: object, names: tuple[str, str], blocks: int, runs: int) -> None:
    """Print the medians of each page with and without."""
    taken: dict[tuple[str, int], list[float]] = {}
    for block in range(blocks):
        for place in ((0, 1), (1, 0))[block % 2]:
            databases.use(server, names[place])  # type: ignore[arg-type]  # the server of the tests
            client = logged_in()
            for page in PAGES:
                client.get(page)
                client.get(page)
                for _run in range(runs):
                    began = time.perf_counter()
                    client.get(page)
                    taken.setdefault((page, place), []).append((time.perf_counter() - began) * 1000)
    for page in PAGES:
        with_, without = (statistics.median(taken[page, place]) for place in (0, 1))
        print(f"{page:24} with {with_:7.1f} ms  without {without:7.1f} ms  ratio {with_ / without:.3f}")


def the_pass(runs: int = 400) -> None:
    """Print what completing a pass takes."""
    with enter("bo") as room, connections["rooms"].cursor() as cursor:
        minted = entry.mint(room.acting, "follow")
        began = time.perf_counter()
        for _run in range(runs):
            cursor.execute("SELECT complete_pass(%s)", [minted])
        print(f"complete_pass {(time.perf_counter() - began) / runs * 1e6:.0f} us with {len(room.barred)} barred ids")


def staff_up(many: int) -> None:
    """Let many work in the handler's room, in units of ten that they have moved between, each with an own number."""
    with enter("bo") as room:
        bo = Membership.objects.get(pk=room.acting.membership_id)
    own, now = bo.unit, timezone.now()
    users = [User(email=f"{n}@bench.example", name=f"Anställd {n}") for n in range(many)]
    User.objects.using("owner").bulk_create(users)
    units = [own]
    for n in range(many // 10):
        made = Unit(branch_id=own.branch_id, kind=own.kind, name=f"Enhet {n}", short_name=f"E{n}", starts=own.starts)
        made.save(using="owner")
        units.append(made)
    moved = now - timedelta(days=100)
    rows = []
    for n, user in enumerate(users):
        at = {"user": user, "room_id": bo.room_id, "role": bo.role, "mandates": bo.mandates}
        first, later = units[n % len(units)], units[(n * 7 + 1) % len(units)]
        rows.append(Membership(**at, unit=first, starts_at=bo.starts_at, ends_at=moved))
        rows.append(Membership(**at, unit=later, starts_at=moved))
    Membership.objects.using("owner").bulk_create(rows)
    with enter("eva") as room:
        for user in users:
            Barring.objects.create(
                room_id=room.room_id, user_id=user.pk, ground=Ground.OWN, token=os.urandom(32), declared_at=now,
                declared_by_id=room.acting.user_id,
            )  # fmt: skip
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def main() -> None:
    """Fill, copy, measure and drop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--staff", type=int, default=500)
    parser.add_argument("--blocks", type=int, default=12)
    parser.add_argument("--runs", type=int, default=10)
    given = parser.parse_args()
    server, stem = databases.start(), f"bench_barred_{uuid.uuid4().hex[:8]}"
    names = (stem, f"{stem}_without")
    databases.clone(server, stem)
    try:
        fill(given.people)
        for title in ("barred from nobody", "barred from five"):
            connections.close_all()
            databases.embedded.create_database(server, names[1], template=stem)
            databases.use(server, names[1])
            drop_policies()
            for name in names:
                databases.use(server, name)
                with connections["owner"].cursor() as cursor:
                    cursor.execute("ANALYZE")
            print(title)
            in_turns(server, names, given.blocks, given.runs)
            databases.use(server, stem)
            the_pass()
            databases.embedded.drop_database(server, names[1])
            bar_five() if title == "barred from nobody" else None
        databases.use(server, stem)
        staff_up(given.staff)
        print(f"{given.staff} who work in the room")
        the_pass()
    finally:
        connections.close_all()
        for name in names:
            databases.embedded.drop_database(server, name)


if __name__ == "__main__":
    main()
