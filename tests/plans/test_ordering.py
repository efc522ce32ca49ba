"""A yes orders at once of another authority: prepared at the yes, decided by its officer, a task there that night."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from tests.cast import enter
from tests.disclosures.build import CONSENTED, consented, envelope_of, unit
from tests.files.build import file_in, proposed, user
from trefas.disclosures.actions import Registration, answer_questions, decide, register, withdraw_disclosure
from trefas.disclosures.models import Assessment, Decision, Envelope, Outcome, Receipt
from trefas.files.actions import open_file, sign_off
from trefas.files.models import File
from trefas.law.words import PERSONAL
from trefas.methods import OrderPurpose, shipped
from trefas.persons.models import Person
from trefas.plans.actions import answer_offer, finish_task, offer_help, prepare_order, take_orders
from trefas.plans.models import Offer, Task, TaskKind
from trefas.plans.reading import draft_of, plan_of
from trefas.plans.work import files_with_work, work_of
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
LATE = datetime(2026, 11, 18, 23, 40, tzinfo=ZoneInfo("Europe/Stockholm"))
NIGHT = date(2026, 11, 18)
POLICE = "Polisen Nord"


@pytest.fixture(autouse=True)
def _swedish():
    with translation.override("sv"):
        yield


@pytest.fixture
def followed(db):
    """Leo, whom the police follow already; returns their file."""
    with enter("bo") as room:
        proposal = proposed(room, now=LATE - timedelta(days=5))
    with enter("eva") as room:
        sign_off(by=room.acting, proposal_id=proposal.pk, reason="Ja", now=LATE - timedelta(days=5))
    return proposal.file


def work_due(rooms, owners, on):
    return work_of(files_with_work(rooms, owners, on))


def telling(room, now=LATE):
    """The yes of 23:40, and the order for the police that it left."""
    file = file_in(room, now=now - timedelta(days=3))
    one = offer_help(by=room.acting, file_id=file.pk, kind="exit", channel="phone", now=now - timedelta(hours=1))
    _said, tasks = answer_offer(by=room.acting, offer_id=one.pk, answer="yes", now=now)
    return next(task for task in tasks if task.kind == TaskKind.TELL)


def prepared(room, task, to=POLICE, now=LATE):
    return prepare_order(by=room.acting, task_id=task.pk, to_unit=unit(to).pk, now=now)


def ordered(room, task, decision=Decision.GIVEN, now=LATE):
    """The order, decided on the person's consent."""
    consented(room, task.person, receivers=(POLICE,), information=("social_services_case",), given_on=NIGHT)
    draft = prepared(room, task, now=now)
    kept, _answer = answer_questions(by=room.acting, assessment=draft, version=1, facts=CONSENTED, now=now)
    record = {"outcome": "Inte nu."} if decision is Decision.REFUSED else {}
    return decide(by=room.acting, assessment=kept, version=2, decision=decision, record=record, now=now)


def taken(room, owner=None, now=LATE, **changed):
    """The order, registered by the police that night and filed to the man whom they follow."""
    leo = Person.objects.get(room_id=room.room_id)
    said = Registration("POL 1", Outcome.FILED, now, leo, same_person=True)
    made = register(by=room.acting, envelope_id=envelope_of(room).pk, registration=replace(said, **changed), now=now)
    if made[0].person is not None:
        open_file(by=room.acting, person=made[0].person, method="trefas", received=made[0], now=now)
    return take_orders(by=room.acting, received=made, owner=owner, now=now)


def test_preparing_tells_nobody_and_decides_nothing(followed) -> None:
    with enter("amina") as room:
        task = telling(room)
        draft = prepared(room, task)
        assert (draft.decision, draft.receiver_id, draft.purpose) == ("open", unit(POLICE).pk, "save_life")
        assert [(item["kind"], item["id"], item["title"]) for item in draft.items] == [
            ("order", str(task.pk), "Beställning: Gör hotbildsbedömning")
        ]
        assert draft_of(task) == draft
        assert Task.objects.get(room_id=room.room_id, pk=task.pk).done_at is None
    with enter("bo") as room:
        assert not Envelope.objects.filter(room_id=room.room_id).exists()


def test_the_law_is_asked_as_of_any_disclosure_and_without_its_support_nothing_leaves(followed) -> None:
    with enter("amina") as room:
        draft = prepared(room, telling(room))
        with pytest.raises(RefusedError):
            decide(by=room.acting, assessment=draft, version=1, decision=Decision.GIVEN, record={}, now=LATE)
    with enter("bo") as room:
        assert not Envelope.objects.filter(room_id=room.room_id).exists()


def test_a_consent_that_names_the_receiver_says_what_the_order_is_for_and_is_its_key(followed) -> None:
    with enter("amina") as room:
        receipt = ordered(room, telling(room))
        assert receipt.assessment.purpose == "support"
        assert receipt.statutes == ["OSL-12-2"]


def test_a_decided_order_is_sent_as_one_and_its_task_shows_by_the_receipt_that_it_waits(followed) -> None:
    with enter("amina") as room:
        task = telling(room)
        receipt = ordered(room, task)
        kept = Task.objects.get(room_id=room.room_id, pk=task.pk)
        assert (kept.receipt_id, kept.done_at, kept.done_by_id) == (receipt.pk, LATE, room.acting.user_id)
        assert kept in plan_of(kept.file).tasks
        due = [work for work in work_due([room.room_id], [room.acting.user_id], NIGHT) if work.source == task.pk]
        assert [(work.verb, work.why) for work in due] == [("order_sent", "order_sent")]
        assert [event.kind for _room, event in room.events].count("order.sent") == 1
    with enter("bo") as room:
        assert envelope_of(room).kind == "order"


def test_an_order_that_she_decides_not_to_give_stands_among_her_tasks(followed) -> None:
    with enter("amina") as room:
        task = telling(room)
        assert ordered(room, task, Decision.REFUSED) is None
        assert Task.objects.get(room_id=room.room_id, pk=task.pk).done_at is None
    with enter("bo") as room:
        assert not Envelope.objects.filter(room_id=room.room_id).exists()


def test_when_it_is_registered_it_is_the_polices_own_task_due_that_night_with_an_owner(followed) -> None:
    with enter("amina") as room:
        task = telling(room)
        ordered(room, task)
    with enter("bo") as room:
        pia = user("pia").pk
        # Past midnight; the order was for that night, and is late from the first minute.
        (own,) = taken(room, owner=pia, now=LATE + timedelta(minutes=40))
        assert (own.kind, own.order, own.due_on, own.owner_id) == ("ordered", "threat_assessment", NIGHT, pia)
        assert (own.file_id, own.to_unit_id) == (followed.pk, unit("Kvarnlunda").pk)
        (work,) = [one for one in work_due([room.room_id], [pia], NIGHT) if one.source == own.pk]
        assert work.verb == TaskKind.ORDERED
        text = own.file.person.name
    assert text == "Leo Tornfeldt"
    with enter("amina") as room:
        assert Receipt.objects.get(room_id=room.room_id).state == "registered"
        due = work_due([room.room_id], [room.acting.user_id], NIGHT)
        assert task.pk not in {work.source for work in due}


def test_without_another_owner_the_files_handler_has_it(followed) -> None:
    with enter("amina") as room:
        ordered(room, telling(room))
    with enter("bo") as room:
        (own,) = taken(room)
        assert own.owner_id == followed.handler_id


def test_what_the_police_find_goes_back_to_who_ordered_it(followed) -> None:
    with enter("amina") as room:
        ordered(room, telling(room))
    with enter("bo") as room:
        (own,) = taken(room)
        done = finish_task(by=room.acting, task_id=own.pk, outcome="Hotet är högt i två veckor.", now=LATE)
        assert done.done_at == LATE
        assert plan_of(File.objects.get(room_id=room.room_id, pk=followed.pk)).tasks == []


def test_what_stands_already_is_not_ordered_twice(followed) -> None:
    with enter("bo") as room:
        one = offer_help(by=room.acting, file_id=followed.pk, kind="exit", channel="phone", now=LATE)
        _said, tasks = answer_offer(by=room.acting, offer_id=one.pk, answer="yes", now=LATE)
        own = next(task for task in tasks if task.kind == TaskKind.ORDER)
    with enter("amina") as room:
        ordered(room, telling(room))
    with enter("bo") as room:
        assert taken(room) == [own]


def test_an_order_that_the_own_method_does_not_give_is_kept_in_the_words_it_came_in(followed, monkeypatch) -> None:
    with enter("amina") as room:
        ordered(room, telling(room))
    with enter("bo") as room:
        monkeypatch.setattr("trefas.plans.actions.ordering.definition_of", lambda file: shipped()["sig"])
        (own,) = taken(room)
        assert (own.kind, own.order, own.due_on) == ("acute", "", NIGHT)
        assert "Gör hotbildsbedömning" in own.text


def test_an_order_that_is_not_filed_makes_no_task(followed) -> None:
    with enter("amina") as room:
        ordered(room, telling(room))
    with enter("bo") as room:
        assert taken(room, outcome=Outcome.NOT_OURS, person=None) == []
        assert not Task.objects.filter(room_id=room.room_id).exists()


def test_one_that_came_wrong_or_was_taken_back_is_ordered_again_and_nothing_else_is(followed) -> None:
    with enter("amina") as room:
        task = telling(room)
        receipt = ordered(room, task)
        with pytest.raises(RefusedError):
            prepared(room, task)
        withdraw_disclosure(by=room.acting, receipt=receipt)
        (work,) = [one for one in work_due([room.room_id], [room.acting.user_id], NIGHT) if one.source == task.pk]
        assert work.why == "order_withdrawn"
        again = prepared(room, task)
        kept = Task.objects.get(room_id=room.room_id, pk=task.pk)
        assert (again.decision, kept.done_at, kept.receipt_id) == ("open", None, None)


def test_only_what_a_yes_orders_of_another_authority_can_be_ordered(followed) -> None:
    with enter("amina") as room:
        task = telling(room)
        own = Task.objects.get(room_id=room.room_id, kind=TaskKind.ORDER)
        with pytest.raises(RefusedError):
            prepare_order(by=room.acting, task_id=own.pk, to_unit=unit(POLICE).pk, now=LATE)
        with pytest.raises(type(unit()).DoesNotExist):
            prepared(room, task, to="Hamnskogen")
    with enter("lena") as room, pytest.raises(RefusedError):
        prepared(room, task)
    with enter("bo") as room, pytest.raises(Task.DoesNotExist):
        prepared(room, task)
    with enter("otto") as room, pytest.raises(Task.DoesNotExist):
        prepared(room, task)


def test_the_police_order_the_needs_inquiry_in_the_same_way(followed) -> None:
    with enter("bo") as room:
        one = offer_help(by=room.acting, file_id=followed.pk, kind="exit", channel="phone", now=LATE)
        _said, tasks = answer_offer(by=room.acting, offer_id=one.pk, answer="yes", now=LATE)
        task = next(task for task in tasks if task.kind == TaskKind.TELL)
        draft = prepared(room, task, to="Kvarnlunda")
        assert (task.order, draft.purpose) == ("needs_inquiry", "support")
        assert draft.items[0]["categories"] == ["police_intelligence"]


def test_a_no_orders_nothing_and_a_later_yes_orders_all(followed) -> None:
    with enter("amina") as room:
        file = file_in(room, now=LATE - timedelta(days=3))
        one = offer_help(by=room.acting, file_id=file.pk, kind="exit", channel="phone", now=LATE)
        _said, none = answer_offer(by=room.acting, offer_id=one.pk, answer="no", now=LATE)
        assert none == []
        _said, both = answer_offer(by=room.acting, offer_id=one.pk, answer="yes", now=LATE)
        assert {task.order for task in both} == {"threat_assessment", "needs_inquiry"}
        assert Offer.objects.get(room_id=room.room_id).answer == "yes"
        assert not Assessment.objects.filter(room_id=room.room_id).exists()


def test_every_purpose_of_an_order_is_one_of_the_laws() -> None:
    assert {purpose.value for purpose in OrderPurpose} <= PERSONAL
