"""A pair that somebody else may have had: what came by it since then is believed by nobody, and says so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.accountability.breaking_build import asked, decided
from tests.accountability.pairs_build import halves_of, hours_pass, opened, pairs_of, police_renewed, renewed, room_of
from tests.cast import enter
from tests.disclosures import build
from tests.disclosures.test_receipts import parts_of
from tests.rooms.build_keys import reread
from trefas.accountability import breaking_glass
from trefas.accountability.pairs import renew_pairs
from trefas.disclosures import delivery, receipts
from trefas.disclosures.actions import export_receipt, register
from trefas.disclosures.models import Envelope, Outcome, Receipt
from trefas.files.actions.taking_in import take_in
from trefas.rooms import envelopes
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Room
from trefas.rooms.pairs import CompromisedError
from trefas.web import inbox

SECOND = timedelta(seconds=1)


@pytest.fixture
def committed(fresh_vidhamn, django_db_blocker):
    with django_db_blocker.unblock():
        yield fresh_vidhamn
    reread()


def sent(name="Leo"):
    with enter("bo") as room:
        return build.given(
            room, build.keep(room, given_name=name, identity_number=None, birth_date="2001-05-01"), now=timezone.now()
        )


def register_it(receipt):
    with enter("amina") as room:
        said = build.registration(Outcome.NOT_OURS)
        return register(by=room.acting, envelope_id=receipt.envelope, registration=said, now=timezone.now())


def names_waiting():
    with enter("amina") as room:
        return [one.name for one in inbox.waiting(room.acting)], inbox.forgeable()


def test_what_came_before_opens_and_what_came_since_does_not(committed, server):
    before = sent("Leo")
    since = timezone.now()
    after = sent("Noel")
    police_renewed(server, committed, since=since)
    anew = sent("Aron")
    assert opened(before.envelope)["person"]["given_name"] == "Leo"
    assert opened(anew.envelope)["person"]["given_name"] == "Aron"
    with pytest.raises(CompromisedError, match="Somebody else than the sender may have written this"):
        opened(after.envelope)
    with pytest.raises(RefusedError, match="Call the sender"):
        register_it(after)
    with enter("amina") as room:
        assert Envelope.objects.get(room_id=room.room_id, pk=after.envelope).state == "waiting"


def test_the_inbox_shows_the_others_and_says_whom_to_call(committed, server):
    sent("Leo Tornfeldt")
    since = timezone.now()
    sent("Noel")
    assert names_waiting() == (["Leo Tornfeldt Tornfeldt", "Noel Tornfeldt"], [])
    police_renewed(server, committed, since=since)
    assert names_waiting() == (["Leo Tornfeldt Tornfeldt"], ["Polisen Nord"])


def test_the_sender_takes_it_back_and_sends_it_anew(committed, server):
    since = timezone.now()
    receipt = sent("Noel")
    police_renewed(server, committed, since=since)
    with enter("bo") as room:
        assert delivery.withdraw(Receipt.objects.get(room_id=room.room_id, pk=receipt.pk), by=room.acting)
    assert names_waiting() == ([], [])


def test_it_signs_nothing_from_the_moment_it_is_said(committed, server):
    old = halves_of("bo")[0]
    police_renewed(server, committed, since=timezone.now() - timedelta(days=1))
    new = halves_of("bo")
    assert envelopes.verifying_of(new[0]) == pairs_of("bo")[1].verifying_key
    assert new[1] == envelopes.without_signing(old)
    assert Room.objects.get(pk=room_of("bo")).verifying_key == pairs_of("bo")[1].verifying_key


def test_one_that_was_replaced_long_ago_is_marked_and_no_new_one_made(committed, server):
    before = sent("Leo")
    since = timezone.now() - SECOND
    police_renewed(server, committed)
    old, new = pairs_of("bo")
    assert opened(before.envelope)
    done = police_renewed(server, committed, since=since, pair=old.name)
    assert done.done == 1
    assert [pair.pk for pair in pairs_of("bo")] == [old.pk, new.pk]
    assert pairs_of("bo")[0].compromised_at == since
    with pytest.raises(CompromisedError):
        opened(before.envelope)
    assert next(iter(renew_pairs())).done == 0
    earlier = since - timedelta(days=1)
    police_renewed(server, committed, since=earlier, pair=old.name)
    assert pairs_of("bo")[0].compromised_at == earlier


def test_its_private_half_goes_as_any_others_does(committed, server):
    renewed(since=timezone.now() - SECOND)
    hours_pass(server, committed)
    assert [one.old for one in renew_pairs()] == [{"gone": 1}]


def test_what_is_told_of_meetings_is_refused_and_changes_nothing(committed, server):
    since = timezone.now()
    with enter("bo") as room:
        sending = delivery.Sending("answer", build.unit(), {"about": "joined"})
        envelope = delivery.send(sending, by=room.acting, now=timezone.now()).envelope
    police_renewed(server, committed, since=since)
    with enter("amina") as room:
        assert take_in(by=room.acting, now=timezone.now()) == 0
        assert Envelope.objects.get(room_id=room.room_id, pk=envelope).state == "refused"


def test_what_waited_with_its_sender_since_before_is_given_in_an_emergency(committed, server):
    decided()
    police_renewed(server, committed, since=timezone.now())
    row = asked()
    with enter("amina"):
        (found,) = breaking_glass.contents(row)
        assert found.payload["items"]


def test_a_receipt_says_from_when_its_key_was_in_other_hands(committed, server):
    receipt = sent("Leo")
    register_it(receipt)
    since = timezone.now()
    police_renewed(server, committed, since=since)
    with enter("bo") as room:
        content = export_receipt(by=room.acting, envelope_id=receipt.envelope)[1]
    keys = parts_of(content)["keys.json"].decode()
    told = receipts.content(parts_of(content)["receipt.json"].decode())
    assert since.isoformat() in keys
    assert told["sender"]["key"] == pairs_of("bo")[0].name
