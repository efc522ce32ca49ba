"""Erasure by two people: nothing before its time, nothing by one alone, and nothing left after."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connections, transaction

from tests.accountability.build import DUE, YEAR_LATER, done, erased, followed, proposed, signed
from tests.cast import enter
from tests.disclosures.build import OBVIOUS, registered, unit
from tests.files.build import file_in, note, received, sent_to_kvarnlunda
from trefas.accountability.actions import end_keeping, keep
from trefas.accountability.classes import CLASSES, KINDS
from trefas.accountability.clocks import standings
from trefas.accountability.models import Erasure
from trefas.accountability.sql import conditions
from trefas.audit.models import Event
from trefas.authorities.models import RoomKind
from trefas.disclosures.actions import answer_questions, decide, start_assessment
from trefas.disclosures.models import Decision, Envelope, Receipt, ReceivedItem
from trefas.files.actions import rederive_due
from trefas.files.models import File, Note
from trefas.persons.models import Person, SearchToken
from trefas.rooms import nightly, tombstones
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import RoomModel, SubjectKey
from trefas.rooms.tombstones import LedgerError

pytestmark = pytest.mark.django_db(databases=["default", "rooms", "owner"])


@pytest.fixture(autouse=True)
def ledger(settings, tmp_path):
    settings.TREFAS_TOMBSTONES = str(tmp_path / "tombstones.jsonl")
    return tmp_path / "tombstones.jsonl"


class TestEveryClass:
    def test_every_retention_class_of_the_models_is_mapped_with_a_source(self):
        used = {model.retention for model in apps.get_models() if model.__module__.startswith("trefas.")}
        assert used - {"demo"} <= set(CLASSES)
        assert all(one.citation and one.mark and one.says.sv and one.says.en for one in CLASSES.values())

    def test_every_kind_of_room_is_decided(self):
        assert set(RoomKind.values) == set(KINDS)

    def test_every_table_that_hangs_on_a_person_is_erased_from(self):
        found = conditions()
        for model in apps.get_models():
            if issubclass(model, RoomModel) and any(
                field.related_model is Person for field in model._meta.local_fields
            ):
                assert model._meta.db_table in found


class TestWhatIsDue:
    def test_nothing_is_proposed_before_its_time_and_all_the_night_after(self):
        subject = followed()
        (one,) = proposed(now=DUE)
        assert (one.subject, one.rule, one.state) == (subject, "social_file", "proposed")
        assert one.due_on < DUE.date() <= one.erase_by
        with enter("sven") as room:
            nights = [one.due_on + timedelta(days=days) for days in (-1, 0, 1)]
            found = [standings([room.room_id], "social_services", night)[room.room_id, subject][1] for night in nights]
        assert [stands.why for stands in found] == ["not_yet", "not_yet", "due"]

    def test_it_is_proposed_once(self):
        followed()
        assert [one.pk for one in proposed()] == [one.pk for one in proposed()]

    def test_the_night_proposes_in_every_room_by_its_own_rule(self):
        followed("amina"), followed("bo")
        found = {
            done.room: done.counts["accountability.due"].get("proposed") for done in nightly.run(now=DUE) if done.counts
        }
        assert found["Polisen Vidhamn"] == found["Socialtjänsten Kvarnlunda"] == 1

    def test_an_open_file_keeps_all_of_it(self):
        with enter("amina") as room:
            file_in(room)
        assert proposed() == []

    def test_where_the_clock_needs_a_day_that_nobody_gave_nothing_goes(self):
        followed("disa")
        assert proposed("dag") == []

    def test_a_placed_child_is_never_proposed(self):
        subject = followed()
        with enter("sven") as room:
            person = Person.objects.get(room_id=room.room_id, pk=subject)
            keep(by=room.acting, person=person, rule="placed_child", reason="Placerad 2024", now=YEAR_LATER)
        assert proposed() == []
        assert proposed(now=DUE + timedelta(days=365 * 100)) == []

    def test_what_is_written_anew_calls_it_off(self):
        subject = followed()
        (one,) = proposed()
        with enter("amina") as room:
            note(room, File.objects.get(room_id=room.room_id, person=subject), now=DUE, happened_at=DUE)
        assert proposed() == []
        with enter("sven") as room:
            assert Erasure.objects.get(room_id=room.room_id, pk=one.pk).state == "called_off"


class TestTwoPeople:
    def test_nobody_signs_twice(self):
        followed()
        (one,) = proposed()
        signed(one)
        with pytest.raises(RefusedError):
            done(one, "sven")

    def test_nothing_goes_on_one_signature(self):
        subject = followed()
        (one,) = proposed()
        with pytest.raises(RefusedError):
            done(one)
        with enter("sven") as room:
            assert Person.objects.get(room_id=room.room_id, pk=subject).name

    def test_who_has_not_the_mandate_signs_nothing(self):
        followed()
        (one,) = proposed()
        with pytest.raises(RefusedError):
            signed(one, "amina")

    def test_the_function_itself_refuses_without_two(self):
        subject = followed()
        (one,) = proposed()
        given = json.dumps({"erasure": str(one.pk), "subject": str(subject), "rule": one.rule}, sort_keys=True)
        with enter("sven") as room, connections["rooms"].cursor() as cursor:
            with pytest.raises(DatabaseError, match="two people"), transaction.atomic(using="rooms"):
                cursor.execute("SELECT erase_persons(%s, %s, %s, %s::uuid[])", [one.pk, given, room.room_id, [subject]])
            assert Person.objects.filter(room_id=room.room_id, pk=subject).exists()


class TestAHold:
    def test_a_hold_wins_at_every_step(self):
        subject = followed()
        (one,) = proposed()
        signed(one)
        with enter("lena") as room:
            person = Person.objects.get(room_id=room.room_id, pk=subject)
            held = keep(by=room.acting, person=person, rule="hold", reason="Skadeståndsmål", now=DUE)
        with pytest.raises(RefusedError, match=r"hold|stopp"):
            done(one)
        assert proposed() == []
        with enter("lena") as room:
            end_keeping(by=room.acting, keeping_id=held.pk, now=DUE)
        (again,) = proposed()
        signed(again)
        assert done(again)["persons_person"] == 1

    def test_who_signs_erasure_decides_on_holds(self):
        subject = followed()
        with enter("amina") as room:
            person = Person.objects.get(room_id=room.room_id, pk=subject)
            with pytest.raises(RefusedError):
                keep(by=room.acting, person=person, rule="hold", reason="Mål", now=DUE)


class TestWhatIsLeft:
    def test_keys_and_rows_are_gone_and_the_event_tells_by_whom(self):
        subject = followed(text="KANARIE-7731")
        counts = erased(subject)
        assert counts["rooms_subjectkey"] >= 1
        assert counts["files_note"] == 1
        with enter("sven") as room:
            here = {"room_id": room.room_id}
            assert not Person.objects.filter(**here, pk=subject).exists()
            assert not Note.objects.filter(**here, person=subject).exists()
            assert not SearchToken.objects.filter(**here, person=subject).exists()
            key = SubjectKey.objects.get(**here, subject=subject)
            assert key.wrapped is None
            assert key.destroyed_at is not None
            body = json.loads(Event.objects.get(**here, body__contains='"erasure.done"').body)
        assert body["ids"]["subject"] == [str(subject)]
        assert len(body["ids"]["approver"]) == 2
        assert body["codes"]["rule"] == "social_file"
        assert body["counts"]["files_note"] == 1

    def test_the_chain_verifies_after_it(self):
        erased(followed())
        with enter("sven") as room:
            events = list(Event.objects.filter(room_id=room.room_id).order_by("number"))
        before = b""
        for event in events:
            assert bytes(event.previous) == before
            before = bytes(event.hash)

    def test_another_person_is_untouched(self):
        subject = followed()
        with enter("amina") as room:
            other = file_in(room, given_name="Noel", family_name="Askdal", identity_number="20100512-2385")
        erased(subject)
        with enter("amina") as room:
            assert Person.objects.get(room_id=room.room_id, pk=other.person_id).given_name == "Noel"

    def test_the_ledger_has_it_and_follows(self, ledger):
        subject = followed()
        erased(subject)
        (stone,) = tombstones.read()
        assert (stone.subjects, stone.rule) == ((subject,), "social_file")
        assert "Leo" not in ledger.read_text()

    def test_nothing_is_erased_without_a_ledger(self, settings):
        subject = followed()
        (one,) = proposed()
        signed(one)
        settings.TREFAS_TOMBSTONES = ""
        with pytest.raises(LedgerError):
            done(one)
        with enter("sven") as room:
            assert Person.objects.filter(room_id=room.room_id, pk=subject).exists()

    def test_who_was_told_is_told_that_it_is_gone(self):
        with enter("bo") as police:
            file = file_in(police)
            wrong = note(
                police, file, title="Skuld", text="Skulden är 40 000 kr.", information=("police_intelligence",)
            )
            started = start_assessment(
                by=police.acting, person=wrong.person, receiver=unit(), purpose="prevent_crime", requested=False,
                now=YEAR_LATER, chosen=[("note", wrong.pk)],
            )  # fmt: skip
            answer_questions(by=police.acting, assessment=started, version=1, facts=OBVIOUS, now=YEAR_LATER)
            receipt = decide(
                by=police.acting, assessment=started, version=2, decision=Decision.GIVEN, record={}, now=YEAR_LATER
            )
        with enter("amina") as social:
            registered(social)
        with enter("bo") as police:
            rederive_due(by=police.acting, now=YEAR_LATER)
        counts = erased(file.person_id, "eva", "pia")
        assert counts["disclosures_assessment"] == 1
        with enter("eva") as police:
            kept = Receipt.objects.filter(room_id=police.room_id, direction="out")
            assert {one.assessment_id for one in kept} == {None}
            assert kept.filter(pk=receipt.pk).exists()
        with enter("amina") as social:
            assert Envelope.objects.filter(room_id=social.room_id, kind="correction", state="waiting").count() == 1

    def test_a_received_copy_is_emptied_and_its_diary_row_stays(self):
        with enter("bo") as police:
            sent_to_kvarnlunda(police)
        with enter("amina") as room:
            file = file_in(room)
            copy = received(room, file)
            rederive_due(by=room.acting, now=YEAR_LATER)
        erased(file.person_id)
        with enter("sven") as room:
            kept = ReceivedItem.objects.get(room_id=room.room_id, pk=copy.pk)
            assert (kept.content, kept.person_id, kept.diary_number) == (None, None, "M-2026-0412")


class TestTheLedger:
    def test_a_changed_line_is_found(self, ledger):
        erased(followed())
        ledger.write_text(ledger.read_text().replace("social_file", "social_filf"))
        with pytest.raises(LedgerError, match="Line 1"):
            list(tombstones.read())

    def test_a_line_that_a_crash_cut_short_is_passed_over(self, ledger):
        subject = followed()
        erased(subject)
        with ledger.open("a") as file:
            file.write('{"act": "cut')
        assert [stone.subjects for stone in tombstones.read()] == [(subject,)]
        tombstones.append(next(iter(tombstones.read())))
        assert len(list(tombstones.read())) == 2
