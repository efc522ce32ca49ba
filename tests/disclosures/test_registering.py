"""Registration: to whom it is filed, what the sender learns, which clocks start, and that withdrawal is no race."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connections, transaction

from tests.cast import NOW, enter
from tests.disclosures.build import (
    NOEL,
    TODAY,
    envelope_of,
    events,
    given,
    keep,
    registered,
    registration,
)
from trefas.audit.models import Event
from trefas.disclosures.actions import Facts, assess_breach, do_duty, hand_over_duty, register
from trefas.disclosures.models import Breach, BreachState, Duty, DutyOutcome, Envelope, Outcome, Receipt, ReceivedItem
from trefas.disclosures.reading import breaches_open, duties_due
from trefas.persons.models import Person
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
CONCERN = Facts(conditions={"SoL-19-1": {"child_fares_ill": True}})


def send(who="bo", **more) -> Receipt:
    with enter(who) as police:
        return given(police, **more)


def send_child() -> None:
    with enter("bo") as police:
        person = keep(police, **NOEL)
        given(police, person, facts=CONCERN, purpose="protect_child", record={"child": "Noel vill ha hjälp."})


def test_filed_to_a_new_person_under_own_keys_with_source_and_ground() -> None:
    send()
    with enter("amina") as social:
        (item,) = registered(social)
        assert Person.objects.get(room_id=social.room_id).name == "Leo Tornfeldt"
        item = ReceivedItem.objects.get(room_id=social.room_id, pk=item.pk)
        assert item.content["from"]["officer"] == "Bo Lindqvist"
        assert item.content["ground"]["statutes"] == ["OSL-10-27"]
        assert (item.subject, item.diary_number) == (item.person_id, "KVL 2026/0884")
        assert events(social, "envelope.filed") == ["envelope.filed"]
        assert bytes(Envelope.objects.get(room_id=social.room_id).sealed) == b""


def test_filed_to_one_who_is_there_only_when_checked_to_be_the_same() -> None:
    send()
    with enter("amina") as social:
        person = keep(social)
        with pytest.raises(RefusedError, match="same person"):
            registered(social, person=person)
        with pytest.raises(RefusedError, match="already a person"):
            registered(social)
        (item,) = registered(social, person=person, same_person=True)
        assert item.person_id == person.pk
        assert Person.objects.filter(room_id=social.room_id).count() == 1


def test_the_sender_learns_only_that_it_is_received() -> None:
    sent = send()
    with enter("amina") as social:
        registered(social, outcome=Outcome.NOT_OURS)
    with enter("bo") as police:
        receipt = Receipt.objects.get(room_id=police.room_id, pk=sent.pk)
        bodies = " ".join(event.body for event in Event.objects.filter(body__contains=str(receipt.envelope)))
        assert receipt.state == "registered"
        assert "not_ours" not in bodies
        assert Duty.objects.filter(room_id=police.room_id).count() == 0


def test_not_current_here_keeps_a_diary_row_and_nobody() -> None:
    send()
    with enter("amina") as social:
        (item,) = registered(social, outcome=Outcome.NOT_OURS)
        assert (item.content, item.person_id, item.diary_number) == (None, None, "KVL 2026/0884")
        assert Person.objects.count() == 0
        assert Duty.objects.count() == 0
        assert bytes(Envelope.objects.get(room_id=social.room_id).sealed) == b""


def test_the_wrong_receiver_closes_it_and_starts_72_hours_on_both_sides() -> None:
    send()
    with enter("amina") as social:
        (item,) = registered(social, outcome=Outcome.WRONG_RECEIVER)
        (breach,) = breaches_open(social.room_id)
        assert item.content is None
        assert (breach.direction, breach.due_at - NOW) == ("in", timedelta(hours=72))
    with enter("bo") as police:
        assert Receipt.objects.get(room_id=police.room_id).state == "wrong_receiver"
        (breach,) = breaches_open(police.room_id)
        assert (breach.direction, breach.due_at - breach.discovered_at) == ("out", timedelta(hours=72))
        with pytest.raises(RefusedError):
            assess_breach(by=police.acting, breach=breach, state=BreachState.REPORTED, words=" ", now=NOW)
        words = "Anmäld till IMY."
        assess_breach(by=police.acting, breach=breach, state=BreachState.REPORTED, words=words, now=NOW)
        assert Breach.objects.get(room_id=police.room_id).words == words
        assert list(breaches_open(police.room_id)) == []


def test_a_child_starts_the_protection_assessment_today_and_the_decision_in_14_days() -> None:
    send_child()
    with enter("amina") as social:
        registered(social)
        due = {duty.kind: (duty.due_on, duty.provision) for duty in duties_due(social.room_id)}
    assert due == {
        "protection_assessment": (TODAY, "SoL-20-1"),
        "child_inquiry": (date(2026, 12, 3), "SoL-20-2"),
    }


def test_other_information_asks_whether_to_open_an_inquiry_unless_it_cannot_lead_to_action() -> None:
    send()
    with enter("amina") as social:
        registered(social)
        assert [(duty.kind, duty.due_on) for duty in duties_due(social.room_id)] == [("inquiry", TODAY)]
    with enter("bo") as police:
        given(police, keep(police, identity_number="20040611-2383"))
    with enter("amina") as social:
        registered(social, may_lead_to_action=False)
        assert Duty.objects.filter(room_id=social.room_id).count() == 1


def test_outside_the_social_services_no_such_duty_starts() -> None:
    with enter("bo") as police:
        given(police, to="Frivården")
    with enter("disa") as probation:
        registered(probation)
        assert Duty.objects.count() == 0


def test_a_duty_is_done_once_with_what_it_rests_on() -> None:
    send_child()
    with enter("amina") as social:
        registered(social)
        duty = duties_due(social.room_id, owners=[social.acting.user_id], until=TODAY).get()
        with pytest.raises(RefusedError):
            do_duty(by=social.acting, duty=duty, outcome=DutyOutcome.OPENED, words="Fel svar", now=NOW)
        with pytest.raises(RefusedError):
            do_duty(by=social.acting, duty=duty, outcome=DutyOutcome.NO_PROTECTION, words="", now=NOW)
        do_duty(by=social.acting, duty=duty, outcome=DutyOutcome.NO_PROTECTION, words="Bor tryggt.", now=NOW)
        with pytest.raises(RefusedError, match="already done"):
            do_duty(by=social.acting, duty=duty, outcome=DutyOutcome.NO_PROTECTION, words="Igen", now=NOW)
        (left,) = duties_due(social.room_id)
        nora = hand_over_duty(by=social.acting, duty=left, owner_id=social.acting.user_id)
        assert nora.owner_id == social.acting.user_id


def test_registered_once_is_registered() -> None:
    send()
    with enter("amina") as social:
        envelope = envelope_of(social)
        registered(social)
        with pytest.raises(RefusedError, match="no longer waiting"):
            register(by=social.acting, envelope_id=envelope.pk, registration=registration(), now=NOW)


def test_another_rooms_envelope_is_not_there() -> None:
    send()
    with enter("amina") as social:
        envelope = envelope_of(social)
    with enter("ylva") as other, pytest.raises(RefusedError, match="no longer waiting"):
        register(by=other.acting, envelope_id=envelope.pk, registration=registration(), now=NOW)


def test_a_diary_number_is_needed_and_the_mandate() -> None:
    send()
    with enter("amina") as social, pytest.raises(RefusedError, match="diary number"):
        registered(social, diary_number=" ")
    with enter("lena") as lawyer, pytest.raises(RefusedError, match="does not register"):
        registered(lawyer)


def test_an_answer_cannot_be_given_before_registration() -> None:
    send()
    with enter("amina") as social, pytest.raises(DatabaseError, match="no such envelope"), transaction.atomic("rooms"):
        envelope = envelope_of(social)
        with connections["rooms"].cursor() as cursor:
            cursor.execute("SELECT answer_envelope(%s, 'registered', '', '{}', '{}')", [envelope.pk])
