"""The command as a person or another program meets it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from trefas.law import RULEBOOK

ROOT = Path(__file__).parents[2]
REQUEST: dict[str, Any] = {
    "id": "åäö",
    "date": "2026-03-01",
    "sender": "social_services",
    "receiver": "police",
    "information": ["social_services_case"],
    "purpose": "prevent_crime",
    "subject": {"age": 17},
    "facts": {"OSL-10-18a": {"concrete_circumstances": "Sa det i dag.", "not_unsuitable": True}},
}


def law(*words: str, given: str = "", cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from trefas.cli import main; main()", "law", *words]
    return subprocess.run(command, input=given, capture_output=True, text=True, cwd=cwd, encoding="utf-8")


def rows(text: str) -> list[Any]:
    return [json.loads(row) for row in text.splitlines()]


def test_lines_are_answered_in_order_and_a_bad_one_does_not_stop_the_rest() -> None:
    good = json.dumps(REQUEST, ensure_ascii=False)
    done = law("ask", "--json", "-", given=f'{good}\nnonsense\n{{"id": "b"}}\n{good}\n')
    told = rows(done.stdout)
    assert done.returncode == 0
    assert [row.get("outcome", row.get("error", {}).get("field")) for row in told] == [
        "needs_assessment",
        "line",
        "date",
        "needs_assessment",
    ]
    assert told[0]["id"] == "åäö"
    assert told[0]["rulebook"] == RULEBOOK.version


def test_a_file_is_read_and_json_is_the_rule_when_nobody_watches(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(json.dumps(REQUEST), encoding="utf-8")
    assert rows(law("ask", str(path)).stdout)[0]["outcome"] == "needs_assessment"


@pytest.mark.parametrize("as_list", [True, False])
def test_a_sign_off_makes_a_rule_certain(tmp_path: Path, as_list: bool) -> None:
    listed = {row["rule"]: row["version"] for row in rows(law("rules", "--json").stdout)}
    entry = {"rule": "OSL-10-18a", "version": listed["OSL-10-18a"], "who": "Jurist", "when": "2026-02-01"}
    path = tmp_path / "signed.json"
    path.write_text(json.dumps([entry]) if as_list else json.dumps(entry) + "\n\n", encoding="utf-8")
    done = law("ask", "--json", "--signed", str(path), "-", given=json.dumps(REQUEST))
    assert rows(done.stdout)[0]["outcome"] == "permitted"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nonsense", "varken en JSON-lista"),
        ('[{"rule": "OSL-10-18a"}]', "saknar fältet ”version”"),
        ('[{"rule": "x", "version": "y", "who": "z", "when": "i går"}]', "ingen dag"),
        ("[3]", "inget objekt"),
    ],
)
def test_a_bad_sign_off_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "signed.json"
    path.write_text(text, encoding="utf-8")
    done = law("ask", "--signed", str(path), "-")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_file_is_one_sentence() -> None:
    for words in (("ask", "nowhere.jsonl"), ("ask", "--signed", "nowhere.json", "-")):
        done = law(*words)
        assert done.returncode == 2
        assert "Det går inte att läsa nowhere.json" in done.stderr


def test_an_unpaired_surrogate_survives() -> None:
    done = law("ask", "--json", "-", given=json.dumps({**REQUEST, "id": "x\ud800"}))
    assert rows(done.stdout)[0]["id"] == "x\ud800"


def on_terminal(language: str, *words: str) -> str:
    """What the command writes when its output is a terminal."""
    terminal, inner = pty.openpty()
    command = [sys.executable, "-c", "from trefas.cli import main; main()", "law", *words]
    environment = {**os.environ, "LC_ALL": language}
    with subprocess.Popen(command, stdout=inner, stderr=inner, cwd=ROOT, env=environment):
        os.close(inner)
        told = b"".join(iter(lambda: _more(terminal), b""))
    os.close(terminal)
    return told.decode()


def _more(terminal: int) -> bytes:
    """The next piece; a terminal whose other end is closed gives an input error instead of an end."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


@pytest.mark.parametrize(
    ("language", "outcome", "advice"),
    [
        ("sv_SE.UTF-8", "Du behöver göra en bedömning", "En namngiven handläggare beslutar."),
        ("en_GB.UTF-8", "You need to make an assessment", "A named officer decides."),
    ],
)
def test_a_terminal_gets_text_in_the_users_language(tmp_path: Path, language: str, outcome: str, advice: str) -> None:
    path = tmp_path / "question.jsonl"
    path.write_text(json.dumps({**REQUEST, "id": "q", "sender": "court"}), encoding="utf-8")
    told = on_terminal(language, "ask", str(path))
    assert told.startswith(f"q: {outcome}")
    assert advice in told


def test_a_terminal_gets_json_when_it_asks_for_it(tmp_path: Path) -> None:
    path = tmp_path / "question.jsonl"
    path.write_text("nonsense", encoding="utf-8")
    assert rows(on_terminal("en_GB.UTF-8", "ask", "--json", str(path)))[0]["error"]["field"] == "line"


def test_english_on_request() -> None:
    done = law("ask", "--json", "--language", "en", "-", given=json.dumps(REQUEST))
    assert "Verify with a lawyer." in done.stdout


def test_the_handbook_in_the_source_folder_is_current() -> None:
    done = law("handbook", "--check")
    assert (done.returncode, done.stdout) == (0, "")


def test_a_stale_page_is_named(tmp_path: Path) -> None:
    done = law("handbook", "--check", "--docs", str(tmp_path))
    assert done.returncode == 1
    assert "sv/osl.md" in done.stdout


def test_the_handbook_needs_a_choice_and_its_sources(tmp_path: Path) -> None:
    assert "Välj --write" in law("handbook").stderr
    assert "källkodens mapp" in law("handbook", "--check", cwd=tmp_path).stderr


def test_days_are_compared() -> None:
    done = law("diff", "2025-03-31", "2025-04-01", "--json")
    told = {row["case"]: (row["old"], row["new"]) for row in rows(done.stdout)}
    assert told["2025:170-7/1"] == ("needs_assessment", "required")
    assert "Fall med nytt utfall" in law("diff", "2025-03-31", "2025-04-01").stdout


def test_kept_versions_are_compared(tmp_path: Path) -> None:
    kept = Path(law("keep", "--kept", str(tmp_path)).stdout.strip())
    data = json.loads(kept.read_text(encoding="utf-8"))
    for key in data["keys"]:
        if key["id"] == "OSL-10-18a":
            key["age"]["below"] = 18
    (tmp_path / "older.json").write_text(json.dumps(data), encoding="utf-8")
    done = law("diff", "older", RULEBOOK.version, "--kept", str(tmp_path), "--json")
    assert done.returncode == 0
    assert rows(done.stdout) == []
    (tmp_path / "broken.json").write_text("{}", encoding="utf-8")
    assert "inget sparat regelverk" in law("diff", "broken", "2026-01-01", "--kept", str(tmp_path)).stderr
    assert "varken en dag" in law("diff", "gone", "2026-01-01", "--kept", str(tmp_path)).stderr
    assert "ingen dag i kalendern" in law("diff", "2026-02-30", "2026-01-01").stderr


def test_retention_and_version_are_told() -> None:
    assert "Personakten gallras 5 år" in law("retention").stdout
    assert law("version").stdout.strip() == RULEBOOK.version


def test_the_command_starts_without_the_heavy_parts() -> None:
    probe = "import sys, trefas.cli.law; print(sorted({'django', 'pandas', 'numpy', 'scipy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
