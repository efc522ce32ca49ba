"""Near-repeat against pointpats' Knox, side by side: seconds, peak memory and their ratios.

Run with `uv run --group bench python benchmarks/near_repeat.py [--sizes 2000 10000] [--runs 3]`. The events are
New York's shootings (TREFAS_DATA, else ../shared/data). pointpats tests one cell (200 m, 14 days); ours is the
whole table of 5 distance and 4 day bands out to 600 m. Both permute 999 times. Each measurement is a fresh
process, ours and theirs in turn; reading and importing are not timed, peak memory is that of the whole process.

Promises: at 10,000 events at most 1/40 of pointpats' time, under 500 MB, and time that grows with close pairs.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

FOLDER = Path(os.environ.get("TREFAS_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
FOOT = 1200 / 3937  # the United States survey foot, in metres
DISTANCE, DAYS = (0, 0.1, 100, 200, 400, 600), (0, 2, 4, 7, 14)
PERMUTATIONS = 999
MEGABYTE = 1024  # ru_maxrss counts kilobytes


def events(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The first n shootings: metres east, metres north, day number."""
    lines = (FOLDER / "nypd_shooting_incidents_2006_2021.csv").read_text().splitlines()[1 : n + 1]
    rows = [line.split(",") for line in lines]
    x, y = (np.array([float(row[column]) for row in rows]) * FOOT for column in (5, 6))
    days = np.array([row[0] for row in rows], dtype="datetime64[D]").astype(np.int64)
    return x, y, days


def measure_ours(n: int) -> dict[str, float]:
    """The whole table, and how many close pairs it looked at."""
    from trefas.analysis.near_repeat import near_repeat
    from trefas.analysis.pairs import close_pairs

    x, y, days = events(n)
    near_repeat(x[:50], y[:50], days[:50], DISTANCE, DAYS, permutations=9)
    start = time.perf_counter()
    near_repeat(x, y, days, DISTANCE, DAYS, permutations=PERMUTATIONS)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    return {"seconds": seconds, "megabytes": peak, "pairs": len(close_pairs(x, y, DISTANCE[-1], "euclidean")[0])}


def measure_pointpats(n: int) -> dict[str, float]:
    """One cell."""
    from pointpats import Knox

    x, y, days = events(n)
    places = np.column_stack((x, y))
    np.random.seed(1)
    Knox(places[:50], days[:50, None], delta=200, tau=14, permutations=9)
    start = time.perf_counter()
    Knox(places, days[:, None], delta=200, tau=14, permutations=PERMUTATIONS)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE}


MEASURES = {"trefas": measure_ours, "pointpats": measure_pointpats}


def in_a_fresh_process(name: str, n: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--measure", name, "--sizes", str(n)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def side_by_side(n: int, runs: int) -> None:
    """Ours and theirs in turn; medians of seconds, the largest memory of ours."""
    taken: dict[str, list[dict[str, float]]] = {name: [] for name in MEASURES}
    for _ in range(runs):
        for name in MEASURES:
            taken[name].append(in_a_fresh_process(name, n))
    medians = {name: statistics.median(one["seconds"] for one in several) for name, several in taken.items()}
    peaks = {name: max(one["megabytes"] for one in several) for name, several in taken.items()}
    ratio = medians["pointpats"] / medians["trefas"]
    print(
        f"n = {n:6}: trefas {medians['trefas']:7.3f} s {peaks['trefas']:4.0f} MB, pointpats "
        f"{medians['pointpats']:7.3f} s {peaks['pointpats']:4.0f} MB, ratio 1/{ratio:.0f} (medians of {runs})"
    )


def growth(sizes: list[int]) -> None:
    """Time against close pairs: nanoseconds for a pair and a permutation stay about the same."""
    for n in sizes:
        one = in_a_fresh_process("trefas", n)
        share = one["seconds"] / one["pairs"] / PERMUTATIONS * 1e9
        print(f"n = {n:6}: {one['pairs']:9.0f} close pairs, {one['seconds']:6.3f} s, {share:.2f} ns each")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2000, 10_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--measure", choices=list(MEASURES))
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(MEASURES[asked.measure](asked.sizes[0])))
        return
    for n in asked.sizes:
        side_by_side(n, asked.runs)
    growth([2000, 5000, 10_000, 20_000])


if __name__ == "__main__":
    main()
