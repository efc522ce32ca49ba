"""The pilot planner's promise: 1,000 draws with randomisation inference in under a minute on two cores.

Run: uv run python benchmarks/pilot.py
"""

import sys
import time

from trefas.analysis.pilot import Plan, power

LIMIT = 60.0
PLANS = {
    "one pilot of 11 districts": Plan((1.0,) * 11, dispersion=1.3),
    "three pilots, staggered": Plan((1.0,) * 11, pilots=3, stagger=4, dispersion=1.3),
    "ten years after": Plan((1.0,) * 11, after=120, dispersion=1.3),
    "117 areas, six pilots": Plan((0.5,) * 117, pilots=6, dispersion=1.3),
}


def main() -> None:
    power(PLANS["one pilot of 11 districts"], draws=50)  # starts the workers
    slowest = 0.0
    for name, plan in PLANS.items():
        begun = time.perf_counter()
        found = power(plan, draws=1000, seed=1)
        took = time.perf_counter() - begun
        slowest = max(slowest, took)
        print(f"{name}: power {found.share:.3f}, 1,000 draws in {took:.1f} s (limit {LIMIT:g} s)")
    sys.exit(0 if slowest <= LIMIT else 1)


if __name__ == "__main__":
    main()
