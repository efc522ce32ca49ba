"""`trefas analysis pilot` as a user runs it."""

import joblib
import pytest

from tests.analysis.running import refused, run

PLAN = ("--before", "36", "--after", "24", "--pilots", "1", "--dispersion", "1.3", "--seed", "1")


@pytest.fixture(autouse=True)
def in_this_process():
    with joblib.parallel_config("sequential"):
        yield


def test_json_has_the_power_as_a_share():
    result = run(
        "pilot", "--rate", 1, *PLAN, "--controls", 10, "--effect=-30", "--draws", 200, "--no-compare", "--json"
    ).json
    assert 0.05 < result["power"] < 0.3
    assert result["power_ci"][0] < result["power"] < result["power_ci"][1]
    assert result["size"] < 0.12
    assert (result["pilots"], result["controls"], len(result["rates"])) == (1, 10, 11)
    assert result["months_needed"] is None


def test_effect_zero_shows_the_size():
    result = run("pilot", "--rate", 2, *PLAN, "--effect=0", "--draws", 300, "--json").json
    assert result["power"] == result["size"]
    assert 0.01 < result["power"] < 0.1


def test_the_page_is_written_for_a_politician():
    options = ("pilot", "--rate", 1, *PLAN, "--draws", 50)
    swedish, english = run(*options, language="sv_SE.UTF-8").out, run(*options).out
    assert swedish.startswith("Nej, piloten kan inte besvara frågan. Om metoden verkligen minskar antalet med 30 %")
    assert english.startswith("No, the pilot cannot answer the question. If the method truly lowers the number by 30 %")
    for text in ("Om i stället …", "pilotdistrikt samtidigt", "var 4:e månad", "120 månader", "lottning"):
        assert text in swedish
    for text in ("If instead …", "at once", "every 4 months", "by lot"):
        assert text in english


def test_a_pilot_that_can_answer_is_told_so():
    assert run("pilot", "--rate", 40, *PLAN, "--effect=-50", "--draws", 40, "--no-compare").out.startswith(
        "Yes, the pilot"
    )
    size = run("pilot", "--rate", 1, *PLAN, "--effect=0", "--draws", 40).out
    assert size.startswith("Without any real effect")


def test_history_replaces_the_rate(tmp_path):
    rows = [
        f"{name},{2010 + m // 12}-{m % 12 + 1:02d},{(m * k) % 7}"
        for k, name in enumerate("ABCDE", 1)
        for m in range(36)
    ]
    file = tmp_path / "history.csv"
    file.write_text("district,month,count\n" + "\n".join(rows) + "\n")
    result = run("pilot", "--history", file, "--draws", 40, "--no-compare", "--json").json
    assert (len(result["rates"]), result["before"], result["controls"]) == (5, 36, 4)
    assert result["dispersion"] >= 1
    named = ("--unit", "district", "--time", "month", "--outcome", "count")
    fewer = run("pilot", "--history", file, *named, "--controls", 2, "--draws", 40, "--no-compare", "--json").json
    assert fewer["controls"] == 2


def test_one_rate_per_district():
    result = run(
        "pilot", "--rate", "0.5,1,2,4", "--pilots", 2, "--stagger", 6, "--draws", 40, "--no-compare", "--json"
    ).json
    assert (result["rates"], result["controls"], result["stagger"]) == ([0.5, 1.0, 2.0, 4.0], 2, 6)


def test_the_power_curve_is_drawn(tmp_path):
    run("pilot", "--rate", 1, *PLAN, "--draws", 20, "--plot", tmp_path / "curve.svg")
    text = (tmp_path / "curve.svg").read_text()
    assert "Months after the start" in text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "either --rate or --history"),
        (("--rate", "1", "--history", "x.csv"), "either --rate or --history"),
        (("--rate", "none"), "--rate must be"),
        (("--rate", "0"), "--rate must be"),
        (("--rate", "1,-1"), "--rate must be"),
        (("--rate", "1,1", "--pilots", "2"), "not enough"),
        (("--rate", "1", "--pilots", "3", "--stagger", "12"), "after the end"),
        (("--history", "missing.csv"), "no such file"),
        (("--rate", "1", "--plot", "curve.gif"), ".svg or .png"),
        (("--rate", "1", "--scheduler", "tcp://127.0.0.1:1"), "cannot be reached"),
    ],
)
def test_bad_input_gets_one_sentence(options, said):
    assert said in refused("pilot", *options)


def test_other_effects_are_told_in_words():
    options = ("pilot", "--rate", 3, *PLAN, "--controls", 4, "--draws", 20)
    up = run(*options, "--effect=50", "--stagger", 0, "--no-compare").out
    assert "truly raises the number by 50 %" in up
    staggered = run("pilot", "--rate", 8, "--pilots", 4, "--stagger", 3, "--effect=-60", "--draws", 20, "--seed", 1).out
    assert "one start every 3 months" in staggered
    assert "months after the start are enough for 80 cases of 100" in staggered
