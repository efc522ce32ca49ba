"""Support and contacts: goal, follow-up and outcome; the consent that the age asks for; a contact in seconds."""

from datetime import date, timedelta

import pytest

from tests.cast import NOW, enter
from tests.plans.build import TODAY, accepted, again, child_file, file_in, keep, start, user
from trefas.files.actions import set_next_step
from trefas.persons.actions import ConflictError
from trefas.plans.actions import end_support, follow_up_support, record_contact
from trefas.plans.models import Contact, Support
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def contact(room, file, now=NOW, kind="phone", outcome="reached", **more):
    return record_contact(by=room.acting, file_id=file.pk, kind=kind, outcome=outcome, now=now, **more)


def end(room, support, outcome="Målet nått", now=NOW, on=TODAY):
    return end_support(
        by=room.acting, support_id=support.pk, version=support.version, outcome=outcome, ended_on=on, now=now
    )


def test_support_moves_the_file_and_the_last_one_that_ends_moves_it_back() -> None:
    with enter("amina") as room:
        file = file_in(room)
        accepted(room, file)
        one, two = start(room, file), start(room, file, "economic_aid", owner=user("nora").pk)
        assert (again(room, file).stage, one.ground, two.owner_id) == ("supported", "SoL 11:1", user("nora").pk)
        end(room, one)
        assert again(room, file).stage == "supported"
        end(room, two)
        assert again(room, file).stage == "followed"


def test_support_granted_today_that_begins_next_week_moves_the_file_today() -> None:
    with enter("amina") as room:
        file = file_in(room)
        accepted(room, file)
        assert start(room, file, starts_on=date(2026, 11, 26)).starts_on == date(2026, 11, 26)
        assert again(room, file).stage == "supported"


def test_ended_support_keeps_its_outcome_and_is_not_ended_twice() -> None:
    with enter("amina") as room:
        file = file_in(room)
        accepted(room, file)
        one = start(room, file)
        done = end(room, one)
        assert (done.outcome, done.ended_on, done.version) == ("Målet nått", TODAY, 2)
        with pytest.raises(RefusedError):
            end(room, done)


def test_a_follow_up_moves_under_its_version() -> None:
    with enter("amina") as room:
        file = file_in(room)
        accepted(room, file)
        one = start(room, file)
        given = {"by": room.acting, "support_id": one.pk, "now": NOW, "follow_up_on": date(2027, 1, 11)}
        assert follow_up_support(**given, version=1, goal="Eget kontrakt").goal == "Eget kontrakt"
        with pytest.raises(ConflictError):
            follow_up_support(**given, version=1)


@pytest.mark.parametrize(
    "changed",
    [
        {"goal": " "},
        {"follow_up_on": TODAY},
        {"kind": "sofa"},
        {"kind": "probation_programme"},
        {"consent_by": "guardian"},
        {"consent_by": "nobody"},
    ],
)
def test_support_that_says_too_little_or_is_anothers_is_refused(changed) -> None:
    with enter("amina") as room:
        file = file_in(room)
        accepted(room, file)
        with pytest.raises(RefusedError):
            start(room, file, **changed)
        assert not Support.objects.filter(room_id=room.room_id).exists()


def test_support_does_not_start_before_a_yes() -> None:
    with enter("amina") as room, pytest.raises(RefusedError):
        start(room, file_in(room))


@pytest.mark.parametrize(
    ("born", "kind", "allowed"),
    [
        # SoL 21:1-2: under 12 the guardian; from 12 the child may consent; a placement always the guardian.
        ("2015-05-12", "talks", {"guardian", "both"}),
        ("2013-05-12", "talks", {"guardian", "child", "both"}),
        ("2010-05-12", "talks", {"guardian", "child", "both"}),
        ("2010-05-12", "housing_elsewhere", {"guardian", "both"}),
        ("2001-05-12", "talks", {"person"}),
    ],
)
def test_who_must_consent_follows_the_age(born, kind, allowed) -> None:
    with enter("amina") as room:
        person = keep(room, identity_number=None, birth_date=born)
        from trefas.files.actions import open_file

        file = open_file(by=room.acting, person=person, method="trefas", received=None, now=NOW)
        accepted(room, file)
        for consent_by in ("person", "guardian", "child", "both"):
            if consent_by in allowed:
                assert start(room, file, kind, consent_by=consent_by).consent_by == consent_by
            else:
                with pytest.raises(RefusedError):
                    start(room, file, kind, consent_by=consent_by)


def test_the_exit_unit_relocates_and_nobody_else() -> None:
    with enter("kim") as room:
        file = file_in(room)
        accepted(room, file)
        assert start(room, file, "relocation").kind == "relocation"
        with pytest.raises(RefusedError):
            start(room, file, "economic_aid")


def test_a_contact_is_four_choices_and_becomes_the_files_latest() -> None:
    with enter("amina") as room:
        file = file_in(room)
        contact(room, file, outcome="no_answer", next_try_on=date(2026, 11, 26))
        file = again(room, file)
        assert (file.latest_contact_on, file.latest_contact_how) == (TODAY, "phone")
        assert file.next_step_on == date(2026, 11, 26)
        contact(room, file, now=NOW + timedelta(minutes=1))
        file = again(room, file)
        assert file.next_step is None
        assert file.next_step_on == file.next_review_on


def test_a_next_try_keeps_the_words_of_a_step_that_a_person_wrote() -> None:
    with enter("amina") as room:
        file = file_in(room)
        set_next_step(by=room.acting, file_id=file.pk, version=1, now=NOW, text="Ring på kvällen", on=TODAY)
        contact(room, file, next_try_on=date(2026, 11, 24))
        file = again(room, file)
        assert (file.next_step, file.next_step_on) == ("Ring på kvällen", date(2026, 11, 24))


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "owl"},
        {"outcome": "perhaps"},
        {"with_whom": "everybody"},
        {"happened_at": NOW + timedelta(hours=1)},
        {"next_try_on": TODAY - timedelta(days=1)},
    ],
)
def test_a_contact_that_is_none_is_refused(changed) -> None:
    with enter("amina") as room:
        file = file_in(room)
        with pytest.raises(RefusedError):
            contact(room, file, **changed)
        assert not Contact.objects.filter(room_id=room.room_id).exists()


def test_a_contact_reaches_no_other_room(vidhamn) -> None:
    with enter("amina") as room:
        file = file_in(room)
    for who in ("bo", "ylva", "kim"):
        with enter(who) as room, pytest.raises(type(file).DoesNotExist):
            contact(room, file)


def test_a_child_file_takes_contacts_with_a_guardian() -> None:
    with enter("amina") as room:
        assert contact(room, child_file(room), with_whom="guardian").with_whom == "guardian"
