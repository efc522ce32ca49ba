"""Near-repeat against published and independently computed tables."""

import math

import numpy as np
import pytest
from scipy.stats import poisson

from tests.analysis.running import run
from trefas.analysis.near_repeat import near_repeat
from trefas.analysis.reading import read_table

# Knox tests count pairs up to and including the limit; our bands leave the upper edge out.
JUST_OVER = 1 + 1e-9


def burkitt_of_libpysal():
    """Burkitt's lymphoma in Uganda's West Nile district, 188 cases (Williams and others 1978)."""
    import libpysal

    file = libpysal.io.open(libpysal.examples.get_path("burkitt.dbf"))
    columns = [np.array(file.by_col(name), dtype=float) for name in ("X", "Y", "T")]
    file.close()
    return columns


def knox(x, y, days, distance, limit):
    """One cell: close pairs, their expected number from the margins, and the Poisson chance of more pairs."""
    n = len(x)
    table = near_repeat(x, y, days, (0, distance * JUST_OVER, math.inf), (0, limit + 1, math.inf), permutations=1)
    close = int(table.observed[0, 0])
    expected = table.observed[0].sum() * table.observed[:, 0].sum() / (n * (n - 1) / 2)
    return close, expected, float(poisson.sf(close, expected))


BURKITT = [
    (2.5, 60, 4, 2.654, 0.1303),
    (5, 60, 12, 8.929, 0.1192),
    (10, 60, 40, 28.822, 0.0189),
    (20, 60, 96, 85.052, 0.1089),
    (20, 5, 13, 10.144, 0.1463),
]


@pytest.mark.parametrize(("distance", "limit", "pairs", "expected", "p"), BURKITT)
def test_burkitt(distance, limit, pairs, expected, p):
    """Values on which pointpats and R surveillance agree."""
    x, y, t = burkitt_of_libpysal()
    close, mean, chance = knox(x, y, t.astype(int), distance, limit)
    assert close == pairs
    assert mean == pytest.approx(expected, abs=1e-3)
    assert chance == pytest.approx(p, abs=1e-4)


def test_burkitt_permutations_agree_with_the_margins():
    """The mean of the permutations is the product of the margins, for each distance."""
    x, y, t = burkitt_of_libpysal()
    edges = tuple(value * JUST_OVER for value in (0, 2.5, 5, 10, 20))
    table = near_repeat(x, y, t.astype(int), edges, (0, 61), permutations=1999)
    margins = near_repeat(x, y, t.astype(int), (*edges, math.inf), (0, 61, math.inf), permutations=1).observed
    expected = margins[:-1].sum(axis=1) * margins[:, 0].sum() / margins.sum()
    assert table.expected[:, 0] == pytest.approx(expected, rel=0.06)


def test_burkitt_file_is_the_one_of_libpysal(data):
    table = read_table(data / "burkitt.csv")
    x, y, t = burkitt_of_libpysal()
    assert table.numbers("x").tolist() == x.tolist()
    assert table.numbers("y").tolist() == y.tolist()
    assert table.numbers("t_day").tolist() == t.tolist()


def test_chicago_arson_one_cell(data):
    """300 m and 7 days: 23 pairs, 7.973143 expected, p 3.5249e-06 (pointpats and R surveillance)."""
    table = read_table(data / "nr_chicago_arson.csv")
    x, y, days = table.numbers("x_m"), table.numbers("y_m"), table.moments("date").days
    close, expected, chance = knox(x, y, days, 300, 7)
    assert close == 23
    assert expected == pytest.approx(7.973143, abs=1e-6)
    assert chance == pytest.approx(3.5249e-06, rel=1e-4)


def test_chicago_arson_table_through_the_command(data):
    """R NearRepeat's table: first column 2, 6, 6, 1, 6; ratios about 22, 30, 14, 1.2, 6.2."""
    bands = ("--distance", "0,0.1,100,200,300,400", "--days", "0,2,4,6", "--permutations", 9999)
    columns = ("--x", "x_m", "--y", "y_m", "--date", "date")
    result = run("near-repeat", data / "nr_chicago_arson.csv", *columns, *bands, "--json").json
    assert [row[0] for row in result["observed"]] == [2, 6, 6, 1, 6]
    ratios = [row[0] for row in result["ratio"]]
    assert ratios[1:] == pytest.approx([30, 14, 1.2, 6.2], rel=0.12)
    # Only one permutation in twelve has a same-place pair, so this ratio is the roughest on both sides.
    assert ratios[0] == pytest.approx(22, rel=0.25)


def test_new_york_near_repeat_is_at_the_same_place(data):
    """Shootings 2006-2021: strongest at the same place within two days, gone beyond 200 m."""
    table = read_table(data / "nypd_shooting_incidents_2006_2021.csv")
    foot = 1200 / 3937
    x, y, days = table.numbers("x_ft") * foot, table.numbers("y_ft") * foot, table.moments("date").days
    ratio = near_repeat(x, y, days, (0, 0.1, 100, 200, 400), (0, 2, 7, 14), permutations=99).ratio
    assert ratio[0, 0] > 5
    assert ratio[0, 0] > ratio[1, 0] > ratio[3, 0]
    assert 0.9 < ratio[3, 2] < 1.2


def test_chicago_arson_ratios_agree_with_their_margins(data):
    """Without chance: what the permutations tend to is the product of the margins."""
    table = read_table(data / "nr_chicago_arson.csv")
    events = table.numbers("x_m"), table.numbers("y_m"), table.moments("date").days
    edges = (0, 0.1, 100, 200, 300, 400)
    margins = near_repeat(*events, (*edges, math.inf), (0, 2, math.inf), permutations=1).observed
    expected = margins[:-1].sum(axis=1) * margins[:, 0].sum() / margins.sum()
    permuted = near_repeat(*events, edges, (0, 2), permutations=9999).expected[:, 0]
    assert permuted == pytest.approx(expected, rel=0.1)
