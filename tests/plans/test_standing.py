"""Beside the stage: threats both ways with sources, measures on their own ground, custody with its reminders."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.cast import NOW, enter
from tests.plans.build import FACTS, TESTED, TODAY, accepted, again, child_file, file_in, note, plan, start
from trefas.disclosures.items import UnknownItemError, described, pickable
from trefas.files.actions import Child
from trefas.files.models import ChildAssessment, FileEvent, Note
from trefas.plans.actions import (
    add_threat,
    carry_out_measure,
    change_release,
    decide_measure,
    drop_measure,
    end_measure,
    finish_task,
    no_longer_current,
    order_acute,
    record_custody,
    record_release,
)
from trefas.plans.actions import drop_task as drop
from trefas.plans.models import Measure, Task, TaskKind, Threat
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def threat(room, file, direction="against", source=None, on=TODAY, text="Skuld och hot, inte bekräftad"):
    source = source or note(room, file)
    return add_threat(
        by=room.acting, file_id=file.pk, direction=direction, on=on, text=text, note_id=source.pk, now=NOW
    )


def test_a_person_may_be_threatened_and_a_threat_at_once_and_each_entry_has_its_source() -> None:
    with enter("bo") as room:
        file = file_in_police(room)
        one, two = threat(room, file), threat(room, file, "from")
        assert {one.direction, two.direction} == {"against", "from"}
        assert one.note_id is not None
        assert one.decided_by_id == room.acting.user_id


def file_in_police(room):
    from tests.files.build import proposed

    return proposed(room).file


def test_an_entry_without_a_source_is_refused_by_action_and_database() -> None:
    with enter("amina") as room:
        file = file_in(room)
        with pytest.raises(RefusedError):
            add_threat(by=room.acting, file_id=file.pk, direction="from", on=TODAY, text="Sagt", now=NOW)
        with pytest.raises(IntegrityError, match="has_a_source"), transaction.atomic(using="rooms"):
            Threat.objects.create(
                room_id=room.room_id, file=file, person_id=file.person_id, direction="from", on=TODAY, text="Sagt",
                decided_at=NOW, decided_by_id=room.acting.user_id,
            )  # fmt: skip


def test_a_note_about_somebody_else_is_no_source() -> None:
    with enter("amina") as room:
        file = file_in(room)
        other = note(room, file_in(room, given_name="Hugo", identity_number="20020130-2387"))
        with pytest.raises(Note.DoesNotExist):
            threat(room, file, source=other)


def test_an_entry_stays_and_is_only_no_longer_current() -> None:
    with enter("amina") as room:
        file = file_in(room)
        one = threat(room, file)
        gone = no_longer_current(by=room.acting, threat_id=one.pk, since=TODAY, reason="Skulden är betald", now=NOW)
        assert (gone.text, gone.past_since, gone.past_reason) == (one.text, TODAY, "Skulden är betald")
        with pytest.raises(RefusedError):
            no_longer_current(by=room.acting, threat_id=one.pk, since=TODAY, reason="Igen", now=NOW)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(using="rooms"):
            Threat.objects.filter(room_id=room.room_id, pk=one.pk).update(on=TODAY - timedelta(days=1))


@pytest.mark.parametrize("changed", [{"direction": "both"}, {"text": " "}, {"on": TODAY + timedelta(days=1)}])
def test_a_threat_that_says_too_little_is_refused(changed) -> None:
    with enter("amina") as room, pytest.raises(RefusedError):
        threat(room, file_in(room), **changed)


def test_an_acute_measure_has_an_owner_and_a_day_and_is_closed_with_what_came_of_it() -> None:
    with enter("amina") as room:
        file = file_in(room)
        made = order_acute(by=room.acting, file_id=file.pk, text="Boka plats i natt", due_on=TODAY, now=NOW)
        assert (made.kind, made.owner_id) == (TaskKind.ACUTE, file.handler_id)
        with pytest.raises(RefusedError):
            finish_task(by=room.acting, task_id=made.pk, outcome=" ", now=NOW)
        assert finish_task(by=room.acting, task_id=made.pk, outcome="Ordnat 12:00", now=NOW).done_at == NOW
        with pytest.raises(RefusedError):
            drop(by=room.acting, task_id=made.pk, reason="Behövs inte", now=NOW)


def test_a_task_that_is_not_to_be_done_says_why() -> None:
    with enter("amina") as room:
        made = order_acute(by=room.acting, file_id=file_in(room).pk, text="Boka plats", due_on=TODAY, now=NOW)
        with pytest.raises(RefusedError):
            drop(by=room.acting, task_id=made.pk, reason=" ", now=NOW)
        gone = drop(by=room.acting, task_id=made.pk, reason="Bor hos sin mormor", now=NOW)
        assert (gone.dropped, gone.outcome) == (True, "Bor hos sin mormor")


def test_support_is_an_item_with_its_goal_and_outcome() -> None:
    with enter("amina") as room:
        file = file_in(room)
        accepted(room, file)
        made = start(room, file)
        (item,) = described(file.room_id, file.person_id, "support", [made.pk])
        assert (item.title, item.text) == ("Boendestöd", "Egen bostad")


def test_a_measure_is_planned_by_the_handler_and_decided_by_who_has_the_mandate() -> None:
    with enter("amina") as room:
        file = file_in(room)
        made = plan(room, file)
        assert (made.state, made.ground, made.facts) == ("planned", "SoL 14:2", FACTS["inquiry"])
        with pytest.raises(RefusedError):
            decide_measure(by=room.acting, measure_id=made.pk, now=NOW)
    with enter("sven") as room:
        assert decide_measure(by=room.acting, measure_id=made.pk, now=NOW).state == "decided"
        assert FileEvent.objects.filter(room_id=room.room_id, file=file, kind="measure_decided").count() == 1
        assert again(room, file).stage == "registered"
        with pytest.raises(RefusedError):
            decide_measure(by=room.acting, measure_id=made.pk, now=NOW)
        carry_out_measure(by=room.acting, measure_id=made.pk, now=NOW)
        done = end_measure(by=room.acting, measure_id=made.pk, outcome="Utredd", ended_on=TODAY, now=NOW)
        assert (done.state, done.outcome) == ("ended", "Utredd")


def test_a_measure_is_the_same_whatever_came_of_an_offer() -> None:
    fields = {field.name for field in Measure._meta.local_fields}
    assert not any("offer" in name or "answer" in name for name in fields)
    related = {field.related_model.__name__ for field in Measure._meta.local_fields if field.related_model}
    assert not related & {"Offer", "OfferAnswer"}


@pytest.mark.parametrize(
    ("kind", "facts"), [("stay_away", None), ("urgent_care", None), ("inquiry", [" "]), ("inquiry", ["a", "b"])]
)
def test_a_measure_of_anothers_law_or_without_its_facts_is_refused(kind, facts) -> None:
    with enter("amina") as room, pytest.raises(RefusedError):
        plan(room, file_in(room), kind, facts)


def test_a_measure_for_children_is_not_taken_against_a_grown_man_and_its_ground_is_one_of_its_own() -> None:
    with enter("sven") as room:
        with pytest.raises(RefusedError):
            plan(room, file_in(room, identity_number=None, birth_date="2000-03-14"), "care_without_consent")
        with pytest.raises(RefusedError):
            plan(room, file_in(room, given_name="Hugo", identity_number="20020130-2387"), ground="SoL 1:1")


def test_a_childs_best_interests_are_tested_at_a_measure_with_a_social_worker_by_name() -> None:
    with enter("amina") as room:
        file = child_file(room)
        with pytest.raises(RefusedError):
            plan(room, file)
        plan(room, file, child=Child("Bäst hemma", "Vill bo kvar"))
        tested = ChildAssessment.objects.get(room_id=room.room_id, file=file)
        assert (tested.occasion, tested.social_worker) == ("measure", "Amina Karlberg")


def test_in_the_police_room_the_social_worker_must_be_named() -> None:
    with enter("bo") as room:
        file = child_file_of_police(room)
        with pytest.raises(RefusedError):
            plan(room, file, "urgent_care", child=Child("Bäst hemma", "Vill bo kvar"))
        assert plan(room, file, "urgent_care", child=TESTED).state == "planned"


def child_file_of_police(room):
    from tests.files.build import NOEL, proposed

    return proposed(room, child=TESTED, **NOEL).file


def test_what_the_police_plan_cannot_be_picked_until_it_is_carried_out() -> None:
    with enter("eva") as room:
        file = file_in_police(room)
        made = plan(room, file, "safety_zone")
        where = (file.room_id, file.person_id)
        assert [item for item in pickable(*where) if item.kind == "measure"] == []
        with pytest.raises(UnknownItemError):
            described(*where, "measure", [made.pk])
        decide_measure(by=room.acting, measure_id=made.pk, now=NOW)
        assert [item for item in pickable(*where) if item.kind == "measure"] == []
        carry_out_measure(by=room.acting, measure_id=made.pk, now=NOW)
        (item,) = described(*where, "measure", [made.pk])
        assert item.categories == ("police_intelligence",)


def test_a_dropped_measure_says_why_and_is_told_to_nobody() -> None:
    with enter("amina") as room:
        file = file_in(room)
        made = plan(room, file)
        assert [item.kind for item in pickable(file.room_id, file.person_id)].count("measure") == 1
        with pytest.raises(RefusedError):
            drop_measure(by=room.acting, measure_id=made.pk, reason="", now=NOW)
        drop_measure(by=room.acting, measure_id=made.pk, reason="Ny uppgift", now=NOW)
        assert [item.kind for item in pickable(file.room_id, file.person_id)].count("measure") == 0


def custody(room, file, release, now=NOW):
    return record_custody(by=room.acting, file_id=file.pk, since=TODAY, release_on=release, now=now, place="Häktet")


def reminders(room, file):
    rows = Task.objects.filter(room_id=room.room_id, file=file, kind=TaskKind.BEFORE_RELEASE, done_at=None)
    return sorted(row.due_on for row in rows)


def test_custody_is_a_condition_with_reminders_90_30_and_7_days_before_release() -> None:
    with enter("disa") as room:
        file = file_in(room)
        custody(room, file, date(2027, 4, 30))
        file = again(room, file)
        assert (file.stage, file.in_custody, file.in_custody_until) == ("registered", True, date(2027, 4, 30))
        assert reminders(room, file) == [date(2027, 1, 30), date(2027, 3, 31), date(2027, 4, 23)]
        record_release(by=room.acting, file_id=file.pk, released_on=TODAY, now=NOW)
        assert (again(room, file).in_custody, reminders(room, file)) == (False, [])
        with pytest.raises(RefusedError):
            record_release(by=room.acting, file_id=file.pk, released_on=TODAY, now=NOW)


def test_reminders_whose_day_has_passed_become_one_for_today_and_move_with_the_release() -> None:
    with enter("disa") as room:
        file = file_in(room)
        custody(room, file, TODAY + timedelta(days=20))
        assert reminders(room, file) == [TODAY, TODAY + timedelta(days=13)]
        change_release(by=room.acting, file_id=file.pk, release_on=TODAY + timedelta(days=100), now=NOW)
        assert reminders(room, file) == [TODAY + timedelta(days=days) for days in (10, 70, 93)]
        assert again(room, file).in_custody_until == TODAY + timedelta(days=100)


def test_custody_without_a_known_release_has_no_reminder_and_is_not_begun_twice() -> None:
    with enter("disa") as room:
        file = file_in(room)
        custody(room, file, None)
        assert reminders(room, file) == []
        with pytest.raises(RefusedError):
            custody(room, file, None)
        with pytest.raises(RefusedError):
            change_release(by=room.acting, file_id=file.pk, release_on=TODAY - timedelta(days=1), now=NOW)


def test_a_yes_in_custody_still_orders(vidhamn) -> None:
    with enter("disa") as room:
        file = file_in(room)
        custody(room, file, None)
        accepted(room, file, "probation_support")
        assert Task.objects.filter(room_id=room.room_id, file=file, kind=TaskKind.TELL).count() == 2
