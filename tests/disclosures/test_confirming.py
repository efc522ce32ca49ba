"""While no other authority has confirmed the log for too long no copy leaves; what was said is still recorded."""

import base64
from datetime import timedelta
from pathlib import Path

import pytest

from tests.audit.building import note, witness
from tests.cast import NOW, enter
from tests.disclosures.build import assessed, envelope_of, keep, unit
from trefas.audit.models import Checkpoint
from trefas.disclosures import policy
from trefas.disclosures.actions import decide, record_oral
from trefas.disclosures.actions.telling import Told
from trefas.disclosures.models import Assessment, Decision, Receipt
from trefas.persons.policy import May
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
HOUR = timedelta(hours=1)


@pytest.fixture
def witnessed(tmp_path: Path, settings) -> None:
    """Name a witness whose word is needed every other hour; the log's own key is not at hand."""
    (tmp_path / "trust.toml").write_text(
        '[log]\nname = "logg.vidhamn.example"\nkey_file = "apart.key"\nstop_after_hours = 2\n'
        f'[[witness]]\nkey = "{witness().key.text()}"\nurl = "https://vittne.example"\n'
    )
    settings.TREFAS_TRUST = str(tmp_path / "trust.toml")


def confirmed(size: int, at) -> None:
    Checkpoint.objects.create(size=size, note=note(size, polisen=at), made_at=at)


def sign(room, kept: Assessment, decision: Decision = Decision.GIVEN, **record: str) -> Receipt | None:
    return decide(
        by=room.acting, assessment=kept, version=kept.version, decision=decision, record=record, now=NOW
    )  # fmt: skip


def test_a_copy_waits_until_the_log_is_confirmed_again_and_then_leaves_as_it_was(witnessed) -> None:
    confirmed(900_001, NOW - 3 * HOUR)
    Checkpoint.objects.create(size=900_002, note=note(900_002), made_at=NOW)
    with enter("bo") as police:
        kept = assessed(police, keep(police))
        with pytest.raises(RefusedError, match=r"confirmed the log since 2026-11-\d\d \d\d\.\d\d"):
            sign(police, kept)
        assert Assessment.objects.get(room_id=police.room_id, pk=kept.pk).version == kept.version
        confirmed(900_003, NOW - HOUR)
        assert sign(police, kept) is not None
    with enter("amina") as social:
        assert envelope_of(social).kind == "disclosure"


def test_what_was_said_is_recorded_and_what_is_refused_is_refused_meanwhile(witnessed) -> None:
    with enter("bo") as police:
        person = keep(police)
        told = Told(person, unit(), "Amina", "Han är hotad.", "life", NOW)
        assert record_oral(by=police.acting, told=told, now=NOW).told_at == NOW
        kept = assessed(police, person)
        assert sign(police, kept, Decision.REFUSED, outcome="Källan kan röjas.") is None
        with pytest.raises(RefusedError, match="no other authority has confirmed the log"):
            sign(police, assessed(police, person))


@pytest.mark.parametrize("decision", [Decision.REFUSED, Decision.BEFOREHAND])
def test_what_leaves_nothing_is_never_stopped(witnessed, decision: Decision) -> None:
    assert policy.may_leave(decision, NOW).outcome is May.YES


def test_a_file_of_trust_that_does_not_read_stops_too_and_one_that_names_no_witness_does_not(
    tmp_path, settings
) -> None:
    (tmp_path / "trust.toml").write_text("[log")
    settings.TREFAS_TRUST = str(tmp_path / "trust.toml")
    assert "cannot be read" in policy.may_leave(Decision.GIVEN, NOW).reason
    (tmp_path / "log.key").write_text(base64.b64encode(bytes(32)).decode())
    (tmp_path / "trust.toml").write_text('[log]\nname = "x"\nkey_file = "log.key"')
    assert policy.may_leave(Decision.PARTLY, NOW) == policy.YES
