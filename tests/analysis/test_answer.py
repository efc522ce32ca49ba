"""What all analysis commands share: plain JSON, languages, figures in words, pictures."""

import json
import subprocess
import sys

import numpy as np
import pytest
import typer

from tests.analysis.running import written
from trefas.analysis.plotting import check_picture_name, picture
from trefas.analysis.reading import BadInput
from trefas.analysis.wording import band, day_band, figure, interval, p_value, text_table
from trefas.cli.analysis_answer import explained_errors, language_of, plain


def test_json_is_plain_and_undefined_is_null():
    value = {"a": np.array([1.0, np.nan, np.inf]), 2: (np.int64(3), None, True), "b": {"c": np.float64("nan")}}
    assert plain(value) == {"a": [1.0, None, None], "2": [3, None, True], "b": {"c": None}}
    json.dumps(plain(value), allow_nan=False)


@pytest.mark.parametrize(
    ("asked", "all_locale", "locale", "language"),
    [
        ("en", "sv_SE.UTF-8", "sv_SE.UTF-8", "en"),
        (None, "en_GB.UTF-8", "sv_SE.UTF-8", "en"),
        (None, "", "en_US", "en"),
        (None, "", "de_DE", "sv"),
        (None, "", "", "sv"),
    ],
)
def test_language(monkeypatch, asked, all_locale, locale, language):
    monkeypatch.setenv("LC_ALL", all_locale)
    monkeypatch.setenv("LANG", locale)
    assert language_of(asked) == language


def test_bad_input_is_a_sentence_and_a_status(capsys):
    with pytest.raises(typer.Exit) as caught, explained_errors("sv"):
        raise BadInput("Svenska.", "English.")
    assert caught.value.exit_code == 2
    assert capsys.readouterr() == ("", "Svenska.\n")


def test_other_errors_are_not_hidden():
    with pytest.raises(ZeroDivisionError), explained_errors("sv"):
        raise ZeroDivisionError


def test_command_in_its_own_process_prints_one_object_and_nothing_else(tmp_path):
    file = written(tmp_path, "x,y,date\n1,2,2026-01-01\n3,4,2026-01-02\n")
    command = [sys.executable, "-c", "from trefas.cli import main; main()", "analysis", "near-repeat", str(file)]
    columns = ["--x", "x", "--y", "y", "--date", "date", "--json"]
    ran = subprocess.run([*command, *columns], capture_output=True, text=True, check=True)
    assert ran.stdout.count("\n") == 1
    assert json.loads(ran.stdout)["n"] == 2


def test_figures_follow_the_language():
    assert (figure(1.256, "sv"), figure(1.256, "en"), figure(None, "en"), figure(float("nan"), "sv")) == (
        "1,26",
        "1.26",
        "–",
        "–",
    )
    assert interval(0.5, None, "sv") == "0,50 till –"
    assert p_value(0.0001, "en") == "p < 0.001"
    assert p_value(0.04, "sv") == "p = 0,040"


def test_bands_in_words():
    assert band(0.1, 100, "m", "sv") == "0,1 till under 100 m"
    assert band(400, float("inf"), "m", "en") == "400 m and more"
    assert [day_band(low, high, "en") for low, high in ((0, 1), (0, 2), (2, 7), (7, float("inf")), (1, 2))] == [
        "0 days",
        "0–1 days",
        "2–6 days",
        "7+ days",
        "1 day",
    ]


def test_text_table_lines_up():
    assert text_table(["a", "n"], [["bb", "1"], ["c", "22"]]).splitlines() == ["a    n", "------", "bb   1", "c   22"]


def test_picture_is_repeatable_and_says_what_it_shows(tmp_path):
    for name in ("a.svg", "b.svg"):
        with picture(tmp_path / name, "Rubrik") as axes:
            axes.plot([0, 1], [0, 1])
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert "Rubrik" in (tmp_path / "a.svg").read_text()


def test_nothing_is_written_when_drawing_fails(tmp_path):
    with pytest.raises(ZeroDivisionError), picture(tmp_path / "a.svg", "Rubrik"):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.pdf", "a", "missing/a.svg"])
def test_picture_names_are_checked_before_long_work(tmp_path, name):
    with pytest.raises(BadInput):
        check_picture_name(tmp_path / name)
