"""Two people who turned out to be one: everything kept of both in one place, nothing rewritten, and parted exactly."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connections, transaction
from django.utils import translation

from tests.cast import NOW, enter
from tests.files.build import TODAY, case, file_in, happen, keep, note, received, sent_to_kvarnlunda
from tests.files.meeting_build import cooperating
from tests.plans.build import accepted, plan, start
from trefas.audit.models import Event
from trefas.disclosures.actions import start_assessment
from trefas.disclosures.models import ReceivedItem
from trefas.files import merging
from trefas.files.actions import (
    add_counterpart,
    inform,
    merge,
    open_file,
    part,
    propose,
    set_contact_route,
    set_next_step,
)
from trefas.files.derivation import rows_of
from trefas.files.models import ContactRoute, Counterpart, File, FileEvent, Note
from trefas.persons import search
from trefas.persons.models import Merge, Person
from trefas.plans.actions import record_custody
from trefas.plans.models import Custody, Measure, Offer, Support, Task
from trefas.rooms.errors import ErasedError, RefusedError
from trefas.rooms.models import SubjectKey

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
LATER = NOW + timedelta(days=3)
NO_NUMBER = {"identity_number": None, "given_name": "Leon", "family_name": "Tornfält"}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def two(room, **values):
    """Leo, whom the room follows, and Leon without a number, whom it follows too."""
    return file_in(room), file_in(room, **{**NO_NUMBER, **values})


def joined(room, into, file, now=NOW):
    return merge(by=room.acting, kept_id=into.person_id, merged_id=file.person_id, now=now)


def again(file):
    return File.objects.get(room_id=file.room_id, pk=file.pk)


def sentences(room, into, file):
    people = {one.pk: one for one in Person.objects.filter(room_id=room.room_id)}
    return [one.sentence for one in merging.before_merging(people[into.person_id], people[file.person_id])]


def test_notes_and_received_copies_of_both_stand_on_one_timeline() -> None:
    with enter("bo") as room:
        sent_to_kvarnlunda(room)
    with enter("amina") as room:
        into, file = two(room)
        note(room, into, text="Om Leo.")
        note(room, file, text="Om Leon.")
        received(room, file, text="Skuld.")
        joined(room, into, file)
        notes = Note.objects.filter(person_id=into.person_id)
        assert {one.text for one in notes} == {"Om Leo.", "Om Leon."}
        assert {one.file_id for one in notes} == {into.pk}
        assert ReceivedItem.objects.get(person_id=into.person_id).content["text"] == "Skuld."
        assert not Note.objects.filter(person_id=file.person_id).exists()


def test_what_was_written_is_not_rewritten() -> None:
    with enter("amina") as room:
        into, file = two(room)
        kept = note(room, file)
        before = raw(kept.pk)
        joined(room, into, file)
        assert raw(kept.pk) == before


def raw(note_id):
    with connections["rooms"].cursor() as cursor:
        cursor.execute("SELECT title::text, text::text, recorded_at FROM files_note WHERE id = %s", [note_id])
        return cursor.fetchone()


def test_the_plan_of_both_is_one() -> None:
    with enter("amina") as room:
        into, file = two(room)
        accepted(room, file)
        start(room, file)
        plan(room, file)
        joined(room, into, file)
        for model in (Offer, Support, Measure, Task):
            rows = model.objects.filter(room_id=room.room_id)
            assert rows, model
            assert {(row.file_id, row.person_id) for row in rows} == {(into.pk, into.person_id)}, model
        assert Support.objects.get().goal == "Egen bostad"


def test_the_stage_is_derived_from_the_events_of_both() -> None:
    with enter("amina") as room:
        into, file = two(room)
        assert again(into).stage == "registered"
        accepted(room, file)
        stage = again(file).stage
        joined(room, into, file)
        assert again(into).stage == stage
        assert [row.position for row in FileEvent.objects.filter(file=into).order_by("position")] == [1, 2, 3, 4]


def test_the_file_that_goes_is_in_no_list_and_takes_no_entries() -> None:
    with enter("amina") as room:
        into, file = two(room)
        joined(room, into, file)
        gone = again(file)
        assert (gone.joined_to_id, gone.ended_on) == (into.pk, TODAY)
        with pytest.raises(RefusedError, match="closed"):
            note(room, gone)


def test_a_file_with_another_method_is_kept_as_it_is() -> None:
    with enter("amina") as room:
        into = file_in(room)
        other = keep(room, **NO_NUMBER)
        file = open_file(by=room.acting, person=other, method="sig", received=None, now=NOW)
        set_next_step(by=room.acting, file_id=file.pk, version=1, now=NOW, text="Ring Leon")
        merge(by=room.acting, kept_id=into.person_id, merged_id=other.pk, now=NOW)
        kept = again(file)
        assert (kept.person_id, kept.joined_to_id, kept.ended_on) == (into.person_id, None, None)
        assert kept.next_step == "Ring Leon"


def test_either_name_or_number_finds_the_one() -> None:
    with enter("bo") as room:
        kept = keep(room)
        other = keep(room, given_name="Viktor", family_name="Ekdal", identity_number="20040611-2383")
        merge(by=room.acting, kept_id=kept.pk, merged_id=other.pk, now=NOW)
        for asked in ("Leo Tornfeldt", "Viktor Ekdal", "20070314-2380", "20040611-2383"):
            assert [one.pk for one in search.find(room.room_id, "police", asked)] == [kept.pk], asked


def test_the_later_file_takes_over_the_earlier_next_step() -> None:
    with enter("amina") as room:
        into, file = two(room)
        set_next_step(by=room.acting, file_id=into.pk, version=1, now=NOW, text="Om en månad", on=date(2026, 12, 19))
        set_next_step(by=room.acting, file_id=file.pk, version=1, now=NOW, text="I morgon", on=date(2026, 11, 20))
        assert any("comes first" in one for one in sentences(room, into, again(file)))
        joined(room, into, file)
        kept = again(into)
        assert (kept.next_step, kept.next_step_on) == ("I morgon", date(2026, 11, 20))


def test_counterparts_and_information_show_on_the_file_that_is_kept() -> None:
    with enter("amina") as room:
        into, file = two(room)
        police = into.unit.__class__.objects.select_related("branch").get(short_name="Polisen Nord")
        add_counterpart(by=room.acting, file_id=file.pk, unit=police, name="Bo Ek", telephone="114 14", now=NOW)
        inform(
            by=room.acting, file_id=file.pk, informed=True, on=TODAY, how="meeting", why_not="", test_on=None, now=NOW
        )  # fmt: skip
        joined(room, into, file)
        kept = again(into)
        assert [one["name"] for one in kept.counterparts] == ["Bo Ek"]
        assert (kept.informed_on, kept.informed_how) == (TODAY, "meeting")


def test_a_second_counterpart_at_the_same_unit_stays_where_it_is() -> None:
    with enter("amina") as room:
        into, file = two(room)
        police = into.unit.__class__.objects.select_related("branch").get(short_name="Polisen Nord")
        for one, name in ((into, "Bo Ek"), (file, "Pia Lund")):
            add_counterpart(by=room.acting, file_id=one.pk, unit=police, name=name, telephone="", now=NOW)
        joined(room, into, file)
        assert [one["name"] for one in again(into).counterparts] == ["Bo Ek"]
        assert Counterpart.objects.get(name="Pia Lund").file_id == file.pk


def route(room, file, **values):
    given = {"telephone": "070-1", "times": None, "answers": None, "letters": False, **values}
    return set_contact_route(by=room.acting, file_id=file.pk, version=0, values=given, now=NOW)


def test_a_safe_contact_goes_along_when_there_is_no_other() -> None:
    with enter("amina") as room:
        into, file = two(room)
        route(room, file, telephone="070-2")
        joined(room, into, file)
        assert again(into).contact_route.telephone == "070-2"


def test_of_two_safe_contacts_one_holds_and_what_staff_must_know_is_never_lost() -> None:
    until = date(2027, 1, 1)
    with enter("amina") as room:
        into, file = two(room)
        route(room, into, telephone="070-1")
        route(room, file, telephone="070-2", staff_safety="Gå alltid två.", staff_safety_until=until)
        assert any("safe contact" in one for one in sentences(room, into, file))
        made = joined(room, into, file)
        holds = again(into).contact_route
        assert (holds.telephone, holds.staff_safety, holds.staff_safety_until) == ("070-1", "Gå alltid två.", until)
        assert merging.route_left(made).telephone == "070-2"


def test_two_notes_of_custody_stand_apart_and_the_person_is_in_custody() -> None:
    with enter("amina") as room:
        into, file = two(room)
        for one in (into, file):
            record_custody(by=room.acting, file_id=one.pk, since=TODAY, place="", release_on=None, now=NOW)
        joined(room, into, file)
        assert again(into).in_custody
        assert Custody.objects.filter(file_id=into.pk).count() == 1


@pytest.mark.parametrize("which", [0, 1])
def test_a_proposal_that_waits_is_answered_first(which) -> None:
    with enter("bo") as room:
        people = [keep(room), keep(room, **NO_NUMBER)]
        for one in people:
            propose(by=room.acting, person=one, case=case(), now=NOW)
        with pytest.raises(RefusedError, match="waits for its answer"):
            merge(by=room.acting, kept_id=people[which].pk, merged_id=people[1 - which].pk, now=NOW)
        assert not Merge.objects.exists()


def test_a_co_operation_goes_along_and_two_block() -> None:
    number = cooperating()
    with enter("amina") as room:
        theirs = File.objects.get(room_id=room.room_id, cooperation=number)
        mine = file_in(room, **NO_NUMBER)
        made = joined(room, mine, theirs)
        assert again(mine).cooperation == number
        assert again(theirs).cooperation is None
        part(by=room.acting, merge_id=made.pk, now=LATER)
        assert (again(mine).cooperation, again(theirs).cooperation) == (None, number)
        File.objects.filter(pk=mine.pk).update(cooperation=mine.pk)
        with pytest.raises(RefusedError, match="Leave one of the two first"):
            joined(room, mine, theirs)


def test_two_numbers_and_two_handlers_are_told_before() -> None:
    with enter("amina") as room:
        into = file_in(room)
    with enter("sven") as room:
        file = file_in(room, given_name="Viktor", identity_number="20040611-2383")
        told = " ".join(sentences(room, into, file))
    assert "different identity numbers" in told
    assert "different handlers" in told
    assert "Read together, the stage is" in told


def test_two_birth_dates_are_told_before() -> None:
    with enter("amina") as room:
        into, file = two(room, birth_date="2001-01-01")
        assert any("different dates of birth" in one for one in sentences(room, into, file))


def test_nobody_is_merged_with_herself_twice_or_in_a_chain() -> None:
    with enter("bo") as room:
        one, two_, three = (keep(room, identity_number=None, given_name=name) for name in ("Ada", "Bea", "Cia"))
        merge(by=room.acting, kept_id=two_.pk, merged_id=one.pk, now=NOW)
        for kept, merged, why in (
            (three, three, "Choose two people"),
            (three, one, "already merged"),
            (one, three, "already merged"),
            (three, two_, "already stands for two"),
        ):
            with pytest.raises(RefusedError, match=why):
                merge(by=room.acting, kept_id=kept.pk, merged_id=merged.pk, now=NOW)
        merge(by=room.acting, kept_id=two_.pk, merged_id=three.pk, now=NOW)


def test_a_person_of_another_room_is_as_one_who_does_not_exist() -> None:
    with enter("amina") as room:
        foreign = keep(room)
    with enter("bo") as room:
        kept = keep(room)
        with pytest.raises(RefusedError, match="same unit"):
            merge(by=room.acting, kept_id=kept.pk, merged_id=foreign.pk, now=NOW)


def test_it_takes_the_mandate_to_keep_files() -> None:
    with enter("amina") as room:
        into, file = two(room)
        made = joined(room, into, file)
    with enter("ada") as room:
        for act in (
            lambda: merge(by=room.acting, kept_id=into.person_id, merged_id=file.person_id, now=NOW),
            lambda: part(by=room.acting, merge_id=made.pk, now=NOW),
        ):
            with pytest.raises(RefusedError, match="Your role"):
                act()


def test_the_chain_tells_of_both_and_of_the_parting() -> None:
    with enter("amina") as room:
        into, file = two(room)
        made = joined(room, into, file)
        part(by=room.acting, merge_id=made.pk, now=LATER)
    with enter("amina") as room:
        told = [one.body for one in Event.objects.filter(room_id=room.room_id, body__contains="people.")]
    assert len(told) == 2
    assert all(str(into.person_id) in body and str(file.person_id) in body for body in told)


def snapshot(room):
    """Every row of both files that a merge could touch, in clear."""
    found = {}
    for model in (Note, Offer, Support, Measure, Task, Counterpart, ContactRoute, ReceivedItem):
        for row in model.objects.filter(room_id=room.room_id):
            file = getattr(row, "file_id", None)
            texts = [getattr(row, name) for name in ("text", "goal", "name", "telephone") if hasattr(row, name)]
            found[model.__name__, row.pk] = (row.person_id, file, *texts)
    for row in File.objects.filter(room_id=room.room_id):
        values = (row.person_id, row.stage, row.ended_on, row.joined_to_id, row.next_step, row.case_reference)
        found["File", row.pk] = (*values, row.counterparts, row.informed_on, [one.kind for one in rows_of(row)])
    return found


def rich(room):
    into, file = two(room)
    note(room, into, text="Om Leo.")
    note(room, file, text="Om Leon.")
    accepted(room, file)
    start(room, file)
    plan(room, file)
    plan(room, into)
    route(room, file, telephone="070-2")
    return into, file


def test_parting_gives_back_exactly_what_was_there() -> None:
    with enter("amina") as room:
        into, file = rich(room)
        before = snapshot(room)
        made = joined(room, into, file)
        assert snapshot(room) != before
        part(by=room.acting, merge_id=made.pk, now=NOW)
        assert snapshot(room) == before


def test_parted_each_is_read_with_her_own_key_only() -> None:
    with enter("amina") as room:
        into, file = rich(room)
        made = joined(room, into, file)
        kept = Support.objects.get()
        kept.goal = "Egen lägenhet"
        kept.save(update_fields=["goal"])
        part(by=room.acting, merge_id=made.pk, now=LATER)
        SubjectKey.objects.filter(subject=into.person_id).update(wrapped=None)
    with enter("amina"):
        assert Support.objects.get().goal == "Egen lägenhet"
        assert Note.objects.get(person_id=file.person_id).text == "Om Leon."
        with pytest.raises(ErasedError):
            Note.objects.get(person_id=into.person_id).text.strip()


def test_what_was_written_in_between_stays_with_the_one_who_is_kept() -> None:
    with enter("amina") as room:
        into, file = two(room)
        made = joined(room, into, file)
        mine = note(room, into, text="Skrivet efteråt", now=LATER)
        (told,) = merging.before_parting(Merge.objects.get(pk=made.pk))
        assert "notes 1, received 0, disclosures 0" in told.sentence
        part(by=room.acting, merge_id=made.pk, now=LATER)
        assert Note.objects.get(pk=mine.pk).person_id == into.person_id
        happen(room, again(into), "contacted", now=LATER)
        happen(room, again(file), "contacted", now=LATER)


def test_a_file_that_ended_while_joined_opens_again_when_it_comes_apart() -> None:
    with enter("amina") as room:
        into, file = two(room)
        made = joined(room, into, file)
        happen(room, into, "contacted", now=LATER)
        File.objects.filter(pk=into.pk).update(ended_on=LATER.date())
        assert any("has ended since" in one.sentence for one in merging.before_parting(Merge.objects.get(pk=made.pk)))
        part(by=room.acting, merge_id=made.pk, now=LATER)
        assert (again(into).ended_on, again(file).ended_on) == (LATER.date(), None)


def test_they_are_parted_once_only() -> None:
    with enter("amina") as room:
        into, file = two(room)
        made = joined(room, into, file)
        part(by=room.acting, merge_id=made.pk, now=LATER)
        with pytest.raises(RefusedError, match="already apart"):
            part(by=room.acting, merge_id=made.pk, now=LATER)
        joined(room, into, file, now=LATER)
        assert Merge.objects.count() == 2


def test_erased_people_are_neither_joined_nor_parted() -> None:
    with enter("amina") as room:
        into, file = two(room)
        made = joined(room, into, file)
        SubjectKey.objects.filter(subject=file.person_id).update(wrapped=None)
        with pytest.raises(RefusedError, match="erased"):
            part(by=room.acting, merge_id=made.pk, now=LATER)


def test_a_joined_key_that_is_destroyed_says_erased_and_not_broken() -> None:
    with enter("amina") as room:
        into, file = two(room)
        kept = note(room, file)
        joined(room, into, file)
        SubjectKey.objects.filter(subject=file.person_id).update(wrapped=None)
    with enter("amina"), pytest.raises(ErasedError):
        Note.objects.get(pk=kept.pk).text.strip()


def test_nothing_new_is_kept_about_the_row_that_was_merged() -> None:
    with enter("amina") as room:
        into, file = two(room)
        joined(room, into, file)
        gone = Person.objects.get(pk=file.person_id)
        for act in (
            lambda: open_file(by=room.acting, person=gone, method="trefas", received=None, now=NOW),
            lambda: propose(by=room.acting, person=gone, case=case(), now=NOW),
            lambda: start_assessment(
                by=room.acting, person=gone, receiver=into.unit, purpose="prevent_crime", now=NOW, requested=False,
                chosen=[("person", gone.pk)],
            ),
        ):  # fmt: skip
            with pytest.raises(RefusedError, match="merged with another"):
                act()


def point(room, *values):
    with transaction.atomic(using="rooms"), connections["rooms"].cursor() as cursor:
        cursor.execute("SELECT point_rows(%s, %s, %s, %s, NULL)", values)
        return cursor.fetchone()[0]


def test_the_database_moves_rows_only_between_two_that_are_one() -> None:
    with enter("amina") as room:
        into, file = two(room)
        kept = note(room, file)
        for table, column, one, other in (
            ("files_note", "person_id", file.person_id, into.person_id),
            ("files_note", "file_id", file.pk, into.pk),
            ("files_note", "text", file.pk, into.pk),
            ("persons_person", "merged_into_id", file.person_id, into.person_id),
            ("files_file", "joined_to_id", file.pk, into.pk),
            ("rooms_membership", "user_id", file.person_id, into.person_id),
        ):
            with pytest.raises(DatabaseError):
                point(room, table, column, one, other)
        assert Note.objects.get(pk=kept.pk).person_id == file.person_id


def test_another_room_moves_nothing_even_of_two_that_are_one() -> None:
    with enter("amina") as room:
        into, file = two(room)
        joined(room, into, file)
    with enter("bo") as room, pytest.raises(DatabaseError, match="not the same"):
        point(room, "files_note", "person_id", into.person_id, file.person_id)
