"""`trefas analysis near-repeat` as a user runs it."""

import datetime as dt

import numpy as np
import pytest
import xlsxwriter

from tests.analysis.running import refused, run, written

COLUMNS = ("--x", "x", "--y", "y", "--date", "date")


@pytest.fixture
def events(tmp_path):
    """Six fictional events: two pairs close in both, one far off, one late."""
    rows = ["0,0,2026-01-01 10:00", "30,0,2026-01-02 09:00", "500,0,2026-02-01 12:00", "500,20,2026-02-01 12:10"]
    rows += ["9000,0,2026-02-02 00:00", "0,10,2026-06-01 23:59"]
    return written(tmp_path, "x,y,date\n" + "\n".join(rows) + "\n")


def test_json_has_the_table_with_distance_as_rows(events):
    result = run("near-repeat", events, *COLUMNS, "--distance", "0,0.1,100", "--days", "0,2,inf", "--json").json
    assert result["n"] == 6
    assert result["bands"] == {"distance": [0.0, 0.1, 100.0], "days": [0.0, 2.0, None]}
    assert result["observed"] == [[0, 0], [2, 2]]
    for name in ("expected", "ratio", "p"):
        assert np.shape(result[name]) == (2, 2)
    assert result["ratio"][0] == [None, None]  # undefined, since no two events share a place


def test_days_are_calendar_days_whatever_the_clock(events):
    """23 hours apart over midnight is one day; ten minutes apart on one date is none."""
    result = run("near-repeat", events, *COLUMNS, "--distance", "0,100", "--days", "0,1,2", "--json").json
    assert result["observed"] == [[1, 1]]


def test_merged_duplicates_are_counted(events):
    merging = ("--merge-minutes", "15", "--merge-metres", "50")
    result = run("near-repeat", events, *COLUMNS, *merging, "--json").json
    assert (result["n"], result["read"], result["merged"]) == (5, 6, 1)


def test_driving_pairs_are_named_by_their_rows_in_the_file(tmp_path):
    generator = np.random.default_rng(2)
    lines = [
        f"{x:.0f},{y:.0f},2026-{m:02d}-{d:02d}"
        for x, y, m, d in zip(
            *generator.uniform(0, 50_000, (2, 40)),
            generator.integers(1, 13, 40),
            generator.integers(1, 29, 40),
            strict=True,
        )
    ]
    file = written(tmp_path, "\n".join(["x,y,date", *lines, "70000,0,2026-03-01", "70050,0,2026-03-02"]))
    result = run("near-repeat", file, *COLUMNS, "--distance", "0,100", "--days", "0,2", "--json").json
    assert result["driving"] == [{"distance": [0.0, 100.0], "days": [0.0, 2.0], "pairs": 1, "rows": [[42, 43]]}]


@pytest.mark.parametrize(
    ("language", "words"), [("sv_SE.UTF-8", "Samma plats"), ("en_US.UTF-8", "Same place"), ("C", "Samma plats")]
)
def test_page_follows_the_language_of_the_environment(events, language, words):
    assert words in run("near-repeat", events, *COLUMNS, language=language).out


def test_lang_goes_before_the_environment(events):
    assert "Same place" in run("near-repeat", events, *COLUMNS, "--lang", "en", language="sv_SE.UTF-8").out


def test_same_seed_same_answer(events):
    def answer(seed):
        return run("near-repeat", events, *COLUMNS, "--seed", seed, "--permutations", 49, "--json").out

    assert answer(1) == answer(1)
    assert answer(1) != answer(2)


def test_spreadsheet_gives_the_same_table(events, tmp_path):
    file = tmp_path / "events.xlsx"
    book = xlsxwriter.Workbook(str(file))
    page, form = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for number, line in enumerate(events.read_text().split()[0:1]):
        page.write_row(number, 0, line.split(","))
    for number, line in enumerate(events.read_text().splitlines()[1:], start=1):
        x, y, date = line.split(",")
        page.write_row(number, 0, [float(x), float(y)])
        page.write_datetime(number, 2, dt.datetime.fromisoformat(date), form)
    book.close()
    assert run("near-repeat", file, *COLUMNS, "--json").out == run("near-repeat", events, *COLUMNS, "--json").out


@pytest.mark.parametrize(("name", "start"), [("a.svg", b"<?xml"), ("a.png", b"\x89PNG")])
def test_picture_by_its_ending(events, tmp_path, name, start):
    assert run("near-repeat", events, *COLUMNS, "--plot", tmp_path / name).status == 0
    assert (tmp_path / name).read_bytes().startswith(start)


def test_degrees_are_projected_only_when_asked(tmp_path):
    file = written(tmp_path, "x,y,date\n18.06,59.33,2026-01-01\n18.06,59.3309,2026-01-02\n")
    bands = ("--distance", "0,50,150", "--days", "0,2")
    asked = run("near-repeat", file, *COLUMNS, *bands, "--lonlat", "--json").json
    assert asked["observed"] == [[0], [1]]
    assert asked["projection"] == "SWEREF 99 TM"
    plain = run("near-repeat", file, *COLUMNS, *bands, "--json").json
    assert plain["observed"] == [[1], [0]]
    assert "--lonlat" in plain["warnings"][0]


def test_swapped_degrees_are_pointed_out(tmp_path):
    file = written(tmp_path, "x,y,date\n59.33,18.06,2026-01-01\n59.331,18.06,2026-01-02\n")
    assert "swapped" in run("near-repeat", file, *COLUMNS, "--lonlat", "--json").json["warnings"][0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x,y,date\n1,2,2026-01-01\n1,2,31/12/2026\n", 'events.csv, row 3, column "date": "31/12/2026" is not a date'),
        ("x,y,date\n1,2,2026-01-01\n1,,2026-01-02\n", 'events.csv, row 3, column "y": the cell is empty'),
        ("x,y,date\n1,2,2026-01-01\nnan,2,2026-01-02\n", 'events.csv, row 3, column "x": "nan" is not a number'),
        ("x,y,when\n1,2,2026-01-01\n", 'events.csv: there is no column "date"'),
        ("x,y,date\n1,2,2026-01-01\n", "events.csv: at least two events are needed, but the file has 1"),
        ("", "events.csv: the file is empty"),
    ],
)
def test_bad_files_are_refused_in_one_sentence(tmp_path, text, sentence):
    assert sentence in refused("near-repeat", written(tmp_path, text), *COLUMNS, "--json")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--distance", "0,x"), '--distance "0,x"'),
        (("--days", "5,1"), '--days "5,1"'),
        (("--metric", "crow"), '--metric "crow" is unknown'),
        (("--plot", "a.pdf"), "must end in .svg or .png"),
        (("--plot", "/nowhere/a.svg"), "cannot be written there"),
        (("--merge-minutes", "5"), "Give both --merge-minutes and --merge-metres"),
        (("--lonlat",), 'column "x": 500 lies outside ±180 degrees'),
        (("--lang", "fi"), "Choose sv or en"),
    ],
)
def test_bad_options_are_refused_in_one_sentence(events, options, sentence):
    assert sentence in refused("near-repeat", events, *COLUMNS, *options)


def test_merging_without_a_time_of_day_is_refused(tmp_path):
    file = written(tmp_path, "x,y,date\n1,2,2026-01-01\n1,2,2026-01-01\n")
    sentence = refused("near-repeat", file, *COLUMNS, "--merge-minutes", 5, "--merge-metres", 5)
    assert 'column "date": there is no time of day' in sentence


def test_refusals_are_in_swedish_too(tmp_path):
    file = written(tmp_path, "x,y,date\n1,2,i går\n")
    sentence = refused("near-repeat", file, *COLUMNS, language="sv_SE.UTF-8")
    assert sentence.startswith("events.csv, rad 2, kolumn ”date”: ”i går” är inte ett datum")
