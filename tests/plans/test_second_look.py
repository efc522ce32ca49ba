"""Endings that take two people: one proposes at her review, another agrees; the definition says which they are."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from tests.cast import NOW, enter
from tests.plans.build import TESTED, again, child_file, file_in
from trefas.files.models import ChildAssessment, FileEvent
from trefas.plans.actions import (
    Look,
    agree_to_ending,
    order_acute,
    propose_ending,
    review,
    send_ending_back,
    take_ending_back,
)
from trefas.plans.models import Review, SecondLook, Task
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
TEXT = "Ingen har sett honom sedan i maj."


@pytest.fixture(autouse=True)
def _swedish():
    with translation.override("sv"):
        yield


def look(ground="not_seen", verified="not_verified", text=TEXT, **more):
    return Look("end", text, ground=ground, verified=verified, **more)


def proposed(room, file, **more):
    return propose_ending(by=room.acting, file_id=file.pk, look=look(**more), now=NOW)


def read(room, row):
    return SecondLook.objects.get(room_id=room.room_id, pk=row.pk)


@pytest.mark.parametrize(("ground", "verified"), [("not_seen", "not_verified"), ("should_not_have_been", "decision")])
def test_not_even_a_manager_ends_alone_what_takes_two(ground, verified) -> None:
    with enter("sven") as room:
        file = file_in(room)
        with pytest.raises(RefusedError, match="annan person"):
            review(by=room.acting, file_id=file.pk, look=look(ground, verified), now=NOW)
        assert not Review.objects.filter(room_id=room.room_id).exists()


def test_a_proposed_ending_ends_nothing_until_another_has_agreed() -> None:
    with enter("amina") as room:
        file = file_in(room)
        order_acute(by=room.acting, file_id=file.pk, text="Ring", due_on=NOW.date(), now=NOW)
        row = proposed(room, file)
        assert (row.state, again(room, file).ended_on) == ("waiting", None)
        assert Task.objects.filter(room_id=room.room_id, done_at=None).exists()
        assert not Review.objects.filter(room_id=room.room_id).exists()
    with enter("sven") as room:
        agree_to_ending(by=room.acting, look_id=row.pk, now=NOW)
        made, file = Review.objects.get(room_id=room.room_id), again(room, file)
        assert (made.decision, made.ground, made.polarity, made.text) == ("end", "not_seen", "unknown", TEXT)
        assert (made.by_id, file.ending_ground, file.stage) == (room.acting.user_id, "not_seen", "ended")
        assert FileEvent.objects.get(room_id=room.room_id, kind="ended").detail["review"] == str(made.pk)
        assert not Task.objects.filter(room_id=room.room_id, done_at=None).exists()
        assert read(room, row).state == "agreed"
        assert [event.kind for _room, event in room.events if event.kind.startswith("ending")] == ["ending.agreed"]


def test_nobody_agrees_to_her_own_whatever_her_mandate() -> None:
    with enter("sven") as room:
        row = proposed(room, file_in(room))
        with pytest.raises(RefusedError, match="En annan person"):
            agree_to_ending(by=room.acting, look_id=row.pk, now=NOW)
        with pytest.raises(RefusedError, match="En annan person"):
            send_ending_back(by=room.acting, look_id=row.pk, reason="Nej", now=NOW)
        for state in ("agreed", "sent_back"):
            with pytest.raises(IntegrityError, match="second_person"), transaction.atomic(using="rooms"):
                SecondLook.objects.filter(room_id=room.room_id).update(state=state, answered_by_id=room.acting.user_id)


def test_only_who_decides_endings_looks() -> None:
    with enter("sven") as room:
        row = proposed(room, file_in(room))
    with enter("amina") as room, pytest.raises(RefusedError, match="ingår inte"):
        agree_to_ending(by=room.acting, look_id=row.pk, now=NOW)
    for stranger in ("eva", "hans", "otto"):
        with enter(stranger) as room, pytest.raises(SecondLook.DoesNotExist):
            agree_to_ending(by=room.acting, look_id=row.pk, now=NOW)


def test_it_is_sent_back_with_why_and_the_file_goes_on() -> None:
    with enter("amina") as room:
        file = file_in(room)
        row = proposed(room, file)
    with enter("sven") as room:
        with pytest.raises(RefusedError):
            send_ending_back(by=room.acting, look_id=row.pk, reason=" ", now=NOW)
        send_ending_back(by=room.acting, look_id=row.pk, reason="Fråga fältarna först.", now=NOW)
        kept = read(room, row)
        assert (kept.state, kept.answer_reason, again(room, file).ended_on) == (
            "sent_back", "Fråga fältarna först.", None,
        )  # fmt: skip
        assert again(room, file).next_step_on is not None
        with pytest.raises(RefusedError, match="redan besvarat"):
            agree_to_ending(by=room.acting, look_id=row.pk, now=NOW)
    with enter("amina") as room:
        assert proposed(room, file, verified="not_verified").state == "waiting"


def test_one_waits_at_a_time_and_who_proposed_it_takes_it_back() -> None:
    with enter("amina") as room:
        file = file_in(room)
        row = proposed(room, file)
        with pytest.raises(RefusedError, match="väntar redan"):
            proposed(room, file)
    with enter("sven") as room, pytest.raises(RefusedError):
        take_ending_back(by=room.acting, look_id=row.pk, now=NOW)
    with enter("amina") as room:
        take_ending_back(by=room.acting, look_id=row.pk, now=NOW)
        assert read(room, row).state == "taken_back"
        with pytest.raises(RefusedError):
            take_ending_back(by=room.acting, look_id=row.pk, now=NOW)


def test_what_one_person_ends_alone_is_not_proposed_and_ending_so_closes_what_waited() -> None:
    with enter("amina") as room:
        file = file_in(room)
        row = proposed(room, file)
        with pytest.raises(RefusedError):
            proposed(room, file_in(room, given_name="Hugo", identity_number="20020130-2387"), verified="two_sources")
    with enter("sven") as room:
        review(by=room.acting, file_id=file.pk, look=look(verified="two_sources"), now=NOW)
        assert (again(room, file).stage, read(room, row).state) == ("ended", "taken_back")


@pytest.mark.parametrize(("ground", "verified", "text"), [("tired", "two_sources", TEXT), ("not_seen", "", TEXT),
                                                         ("not_seen", "not_verified", " ")])  # fmt: skip
def test_a_proposal_says_a_ground_of_the_method_how_it_was_verified_and_why(ground, verified, text) -> None:
    with enter("amina") as room:
        file = file_in(room)
        with pytest.raises(RefusedError):
            proposed(room, file, ground=ground, verified=verified, text=text)
        assert not SecondLook.objects.filter(room_id=room.room_id).exists()


def test_for_a_child_the_best_interests_are_tested_when_it_is_proposed() -> None:
    with enter("amina") as room:
        file = child_file(room)
        with pytest.raises(RefusedError):
            proposed(room, file)
        row = proposed(room, file, child=TESTED)
    with enter("sven") as room:
        agree_to_ending(by=room.acting, look_id=row.pk, now=NOW)
        assert again(room, file).stage == "ended"
        assert ChildAssessment.objects.filter(room_id=room.room_id, occasion="ending").count() == 1
