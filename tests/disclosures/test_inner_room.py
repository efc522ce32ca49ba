"""Telling about a person with named handlers: the receipt lies with them, and the room around learns nothing of whom."""

from tests.cast import NOW, enter
from trefas.authorities.models import Unit
from trefas.disclosures import delivery
from trefas.disclosures.actions import start_assessment
from trefas.disclosures.delivery import Sending
from trefas.disclosures.models import Envelope, Receipt
from trefas.persons.actions import Source, create_protected_person
from trefas.persons.models import Protection


def test_the_receipt_lies_in_the_inner_room_and_is_answered_there(fresh_vidhamn: str) -> None:
    with enter("bo") as room:
        elsa = create_protected_person(
            by=room.acting, values={"given_name": "Elsa"}, protection=Protection.MARKING, handlers=[],
            source=Source("typed"), now=NOW,
        )  # fmt: skip
    receiver = Unit.objects.get(short_name="Kvarnlunda")
    with enter("bo") as room:
        assessment = start_assessment(
            by=room.acting, person=elsa, receiver=receiver, purpose="save_life", chosen=[("person", elsa.pk)],
            requested=False, now=NOW,
        )  # fmt: skip
        receipt = delivery.send(Sending("disclosure", receiver, {}, (), assessment), by=room.acting, now=NOW)
        assert receipt.room_id == elsa.room_id
    with enter("amina") as room:
        envelope = Envelope.objects.get(pk=receipt.envelope)
        Envelope.objects.filter(pk=envelope.pk).update(state="registered")
        delivery.answer(envelope, "registered", by=room.acting)
    with enter("bo"):
        assert Receipt.objects.get(pk=receipt.pk).state == "registered"
    with enter("eva"):
        assert not Receipt.objects.filter(pk=receipt.pk).exists()
