"""A few kills while five people write: the bounded form of `benchmarks/kills.py`, and that its judge sees what is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import databases
from tests.kills.installation import dumped
from tests.kills.judging import kept
from tests.kills.writing import Attempt, Writer

ROOT = Path(__file__).resolve().parents[2]
KILLS = 6


@pytest.fixture
def cast_dump(server, tmp_path: Path) -> Path:
    """The cast's database as a file: restoring it takes a fraction of migrating."""
    source, name = databases.template(server), f"to_dump_{os.getpid()}"
    databases.embedded.create_database(server, name, template=source)
    try:
        return dumped(server, name, tmp_path / "cast.dump")
    finally:
        databases.embedded.drop_database(server, name)


def test_nothing_is_lost_or_half_when_workers_and_the_database_are_killed(cast_dump: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.kills", "--kills", str(KILLS), "--dump", str(cast_dump)]
    environment = {**os.environ, "TREFAS_MASTER_KEY": databases.MASTER_KEY}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert f"{KILLS} kills" in done.stdout
    assert done.stdout.endswith("0 wrong\n")


@pytest.mark.parametrize(
    ("there", "acknowledged", "wrong"),
    [(1, True, 0), (0, True, 1), (2, True, 1), (1, False, 0), (0, False, 0), (2, False, 1)],
)
def test_what_was_acknowledged_must_be_there_once_and_the_rest_at_most_once(
    monkeypatch: pytest.MonkeyPatch, there: int, acknowledged: bool, wrong: int
) -> None:
    from collections import Counter

    attempt = Attempt("note", "bo0x", sent=True, acknowledged=acknowledged)
    monkeypatch.setattr("tests.kills.judging._marks", lambda *_given: Counter({("note", "bo0x"): there}))
    assert len(list(kept(None, Writer("bo", ("note",), attempts=[attempt])))) == wrong
