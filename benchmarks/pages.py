"""Pages of a nation over HTTP: queries a page, and p50 and p95 with and without row security, side by side.

Run with `uv run python benchmarks/pages.py [--runs 200] [--only TEXT]` after `benchmarks/nation.py --fresh`. Two
servers of one worker each answer in turns, one on the nation's database and one on a copy of it where row security
is switched off; each page is asked `--runs` times of each.

Promise: at most 12 queries (BEGIN, pass and audit apart), and p95 within 1.25 times of that without row security.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nation
from browsing import Visitor, served

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
# The first in the police room of 20,000 people; the second in the largest municipality.
PERSONAS = {"bo": "bo@polisen-vidhamn.example", "kommun-001-1": "kommun-001-1@nationen.example"}
MOST_QUERIES, MOST_RATIO = 12, 1.25
SERVER_NAME = "localhost"


@dataclass(frozen=True)
class Page:
    """What a persona asks: a path, or words to search for."""

    persona: str
    title: str
    path: str = ""
    words: str = ""


def pages_of(persona: str) -> list[Page]:
    """Return the pages of a persona: the room's file with most notes among them, and a name and number to search."""
    from django.db.models import Count

    from trefas.files.models import File, Note
    from trefas.rooms.admission import enter_as

    with enter_as(PERSONAS[persona], purpose="follow") as room:
        notes = Note.objects.filter(room_id=room.room_id).values("file_id").annotate(count=Count("id"))
        most = notes.order_by("-count", "file_id")[0]
        file = File.objects.select_related("person").get(room_id=room.room_id, pk=most["file_id"])
        name, number = file.person.name, file.person.identity_number or ""
        print(f"{persona}: a room of {File.objects.filter(room_id=room.room_id).count():,} files")
    return [
        Page(persona, "work list", "/arbetslista/"),
        Page(persona, "Listan, mine", "/listan/"),
        Page(persona, "Listan, the unit's", "/listan/?view=unit"),
        Page(persona, "Listan, unit by contact", "/listan/?view=unit&sort=-contact"),
        Page(persona, "Listan, unit by name", "/listan/?view=unit&sort=name"),
        Page(persona, f"file, {most['count']} notes", f"/akter/{file.pk}/"),
        Page(persona, "timeline", f"/akter/{file.pk}/tidslinje/"),
        Page(persona, "search, a whole name", words=name),
        Page(persona, "search, a given name", words=name.split()[0]),
        Page(persona, "search, a number", words=number),
    ]


def queries(page: Page) -> list[str]:
    """Return the statements of a page, asked in this process through the whole middleware."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from tests.web.queries import counted

    from trefas.web.login import DEMO_SESSION

    client = Client(SERVER_NAME=SERVER_NAME)
    user = get_user_model()._default_manager.get(email=PERSONAS[page.persona])
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[DEMO_SESSION] = page.persona
    session.save()

    def ask() -> int:
        answer = client.get(page.path) if page.path else client.post("/search/", {"q": page.words})
        return int(answer.status_code)

    ask()
    with counted() as asked:
        status = ask()
    if status != 200:
        raise SystemExit(f"{page.title} answered {status}")
    return asked


def timed(ask: Callable[[], tuple[int, str]]) -> float:
    """Return the milliseconds of one whole answer; anything but 200 ends the measurement."""
    began = time.perf_counter()
    status, _body = ask()
    taken = (time.perf_counter() - began) * 1000
    if status != 200:
        raise SystemExit(f"answered {status}")
    return taken


def asking(visitor: Visitor, page: Page) -> Callable[[], tuple[int, str]]:
    """Return the request of a page."""
    return lambda: visitor.ask("GET", page.path) if page.path else visitor.search(page.words)


def side_by_side(page: Page, ports: tuple[int, int], runs: int) -> tuple[list[float], list[float]]:
    """Ask both servers in turns, the first one changing, so that what else the machine does meets both alike."""
    asks = []
    for port in ports:
        visitor = Visitor(port)
        visitor.log_in(page.persona)
        asks.append(asking(visitor, page))
        for _warm in range(10):
            timed(asks[-1])
    taken: tuple[list[float], list[float]] = ([], [])
    for run in range(runs):
        for which in (run % 2, 1 - run % 2):
            taken[which].append(timed(asks[which]))
    return taken


def p95(taken: list[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(taken, n=20)[-1]


def report(page: Page, ports: tuple[int, int], runs: int) -> bool:
    """Measure a page and print its line; returns whether it keeps the promise."""
    count = len(queries(page))
    taken = side_by_side(page, ports, runs)
    (middle, high), (plain_middle, plain_high) = [(statistics.median(each), p95(each)) for each in taken]
    kept = count <= MOST_QUERIES and high / plain_high <= MOST_RATIO
    print(
        f"{page.persona:13} {page.title:24} {count:3} queries  p50 {middle:6.1f} ms  p95 {high:6.1f} ms"
        f" | without: p50 {plain_middle:6.1f}  p95 {plain_high:6.1f}"
        f" | ratio p50 {middle / plain_middle:.2f}  p95 {high / plain_high:.2f}  {'' if kept else 'NOT KEPT'}",
        flush=True,
    )
    return kept


def main() -> None:
    """Serve both databases and measure every page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--only", default="", help="pages whose title holds this")
    parser.add_argument("--persona", choices=list(PERSONAS), action="append")
    parser.add_argument("--explain", action="store_true", help="print the statements instead of measuring")
    given = parser.parse_args()
    server = nation.start()
    chosen = [page for persona in given.persona or PERSONAS for page in pages_of(persona) if given.only in page.title]
    if given.explain:
        for page in chosen:
            asked = queries(page)
            print(f"\n== {page.persona} {page.title}: {len(asked)}", *asked, sep="\n  ")
        return
    with served(server, nation.NATION, 8471), served(server, nation.WITHOUT, 8472):
        print(nation.load())
        kept = [report(page, (8471, 8472), given.runs) for page in chosen]
        print(f"{sum(kept)} of {len(kept)} pages keep the promise; {nation.load()}")


if __name__ == "__main__":
    main()
