"""Ten users at once on a nation: requests a second, errors, p95 and the memory of each worker.

Run with `uv run python benchmarks/load.py [--seconds 30] [--workers 2]` after `benchmarks/nation.py --fresh`. Four
users work in the police room of 20,000 people, six in municipalities. Each asks without a pause: work list, Listan,
her files, their timelines, searches, and now and then writes a note.

Promise: no error.
"""

import argparse
import random
import re
import statistics
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlencode

import nation
from browsing import TOKEN, Visitor, memory, served

PORT = 8473
PERSONAS = ("bo", "pia", "per", "police-4", *(f"kommun-{place:03}-1" for place in range(1, 7)))
FILE = re.compile(r'href="/akter/([0-9a-f-]{36})/"')
NAMES = ("Leo", "Tarek Grahnell", "Elias", "Yusuf Hakimi", "Viktor Ekrot", "Noel Moreau")
# What users do, and how often of a hundred.
MIX = {"work list": 25, "Listan": 20, "file": 25, "timeline": 12, "search": 13, "note": 5}


@dataclass
class Day:
    """What one user's requests took in milliseconds, and what went wrong."""

    persona: str
    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)


def work(day: Day, until: float) -> None:
    """Ask pages without a pause until the time is over."""
    visitor, draw = Visitor(PORT), random.Random(day.persona)
    visitor.log_in(day.persona)
    files = FILE.findall(visitor.ask("GET", "/listan/")[1])
    while time.monotonic() < until:
        what = draw.choices(list(MIX), list(MIX.values()))[0]
        began = time.perf_counter()
        try:
            status = do(visitor, what, draw.choice(files), draw.choice(NAMES))
        except OSError as error:
            day.errors.append(f"{what}: {error!r}")
            return
        day.taken[what].append((time.perf_counter() - began) * 1000)
        if status not in (200, 302):
            day.errors.append(f"{what}: {status}")


def do(visitor: Visitor, what: str, file: str, name: str) -> int:
    """Do one thing and return the status of its answer."""
    if what == "search":
        return visitor.search(name)[0]
    if what == "note":
        return write_note(visitor, file)
    paths = {"work list": "/arbetslista/", "Listan": "/listan/?view=unit", "file": f"/akter/{file}/"}
    return visitor.ask("GET", paths.get(what, f"/akter/{file}/tidslinje/"))[0]


def write_note(visitor: Visitor, file: str) -> int:
    """Open the form of a note and save one; 302 when it was kept."""
    status, body = visitor.ask("GET", f"/akter/{file}/anteckning/")
    token = TOKEN.search(body)
    if status != 200 or token is None:
        return status
    form = {
        "csrfmiddlewaretoken": token[1], "kind": "fact", "title": "Påhittad anteckning under mätning",
        "text": "Påhittat: ringde, svarade kort.",
    } | required(body)  # fmt: skip
    return visitor.ask("POST", f"/akter/{file}/anteckning/", urlencode(form))[0]


def required(body: str) -> dict[str, str]:
    """Return what the form has filled in already: date, time, ground."""
    inputs = re.findall(r"<input[^>]*>", body)
    pairs = [(re.search(r'name="([^"]+)"', one), re.search(r'value="([^"]*)"', one), one) for one in inputs]
    typed = ('type="text"', 'type="date"', 'type="datetime-local"')
    return {name[1]: value[1] for name, value, one in pairs if name and value and any(kind in one for kind in typed)}


def main() -> None:
    """Serve the nation, let the users work, and print what they met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    server = nation.start()
    days = [Day(persona) for persona in PERSONAS]
    print(nation.load())
    with served(server, nation.NATION, PORT, given.workers) as child:
        until = time.monotonic() + given.seconds
        threads = [threading.Thread(target=work, args=(day, until)) for day in days]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        report(days, time.perf_counter() - began)
        print("memory in MB, the supervisor first:", *(f"{size:.0f}" for size in memory(child)))
    print(nation.load())


def report(days: list[Day], seconds: float) -> None:
    """Print a line for each kind of page and one for all."""
    everything = [one for day in days for taken in day.taken.values() for one in taken]
    for what in MIX:
        taken = [one for day in days for one in day.taken[what]]
        print(f"{what:10} {len(taken):5} requests  p50 {statistics.median(taken):6.0f} ms  p95 {p95(taken):6.0f} ms")
    errors = [error for day in days for error in day.errors]
    print(f"{len(everything)} requests in {seconds:.1f} s: {len(everything) / seconds:.1f} a second", end="; ")
    print(f"p95 {p95(everything):.0f} ms; {len(errors)} errors", *sorted(set(errors)))


def p95(taken: list[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(taken, n=20)[-1]


if __name__ == "__main__":
    main()
