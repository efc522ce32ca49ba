"""What was decided beforehand and is no longer right is noticed at once, and never opened as if it still were."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connections
from django.utils import timezone

from tests.accountability.breaking_build import POLICE, asked, choose, correct, decide, decided, decided_note, stand
from tests.accountability.rights_build import ready
from tests.cast import enter
from tests.disclosures.build import registration
from tests.files.build import file_in, note
from trefas.accountability import actions, breaking_glass, jobs
from trefas.accountability.actions import Ruled
from trefas.accountability.breaking_policy import ends_on
from trefas.accountability.models import Beforehand, Break
from trefas.accountability.sql.doubting import NEVER_BEFOREHAND, WATCHED
from trefas.disclosures import items
from trefas.disclosures.actions import register
from trefas.disclosures.models import Envelope
from trefas.files.models import File, Note
from trefas.persons.actions import Source, edit_person
from trefas.persons.models import Person
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms", "owner"])


def dispute(row, decision=""):
    with enter("bo") as room:
        request = ready(room, row.person, kind="correction", wanted="Det stämmer inte.", now=timezone.now())
        actions.point_out(by=room.acting, request_id=request.pk, about=f"files.note:{row.pk}")
        if decision:
            ruled = Ruled(decision, "Uppgiften är rätt.", "brottsdatalagen 4 kap. 9 §")
            actions.decide_request(by=room.acting, request_id=request.pk, ruled=ruled, now=timezone.now())


def now_in(who, row) -> Beforehand:
    with enter(who) as room:
        return Beforehand.objects.get(room_id=room.room_id, pk=row.pk)


def test_a_correction_is_noticed_in_its_own_transaction_and_the_decider_is_asked() -> None:
    wrong, row = decided_note()
    assert (row.doubts, row.doubted_at) == ({}, None)
    correct(wrong, "eva")
    kept = now_in("bo", row)
    assert (kept.state, kept.doubts) == ("standing", {str(wrong.pk): "corrected"})
    assert kept.doubted_at
    with enter("bo") as room:
        assert [one.pk for one in breaking_glass.doubted([room.room_id])] == [row.pk]
        ((title, why),) = breaking_glass.doubts(kept)
        assert title == "Skuld"
        assert "it was wrong" in why


def test_what_is_opened_then_says_what_is_wrong_with_it_and_gives_no_correction_that_nobody_decided_on() -> None:
    wrong, row = decided_note()
    correct(wrong)
    broken = asked()
    with enter("amina") as room:
        (opened,) = breaking_glass.contents(Break.objects.get(room_id=room.room_id, pk=broken.pk))
        (item,) = opened.payload["items"]
        assert opened.envelope.doubt_of(item) == "corrected"
        assert "Han bär vapen." not in str(opened.payload)
    assert now_in("bo", row).state == "used"


def test_the_registered_copy_keeps_saying_it() -> None:
    wrong, row = decided_note()
    correct(wrong)
    asked()
    with enter("nora", "register") as room:
        (item,) = register(by=room.acting, envelope_id=row.envelope, registration=registration(), now=timezone.now())
        assert item.content["doubt"] == "corrected"


def test_what_nothing_is_known_against_is_opened_as_before() -> None:
    _wrong, row = decided_note()
    with enter("bo") as room:
        note(room, File.objects.get(room_id=room.room_id, person_id=row.person_id), text="Annat.")
    asked()
    with enter("nora", "register") as room:
        assert Envelope.objects.get(room_id=room.room_id, pk=row.envelope).doubts is None
        (item,) = register(by=room.acting, envelope_id=row.envelope, registration=registration(), now=timezone.now())
        assert "doubt" not in item.content


def test_a_dispute_is_noticed_at_once_and_stays_noticed_when_it_is_refused() -> None:
    wrong, row = decided_note()
    dispute(wrong)
    assert now_in("bo", row).doubts == {str(wrong.pk): "disputed"}
    wrong_again = now_in("bo", row)
    dispute(wrong, "refused")
    assert now_in("bo", row).doubted_at == wrong_again.doubted_at
    assert asked().state == "open"


def test_who_the_person_is_is_watched_in_every_decision() -> None:
    wrong, row = decided_note()
    with enter("bo") as room:
        person = Person.objects.get(room_id=room.room_id, pk=wrong.person_id)
        edit_person(
            by=room.acting, person=person, version=person.version, values={"telephone": "070-174 06 09"},
            source=Source("typed"), now=timezone.now(),
        )  # fmt: skip
    assert now_in("bo", row).doubts == {str(person.pk): "changed"}


def test_another_persons_correction_and_another_unit_s_note_change_nothing() -> None:
    wrong, row = decided_note()
    with enter("bo", "disclose") as room:
        other = note(room, file_in(room, identity_number="19990101-2386", given_name="Noah"), information=POLICE)
    correct(other)
    assert now_in("bo", row).doubts == {}
    assert wrong.pk in row.items


def test_it_ends_after_the_next_working_day_unless_somebody_decides_anew() -> None:
    wrong, row = decided_note()
    correct(wrong)
    doubted_at = now_in("bo", row).doubted_at
    assert doubted_at is not None
    last = ends_on(doubted_at)
    with enter("bo") as room:
        noon = datetime.combine(last, time(12), tzinfo=UTC)
        assert jobs.lapse_emergencies(room.acting, noon)["lapsed"] == 0
        assert jobs.lapse_emergencies(room.acting, noon + timedelta(days=1))["lapsed"] == 1
        kept = Beforehand.objects.get(pk=row.pk)
        assert (kept.state, kept.ended_why, bytes(kept.sealed), kept.tokens) == ("lapsed", "doubted", b"", [])
    assert asked().state == "nothing"


def test_a_weekend_is_answered_until_its_monday() -> None:
    friday = datetime(2026, 11, 27, 17, 30, tzinfo=UTC)
    assert ends_on(friday).isoformat() == "2026-11-30"


def test_deciding_anew_takes_its_place_without_a_moment_between() -> None:
    wrong, row = decided_note()
    right = correct(wrong)
    with enter("bo", "disclose") as room:
        right = Note.objects.get(room_id=room.room_id, pk=right.pk)
        anew = stand(room, choose(room, right))
        old = Beforehand.objects.get(pk=row.pk)
        assert (old.state, old.ended_why, bytes(old.sealed)) == ("withdrawn", "replaced", b"")
    assert asked().envelopes == [anew.envelope]
    with enter("amina") as room:
        assert Envelope.objects.get(room_id=room.room_id, pk=anew.envelope).doubts is None


def test_one_that_is_right_is_still_not_doubled() -> None:
    wrong, _row = decided_note()
    with enter("bo", "disclose") as room, pytest.raises(RefusedError, match="one already"):
        decide(room, Person.objects.get(room_id=room.room_id, pk=wrong.person_id))


def test_what_was_corrected_while_it_was_assessed_is_not_decided_on() -> None:
    with enter("bo", "disclose") as room:
        wrong = note(room, file_in(room), title="Skuld", text="Han är obeväpnad.", information=POLICE)
        kept = choose(room, wrong)
    correct(wrong)
    with enter("bo", "disclose") as room, pytest.raises(RefusedError, match="has been corrected"):
        stand(room, kept)


def test_the_night_finds_what_the_database_did_not_note() -> None:
    wrong, row = decided_note()
    correct(wrong)
    with enter("bo") as room:
        # As in the minute in which both were written side by side.
        Beforehand.objects.filter(room_id=room.room_id, pk=row.pk).update(doubts={}, doubted_at=None)
        jobs.lapse_emergencies(room.acting, timezone.now())
        assert Beforehand.objects.get(pk=row.pk).doubts == {str(wrong.pk): "corrected"}
        assert Beforehand.objects.get(pk=row.pk).state == "standing"


def test_every_kind_that_can_be_decided_on_beforehand_is_watched() -> None:
    assert set(items.kinds()) == set(WATCHED) | NEVER_BEFOREHAND


def test_all_that_a_description_is_made_of_is_watched() -> None:
    """The database itself says which columns there are."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname LIKE 'doubt_%'"
        )
        found = set(cursor.fetchall())
    assert {(table, "doubt_changed") for table, _columns in WATCHED.values()} <= found
    assert ("files_note", "doubt_corrected") in found
    assert {("accountability_rightsrequest", name) for name in ("doubt_disputed", "doubt_disputed_later")} <= found


def test_a_used_decision_is_left_as_it_was_opened() -> None:
    wrong, row = decided_note()
    asked()
    correct(wrong)
    assert now_in("bo", row).doubts == {}


def test_the_receiver_learns_nothing_before_it_is_opened() -> None:
    wrong, _row = decided_note()
    correct(wrong)
    with enter("amina") as room:
        assert not Beforehand.objects.exists()
        assert not Envelope.objects.filter(room_id=room.room_id).exists()


def test_a_decision_about_the_person_only_is_watched_too() -> None:
    row = decided()
    assert row.items == [row.person_id]
