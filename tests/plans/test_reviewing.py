"""Reviews: going on by a newer fact, handing over, ending on a verified ground, and what time alone brings about."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import NOW, enter
from tests.plans.build import TESTED, TODAY, accepted, again, child_file, file_in, note, plan, start, user
from trefas.authorities.models import Unit
from trefas.disclosures.models import Assessment, Receipt
from trefas.files.actions import propose, rederive_due
from trefas.files.models import FileEvent
from trefas.plans.actions import (
    Look,
    complete_hand_over,
    hand_over,
    offer_help,
    order_acute,
    review,
)
from trefas.plans.models import Handover, Measure, Offer, Review, Support, Task, TaskKind
from trefas.plans.work import files_with_work, work_of
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
LATER = NOW + timedelta(days=60)
MUCH_LATER = NOW + timedelta(days=200)


def look(room, file, decision="continue", text="Ny uppgift 10 januari", now=NOW, **more):
    return review(by=room.acting, file_id=file.pk, look=Look(decision, text, **more), now=now)


def end(room, file, ground="not_seen", verified="two_sources", now=NOW, **more):
    return look(room, file, "end", "Två källor", now, ground=ground, verified=verified, **more)


def lapsed(room, now):
    return [file.pk for file in rederive_due(by=room.acting, now=now) if file.stage == "lapsed"]


def unit(name):
    return Unit.objects.get(short_name=name)


def sent_to(room, file, name, state="registered"):
    """A disclosure about the person that a unit has had, as the disclosures keep it."""
    assessment = Assessment.objects.create(
        room_id=room.room_id, person_id=file.person_id, receiver=unit(name), purpose="support", items=[],
        started_at=NOW, started_by_id=room.acting.user_id,
    )  # fmt: skip
    return Receipt.objects.create(
        room_id=room.room_id, assessment=assessment, envelope=assessment.pk, direction="out", other_unit=unit(name),
        digest="0" * 64, signature="-", state=state, at=NOW, by_id=room.acting.user_id,
    )  # fmt: skip


def test_going_on_by_a_newer_fact_restarts_the_six_months() -> None:
    with enter("amina") as room:
        file = file_in(room)
        assert again(room, file).lapses_on == date(2027, 5, 19)
        made = look(room, file, now=LATER, fact_on=date(2027, 1, 10))
        file = again(room, file)
        assert (made.decision, file.lapses_on) == ("continue", date(2027, 7, 18))
        assert file.next_review_on == LATER.date() + timedelta(days=14)


def test_going_on_without_a_newer_fact_lets_the_months_run() -> None:
    with enter("amina") as room:
        file = file_in(room)
        look(room, file, now=LATER)
        assert again(room, file).lapses_on == date(2027, 5, 19)


def test_an_older_fact_does_not_carry_a_new_decision_and_nothing_of_the_review_is_kept() -> None:
    with enter("amina") as room:
        file = file_in(room)
        with pytest.raises(RefusedError):
            look(room, file, now=LATER, fact_on=TODAY - timedelta(days=1))
        assert not Review.objects.filter(room_id=room.room_id).exists()
        assert not FileEvent.objects.filter(room_id=room.room_id, kind="reviewed").exists()


def test_with_support_running_a_review_has_no_clock_to_restart() -> None:
    with enter("amina") as room:
        file = file_in(room)
        accepted(room, file)
        start(room, file)
        look(room, file, now=LATER, fact_on=date(2027, 1, 10))
        assert again(room, file).stage == "supported"
        assert FileEvent.objects.filter(room_id=room.room_id, kind="redecided").count() == 0


@pytest.mark.parametrize("changed", [{"decision": "perhaps"}, {"text": "  "}])
def test_a_review_decides_something_and_says_why(changed) -> None:
    with enter("amina") as room, pytest.raises(RefusedError):
        look(room, file_in(room), **changed)


def test_an_ending_is_decided_by_a_manager_on_a_ground_verified_in_a_way_that_fits() -> None:
    with enter("amina") as room:
        file = file_in(room)
        with pytest.raises(RefusedError):
            end(room, file)
    with enter("sven") as room:
        for ground, verified in (("tired", "two_sources"), ("not_seen", ""), ("moved", "two_sources")):
            with pytest.raises(RefusedError):
                end(room, file, ground, verified)
        assert end(room, file).polarity == "neutral"
        file = again(room, file)
        assert (file.stage, file.ending_ground, file.ended_on) == ("ended", "not_seen", TODAY)


@pytest.mark.parametrize(
    ("ground", "verified", "polarity"),
    [
        ("not_seen", "own_contact", "positive"),
        ("goal_reached", "own_contact", "positive"),
        ("long_sentence", "decision", "negative"),
    ],
)
def test_how_an_ending_counts_follows_from_how_it_was_verified(ground, verified, polarity) -> None:
    with enter("sven") as room:
        assert end(room, file_in(room), ground, verified).polarity == polarity


def test_an_ending_without_a_ground_is_refused_by_the_database_too() -> None:
    with enter("sven") as room:
        file = file_in(room)
        with pytest.raises(IntegrityError, match="ends_on_a_ground"), transaction.atomic(using="rooms"):
            Review.objects.create(
                room_id=room.room_id, file=file, person_id=file.person_id, on=TODAY, decision="end", text="-", at=NOW,
                by_id=room.acting.user_id,
            )  # fmt: skip


def test_nothing_waits_in_an_ended_file() -> None:
    with enter("sven") as room:
        file = file_in(room)
        accepted(room, file)
        start(room, file)
        offer_help(by=room.acting, file_id=file.pk, kind="family_support", channel="phone", now=NOW, next_try_on=TODAY)
        plan(room, file)
        order_acute(by=room.acting, file_id=file.pk, text="Ring", due_on=TODAY, now=NOW)
        end(room, file)
        where = {"room_id": room.room_id, "file_id": file.pk}
        assert not Task.objects.filter(**where, done_at=None).exists()
        assert not Offer.objects.filter(**where, next_try_on__isnull=False).exists()
        assert not Support.objects.filter(**where, ended_on=None).exists()
        assert Measure.objects.get(**where).state == "dropped"
        assert work_of(files_with_work([room.room_id], [room.acting.user_id], TODAY + timedelta(days=400))) == []


@pytest.mark.parametrize(
    ("ground", "verified"), [("legal_ground_ceased", "decision"), ("killed", "authority"), ("deceased", "register")]
)
def test_some_grounds_are_told_to_each_unit_that_was_told_of_the_person(ground, verified) -> None:
    with enter("eva") as room:
        file = file_in(room)
        for name, state in (("Kvarnlunda", "registered"), ("Kvarnlunda", "sent"), ("Frivården", "sent"),
                            ("Hamnskogen", "withdrawn"), ("Stensberga", "wrong_receiver")):  # fmt: skip
            sent_to(room, file, name, state)
        other = file_in(room, given_name="Hugo", identity_number="20020130-2387")
        sent_to(room, other, "Avhopparenheten")
        end(room, file, ground, verified)
        tasks = Task.objects.filter(room_id=room.room_id, kind=TaskKind.TELL_RECEIVER, done_at=None)
        assert {task.to_unit_id for task in tasks} == {unit("Kvarnlunda").pk, unit("Frivården").pk}
        assert {task.due_on for task in tasks} == {TODAY}


def test_a_ground_that_concerns_nobody_else_is_told_to_nobody() -> None:
    with enter("sven") as room:
        file = file_in(room)
        sent_to(room, file, "Polisen Nord")
        end(room, file, "goal_reached", "authority")
        assert not Task.objects.filter(room_id=room.room_id, done_at=None).exists()


def test_a_childs_best_interests_are_tested_at_the_ending() -> None:
    with enter("sven") as room:
        file = child_file(room)
        with pytest.raises(RefusedError):
            end(room, file)
        assert end(room, file, child=TESTED).decision == "end"


def test_what_is_not_decided_anew_lapses_on_its_day_and_can_be_proposed_again() -> None:
    from tests.files.build import case

    with enter("bo") as room:
        file = file_in(room)
        assert lapsed(room, datetime(2027, 5, 19, 1, tzinfo=UTC)) == []
        assert lapsed(room, datetime(2027, 5, 20, 1, tzinfo=UTC)) == [file.pk]
        assert again(room, file).stage == "lapsed"
        with pytest.raises(RefusedError):
            look(room, file, now=MUCH_LATER, fact_on=MUCH_LATER.date())
        newer = case(fact_on=MUCH_LATER.date())
        propose(by=room.acting, person=file.person, case=newer, now=MUCH_LATER)
        assert again(room, file).stage == "proposed"


def test_a_lapsed_file_waits_for_somebody_to_end_it() -> None:
    with enter("sven") as room:
        file = file_in(room)
        lapsed(room, MUCH_LATER)
        assert again(room, file).ended_on is None
        end(room, file, "no_newer_fact", "two_sources", now=MUCH_LATER)
        assert again(room, file).stage == "ended"


def test_lapsing_looks_in_no_other_room() -> None:
    with enter("amina") as room:
        file_in(room)
    with enter("bo") as room:
        assert lapsed(room, MUCH_LATER) == []


def test_another_board_takes_over_when_it_has_registered_what_it_was_told() -> None:
    with enter("sven") as room:
        file = file_in(room)
        made = hand_over(by=room.acting, file_id=file.pk, to_unit=unit("Hamnskogen").pk, reason="Flyttat", now=NOW)
        task = Task.objects.get(room_id=room.room_id, kind=TaskKind.HAND_OVER)
        assert (made.done_on, task.to_unit_id) == (None, unit("Hamnskogen").pk)
        with pytest.raises(RefusedError):
            hand_over(by=room.acting, file_id=file.pk, to_unit=unit("Hamnskogen").pk, reason="Igen", now=NOW)
        given = {"by": room.acting, "handover_id": made.pk, "now": NOW}
        with pytest.raises(Receipt.DoesNotExist):
            complete_hand_over(**given, receipt_id=sent_to(room, file, "Polisen Nord").pk)
        with pytest.raises(RefusedError):
            complete_hand_over(**given, receipt_id=sent_to(room, file, "Hamnskogen", "sent").pk)
        done = complete_hand_over(**given, receipt_id=sent_to(room, file, "Hamnskogen").pk)
        assert (done.done_on, again(room, file).stage) == (TODAY, "handed_over")
        assert not Task.objects.filter(room_id=room.room_id, done_at=None).exists()
    with enter("ylva") as room:
        assert not Handover.objects.filter(room_id=room.room_id).exists()


def test_a_hand_over_is_a_decision_of_a_review_too_and_names_another_unit() -> None:
    with enter("amina") as room:
        file = file_in(room)
        with pytest.raises(RefusedError):
            look(room, file, "hand_over", to_unit=room.acting.unit_id)
        look(room, file, "hand_over", to_unit=unit("Hamnskogen").pk)
        assert Handover.objects.get(room_id=room.room_id).file_id == file.pk
        assert again(room, file).stage == "registered"


def test_the_work_list_tells_of_tasks_offers_and_support_that_are_due() -> None:
    with enter("amina") as room:
        file = file_in(room)
        accepted(room, file)
        one = start(room, file)
        offer_help(
            by=room.acting, file_id=file.pk, kind="family_support", channel="phone", now=NOW,
            next_try_on=TODAY + timedelta(days=2),
        )  # fmt: skip
        mine = (room.acting.user_id, [room.room_id])
        due = work_of(files_with_work(mine[1], [mine[0]], TODAY + timedelta(days=30)))
        assert sorted(work.verb for work in due[:2]) == ["order", "tell"]
        assert [work.verb for work in due[2:]] == ["offer_again", "follow_up_support"]
        assert due[-1].source == one.pk
        assert {work.file.pk for work in due} == {file.pk}
        assert len(work_of(files_with_work(mine[1], [mine[0]], TODAY))) == 2
        assert work_of(files_with_work(mine[1], [user("nora").pk], TODAY + timedelta(days=30))) == []


def test_a_note_is_not_a_review(vidhamn) -> None:
    with enter("amina") as room:
        file = file_in(room)
        note(room, file)
        assert not Review.objects.filter(room_id=room.room_id).exists()
