"""The commands about keys: what they say, and that a new master key never takes the place of the old one."""

import os
import stat

import pytest
import typer
from tests.databases import MASTER_KEY
from tests.rooms.build_keys import agreed, reread

from trefas.cli import keys
from trefas.rooms.master import master

pytestmark = pytest.mark.django_db(databases=["default", "rooms", "owner"])


@pytest.fixture(autouse=True)
def connected(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(keys, "connect", lambda: None)
    path = tmp_path / "master.key"
    path.write_text(MASTER_KEY + "\n")
    settings.TREFAS_MASTER_KEY, settings.TREFAS_MASTER_KEY_FILE = "", str(path)
    yield path
    reread()


def left_with(command, *given) -> int:
    try:
        command(*given)
    except typer.Exit as exit_:
        return exit_.exit_code
    return 0


def test_all_is_well_until_a_new_master_key_comes_and_when_all_is_wrapped_anew(connected, capsys) -> None:
    assert left_with(keys.status) == 0
    keys.new_master(connected)
    assert left_with(keys.status) == 1
    assert "kör trefas keys rewrap" in capsys.readouterr().err
    assert left_with(keys.rewrap) == 1
    assert "Two people must agree" in capsys.readouterr().err
    agreed("keys.rewrap")
    assert left_with(keys.rewrap) == 0
    assert left_with(keys.status) == 0
    assert master().name() in capsys.readouterr().out


def test_the_new_master_key_stands_first_and_the_old_one_below(connected) -> None:
    keys.new_master(connected)
    first, second = connected.read_text().split()
    assert second == MASTER_KEY
    assert len(first) == 43
    assert stat.S_IMODE(connected.stat().st_mode) == 0o600
    assert os.listdir(connected.parent) == ["master.key"]


def test_an_administrator_proposes_and_nobody_else(connected, capsys) -> None:
    assert left_with(keys.propose, "rotate", "ada@kvarnlunda.example") == 0
    assert left_with(keys.propose, "rotate", "amina@kvarnlunda.example") == 1
    assert left_with(keys.propose, "rotate", "nobody@kvarnlunda.example") == 1
    assert left_with(keys.propose, "swap", "ada@kvarnlunda.example") == 2
    assert left_with(keys.rotate) == 0
    assert "ny True" not in capsys.readouterr().out


def test_what_is_agreed_is_done_and_said(connected, capsys) -> None:
    agreed("keys.rotate")
    assert left_with(keys.rotate) == 0
    assert "ny True" in capsys.readouterr().out
    assert keys.problems() == []


def test_the_doctor_says_when_no_master_key_can_be_had(connected) -> None:
    connected.unlink()
    assert "cannot be read" in keys.problems()[0]
