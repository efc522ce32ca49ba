"""A database that an older backup brought back is erased again before anybody is let in."""

import pytest
from django.db import DatabaseError, connections, transaction

from tests.accountability.build import followed
from tests.cast import NOW, enter
from trefas.accountability.replaying import behind, replay_all
from trefas.audit.models import Event
from trefas.persons.models import Person
from trefas.rooms import tombstones
from trefas.rooms.models import SubjectKey
from trefas.rooms.tombstones import Tombstone

pytestmark = pytest.mark.django_db(databases=["default", "rooms", "owner"])


@pytest.fixture(autouse=True)
def ledger(settings, tmp_path):
    settings.TREFAS_TOMBSTONES = str(tmp_path / "tombstones.jsonl")


def stone(who, subject):
    with enter(who) as room:
        tombstones.append(Tombstone(room.room_id, (subject,), "social_file", subject, "2032-11-21T03:00:00+00:00"))


def test_what_the_ledger_says_is_gone_goes_again_and_the_chain_tells() -> None:
    subject, other = followed(), followed("bo")
    assert behind() == 0
    stone("amina", subject)
    assert behind() == 1
    assert replay_all(now=NOW) == 1
    assert (behind(), replay_all(now=NOW)) == (0, 0)
    with enter("amina") as room:
        assert not Person.objects.filter(room_id=room.room_id, pk=subject).exists()
        assert SubjectKey.objects.get(room_id=room.room_id, subject=subject).wrapped is None
        assert Event.objects.filter(room_id=room.room_id, body__contains="erasure.replayed").count() == 1
    with enter("bo") as room:
        assert Person.objects.get(room_id=room.room_id, pk=other).given_name == "Leo"


def test_nobody_but_the_service_account_replays() -> None:
    subject = followed()
    with enter("sven") as room, connections["rooms"].cursor() as cursor:
        with pytest.raises(DatabaseError, match="not of this pass"), transaction.atomic("rooms"):
            cursor.execute("SELECT replay_erasure(%s, %s::uuid[])", [room.room_id, [subject]])
        assert Person.objects.filter(room_id=room.room_id, pk=subject).exists()


def test_an_empty_ledger_asks_for_nothing() -> None:
    followed()
    assert behind() == replay_all(now=NOW) == 0
