"""The reference pages are current, and every test that they name exists."""

import ast
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.methods.test_arrows import ARROWS
from trefas.cli.methods import REFERENCE, app
from trefas.methods import shipped
from trefas.methods.reading import definition_source
from trefas.methods.reference import page

HERE = Path(__file__).parent
run = CliRunner().invoke


def _tests() -> set[str]:
    return {
        f"{path.name}::{node.name}"
        for path in HERE.glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize("method", sorted(shipped()))
def test_the_page_is_current(method: str) -> None:
    assert (REFERENCE / f"{method}.md").read_text("utf-8") == page(shipped()[method])


@pytest.mark.parametrize("method", sorted(shipped()))
def test_every_test_that_the_page_names_exists(method: str) -> None:
    named = re.findall(r"`(test_\w+\.py::test_\w+)(?:\[([\w-]+)\])?`", page(shipped()[method]))
    assert {test for test, _ in named} <= _tests()
    arrows = {arrow for _, arrow in named if arrow}
    assert arrows == {name for name in ARROWS if name.startswith(f"{method}-")}


def test_the_diagram_shows_the_way_in_and_the_words_of_both_languages() -> None:
    text = page(shipped()["trefas"])
    assert "    [*] --> proposed : Föreslå / Propose" in text
    assert '    state "Erbjuden / Offered" as offered' in text


def test_check_accepts_a_sound_definition(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(definition_source("trefas"), "utf-8")
    result = run(app, ["check", str(file)])
    assert result.exit_code == 0
    assert result.stdout.split() == ["trefas", "2026-01-01", shipped()["trefas"].content_hash]


@pytest.mark.parametrize(
    ("language", "where"), [("sv", "mine.toml, rad 34, lapse.months"), ("en", "mine.toml, line 34")]
)
def test_check_says_what_is_wrong(tmp_path: Path, language: str, where: str) -> None:
    file = tmp_path / "mine.toml"
    source = definition_source("trefas").replace("months = 6", "months = 7", 1)
    file.write_text(source, "utf-8")
    result = run(app, ["check", str(file), "--language", language])
    line = source[: source.index("months = 7")].count("\n") + 1
    assert result.exit_code == 1
    assert result.stderr.startswith(where.replace("34", str(line)))


def test_check_says_when_the_file_cannot_be_read(tmp_path: Path) -> None:
    assert "filen går inte att läsa" in run(app, ["check", str(tmp_path / "none.toml")]).stderr
    latin = tmp_path / "latin.toml"
    latin.write_bytes("å".encode("cp1252"))
    assert "save the file as UTF-8" in run(app, ["check", str(latin), "--language", "en"]).stderr


def test_docs_writes_what_is_missing_and_checks_it(tmp_path: Path) -> None:
    options = ["--folder", str(tmp_path / "new")]
    assert "sig.md, trefas.md" in run(app, ["docs", "--check", *options]).stderr
    assert run(app, ["docs", "--write", *options]).exit_code == 0
    assert run(app, ["docs", "--check", *options]).exit_code == 0
    (tmp_path / "new" / "sig.md").write_text("old", "utf-8")
    assert run(app, ["docs", "--check", *options]).exit_code == 1
