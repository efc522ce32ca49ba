"""The Poisson panel against pyfixest, side by side in one run.

Promise: our statsmodels route takes at most three times pyfixest's warm time, on the precinct panel and on one of
14,040 rows. Also checks that both give the same estimate and HC1 error.
Run: uv run --group bench python benchmarks/effect.py [folder with the data]
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

from trefas.analysis.effect import Columns, Panel, read_panel
from trefas.analysis.effect.designs import frame_of
from trefas.analysis.effect.poisson import poisson
from trefas.analysis.reading import read_table

DROPPED = ("22", "25", "43", "48", "52", "69", "70", "71", "81", "88", "103", "105")
LIMIT = 3.0
ROUNDS = 15


def cure_violence(folder: Path) -> Panel:
    """New York, 65 precincts and 14 years."""
    table = read_table(folder / "nyc_precinct_year_panel_2006_2021.csv")
    return read_panel(table, Columns("precinct", "year", "victims", "yearCure"), drop=DROPPED, last="2019")


def monthly() -> Panel:
    """117 invented areas over 120 months."""
    generator = np.random.default_rng(1)
    lines = ["area,month,count,start"]
    for area in range(117):
        start = f"{2015 + area % 3}-01" if area < 12 else ""
        lines += [f"{area},{2010 + m // 12}-{m % 12 + 1:02d},{generator.poisson(2.0)},{start}" for m in range(120)]
    from trefas.analysis.reading import table_of

    return read_panel(table_of("monthly.csv", "\n".join(lines).encode()), Columns("area", "month", "count", "start"))


def timed(work: Callable[[], object]) -> float:
    """Seconds of one warm call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def compare(name: str, panel: Panel) -> bool:
    """Take turns, so that a busy machine slows both; print and return whether the promise holds."""
    import pyfixest

    frame = frame_of(panel).assign(on=panel.on.astype(float))
    both: tuple[Callable[[], object], Callable[[], object]] = (
        lambda: poisson(panel, "hc1"),
        lambda: pyfixest.fepois("y ~ on | unit + time", frame, vcov="hetero"),
    )
    for work in both:
        work()
    ours, theirs = zip(*((timed(both[0]), timed(both[1])) for _ in range(ROUNDS)), strict=True)
    check_equal(panel, frame)
    ratio = median(ours) / median(theirs)
    print(
        f"{name}: n = {len(panel.outcome)}; ours {1000 * median(ours):.1f} ms, "
        f"pyfixest {1000 * median(theirs):.1f} ms, ratio {ratio:.2f} (limit {LIMIT:g})"
    )
    return ratio <= LIMIT


def check_equal(panel: Panel, frame: pd.DataFrame) -> None:
    """Fail when the two do not give the same estimate."""
    import pyfixest

    mine, _ = poisson(panel, "hc1")
    peer = pyfixest.fepois("y ~ on | unit + time", frame, vcov="hetero")
    assert mine.estimate is not None
    assert mine.se is not None
    assert abs(mine.estimate - float(peer.coef().iloc[0])) < 1e-6
    assert abs(mine.se - float(peer.se().iloc[0])) < 1e-4


def main() -> None:
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("TREFAS_DATA") or beside)
    if folder.is_dir():
        kept = compare("Cure Violence, years", cure_violence(folder))
    else:
        print(f"{folder} is not here: only the invented panel is run")
        kept = True
    kept = compare("invented areas, months", monthly()) and kept
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
