"""The command about pairs for envelopes: what it takes, what it says, and what the doctor asks for."""

from datetime import timedelta

import pytest
import typer
from django.utils import timezone
from tests.accountability.pairs_build import hours_pass, pairs_of, room_of
from tests.cast import enter
from tests.rooms.build_keys import agreed, reread

from trefas.cli import key_pairs, keys
from trefas.rooms.models import ProposedAct

ADA = "ada@kvarnlunda.example"


@pytest.fixture(autouse=True)
def committed(fresh_vidhamn, django_db_blocker, monkeypatch):
    for module in (keys, key_pairs):
        monkeypatch.setattr(module, "connect", lambda: None)
    with django_db_blocker.unblock():
        yield fresh_vidhamn
    reread()


def left_with(command, *given, **more) -> int:
    try:
        command(*given, **more)
    except typer.Exit as exit_:
        return exit_.exit_code
    return 0


def proposed(**more) -> tuple[int, dict]:
    """Propose with the command; returns how it ended and what was proposed."""
    code = left_with(keys.propose, "pairs", ADA, **{"since": "", "pair": "", **more})
    with enter("ada") as room:
        act = ProposedAct.objects.filter(room_id=room.room_id).order_by("proposed_at").last()
    return code, act.what if act else {}


def test_a_worn_pair_is_proposed_by_its_name_and_one_in_other_hands_with_its_moment() -> None:
    (pair,) = pairs_of()
    assert proposed() == (0, {"pair": pair.name})
    since = timezone.now() - timedelta(days=1)
    assert proposed(since=since.isoformat()) == (0, {"pair": pair.name, "since": since.isoformat()})
    assert proposed(since=since.isoformat(), pair=pair.name)[0] == 0


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"since": "2026-11-28T08:00"}, "tidszon"),
        ({"since": "igår"}, "Invalid isoformat"),
        ({"since": "2099-01-01T08:00+01:00"}, "har inte varit än"),
        ({"pair": "0" * 32}, "ange --since"),
        ({"since": "2026-11-28T08:00+01:00", "pair": "0" * 32}, "inget sådant par"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(capsys, more, sentence) -> None:
    assert proposed(**more) == (1, {})
    assert sentence in capsys.readouterr().err


def test_what_is_agreed_is_done_and_said_and_what_is_kept_says_why(capsys, committed, server) -> None:
    assert left_with(key_pairs.pairs) == 0
    assert capsys.readouterr().out == ""
    agreed("keys.pairs")
    assert left_with(key_pairs.pairs) == 0
    said = capsys.readouterr().out
    assert f"{room_of()}: 1 utförda" in said
    assert "vänta en timme" in said
    hours_pass(server, committed)
    assert left_with(key_pairs.pairs) == 0
    assert "är förstörd" in capsys.readouterr().out


def test_status_names_every_pair_that_has_a_private_half(capsys, committed, server) -> None:
    agreed("keys.pairs", since=timezone.now())
    left_with(key_pairs.pairs)
    capsys.readouterr()
    left_with(keys.status)
    lines = [line for line in capsys.readouterr().out.splitlines() if "par " in line and str(room_of()) in line]
    old, new = pairs_of()
    assert [name in line for name, line in zip((old.name, new.name), lines, strict=True)] == [True, True]
    assert ["i orätta händer" in line for line in lines] == [True, False]
    assert "i bruk" in lines[1]
    hours_pass(server, committed)
    left_with(key_pairs.pairs)
    assert [old.name in line for line in key_pairs.lines()].count(True) == 0


def test_the_doctor_asks_for_a_new_pair_when_one_is_older_than_configured(settings) -> None:
    settings.TREFAS_PAIR_DAYS = 10_000
    assert key_pairs.problems() == []
    settings.TREFAS_PAIR_DAYS = -1
    found = key_pairs.problems()
    assert any(pairs_of()[0].name in sentence and "äldre än -1 dagar" in sentence for sentence in found)


def test_every_outcome_of_the_database_has_its_words() -> None:
    from importlib.resources import files

    sql = files("trefas.accountability.sql").joinpath("pairs.sql").read_text(encoding="utf-8")
    returned = {line.split("'")[1] for line in sql.splitlines() if line.strip().startswith("RETURN '")}
    assert returned == set(key_pairs.OUTCOMES)
