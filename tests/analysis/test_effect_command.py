"""`trefas analysis effect` as a user runs it."""

import json
import math
import re

import numpy as np
import pytest
import xlsxwriter

from tests.analysis.effect_panels import counts, staggered, written_panel
from tests.analysis.running import refused, run

COLUMNS = ("--unit", "area", "--time", "year", "--outcome", "shootings", "--start", "began")
INF = float("inf")


@pytest.fixture
def file(tmp_path):
    starts = staggered(16, 8)
    return written_panel(tmp_path, counts(np.random.default_rng(1), starts, 12, math.log(0.7)), starts)


@pytest.fixture
def single(tmp_path):
    starts = [6.0, *[INF] * 7]
    return written_panel(tmp_path, np.random.default_rng(2).poisson(20, (8, 10)) + 1, starts)


def test_json_has_the_shape_asked_for(file):
    result = run("effect", file, *COLUMNS, "--json").json
    assert result["model"] == "poisson"
    assert result["n"] == 16 * 12
    assert result["ci"] == pytest.approx([result["estimate"] + side * 1.959964 * result["se"] for side in (-1, 1)])
    assert result["percent"] == pytest.approx(100 * (math.exp(result["estimate"]) - 1))
    assert 0 < result["p"] <= 1
    assert all(isinstance(warning, str) for warning in result["warnings"])
    models = [other["model"] for other in result["alternatives"]]
    assert {"poisson-hc1", "callaway-santanna", "wooldridge-poisson", "synthetic-did"} <= set(models)
    assert result["event_study"]["steps"][0]["period"] == -6


def test_hc1_and_cluster_give_one_estimate_and_two_errors(file):
    hc1, cluster = (run("effect", file, *COLUMNS, "--se", se, "--json").json for se in ("hc1", "cluster"))
    assert hc1["estimate"] == cluster["estimate"]
    assert hc1["se"] != cluster["se"]
    by_model = {other["model"]: other for other in hc1["alternatives"]}
    assert by_model["poisson-cluster"]["se"] == cluster["se"]


def test_dropping_units_is_the_same_as_not_having_them(file, tmp_path):
    lines = file.read_text().splitlines()
    other = tmp_path / "fewer.csv"
    other.write_text("\n".join(line for line in lines if not line.startswith(("A1,", "A15,"))) + "\n")
    with_drop = run("effect", file, *COLUMNS, "--drop", "A1", "--drop", "A15", "--json")
    assert with_drop.json == run("effect", other, *COLUMNS, "--json").json


def test_xlsx_gives_the_same_as_csv(file, tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "panel.xlsx")
    sheet = book.add_worksheet()
    for r, line in enumerate(file.read_text().splitlines()):
        for c, cell in enumerate(line.split(",")):
            sheet.write(r, c, float(cell) if re.fullmatch(r"\d+", cell) else cell or None)
    book.close()
    assert (
        run("effect", tmp_path / "panel.xlsx", *COLUMNS, "--json").json == run("effect", file, *COLUMNS, "--json").json
    )


def test_the_page_says_the_percentage_the_designs_and_the_limits(file):
    english = run("effect", file, *COLUMNS).out
    swedish = run("effect", file, *COLUMNS, "--lang", "sv").out
    percent = run("effect", file, *COLUMNS, "--json").json["percent"]
    assert f"The outcome lies {abs(percent):.0f} % below what was otherwise expected (95 % uncertainty:" in english
    assert f"Utfallet ligger {abs(percent):.0f} % under det som annars väntats" in swedish
    for text in ("Callaway-Sant’Anna", "Wooldridge", "Dispersion:", "What the data cannot tell", "Random placement"):
        assert text in english
    for text in ("Spridning:", "Vad data inte kan säga", "Slumpad placering", "Perioder från start"):
        assert text in swedish


def test_swedish_is_the_default_without_a_language(file):
    assert run("effect", file, *COLUMNS, language="C").out.startswith("Utfallet ligger")


def test_synth_has_its_own_shape(single):
    result = run("effect", single, *COLUMNS, "--model", "synth", "--json").json
    assert (result["model"], result["se"], result["ci"]) == ("synth", None, None)
    assert sum(result["weights"].values()) == pytest.approx(1)
    assert len(result["weights"]) == 7
    assert result["pre_rmspe"] > 0
    assert result["p"] * 8 == pytest.approx(round(result["p"] * 8))
    gap = list(result["gap"].values())
    assert result["estimate"] == pytest.approx(np.mean(gap[6:]))


def test_synth_takes_any_number_and_needs_one_start(tmp_path, file):
    values = np.random.default_rng(3).normal(0, 2, (6, 10))
    odd = written_panel(tmp_path, values.round(3), [6.0, *[INF] * 5], name="odd.csv")
    assert run("effect", odd, *COLUMNS, "--model", "synth", "--json").json["percent"] is not None
    assert "not a whole number" in refused("effect", odd, *COLUMNS)
    assert "single unit" in refused("effect", file, *COLUMNS, "--model", "synth")


@pytest.mark.parametrize("model", ["callaway-santanna", "sdid", "wooldridge", "did", "negbin"])
def test_any_design_can_answer(file, model):
    result = run("effect", file, *COLUMNS, "--model", model, "--json").json
    assert result["estimate"] is not None
    assert result["model"] not in [other["model"] for other in result["alternatives"]]
    assert "poisson" in [other["model"] for other in result["alternatives"]]


def test_the_same_seed_repeats_the_result(file):
    first, again = (run("effect", file, *COLUMNS, "--seed", 4, "--permutations", 99, "--json").out for _ in range(2))
    assert first == again


@pytest.mark.parametrize(("ending", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_pictures_are_written(file, single, tmp_path, ending, start):
    steps, gap = tmp_path / f"steps.{ending}", tmp_path / f"gap.{ending}"
    run("effect", file, *COLUMNS, "--plot", steps, "--json")
    run("effect", single, *COLUMNS, "--model", "synth", "--plot", gap, "--json")
    assert steps.read_bytes().startswith(start)
    assert gap.read_bytes().startswith(start)
    assert steps.read_bytes() != gap.read_bytes()


def test_a_picture_that_cannot_be_written_is_refused_before_the_work(file, tmp_path):
    assert ".svg or .png" in refused("effect", file, *COLUMNS, "--plot", tmp_path / "x.pdf")


def test_undefined_is_null(tmp_path):
    matrix = np.full((6, 8), 5)
    matrix[0, 4:] = 0
    none = written_panel(tmp_path, matrix, [4.0, *[INF] * 5])
    result = run("effect", none, *COLUMNS, "--json").json
    assert (result["estimate"], result["se"], result["ci"], result["p"]) == (None, None, None, None)
    assert result["percent"] == -100
    assert any("Not a single event" in warning for warning in result["warnings"])
    assert "−" not in run("effect", none, *COLUMNS).out.splitlines()[0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("--unit", "district"), 'no column "district"'),
        (("--drop", "A99"), '"A99"'),
        (("--model", "magic"), "--model can be poisson, synth"),
        (("--se", "hc4"), "--se can be cluster, hc1"),
        (("--from", "2018"), "no unit starts"),
        (("--to", "2010"), "only one period"),
        (("--from", "soon"), "--from/--to"),
    ],
)
def test_bad_options_get_one_sentence(file, change, said):
    assert said in refused("effect", file, *COLUMNS, *change)


def test_a_missing_file_and_a_bad_row_get_one_sentence(tmp_path):
    assert "no such file" in refused("effect", tmp_path / "none.csv", *COLUMNS)
    bad = tmp_path / "bad.csv"
    bad.write_text("area,year,shootings,began\nA,2010,3,2011\nA,2011,-2,2011\n")
    assert refused("effect", bad, *COLUMNS).startswith('bad.csv, row 3, column "shootings":')
    assert refused("effect", bad, *COLUMNS, language="sv_SE.UTF-8").startswith("bad.csv, rad 3, kolumn ”shootings”:")


def test_progress_and_notes_never_reach_standard_output(file):
    ran = run("effect", file, *COLUMNS, "--json")
    assert json.loads(ran.out)
    assert ran.out.count("\n") == 1


def test_an_outcome_that_is_no_count_gets_the_linear_designs(tmp_path):
    values = np.random.default_rng(4).normal(50, 3, (12, 10)).round(2)
    values[:6, 5:] -= 8
    numbers = written_panel(tmp_path, values, [*[5.0] * 6, *[INF] * 6])
    result = run("effect", numbers, *COLUMNS, "--model", "callaway-santanna", "--json").json
    assert result["estimate"] == pytest.approx(-8, abs=3)
    models = {other["model"] for other in result["alternatives"]}
    assert models == {"synthetic-did", "difference-in-differences"}
    assert "no picture to draw" in refused(
        "effect", numbers, *COLUMNS, "--model", "callaway-santanna", "--plot", tmp_path / "x.svg"
    )


def test_a_design_without_an_answer_is_refused(tmp_path):
    starts = np.resize([4.0, 6.0, 8.0], 12)
    everyone = written_panel(tmp_path, np.random.default_rng(5).poisson(9, (12, 12)) + 1, starts)
    assert "--model synthetic-did cannot be computed" in refused("effect", everyone, *COLUMNS, "--model", "sdid")


def test_missing_rows_are_said_and_not_taken_for_zero(file, tmp_path):
    lines = file.read_text().splitlines()
    holes = tmp_path / "holes.csv"
    holes.write_text("\n".join(line for k, line in enumerate(lines) if k not in (17, 99)) + "\n")
    result = run("effect", holes, *COLUMNS, "--json").json
    assert result["n"] == 16 * 12 - 2
    assert result["randomisation"] is None
    assert "2 combinations" in result["warnings"][0]


def test_a_page_without_an_answer_says_so(tmp_path):
    matrix = np.full((6, 8), 5)
    matrix[0, :4] = 0
    none = written_panel(tmp_path, matrix, [4.0, *[INF] * 5])
    assert run("effect", none, *COLUMNS).out.startswith("The effect cannot be computed on these data.")
