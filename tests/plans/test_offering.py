"""Offers and their answers: a no blocks nothing, and a yes orders at once what the method says."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.cast import NOW, enter
from tests.files.build import TODAY, file_in, proposed
from trefas.authorities.models import Unit
from trefas.disclosures.items import described, pickable
from trefas.files.actions import add_counterpart
from trefas.files.models import File, FileEvent
from trefas.plans.actions import answer_offer, choose_path, finish_task, offer_help
from trefas.plans.models import Offer, OfferAnswer, Task, TaskKind
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
LATE = datetime(2026, 11, 18, 23, 40, tzinfo=ZoneInfo("Europe/Stockholm"))


def read(room, file):
    return File.objects.get(room_id=room.room_id, pk=file.pk)


def offer(room, file, kind="exit", channel="meeting", now=NOW, **more):
    return offer_help(by=room.acting, file_id=file.pk, kind=kind, channel=channel, now=now, **more)


def answer(room, one, said, now=NOW, **more):
    return answer_offer(by=room.acting, offer_id=one.pk, answer=said, now=now, **more)


def test_an_offer_moves_the_file_and_leaves_an_event() -> None:
    with enter("amina") as room:
        file = file_in(room)
        made = offer(room, file, text="Stöd att lämna", next_try_on=date(2026, 11, 26))
        assert (read(room, file).stage, made.kind, made.answer) == ("offered", "exit", "")
        assert [event.kind for _, event in room.events].count("offer.made") == 1
        row = FileEvent.objects.get(room_id=room.room_id, file=file, kind="offered")
        assert row.detail["subject"] == "exit"


@pytest.mark.parametrize(
    ("kind", "channel", "more"),
    [
        ("sofa", "meeting", {}),
        ("exit", "pigeon", {}),
        ("exit", "meeting", {"offered_at": NOW + timedelta(hours=1)}),
        ("exit", "meeting", {"next_try_on": TODAY - timedelta(days=1)}),
    ],
)
def test_an_offer_that_is_none_is_refused_and_nothing_is_kept(kind, channel, more) -> None:
    with enter("amina") as room:
        file = file_in(room)
        with pytest.raises(RefusedError):
            offer(room, file, kind, channel, **more)
        assert not Offer.objects.filter(room_id=room.room_id).exists()


def test_nothing_is_offered_before_the_proposal_is_answered() -> None:
    with enter("bo") as room:
        proposal = proposed(room)
        with pytest.raises(RefusedError):
            offer(room, proposal.file)


def test_a_no_and_no_answer_block_no_later_yes() -> None:
    with enter("amina") as room:
        file = file_in(room)
        one = offer(room, file)
        answer(room, one, "no", text="Inte nu", next_try_on=date(2026, 11, 26))
        assert read(room, file).stage == "declined"
        assert Offer.objects.get(room_id=room.room_id, pk=one.pk).next_try_on == date(2026, 11, 26)
        answer(room, one, "no_answer", next_try_on=date(2026, 12, 3))
        answer(room, one, "yes", text="Vill bort i natt")
        kept = Offer.objects.get(room_id=room.room_id, pk=one.pk)
        assert (kept.answer, kept.next_try_on, read(room, file).stage) == ("yes", None, "accepted")
        said = OfferAnswer.objects.filter(room_id=room.room_id, offer=one).order_by("recorded_at", "answered_at")
        assert sorted(row.answer for row in said) == ["no", "no_answer", "yes"]


def test_after_a_yes_only_a_new_offer_is_answered() -> None:
    with enter("amina") as room:
        one = offer(room, file_in(room))
        answer(room, one, "yes")
        for said in ("no", "yes", "perhaps"):
            with pytest.raises(RefusedError):
                answer(room, one, said)


def test_a_yes_at_night_orders_the_needs_inquiry_and_the_telling_of_the_police_that_night() -> None:
    with enter("amina") as room:
        file = file_in(room, now=LATE - timedelta(days=3))
        one = offer(room, file, now=LATE - timedelta(hours=1))
        _said, tasks = answer(room, one, "yes", now=LATE)
        own = next(task for task in tasks if task.kind == TaskKind.ORDER)
        telling = next(task for task in tasks if task.kind == TaskKind.TELL)
        assert (own.order, own.due_on, own.owner_id) == ("needs_inquiry", date(2026, 11, 18), file.handler_id)
        assert (telling.order, telling.to_kind, telling.due_on) == ("threat_assessment", "police", date(2026, 11, 18))
        assert telling.items == [{"kind": "offer", "id": str(one.pk)}]
        assert telling.to_unit_id == Unit.objects.get(short_name="Polisen Nord").pk
    with enter("bo") as room:
        assert not Task.objects.filter(room_id=room.room_id).exists()
        assert not File.objects.filter(room_id=room.room_id).exists()


def test_in_the_police_room_a_yes_orders_the_threat_assessment_and_tells_the_counterpart() -> None:
    with enter("bo") as room:
        proposal = proposed(room)
    with enter("eva") as room:
        from trefas.files.actions import sign_off

        sign_off(by=room.acting, proposal_id=proposal.pk, reason="Ja", now=NOW)
    with enter("bo") as room:
        unit = Unit.objects.select_related("branch").get(short_name="Hamnskogen")
        file = proposal.file
        add_counterpart(by=room.acting, file_id=file.pk, unit=unit, name="Ylva Brandel", telephone="", now=NOW)
        _said, tasks = answer(room, offer(room, file, "police_protection"), "yes")
        by_kind = {task.kind: task for task in tasks}
        assert by_kind[TaskKind.ORDER].order == "threat_assessment"
        # Two boards work with the method: the counterpart of the file says which one.
        assert by_kind[TaskKind.TELL].to_unit_id == unit.pk


def test_a_second_yes_does_not_order_the_same_twice_while_it_waits() -> None:
    with enter("amina") as room:
        file = file_in(room)
        _said, first = answer(room, offer(room, file), "yes")
        _said, second = answer(room, offer(room, file, "local_sig"), "yes")
        assert (len(first), second) == (2, [])
        for task in first:
            finish_task(by=room.acting, task_id=task.pk, outcome="Klart", now=NOW)
        _said, third = answer(room, offer(room, file, "social_support"), "yes")
        assert len(third) == 2


def test_a_yes_that_cannot_be_kept_orders_nothing() -> None:
    with enter("amina") as room:
        one = offer(room, file_in(room))
        with pytest.raises(RefusedError):
            answer(room, one, "yes", answered_at=NOW + timedelta(minutes=1))
        assert not Task.objects.filter(room_id=room.room_id).exists()


def test_the_exit_unit_is_told_and_the_local_group_is_our_own() -> None:
    with enter("amina") as room:
        file = file_in(room)
        one = offer(room, file)
        with pytest.raises(RefusedError):
            choose_path(by=room.acting, offer_id=one.pk, path="exit_unit", now=NOW)
        answer(room, one, "yes")
        choose_path(by=room.acting, offer_id=one.pk, path="local_sig", now=NOW)
        assert not Task.objects.filter(room_id=room.room_id, to_kind="exit_unit").exists()
        choose_path(by=room.acting, offer_id=one.pk, path="exit_unit", now=NOW)
        telling = Task.objects.get(room_id=room.room_id, to_kind="exit_unit")
        assert telling.to_unit_id == Unit.objects.get(short_name="Avhopparenheten").pk


def test_an_offer_is_an_item_that_may_be_picked_for_a_disclosure() -> None:
    with enter("amina") as room:
        file = file_in(room)
        one = offer(room, file)
        answer(room, one, "yes")
        (item,) = described(file.room_id, file.person_id, "offer", [one.pk])
        assert (item.kind, item.categories) == ("offer", ("social_services_case",))
        assert one.pk in {item.id for item in pickable(file.room_id, file.person_id)}


def test_who_keeps_no_files_offers_nothing_and_another_room_finds_nothing() -> None:
    with enter("amina") as room:
        file = file_in(room)
        one = offer(room, file)
    with enter("lena") as room, pytest.raises(RefusedError):
        offer(room, file)
    with enter("otto") as room, pytest.raises(Offer.DoesNotExist):
        answer(room, one, "yes")
