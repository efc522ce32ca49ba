"""What comes to the room is filed to a protected person by her named handler, and nobody else sees where it went."""

import pytest

from tests.accountability.test_moving import move_in
from tests.cast import NOW, enter
from tests.disclosures.build import given, keep, registered
from trefas.audit.models import Event
from trefas.disclosures.actions import Registration, register
from trefas.disclosures.models import Duty, Envelope, Outcome, Receipt, ReceivedItem
from trefas.persons.models import Person
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


@pytest.fixture
def sent(db) -> Receipt:
    with enter("bo") as police:
        return given(police)


def protected(room, *handlers) -> Person:
    return move_in(room, keep(room), *handlers)


def filed(room, person, **more):
    return registered(room, person=person, same_person=True, **more)


def test_it_is_filed_in_the_inner_room_with_receipt_envelope_and_duty(sent) -> None:
    with enter("amina") as room:
        leo = protected(room, "nora")
        (item,) = filed(room, leo, owner_id=None)
        kept = [Envelope, Receipt, ReceivedItem, Duty]
        assert {model.objects.get().room_id for model in kept} == {leo.room_id}
        assert ReceivedItem.objects.get(pk=item.pk).content["from"]["officer"] == "Bo Lindqvist"
        assert Duty.objects.get().owner_id == room.acting.user_id


def test_the_sender_gets_the_same_answer_as_always(sent) -> None:
    with enter("amina") as room:
        filed(room, protected(room))
        leo = Person.objects.get()
    with enter("bo") as police:
        receipt = Receipt.objects.get(pk=sent.pk)
        assert receipt.state == "registered"
        told = " ".join(Event.objects.filter(room_id=police.room_id).values_list("body", flat=True))
        assert str(leo.room_id) not in told + receipt.counter
        assert receipt.counter


def test_nobody_else_sees_where_it_went(sent) -> None:
    with enter("amina") as room:
        leo = protected(room)
    with enter("amina") as room:
        before = Event.objects.filter(room_id=room.room_id).count()
        filed(room, leo)
    with enter("sven") as room:
        counts = [model.objects.count() for model in (Envelope, Receipt, ReceivedItem, Duty)]
        later = Event.objects.filter(room_id=room.room_id, number__gt=before)
        told = " ".join(later.values_list("body", flat=True))
        assert counts == [0, 0, 0, 0]
        assert told.count("envelope.filed") == 1
        assert str(leo.pk) not in told
        assert str(leo.room_id) not in told


def test_one_who_is_no_handler_files_it_to_nobody_protected(sent) -> None:
    with enter("amina") as room:
        leo = protected(room)
    with enter("sven") as room, pytest.raises(RefusedError):
        filed(room, leo)


def test_the_number_of_a_protected_person_is_no_obstacle_to_a_colleague(sent) -> None:
    """A refusal would tell that she is there."""
    with enter("amina") as room:
        protected(room)
    with enter("sven") as room:
        (item,) = registered(room)
        assert item.outcome == Outcome.FILED
        assert Person.objects.count() == 1


def test_it_may_still_be_found_not_current(sent) -> None:
    with enter("amina") as room:
        protected(room)
        said = Registration(diary_number="KVL 1", outcome=Outcome.NOT_OURS)
        (item,) = register(by=room.acting, envelope_id=Envelope.objects.get().pk, registration=said, now=NOW)
        assert item.room_id == room.room_id
