"""The Hawkes fit against three packages, and what the season does to it."""

import numpy as np
import pytest

from tests.analysis.running import run
from trefas.analysis.hawkes import fit_constant
from trefas.analysis.reading import read_table


def test_reference_times(data):
    """hawkesbook, hawkes-engine and hawkes-rs agree on these values to three decimals."""
    times = read_table(data / "hawkes_ref_times_n2000.csv").numbers("t_days")
    fit = fit_constant(times, times[-1] + 0.01)
    assert fit.mu == pytest.approx(2.7628, abs=1e-3)
    assert fit.alpha == pytest.approx(3.8860, abs=1e-3)
    assert fit.beta == pytest.approx(13.0118, abs=1e-3)
    assert fit.branching == pytest.approx(0.2986, abs=1e-3)
    assert fit.loglik == pytest.approx(913.97, abs=1e-2)


def test_new_york_on_a_constant_background_is_mostly_hour_and_week(data, tmp_path):
    """What looks like 0.3 follow-on events each is at least two thirds explained, and no contagion is claimed."""
    lines = (data / "nypd_shooting_incidents_2006_2021.csv").read_text().splitlines()[:3001]
    file = tmp_path / "first.csv"
    file.write_text("\n".join(lines))
    columns = ("--date", "date", "--time", "time")
    result = run("contagion", file, *columns, "--simulations", 19, "--json").json
    assert result["constant"]["branching"] == pytest.approx(0.32, abs=0.05)
    assert result["explained"] > 2 / 3
    assert result["verdict"] in ("same_evening", "not_shown")
    page = run("contagion", file, *columns, "--simulations", 19).out.lower()
    assert "contagio" not in page


def test_reference_times_without_their_season_look_excited(data):
    """The same times shuffled within the day lose most of the excitation: it was the hour of the day."""
    times = read_table(data / "hawkes_ref_times_n2000.csv").numbers("t_days")
    spread = np.sort(np.floor(times) + np.random.default_rng(1).random(len(times)))
    excited, flat = fit_constant(times, times[-1] + 0.01), fit_constant(spread, np.ceil(spread[-1]))
    assert flat.loglik < excited.loglik - 100
