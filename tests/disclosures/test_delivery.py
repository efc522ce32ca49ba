"""From room to room: a copy and two receipts, or nothing. Never a live window, never half."""

import pytest
from django.db import DatabaseError, connections, transaction

from tests.cast import NOW, enter
from trefas.audit.models import Event
from trefas.authorities.models import Unit
from trefas.disclosures import delivery
from trefas.disclosures.delivery import Sending
from trefas.disclosures.models import Envelope, Receipt
from trefas.rooms.envelopes import EnvelopeError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def kvarnlunda() -> Unit:
    return Unit.objects.get(short_name="Kvarnlunda")


def send(room, title="Hot mot Leo", kind="disclosure", **changed):
    sending = Sending(kind, kvarnlunda(), {"items": [{"title": title}]}, ("OSL-10-27",))
    return delivery.send(sending, by=room.acting, now=NOW, **changed)


def test_the_receiver_opens_what_the_sender_signed() -> None:
    with enter("bo") as police:
        receipt = send(police)
    with enter("amina"):
        envelope = Envelope.objects.get()
        payload, signature = delivery.open_envelope(envelope)
    assert [item["title"] for item in payload["items"]] == ["Hot mot Leo"]
    assert (envelope.pk, envelope.digest, signature) == (receipt.envelope, receipt.digest, receipt.signature)


def test_nobody_else_finds_it() -> None:
    with enter("bo") as police:
        send(police)
        assert Envelope.objects.count() == 0
    for other in ("otto", "ylva", "disa", "kim"):
        with enter(other):
            assert Envelope.objects.count() == 0
            assert Receipt.objects.count() == 0


def test_both_chains_tell_of_it() -> None:
    with enter("bo") as police:
        receipt = send(police)
    for who, kind in (("bo", "envelope.sent"), ("amina", "envelope.received")):
        with enter(who):
            bodies = [event.body for event in Event.objects.filter(body__contains=str(receipt.envelope))]
        assert any(kind in body for body in bodies), who


def test_a_repeat_changes_nothing_and_other_bytes_under_the_same_id_raise() -> None:
    with enter("bo") as police:
        # Without a receipt of its own, and so without a salt, the same payload gives the same bytes.
        receipt = send(police, kind="figures")
        assert send(police, kind="figures", envelope_id=receipt.envelope) == receipt
        with pytest.raises(DatabaseError, match="other content"), transaction.atomic(using="rooms"):
            send(police, title="Något annat", kind="figures", envelope_id=receipt.envelope)
    with enter("amina"):
        assert Envelope.objects.count() == 1


def test_withdrawn_before_registration_the_content_is_gone() -> None:
    with enter("bo") as police:
        receipt = send(police)
        assert delivery.withdraw(receipt, by=police.acting) is True
        assert delivery.withdraw(receipt, by=police.acting) is False
    with enter("amina"):
        assert bytes(Envelope.objects.get().sealed) == b""


def test_registered_first_it_cannot_be_withdrawn_and_the_sender_learns_only_that_it_is_received() -> None:
    with enter("bo") as police:
        receipt = send(police)
    with enter("amina") as social:
        assert Envelope.objects.filter(state="waiting").update(state="registered") == 1
        delivery.answer(Envelope.objects.get(), "registered", by=social.acting)
    with enter("bo") as police:
        assert Receipt.objects.get().state == "registered"
        assert delivery.withdraw(receipt, by=police.acting) is False


def test_the_receiver_cannot_rewrite_a_stored_envelope() -> None:
    with enter("bo") as police:
        send(police)
    with (
        enter("amina"),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(using="rooms"),
        connections["rooms"].cursor() as cursor,
    ):
        cursor.execute("UPDATE disclosures_envelope SET sealed = '\\x00'")


def test_an_envelope_for_one_room_is_not_opened_by_another() -> None:
    with enter("bo") as police:
        send(police)
    with enter("amina"):
        envelope = Envelope.objects.get()
    with enter("ylva") as other:
        envelope.room_id = other.room_id
        with pytest.raises(EnvelopeError):
            delivery.open_envelope(envelope)


def test_nobody_sends_in_another_units_name() -> None:
    with enter("bo") as police, pytest.raises(DatabaseError, match="not a unit"), transaction.atomic(using="rooms"):
        stranger = Unit.objects.get(short_name="Hamnskogen")
        with connections["rooms"].cursor() as cursor:
            cursor.execute(
                "SELECT deliver(gen_random_uuid(), %s, %s, %s, 'disclosure', '\\x', '', 'd', '{}', '{}')",
                [stranger.pk, police.room_id, stranger.pk],
            )
