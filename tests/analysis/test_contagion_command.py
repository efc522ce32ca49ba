"""`trefas analysis contagion` as a user runs it, and the word it may not use."""

import datetime as dt

import numpy as np
import pytest

from tests.analysis.running import refused, run, written
from tests.analysis.simulating import hawkes, ordinary_week

START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)  # a Monday


def as_file(folder, times, form="%Y-%m-%d %H:%M", extra=""):
    lines = [(START + dt.timedelta(days=float(at))).strftime(form) + extra for at in times]
    return written(folder, "\n".join(["date" + (",x,y" if extra else ""), *lines]) + "\n")


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory):
    return as_file(tmp_path_factory.mktemp("ordinary"), hawkes(ordinary_week(4.0), 0, 1, 300, 1, most=10))


@pytest.fixture(scope="module")
def excited(tmp_path_factory):
    return as_file(tmp_path_factory.mktemp("excited"), hawkes(ordinary_week(4.0), 0.4, 0.5, 500, 2, most=10))


def test_json_has_both_fits_the_test_and_the_verdict(ordinary):
    result = run("contagion", ordinary, "--date", "date", "--simulations", 19, "--json").json
    assert result["window"] == {"from": "2024-01-01", "days": 300}
    assert set(result["constant"]) >= {"mu", "alpha", "beta", "branching", "ci", "loglik"}
    low, high = result["seasonal"]["ci"]
    assert low <= result["seasonal"]["branching"] <= high
    assert result["verdict"] == "not_shown"
    assert 0 <= result["explained"] <= 1


@pytest.mark.parametrize(("language", "word"), [("en_US", "contagio"), ("sv_SE", "smitt")])
def test_the_word_is_used_only_when_the_seasonal_model_supports_it(ordinary, excited, language, word):
    arguments = ("--date", "date", "--simulations", 19)
    assert word not in run("contagion", ordinary, *arguments, language=language).out.lower()
    assert word in run("contagion", excited, *arguments, language=language).out.lower()


def test_few_events_are_not_enough_to_tell(tmp_path):
    file = as_file(tmp_path, hawkes(0.3, 0, 1, 120, 4))
    result = run("contagion", file, "--date", "date", "--simulations", 19, "--json").json
    assert result["verdict"] == "cannot_tell"


def test_dates_without_a_clock_leave_out_the_daily_rhythm(tmp_path):
    file = as_file(tmp_path, hawkes(3.0, 0, 1, 200, 5), form="%Y-%m-%d")
    result = run("contagion", file, "--date", "date", "--simulations", 19, "--json").json
    assert "Times of day are missing" in " ".join(result["warnings"])
    assert result["verdict"] == "not_shown"
    assert result["seasonal"]["delay_hours"] is None or result["seasonal"]["delay_hours"] >= 23.9


def test_clocks_rounded_to_the_half_hour_do_not_make_events_follow_each_other(tmp_path):
    times = np.round(hawkes(6.0, 0, 1, 200, 6) * 48) / 48
    result = run("contagion", as_file(tmp_path, times), "--date", "date", "--simulations", 39, "--json").json
    assert "rounded" in " ".join(result["warnings"])
    assert result["verdict"] == "not_shown"


def test_same_event_written_twice_is_merged_and_counted(tmp_path):
    times = hawkes(2.0, 0, 1, 200, 7)
    twice = np.sort(np.concatenate((times, times[::5] + 10 / 1440)))
    places = (",0,0", ",0,60")
    lines = [
        (START + dt.timedelta(days=float(at))).strftime("%Y-%m-%d %H:%M") + places[k % 2] for k, at in enumerate(twice)
    ]
    file = written(tmp_path, "\n".join(["date,x,y", *lines]))
    merged = run("contagion", file, "--date", "date", "--x", "x", "--y", "y", "--simulations", 19, "--json").json
    assert merged["merged"] >= len(times[::5])
    assert merged["n"] + merged["merged"] == merged["read"] == len(twice)
    assert merged["verdict"] == "not_shown"
    raw = run("contagion", file, "--date", "date", "--simulations", 19, "--json").json
    assert raw["verdict"] == "same_evening"
    assert "not merged" in " ".join(raw["warnings"])


def test_window_limits_the_events(ordinary):
    arguments = ("--date", "date", "--simulations", 19, "--from", "2024-02-01", "--to", "2024-05-31")
    result = run("contagion", ordinary, *arguments, "--json").json
    assert result["window"] == {"from": "2024-02-01", "days": 121}
    assert result["n"] < result["read"]
    assert result["merged"] == 0


def test_same_seed_same_answer_and_a_picture(ordinary, tmp_path):
    arguments = ("--date", "date", "--simulations", 19, "--seed", 5, "--json", "--plot", tmp_path / "a.svg")
    assert run("contagion", ordinary, *arguments).out == run("contagion", ordinary, *arguments).out
    assert (tmp_path / "a.svg").read_text().startswith("<?xml")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("date\n2026-01-01 10:00\nsoon\n", 'events.csv, row 3, column "date": "soon" is not a date'),
        ("date\n2026-01-01 10:00\n", "events.csv: 1 events over 1 days are too few"),
        ("when\n2026-01-01\n", 'there is no column "date"'),
    ],
)
def test_bad_files_are_refused_in_one_sentence(tmp_path, text, sentence):
    assert sentence in refused("contagion", written(tmp_path, text), "--date", "date", "--json")


def test_half_a_place_is_refused(ordinary):
    assert "Give both --x and --y" in refused("contagion", ordinary, "--date", "date", "--x", "x")


def test_window_that_ends_before_it_starts(ordinary):
    sentence = refused("contagion", ordinary, "--date", "date", "--from", "2024-05-01", "--to", "2024-04-01")
    assert "ends before it starts" in sentence
