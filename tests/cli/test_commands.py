"""The command as a shell meets it: a process of its own, sentences instead of tracebacks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import psycopg
import pytest
from tests.databases import ROOT

STARTED = "from trefas.cli import main; main()"


def trefas(*words: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "TREFAS_SECRETS", "TREFAS_DEMO")
    }
    return subprocess.run(
        [sys.executable, "-c", STARTED, *words], cwd=ROOT, env={**clean, **(environment or {})}, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip


def people(server, name: str) -> int:
    with psycopg.connect(**server.superuser_params(name)) as connection:
        return connection.execute("SELECT count(*) FROM persons_person").fetchone()[0]


def police_list(folder: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (["Namn", "Personnummer"], ["Leo Tornfeldt", "20070314-2380"], ["Nils Varghult", "20010705-1111"]):
        book.active.append(row)
    book.save(folder / "lista.xlsx")
    return folder / "lista.xlsx"


def test_the_commands_are_listed_without_loading_them() -> None:
    answer = trefas("--help")
    assert answer.returncode == 0
    for name in ("demo", "serve", "check", "law", "analysis", "import"):
        assert name in answer.stdout


def test_without_a_database_each_command_says_what_to_set() -> None:
    for words in (["serve"], ["migrate"], ["setup", "x.toml"]):
        answer = trefas(*words)
        assert answer.returncode == 2
        assert "DATABASE_URL" in answer.stderr
        assert "Traceback" not in answer.stderr


def test_a_list_is_imported_and_the_faulty_row_named(installation, server, fresh_vidhamn: str, tmp_path: Path) -> None:
    path = police_list(tmp_path)
    answer = trefas(
        "import", "persons", str(path), "--unit", "Polisen Nord", "--by", "bo@polisen-vidhamn.example", environment=installation
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    assert "B3" in answer.stdout
    assert "new 1" in answer.stdout
    assert people(server, fresh_vidhamn) == 1


def test_a_preview_saves_nothing_and_a_real_installation_asks_who_imports(
    installation, server, fresh_vidhamn: str, tmp_path: Path
) -> None:
    path = str(police_list(tmp_path))
    assert trefas("import", "persons", path, "--unit", "Polisen Nord", environment=installation).returncode == 2
    words = [
        "import",
        "persons",
        path,
        "--unit",
        "Polisen Nord",
        "--by",
        "bo@polisen-vidhamn.example",
        "--preview",
        "--english",
    ]
    answer = trefas(*words, environment=installation)
    assert answer.returncode == 0, answer.stderr
    assert people(server, fresh_vidhamn) == 0


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04"])
def test_a_broken_list_is_one_sentence(installation, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "lista.xlsx"
    path.write_bytes(content)
    answer = trefas(
        "import", "persons", str(path), "--unit", "Polisen Nord", "--by", "bo@polisen-vidhamn.example", environment=installation
    )  # fmt: skip
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1


def test_a_unit_nobody_knows_and_a_file_that_is_not_there(installation, tmp_path: Path) -> None:
    known = str(police_list(tmp_path))
    for path, unit in ((known, "Månen"), (str(tmp_path / "ingen.xlsx"), "Polisen Nord")):
        words = ["import", "persons", path, "--unit", unit, "--by", "bo@polisen-vidhamn.example"]
        answer = trefas(*words, environment=installation)
        assert answer.returncode in (1, 2)
        assert "Traceback" not in answer.stderr


def test_setup_loads_an_organisation_and_explains_a_faulty_one(installation, tmp_path: Path) -> None:
    shipped = ROOT / "src" / "trefas" / "authorities" / "organisations" / "stockholm.toml"
    answer = trefas("setup", str(shipped), environment=installation)
    assert answer.returncode == 0, answer.stderr
    faulty = tmp_path / "fel.toml"
    faulty.write_text("[[authority]]\nkind = 'police'\n")
    answer = trefas("setup", str(faulty), environment=installation)
    assert answer.returncode == 1
    assert "fel.toml" in answer.stderr
    assert trefas("setup", str(tmp_path / "ingen.toml"), environment=installation).returncode == 2


def test_the_doctor_names_what_is_missing_and_keeps_practice_mode(installation) -> None:
    assert trefas("migrate", environment=installation).returncode == 0
    answer = trefas("doctor", environment=installation)
    assert answer.returncode == 1
    assert "Övningsläget gäller" in answer.stdout
    assert "ok  Skyddade personuppgifter" in answer.stdout
    assert "ange TREFAS_HTTPS=1" in answer.stdout
    assert "övningspersoner" in answer.stdout
    answer = trefas("lift", environment=installation)
    assert (answer.returncode, "inget är lyft" in answer.stderr) == (1, True)


def test_serve_refuses_a_login_that_could_see_past_row_security(installation, tmp_path: Path) -> None:
    secrets = json.loads(Path(installation["TREFAS_SECRETS"]).read_text())
    mighty = tmp_path / "mighty.json"
    mighty.write_text(json.dumps({**secrets, "app": "wrong"}))
    answer = trefas("serve", "--port", "0", environment={**installation, "TREFAS_SECRETS": str(mighty)})
    assert answer.returncode != 0


def test_a_size_or_port_that_cannot_be_is_explained() -> None:
    answer = trefas("demo", "--size", "galax")
    assert answer.returncode == 2
    assert "small" in answer.stderr


class TestNightly:
    def test_every_room_has_its_night_and_says_so_in_a_line(self, installation):
        answer = trefas("nightly", environment=installation)
        assert answer.returncode == 0, answer.stderr
        assert "Polisen Vidhamn: –" in answer.stdout
        assert answer.stdout == trefas("nightly", "--date", "2026-11-19", environment=installation).stdout

    def test_a_day_that_is_none(self, installation):
        answer = trefas("nightly", "--date", "19/11", environment=installation)
        assert answer.returncode == 2
        assert "”19/11” är ingen dag" in answer.stderr

    def test_another_process_at_it(self, installation, server, fresh_vidhamn):
        from trefas.rooms.nightly import LOCK

        with psycopg.connect(**server.superuser_params(fresh_vidhamn), autocommit=True) as other:
            other.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            answer = trefas("nightly", environment=installation)
        assert answer.returncode == 3
        assert "pågår redan" in answer.stderr
