"""Keeping a file: stage from events, the next step under a version, handlers, and what others told."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import NOW, enter
from tests.files.build import TODAY, case, file_in, happen, keep, note, proposed, received, sent_to_kvarnlunda, user
from trefas.disclosures import items
from trefas.files import policy
from trefas.files.actions import (
    Ended,
    Entry,
    Happening,
    correct_note,
    end_by_review,
    open_file,
    propose,
    reassign,
    record_event,
    rederive_due,
    rederive_file,
    set_case_reference,
    set_next_step,
    sign_off,
)
from trefas.files.definitions import definition_of
from trefas.files.derivation import as_event
from trefas.files.models import File, FileEvent, KeptDefinition
from trefas.files.reading import file_or_none
from trefas.persons.actions import ConflictError, Source, create_protected_person
from trefas.persons.models import Protection
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def read(room, file):
    return File.objects.get(room_id=room.room_id, pk=file.pk)


def test_what_is_received_opens_a_file_in_the_stage_registered() -> None:
    with enter("amina") as room:
        file = file_in(room)
        assert (file.number, file.stage, file.reason) == ("SO-2026-0001", "registered", "registered")
        assert file.handler_id == room.acting.user_id
        assert file.next_step_on == file.next_review_on == date(2026, 12, 3)


def test_a_second_registration_adds_to_the_open_file() -> None:
    with enter("amina") as room:
        file = file_in(room)
        again = open_file(by=room.acting, person=file.person, method="trefas", received=None, now=NOW)
        assert again.pk == file.pk
        assert FileEvent.objects.filter(room_id=room.room_id, file_id=file.pk).count() == 2


def test_stage_contact_and_custody_follow_from_the_events() -> None:
    with enter("amina") as room:
        file = file_in(room)
        happen(room, file, "followed", text="Beslut")
        happen(room, file, "contacted", subject="telefon")
        happen(room, file, "custody_started", until="2026-12-22")
        file = read(room, file)
        assert (file.stage, file.latest_contact_on, file.latest_contact_how) == ("followed", TODAY, "telefon")
        assert (file.in_custody, file.in_custody_until, file.reason) == (True, date(2026, 12, 22), "release")
        happen(room, file, "custody_ended")
        assert read(room, file).in_custody is False


def test_a_no_is_a_reason_on_the_list_and_blocks_no_later_yes() -> None:
    with enter("amina") as room:
        file = file_in(room)
        happen(room, file, "offered")
        happen(room, file, "declined")
        assert (read(room, file).stage, read(room, file).reason) == ("declined", "declined")
        happen(room, file, "accepted", on=TODAY)
        assert read(room, file).stage == "accepted"


def test_following_lapses_by_time_alone_and_still_waits_for_somebody() -> None:
    with enter("amina") as room:
        file = file_in(room)
        later = NOW + timedelta(days=200)
        rederive_file(by=room.acting, file_id=file.pk, now=later)
        file = read(room, file)
        assert (file.stage, file.reason, file.ended_on) == ("lapsed", "lapsed", None)
        assert file.next_step_on is not None


def test_what_time_did_to_many_files_is_derived_at_once() -> None:
    with enter("amina") as room:
        old = file_in(room)
        file_in(room, given_name="Hugo", identity_number="20020130-2387", now=NOW + timedelta(days=199))
        assert len(rederive_due(by=room.acting, now=NOW + timedelta(days=200))) == 1
        assert read(room, old).stage == "lapsed"


def ended(room, file, **changed):
    given = {"review": uuid.uuid4(), "on": TODAY, "ground": "not_seen", "verified": "two_sources", "text": "Två källor"}
    return end_by_review(by=room.acting, file_id=file.pk, ended=Ended(**{**given, **changed}), now=NOW)


def test_an_ending_on_its_ground_closes_the_file() -> None:
    with enter("sven") as room:
        file = file_in(room)
        with pytest.raises(RefusedError):
            ended(room, file, verified="")
        row = ended(room, file)
        file = read(room, file)
        assert (file.stage, file.ended_on, file.ending_ground) == ("ended", TODAY, "not_seen")
        assert row.detail["review"]
        with pytest.raises(RefusedError):
            happen(room, file, "contacted")
        with pytest.raises(RefusedError):
            ended(room, file)


@pytest.mark.parametrize("who", ["amina", "sven", "eva", "bo", "kim", "karin", "disa", "dag"])
def test_no_recorded_event_ends_a_file_whoever_records_it(who) -> None:
    with enter(who) as room:
        file = file_in(room)
        with pytest.raises(RefusedError):
            happen(room, file, "ended", ground="not_seen", verified="two_sources")
        assert read(room, file).ended_on is None


def test_only_who_decides_endings_ends_by_a_review() -> None:
    with enter("amina") as room:
        file = file_in(room)
        with pytest.raises(RefusedError):
            ended(room, file)


def test_no_open_file_stands_without_a_date_in_the_database_either() -> None:
    with enter("amina") as room:
        file = file_in(room)
        with pytest.raises(IntegrityError, match="files_file_has_a_next_date"), transaction.atomic(using="rooms"):
            File.objects.filter(room_id=room.room_id, pk=file.pk).update(next_step_on=None)


def test_a_step_that_a_person_set_stands_when_events_come() -> None:
    with enter("amina") as room:
        file = file_in(room)
        set_next_step(
            by=room.acting, file_id=file.pk, version=1, now=NOW, text="Ring på kvällen", on=date(2026, 11, 20)
        )
        happen(room, file, "followed")
        file = read(room, file)
        assert (file.next_step, file.next_step_on) == ("Ring på kvällen", date(2026, 11, 20))


def test_an_emptied_step_takes_the_date_of_the_method_back() -> None:
    with enter("amina") as room:
        file = file_in(room)
        set_next_step(by=room.acting, file_id=file.pk, version=1, now=NOW, text="Ring", on=date(2026, 11, 20))
        set_next_step(by=room.acting, file_id=file.pk, version=2, now=NOW, text="")
        file = read(room, file)
        assert (file.next_step, file.next_step_on) == (None, date(2026, 12, 3))


def test_two_who_change_the_next_step_the_second_sees_the_first() -> None:
    with enter("amina") as room:
        file = file_in(room)
        set_next_step(by=room.acting, file_id=file.pk, version=1, now=NOW, text="Ring")
    with enter("nora") as room:
        with pytest.raises(ConflictError) as conflict:
            set_next_step(by=room.acting, file_id=file.pk, version=1, now=NOW, text="Besök")
        assert (conflict.value.theirs.next_step, conflict.value.theirs.version) == ("Ring", 2)


def test_the_case_systems_number_is_kept_under_a_version() -> None:
    with enter("amina") as room:
        file = file_in(room)
        set_case_reference(by=room.acting, file_id=file.pk, version=1, reference=" 26-4711 ", now=NOW)
        assert read(room, file).case_reference == "26-4711"
        with pytest.raises(ConflictError):
            set_case_reference(by=room.acting, file_id=file.pk, version=1, reference="26-1", now=NOW)


def test_a_manager_gives_files_to_another_and_only_to_one_who_keeps_files_here() -> None:
    with enter("amina") as room:
        files = [file_in(room), file_in(room, given_name="Hugo", identity_number="20020130-2387")]
        with pytest.raises(RefusedError):
            reassign(by=room.acting, file_ids=[files[0].pk], to_user=user("nora").pk, now=NOW)
    with enter("sven") as room:
        for unfit in ("bo", "lena"):
            with pytest.raises(RefusedError):
                reassign(by=room.acting, file_ids=[files[0].pk], to_user=user(unfit).pk, now=NOW)
        given = reassign(by=room.acting, file_ids=[one.pk for one in files], to_user=user("nora").pk, now=NOW)
        assert {one.handler_id for one in given} == {user("nora").pk}
        assert {one.version for one in given} == {2}
        with pytest.raises(RefusedError):
            reassign(by=room.acting, file_ids=[files[0].pk, uuid.uuid4()], to_user=user("amina").pk, now=NOW)


def test_an_event_of_a_file_in_another_room_is_not_found() -> None:
    with enter("amina") as room:
        file = file_in(room)
    with enter("bo") as room, pytest.raises(File.DoesNotExist):
        happen(room, file, "contacted")


def test_the_definition_a_file_began_under_is_kept_and_read_back() -> None:
    with enter("amina") as room:
        file = file_in(room)
        kept = KeptDefinition.objects.get(room_id=room.room_id)
        assert kept.content_hash == file.method_version == definition_of(file).content_hash
        changed = kept.source.replace("months = 6", "months = 4")
        from trefas.methods import read_definition

        older = read_definition(changed, "trefas.toml")
        KeptDefinition.objects.create(
            room_id=room.room_id, method="trefas", content_hash=older.content_hash, source=changed, at=NOW
        )
        file.method_version = older.content_hash
        assert definition_of(file).lapse.months == 4


def test_a_decision_told_by_others_is_kept_even_where_it_moves_nothing() -> None:
    with enter("bo") as room:
        proposal = proposed(room)
    with enter("eva") as room:
        sign_off(by=room.acting, proposal_id=proposal.pk, reason="Ja", now=NOW)
        rows = FileEvent.objects.filter(room_id=room.room_id).order_by("position")
        assert [(row.kind, row.unit_kind) for row in rows] == [("proposed", "police"), ("signed_off", "police")]


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        ("2008-11-20", date(2026, 11, 19), 17),
        ("2008-11-19", date(2026, 11, 19), 18),
        ("2008-02-29", date(2026, 2, 28), 17),
        (None, date(2026, 11, 19), None),
    ],
)
def test_age_in_whole_years(birth, on, age) -> None:
    assert policy.age_on(birth, on) == age
    assert policy.is_child(birth, on) is (age is not None and age < 18)


def test_the_day_is_that_of_the_work_and_not_of_greenwich() -> None:
    with enter("amina") as room:
        file = open_file(
            by=room.acting,
            person=keep(room),
            method="trefas",
            received=None,
            now=datetime(2026, 11, 19, 23, 30, tzinfo=UTC),
        )
        assert file.opened_on == date(2026, 11, 20)


def test_a_protected_persons_file_lies_where_she_does_and_counts_in_the_same_series(vidhamn) -> None:
    with enter("amina") as room:
        first = file_in(room)
        person = create_protected_person(
            by=room.acting,
            values={"given_name": "Vera", "family_name": "Lund"},
            protection=Protection.MARKING,
            handlers=[],
            source=Source("typed"),
            now=NOW,
        )
    with enter("amina") as room:
        file = open_file(by=room.acting, person=person, method="trefas", received=None, now=NOW)
        assert file.room_id != room.room_id
        assert (first.number, file.number) == ("SO-2026-0001", "SO-2026-0002")
        assert file_or_none(file.pk) == file
        assert file.room_id in open_rooms()
    with enter("nora"):
        assert file_or_none(file.pk) is None


def test_what_others_told_is_an_event_of_theirs_and_a_reason_on_the_list() -> None:
    with enter("bo") as room:
        sent_to_kvarnlunda(room)
    with enter("amina") as room:
        file = file_in(room)
        item = received(room, file)
        told = Happening("supported_elsewhere", TODAY, {}, item, "police")
        with pytest.raises(ValueError):
            record_event(by=room.acting, file_id=file.pk, happening=told, now=NOW)
        signed = Happening("signed_off", TODAY, {}, item, "police")
        row = record_event(by=room.acting, file_id=file.pk, happening=signed, now=NOW)
        file = read(room, file)
        assert (row.unit_kind, as_event(row).by) == ("police", f"received:{item.pk}")
        assert (file.stage, file.reason, file.reason_on) == ("registered", "received", TODAY)


def test_the_notice_before_a_lapse_is_the_reason_when_it_is_what_comes_next() -> None:
    with enter("amina") as room:
        file = file_in(room)
        later = NOW + timedelta(days=170)
        happen(room, file, "reviewed", now=later, on=later.date())
        file = read(room, file)
        assert (file.reason, file.reason_on) == ("lapses", date(2027, 5, 19))


def test_a_lapsed_person_is_proposed_again_in_the_same_file() -> None:
    with enter("bo") as room:
        first = proposed(room)
    with enter("eva") as room:
        sign_off(by=room.acting, proposal_id=first.pk, reason="Ja", now=NOW)
    with enter("bo") as room:
        later = NOW + timedelta(days=200)
        rederive_file(by=room.acting, file_id=first.file_id, now=later)
        again = propose(by=room.acting, person=first.person, case=case(fact_on=later.date()), now=later)
        assert (again.file_id, read(room, first.file).stage) == (first.file_id, "proposed")
    with enter("eva") as room:
        sign_off(by=room.acting, proposal_id=again.pk, reason="Ja", now=later)
        assert read(room, first.file).stage == "identified"


def test_notes_are_described_for_disclosure_and_corrected_ones_are_left_out() -> None:
    with enter("bo") as room:
        file = file_in(room)
        old, kept = note(room, file, text="3 november"), note(room, file, information=("police_intelligence",))
        written = Entry(kind="fact", title="Rätt", text="2 november", happened_at=NOW)
        new = correct_note(by=room.acting, note_id=old.pk, entry_=written, now=NOW)
        picked = items.pickable(room.room_id, file.person_id)
        assert {item.id for item in picked if item.kind == "note"} == {kept.pk, new.pk}
        described = items.described(room.room_id, file.person_id, "note", [kept.pk])[0]
        assert described.categories == ("police_intelligence",)
