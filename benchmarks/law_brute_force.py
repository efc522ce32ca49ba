"""Promise: every question that can be put gets an answer that a plain reading of the rules confirms.

Run: uv run python -m benchmarks.law_brute_force [EVERY]. All kinds × kinds × categories × purposes × ages × days around
each change of law, asked unsigned and signed; EVERY n takes each n-th. The sample in tests/law_spec is drawn from it.
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from joblib import Parallel, delayed
from tests.law_spec import space


def part(start: int, step: int) -> Counter[str]:
    """The outcomes of each `step`-th question from `start`; raises at the first that does not hold."""
    return Counter(space.check(asked).outcome for asked in space.every(step, start))


def main() -> None:
    """Check them all on every core and print the outcomes."""
    every = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    cores = 2
    start = time.perf_counter()
    parts = Parallel(n_jobs=cores)(delayed(part)(core * every, cores * every) for core in range(cores))
    outcomes: Counter[str] = sum(parts, Counter())
    print(f"{outcomes.total():,} of {space.SIZE:,} questions in {time.perf_counter() - start:,.0f} s")
    for outcome, count in outcomes.most_common():
        print(f"{outcome:>18} {count:>12,}")


if __name__ == "__main__":
    main()
