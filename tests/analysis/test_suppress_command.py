"""`trefas analysis suppress` as a user runs it."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.analysis.running import refused, run, written
from trefas.cli.analysis_suppress import _library_output_on_stderr

HEAD = "district,sex,age,n\n"
ROWS = """Norr,M,15-17,3
Norr,M,18-30,12
Norr,K,15-17,0
Norr,K,18-30,6
Syd,M,15-17,8
Syd,M,18-30,22
Syd,K,15-17,5
Syd,K,18-30,9
"""
TWO = ("--count", "n", "--table", "district,sex", "--table", "district,age")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Counts of a fictional city."""
    return written(tmp_path, HEAD + ROWS, "counts.csv")


def _counts(release: dict[str, Any], *by: str) -> dict[tuple[str | None, ...], int | None]:
    table = next(table for table in release["tables"] if table["by"] == list(by))
    return {tuple(cell["key"]): cell["count"] for cell in table["cells"]}


def test_json_has_every_cell_and_every_total(file: Path) -> None:
    release = run("suppress", file, *TWO, "--json").json
    assert [table["by"] for table in release["tables"]] == [["district", "sex"], ["district", "age"]]
    by_sex = _counts(release, "district", "sex")
    assert len(by_sex) == 9
    assert by_sex["Norr", "M"] == 15
    assert (by_sex["Norr", None], by_sex[None, "K"], by_sex[None, None]) == (21, 20, 65)


def test_the_small_cell_and_what_protects_it_are_hidden_and_totals_are_true(file: Path) -> None:
    by_age = _counts(run("suppress", file, *TWO, "--json").json, "district", "age")
    assert {key for key, count in by_age.items() if count is None} == {
        ("Norr", "15-17"),
        ("Norr", "18-30"),
        ("Syd", "15-17"),
        ("Syd", "18-30"),
    }
    assert (by_age[None, "15-17"], by_age[None, None]) == (16, 65)


def test_without_small_cells_nothing_is_hidden(tmp_path: Path) -> None:
    file = written(tmp_path, "district,n\nNorr,5\nSyd,0\n")
    release = run("suppress", file, "--count", "n", "--table", "district", "--json").json
    assert _counts(release, "district") == {("Norr",): 5, ("Syd",): 0, (None,): 5}
    assert release["suppressed"] == 0


def test_a_small_total_is_hidden_with_all_that_would_tell_it(tmp_path: Path) -> None:
    file = written(tmp_path, "district,n\nNorr,2\nSyd,0\n")
    release = run("suppress", file, "--count", "n", "--table", "district", "--json").json
    assert _counts(release, "district") == {("Norr",): None, ("Syd",): 0, (None,): None}


def test_a_later_release_takes_the_earlier_ones_into_account(file: Path, tmp_path: Path) -> None:
    first = written(tmp_path, run("suppress", file, *TWO, "--json").out, "first.json")
    three = ("--count", "n", "--table", "district,sex,age")
    second = run("suppress", file, *three, "--after", first, "--json").json
    assert second["earlier"] == [{"tables": json.loads(first.read_text("utf-8"))["tables"]}]
    third_from = written(tmp_path, json.dumps(second), "second.json")
    third = run("suppress", file, "--count", "n", "--table", "sex,age", "--after", third_from, "--json").json
    assert len(third["earlier"]) == 2


def test_a_change_of_two_is_not_singled_out(file: Path, tmp_path: Path) -> None:
    first = written(tmp_path, run("suppress", file, "--count", "n", "--table", "sex", "--json").out, "first.json")
    later = written(tmp_path, HEAD + ROWS.replace("18-30,9", "18-30,11"), "later.csv")
    ran = run("suppress", later, "--count", "n", "--table", "sex", "--after", first, "--json")
    assert _counts(ran.json, "sex") == {("M",): 45, ("K",): None, (None,): None}
    assert "first.json has other counts." in ran.err


def test_columns_that_no_table_uses_are_summed(tmp_path: Path) -> None:
    file = written(tmp_path, "district,age,n,note\nNorr,a,6,\nNorr,b,7,x\n")
    release = run("suppress", file, "--count", "n", "--table", "district", "--json").json
    assert _counts(release, "district") == {("Norr",): 13, (None,): 13}


def test_an_unsafe_earlier_release_is_told_and_the_cell_still_hidden(file: Path, tmp_path: Path) -> None:
    cells = [{"key": ["Norr", "15-17"], "count": 3}]
    unsafe = written(tmp_path, json.dumps({"tables": [{"by": ["district", "age"], "cells": cells}]}), "old.json")
    ran = run("suppress", file, "--count", "n", "--table", "district,age", "--after", unsafe, "--json")
    assert _counts(ran.json, "district", "age")["Norr", "15-17"] is None
    assert "cannot be protected" in ran.err


@pytest.mark.parametrize(
    ("language", "total", "told"), [("sv_SE", "Totalt", "celler visas inte"), ("en_GB", "Total", "are not")]
)
def test_the_page_shows_the_tables_and_says_what_is_hidden(file: Path, language: str, total: str, told: str) -> None:
    page = run("suppress", file, *TWO, language=f"{language}.UTF-8").out
    assert total in page
    assert told in page
    assert "4 " in page.splitlines()[-1]
    assert next(line for line in page.splitlines() if "15-17" in line).split()[-1] == ".."


def test_the_same_seed_gives_the_same_release(file: Path) -> None:
    assert (
        run("suppress", file, *TWO, "--seed", "3", "--json").out
        == run("suppress", file, *TWO, "--seed", "3", "--json").out
    )


def test_what_the_solver_writes_does_not_reach_the_result(capfd: pytest.CaptureFixture[str]) -> None:
    with _library_output_on_stderr():
        os.write(1, b"noise")
    assert capfd.readouterr() == ("", "noise")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + "Norr,M,15-17,-3\n", 'counts.csv, row 2, column "n": the count -3 is negative.'),
        (HEAD + "Norr,M,15-17,3\nSyd,M,15-17,x\n", 'counts.csv, row 3, column "n": "x" is not a number.'),
        (HEAD + "Norr,M,15-17,2.5\n", "is not a whole number."),
        (HEAD + "Norr,M,15-17,\n", 'row 2, column "n": the cell is empty.'),
        (HEAD + "Norr,,15-17,3\n", 'row 2, column "sex": the cell is empty.'),
        (HEAD + "Norr,M,15-17,3\nNorr,M,15-17,4\n", "row 3: the combination Norr, M, 15-17 is in row 2 already."),
        (HEAD + "Norr,M,15-17,9000000000\n", 'the counts in the column "n" add up to more than a billion.'),
        (HEAD + "19811218-9876,M,15-17,3\n", "looks like a personal identity number"),
        ("", "the file is empty"),
    ],
)
def test_a_bad_file_gets_one_sentence(tmp_path: Path, text: str, told: str) -> None:
    assert told in refused("suppress", written(tmp_path, text, "counts.csv"), *TWO, "--json")


def test_tables_with_too_many_cells_are_refused(tmp_path: Path) -> None:
    file = written(tmp_path, "a,b,n\n" + "".join(f"a{i},b{i},9\n" for i in range(150)))
    assert "have 22801 cells together" in refused("suppress", file, "--count", "n", "--table", "a,b")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--count", "m", "--table", "sex"), 'there is no column "m"'),
        (("--count", "n", "--table", "gender"), 'there is no column "gender"'),
        (("--count", "n", "--table", "sex,n"), '"n" is the count and cannot be a column'),
        (("--count", "n", "--table", "sex,sex"), "a column occurs twice"),
        (("--count", "n", "--table", "sex,age", "--table", "age,sex"), "The same --table is given twice."),
        (("--count", "n", "--table", ""), 'there is no column ""'),
        (("--count", "n", "--table", "sex", "--after", "none.json"), "none.json: the file cannot be read."),
    ],
)
def test_a_bad_option_gets_one_sentence(file: Path, options: tuple[str, ...], told: str) -> None:
    assert told in refused("suppress", file, *options)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "is not valid JSON"),
        ("[]", "tables is not as in an answer"),
        ('{"tables": 3}', "tables is not as"),
        ('{"tables": [3]}', "tables[0].by is not as"),
        ('{"tables": [{"by": ["sex"]}]}', "tables[0].cells is not as"),
        ('{"tables": [{"by": ["sex"], "cells": [{}]}]}', "tables[0].cells[0] is not as"),
        ('{"tables": [{"by": ["sex"], "cells": [{"key": ["M"], "count": -1}]}]}', "tables[0].cells[0] is not as"),
        ('{"tables": [{"by": ["sex"], "cells": [{"key": [1], "count": 1}]}]}', "tables[0].cells[0].key is not as"),
        ('{"tables": [], "earlier": {}}', "earlier is not as"),
        ('{"tables": [], "earlier": [{}]}', "earlier[0].tables is not as"),
        ('{"tables": [{"by": ["colour"], "cells": []}]}', 'the column "colour" is not in counts.csv'),
        (
            '{"tables": [{"by": ["sex"], "cells": [{"key": ["X"], "count": 7}]}]}',
            "Add the combinations that are missing",
        ),
    ],
)
def test_a_bad_earlier_release_gets_one_sentence(file: Path, tmp_path: Path, content: str, told: str) -> None:
    earlier = written(tmp_path, content, "old.json")
    sentence = refused("suppress", file, "--count", "n", "--table", "sex", "--after", earlier)
    assert sentence.startswith("old.json: ")
    assert told in sentence
