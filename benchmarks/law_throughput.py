"""Promise: `trefas law ask` gives at least 5,000 answers a second in one process, with no cache of answers.

Run: uv run python -m benchmarks.law_throughput [COUNT]. Distinct lines from the whole space of questions go through
the command itself; start-up is part of the time. Exits 1 if the promise is broken.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from datetime import date, timedelta

from trefas.law.words import CATEGORIES, KINDS, PURPOSES

PROMISE = 5_000
CHECKED = 1_000
COMMAND = (sys.executable, "-c", "from trefas.cli import main; main()", "law", "ask", "--json", "-")
FIRST_DAY = date(2024, 1, 1)


def line(number: int, draw: random.Random) -> str:
    """One request as JSON; the number makes it distinct."""
    return json.dumps(
        {
            "id": str(number),
            "date": (FIRST_DAY + timedelta(draw.randrange(1000))).isoformat(),
            "sender": draw.choice(list(KINDS)),
            "receiver": draw.choice(list(KINDS)),
            "information": draw.sample(list(CATEGORIES), 2),
            "purpose": draw.choice(list(PURPOSES)),
            "subject": {"age": draw.randrange(10, 40)},
            "requested": draw.random() < 0.5,
            "facts": {"OSL-10-2": {"necessary_own_work": f"Skäl {number}"}},
        }
    )


def main() -> int:
    """Measure, print, and say whether the promise holds."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    draw = random.Random(1)
    given = ("\n".join(line(number, draw) for number in range(count)) + "\n").encode()
    _check(b"".join(given.splitlines(keepends=True)[:CHECKED]))
    start = time.perf_counter()
    subprocess.run(COMMAND, input=given, stdout=subprocess.DEVNULL, check=True)
    rate = count / (time.perf_counter() - start)
    print(f"{count} answers: {rate:,.0f} a second, start-up included")
    return 0 if rate >= PROMISE else 1


def _check(given: bytes) -> None:
    """The lines are answered, every one, and none with an error."""
    told = subprocess.run(COMMAND, input=given, capture_output=True, check=True).stdout
    assert told.count(b"\n") == given.count(b"\n")
    assert b'"error"' not in told


if __name__ == "__main__":
    raise SystemExit(main())
