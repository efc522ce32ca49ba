"""The Hawkes fit against hawkesbook, side by side: milliseconds, their ratio, and that both find the same top.

Run with `uv run --group bench python benchmarks/contagion.py [--runs 21]`. The times are New York's shootings
(TREFAS_DATA, else ../shared/data), spread within the minute. hawkesbook is compiled by numba, so it is warmed
up first and measured warm; the two take turns. The seasonal fit with its interval, which hawkesbook has no
counterpart to, is timed alone.

Promise: the fit on a constant background takes at most twice hawkesbook's time.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

# As the command does, for both sides; it must stand before numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import hawkesbook
import numpy as np

from trefas.analysis.background import chosen_background
from trefas.analysis.contagion import Seasonal
from trefas.analysis.hawkes import fit_constant

FOLDER = Path(os.environ.get("TREFAS_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")


def event_times(n: int) -> np.ndarray:
    """The first n shootings, in days from the first midnight."""
    lines = (FOLDER / "nypd_shooting_incidents_2006_2021.csv").read_text().splitlines()[1 : n + 1]
    stamps = [f"{date}T{clock:0>5}" for date, clock, *_ in (line.split(",") for line in lines)]
    minutes = np.array(stamps, dtype="datetime64[m]").astype(np.int64)
    days = (minutes + np.random.default_rng(1).random(n)) / 1440
    return np.sort(days - np.floor(days.min()))


def milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def side_by_side(n: int, runs: int) -> None:
    times = event_times(n)
    end = float(times[-1]) + 0.01
    begin = np.array([n / end / 2, 1.0, 3.0])

    def ours() -> object:
        return fit_constant(times, end)

    def theirs() -> object:
        return hawkesbook.exp_mle(times, end, begin)

    fit, (mu, alpha, beta) = fit_constant(times, end), hawkesbook.exp_mle(times, end, begin)
    pairs = [(milliseconds(ours), milliseconds(theirs)) for _ in range(runs)]
    mine, yours = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(
        f"n = {n:6}: trefas {mine:6.2f} ms, hawkesbook {yours:6.2f} ms, ratio {mine / yours:.2f} (medians of {runs}); "
        f"branching {fit.branching:.4f} and {alpha / beta:.4f}, mu {fit.mu:.4f} and {mu:.4f}"
    )


def seasonal(n: int) -> None:
    times = event_times(n)
    days = int(times[-1]) + 1
    model = Seasonal(chosen_background(13_149, days, times, clock=True), 1 / 48)
    print(f"n = {n:6}: seasonal fit with interval {milliseconds(lambda: model.fit(times)):7.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2000, 10_000])
    parser.add_argument("--runs", type=int, default=21)
    asked = parser.parse_args()
    for n in asked.sizes:
        side_by_side(n, asked.runs)
    for n in asked.sizes:
        seasonal(n)


if __name__ == "__main__":
    main()
