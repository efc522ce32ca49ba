"""A joint meeting: the same joint part in every room, one own part for each, and nothing sent that was not said."""

import dataclasses
from datetime import timedelta

import pytest
from django.utils import translation

from tests.cast import NOW, enter
from tests.disclosures.build import envelope_of, events, unit
from tests.files.build import NOEL, TODAY, file_in, happen, user
from tests.files.meeting_build import (
    AFTER,
    BEGINS,
    DURING,
    HOUR,
    call,
    convened,
    cooperating,
    file_of,
    own_copy,
    prepared,
    waiting,
)
from trefas.disclosures import delivery
from trefas.disclosures.actions import Facts
from trefas.disclosures.items import pickable
from trefas.disclosures.models import Assessment, Duty, Receipt
from trefas.files import meetings
from trefas.files.actions.committing import complete_commitment, undertake
from trefas.files.actions.convening import Next, change_meeting, close_meeting, convene, set_present
from trefas.files.actions.meeting import (
    Telling,
    close_own_part,
    mark_said,
    note_heard,
    prepare,
)
from trefas.files.actions.taking_in import take_in
from trefas.files.cooperation import spine
from trefas.files.meeting_models import SaidState
from trefas.files.models import Commitment, Heard, Meeting, MeetingItem, Note
from trefas.persons.actions import ConflictError
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
HUGO = {"given_name": "Hugo", "family_name": "Fjelner", "identity_number": "20040611-2383"}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def said(room, meeting, made, state=SaidState.SAID, version=1, now=DURING):
    copy = own_copy(room, meeting.number)
    return mark_said(by=room.acting, meeting_id=copy.pk, group=made[0].group, said=state, version=version, now=now)


def closed_part(room, meeting, now=AFTER):
    return close_own_part(by=room.acting, meeting_id=own_copy(room, meeting.number).pk, now=now)


def test_each_room_has_its_copy_with_time_place_units_and_numbers_only() -> None:
    number = cooperating()
    meeting = convened(number)
    with enter("bo") as police:
        copy = own_copy(police, meeting.number)
        (item,) = meetings.items_of(copy)
    assert copy.pk != meeting.pk
    assert (copy.starts_at, copy.ends_at, copy.place) == (BEGINS, BEGINS + HOUR, "Kvarnen, sal 3")
    assert set(copy.units) == {unit().pk, unit("Polisen Nord").pk}
    assert (item.cooperation, set(item.present)) == (number, set(copy.units))


def test_the_call_holds_no_word_about_a_person() -> None:
    number = cooperating()
    with enter("nora") as social:
        meeting = convene(by=social.acting, call=call(number), now=NOW)
    with enter("bo") as police:
        payload, _signature = delivery.open_envelope(envelope_of(police))
    assert set(payload) == {
        "version", "about", "number", "method", "revision", "units", "place", "starts_at", "ends_at", "closed_at",
        "items", "next", "envelope", "kind",
    }  # fmt: skip
    assert payload["items"] == [{"cooperation": str(number), "present": [str(one) for one in meeting.units]}]


def test_each_room_resolves_the_number_to_its_own_person() -> None:
    number = cooperating()
    meeting = convened(number)
    with enter("bo") as police:
        (talk,) = meetings.talks(own_copy(police, meeting.number))
        assert (talk.file.person.name, talk.file.room_id) == ("Leo Tornfeldt", police.room_id)
    with enter("amina") as social:
        (theirs,) = meetings.talks(own_copy(social, meeting.number))
        assert theirs.file.pk != talk.file.pk


def test_who_does_not_follow_the_person_leaves_the_talk_and_sees_a_number() -> None:
    number = cooperating()
    meeting = convened(number, units=(unit("Polisen Nord").pk, unit("Hamnskogen").pk))
    with enter("ylva") as hamnskogen:
        take_in(by=hamnskogen.acting, now=NOW)
        (talk,) = meetings.talks(own_copy(hamnskogen, meeting.number))
        assert talk.file is None
        assert unit("Hamnskogen").pk not in talk.item.present


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"starts_at": NOW - HOUR}, "day to come"),
        ({"ends_at": BEGINS}, "later the same day"),
        ({"ends_at": BEGINS + timedelta(days=1)}, "same day"),
        ({"place": "  "}, "where you meet"),
        ({"units": ()}, "at least one unit"),
        ({"cooperations": ()}, "between 1 and 60"),
    ],
)
def test_what_a_call_must_have(changed, words) -> None:
    number = cooperating()
    with enter("nora") as social:
        with pytest.raises(RefusedError, match=words):
            convene(by=social.acting, call=call(number, **changed), now=NOW)
        assert Meeting.objects.count() == 0


def test_only_who_may_convene_and_only_about_own_co_operations_and_agreed_units() -> None:
    number = cooperating()
    with enter("amina") as social, pytest.raises(RefusedError, match="role"):
        convene(by=social.acting, call=call(number), now=NOW)
    with enter("hans") as hamnskogen, pytest.raises(RefusedError, match="co-operate about"):
        convene(by=hamnskogen.acting, call=call(number), now=NOW)
    with enter("nora") as social, pytest.raises(RefusedError, match="no agreement"):
        convene(by=social.acting, call=call(number, units=(unit("Stensberga").pk,)), now=NOW)


def test_a_change_reaches_the_copies_and_an_older_call_never_undoes_it() -> None:
    number = cooperating()
    with enter("nora") as social:
        meeting = convene(by=social.acting, call=call(number), now=NOW)
        later = call(number, starts_at=BEGINS + HOUR, ends_at=BEGINS + 2 * HOUR, place="Hamnskontoret")
        change_meeting(by=social.acting, meeting_id=meeting.pk, call=later, now=NOW)
    with enter("bo") as police:
        assert take_in(by=police.acting, now=NOW) == 2
        copy = own_copy(police, meeting.number)
        assert (copy.place, copy.revision) == ("Hamnskontoret", 2)


def test_another_unit_neither_changes_nor_closes_it() -> None:
    number = cooperating()
    meeting = convened(number)
    with enter("eva") as police:
        copy = own_copy(police, meeting.number)
        with pytest.raises(RefusedError, match="Another unit convened"):
            close_meeting(by=police.acting, meeting_id=copy.pk, next_meeting=None, now=AFTER)
        forged = {"about": "meeting", "number": str(meeting.number), "method": "trefas", "revision": 9, "items": [],
                  "place": "Annan plats", "units": [], "starts_at": BEGINS.isoformat(),
                  "ends_at": AFTER.isoformat(), "version": 1}  # fmt: skip
        delivery.send(delivery.Sending("invitation", unit(), forged), by=police.acting, now=NOW)
    with enter("nora") as social:
        take_in(by=social.acting, now=NOW)
        assert own_copy(social, meeting.number).place == "Kvarnen, sal 3"


def test_the_agenda_begins_with_what_is_due_new_and_changed() -> None:
    first = cooperating()
    second = cooperating(**HUGO)
    with enter("amina") as social:
        rooms = open_rooms()
        leo, hugo = file_of(social, first), file_of(social, second)
        copy = spine(second)
        copy.met_on = [TODAY - timedelta(days=14)]
        copy.save()
        for file, days in ((leo, 40), (hugo, 40)):
            type(file).objects.filter(room_id=file.room_id, pk=file.pk).update(
                next_review_on=TODAY + timedelta(days=days), next_step_on=TODAY + timedelta(days=days)
            )
        why = {one.file.pk: one.why for one in meetings.candidates(social.acting, rooms, "trefas", TODAY)}
        assert why == {leo.pk: "new", hugo.pk: "changed"}
        later = meetings.candidates(social.acting, rooms, "trefas", TODAY + timedelta(days=60))
        assert {one.why for one in later} == {"due"}
        happen(social, hugo, "contacted")
        copy.met_on = [TODAY]
        copy.save()
        again = meetings.candidates(social.acting, rooms, "trefas", TODAY)
        assert [(one.file.pk, one.why) for one in again] == [(leo.pk, "new"), (hugo.pk, "other")]


def test_prepared_is_assessed_and_unsent() -> None:
    number = cooperating()
    meeting = convened(number)
    with enter("bo") as police:
        (row,) = prepared(police, meeting, number)
        assert (row.assessment.meeting, row.assessment.decision) == (meeting.number, "open")
        assert row.assessment.outcome in ("permitted", "needs_assessment")
        assert events(police, "meeting.prepared")
    with enter("amina") as social:
        assert waiting(social, "disclosure") == 0


def test_what_may_be_prepared_for_whom() -> None:
    number = cooperating()
    meeting = convened(number)
    with enter("bo") as police:
        with pytest.raises(RefusedError, match="called to the meeting"):
            prepared(police, meeting, number, to=("Hamnskogen",))
        other = file_in(police, **HUGO)
        chosen = [("person", other.person_id)]
        copy = own_copy(police, meeting.number)
        with pytest.raises(RefusedError, match="not on the agenda"):
            prepare(by=police.acting, meeting_id=copy.pk, telling=Telling(other.pk, [unit()], chosen), now=NOW)


def test_said_is_given_with_the_oral_form_and_a_receipt_when_the_part_is_closed() -> None:
    number = cooperating()
    meeting = convened(number)
    with enter("bo") as police:
        made = prepared(police, meeting, number)
        said(police, meeting, made)
        assert Receipt.objects.filter(room_id=police.room_id, assessment_id=made[0].assessment_id).count() == 0
        (receipt,) = closed_part(police, meeting)
        kept = Assessment.objects.get(room_id=police.room_id, pk=made[0].assessment_id)
        assert (kept.decision, kept.told_at, kept.decided_at) == ("given", DURING, AFTER)
        assert (kept.record["form"], receipt.direction) == ("oral", "out")
        assert Duty.objects.filter(room_id=police.room_id).count() == 0
    with enter("amina") as social:
        payload, _signature = delivery.open_envelope(envelope_of(social))
        assert payload["items"][0]["title"] == "Ny adress"
        assert payload["told_at"] == DURING.isoformat()


def test_not_said_and_not_marked_stay_unsent() -> None:
    number = cooperating()
    meeting = convened(number)
    with enter("bo") as police:
        first, second = prepared(police, meeting, number), prepared(police, meeting, number, title="Annat")
        said(police, meeting, first, SaidState.NOT_SAID)
        assert closed_part(police, meeting) == []
        kept = Assessment.objects.filter(pk__in=[first[0].assessment_id, second[0].assessment_id])
        assert {row.decision for row in kept.filter(room_id=police.room_id)} == {"open"}
    with enter("amina") as social:
        assert waiting(social, "disclosure") == 0


def test_one_key_marks_for_all_who_are_in_the_talk_and_for_nobody_else() -> None:
    number = cooperating()
    three = (unit("Polisen Nord").pk, unit("Hamnskogen").pk)
    meeting = convened(number, units=three)
    with enter("bo") as police:
        made = prepared(police, meeting, number, to=("Kvarnlunda", "Hamnskogen"))
        rows = {row.receiver_id: row.state for row in said(police, meeting, made)}
        assert rows == {unit().pk: "said", unit("Hamnskogen").pk: "not_said"}
        assert [one.other_unit_id for one in closed_part(police, meeting)] == [unit().pk]


def test_what_the_law_does_not_open_cannot_be_marked_as_said() -> None:
    number = cooperating()
    meeting = convened(number)
    with enter("bo") as police:
        made = prepared(police, meeting, number, facts=Facts())
        with pytest.raises(RefusedError, match="18"):
            said(police, meeting, made)
        assert said(police, meeting, made, SaidState.NOT_SAID)[0].state == "not_said"


def test_nobody_in_the_talk_nothing_said() -> None:
    number = cooperating()
    meeting = convened(number)
    with enter("bo") as police:
        made = prepared(police, meeting, number)
        (item,) = meetings.items_of(own_copy(police, meeting.number))
        set_present(by=police.acting, item_id=item.pk, units=[unit("Polisen Nord").pk], now=DURING)
        with pytest.raises(RefusedError, match="in the talk"):
            said(police, meeting, made)


def test_a_mark_can_be_undone_until_it_is_sent_and_two_at_once_are_told() -> None:
    number = cooperating()
    meeting = convened(number)
    with enter("bo") as police:
        made = prepared(police, meeting, number)
        said(police, meeting, made)
        with pytest.raises(ConflictError):
            said(police, meeting, made, SaidState.NOT_SAID)
        assert said(police, meeting, made, SaidState.OPEN, version=2)[0].marked_at is None
        said(police, meeting, made, version=3)
        closed_part(police, meeting)
        with pytest.raises(RefusedError, match="already been sent"):
            said(police, meeting, made, SaidState.OPEN, version=4)


def test_an_officer_closes_what_she_said_herself() -> None:
    number = cooperating()
    meeting = convened(number)
    with enter("bo") as police:
        made = prepared(police, meeting, number)
        said(police, meeting, made)
    with enter("eva") as police:
        assert closed_part(police, meeting) == []
        assert list(meetings.said_unsent(police.acting, open_rooms())) == []
    with enter("bo") as police:
        assert len(meetings.said_unsent(police.acting, open_rooms())) == 1
        assert len(closed_part(police, meeting)) == 1
        assert closed_part(police, meeting) == []


def test_about_a_child_the_missing_words_become_a_duty_and_the_rest_is_sent() -> None:
    child, adult = cooperating_child(), cooperating(**HUGO)
    meeting = convened(child, adult)
    with enter("bo") as police:
        said(police, meeting, prepared(police, meeting, adult))
        facts = Facts(conditions={"SoL-19-1": {"child_fares_ill": True}})
        made = prepared(police, meeting, child, facts=facts, purpose="protect_child")
        said(police, meeting, made)
        assert len(closed_part(police, meeting)) == 1
        duty = Duty.objects.get(room_id=police.room_id)
        assert (duty.kind, duty.assessment_id, duty.owner_id) == (
            "full_assessment", made[0].assessment_id, police.acting.user_id,
        )  # fmt: skip
        assert duty.due_on > DURING.date()
        closed_part(police, meeting)
        assert Duty.objects.filter(room_id=police.room_id).count() == 1


def cooperating_child():
    """About a child the invitation says the child's view, as every record about a child does."""
    from tests.disclosures.build import answer_questions, decide
    from tests.files.meeting_build import registered_invitation
    from trefas.disclosures.models import Decision
    from trefas.files.actions.cooperating import accept_invitation, invite

    with enter("bo") as police:
        file = file_in(police, **NOEL)
        started = invite(by=police.acting, file_id=file.pk, receiver=unit(), purpose="protect_child", now=NOW)
        facts = Facts(conditions={"SoL-19-1": {"child_fares_ill": True}})
        kept, _answer = answer_questions(by=police.acting, assessment=started, version=1, facts=facts, now=NOW)
        words = {"child": "Noel vill ha hjälp."}
        decide(by=police.acting, assessment=kept, version=2, decision=Decision.GIVEN, record=words, now=NOW)
    with enter("amina") as social:
        number = accept_invitation(by=social.acting, received_id=registered_invitation(social).pk, now=NOW).number
    with enter("bo") as police:
        take_in(by=police.acting, now=NOW)
    with enter("amina") as social:
        take_in(by=social.acting, now=NOW)
    return number


def test_what_the_child_wants_can_be_written_while_preparing() -> None:
    number = cooperating_child()
    meeting = convened(number)
    with enter("bo") as police:
        facts = Facts(conditions={"SoL-19-1": {"child_fares_ill": True}})
        record = {"child": "Noel vill bo kvar."}
        made = prepared(police, meeting, number, facts=facts, purpose="protect_child", record=record)
        said(police, meeting, made)
        assert [one.statutes for one in closed_part(police, meeting)] == [["SoL-19-1"]]


def test_closing_makes_the_joint_part_the_same_in_every_room() -> None:
    number = cooperating()
    meeting = convened(number)
    with enter("nora") as social:
        (item,) = meetings.items_of(meeting)
        set_present(by=social.acting, item_id=item.pk, units=[unit().pk], now=DURING)
        after = Next(BEGINS + timedelta(days=14), BEGINS + timedelta(days=14, hours=1), "Polishuset")
        with pytest.raises(RefusedError, match="not begun"):
            close_meeting(by=social.acting, meeting_id=meeting.pk, next_meeting=after, now=NOW)
        close_meeting(by=social.acting, meeting_id=meeting.pk, next_meeting=after, now=AFTER)
        assert spine(number).met_on == [BEGINS.date()]
    with enter("bo") as police:
        take_in(by=police.acting, now=AFTER)
        copy, ours = own_copy(police, meeting.number), spine(number)
        (theirs,) = meetings.items_of(copy)
    assert (copy.state, copy.closed_at, copy.next_place) == ("closed", AFTER, "Polishuset")
    assert theirs.present == [unit().pk]
    assert ours.met_on == [BEGINS.date()]


def test_a_closed_meeting_takes_no_more_marks_of_attendance_or_preparation() -> None:
    number = cooperating()
    meeting = convened(number)
    with enter("nora") as social:
        close_meeting(by=social.acting, meeting_id=meeting.pk, next_meeting=None, now=AFTER)
        (item,) = meetings.items_of(meeting)
        with pytest.raises(RefusedError, match="closed"):
            set_present(by=social.acting, item_id=item.pk, units=[], now=AFTER)
        with pytest.raises(RefusedError, match="closed"):
            prepared(social, meeting, number, to=("Polisen Nord",))
        with pytest.raises(RefusedError, match="closed"):
            close_meeting(by=social.acting, meeting_id=meeting.pk, next_meeting=None, now=AFTER)


def test_what_was_heard_is_an_own_note_and_goes_nowhere() -> None:
    number = cooperating()
    meeting = convened(number)
    with enter("amina") as social:
        copy, file = own_copy(social, meeting.number), file_of(social, number)
        asked = {"by": social.acting, "meeting_id": copy.pk, "file_id": file.pk, "now": DURING}
        heard = note_heard(**asked, unit=unit("Polisen Nord"), text="Hotet gäller två veckor.")
        assert heard.note.text == "Hotet gäller två veckor."
        assert [row.pk for row in meetings.heard_in(copy, open_rooms(), file.person_id)] == [heard.pk]
        with pytest.raises(RefusedError, match="called to the meeting"):
            note_heard(**asked, unit=unit("Hamnskogen"), text="Något")
    with enter("bo") as police:
        assert Heard.objects.count() == 0
        assert Note.objects.filter(room_id=police.room_id).count() == 0
        assert waiting(police, "disclosure") == 0


def test_a_commitment_is_the_own_authoritys_and_leaves_only_as_a_disclosure() -> None:
    number = cooperating()
    meeting = convened(number)
    with enter("amina") as social:
        copy, file = own_copy(social, meeting.number), file_of(social, number)
        made = undertake(
            by=social.acting, file_id=file.pk, owner_id=social.acting.user_id, text="Behovsutredning påbörjad",
            due_on=TODAY + timedelta(days=5), meeting_id=copy.pk, now=DURING,
        )  # fmt: skip
        assert (made.unit_id, made.meeting) == (unit().pk, meeting.number)
        assert events(social, "commitment.made")
        item = next(one for one in pickable(social.room_id, file.person_id) if one.kind == "commitment")
        assert "Behovsutredning påbörjad" in item.text
        assert "2026-11-24" in item.text
    with enter("bo") as police:
        assert Commitment.objects.count() == 0
        assert waiting(police, "disclosure") == 0


def test_who_may_be_named_and_until_when() -> None:
    number = cooperating()
    with enter("amina") as social:
        file = file_of(social, number)
        asked = {"by": social.acting, "file_id": file.pk, "text": "Ringa", "due_on": TODAY, "now": NOW}
        with pytest.raises(RefusedError, match="works here"):
            undertake(**asked, owner_id=user("bo").pk)
        with pytest.raises(RefusedError, match="not passed"):
            undertake(**{**asked, "due_on": TODAY - timedelta(days=1)}, owner_id=user("amina").pk)
        with pytest.raises(RefusedError, match="what is to be done"):
            undertake(**{**asked, "text": " "}, owner_id=user("amina").pk)


def test_a_commitment_is_due_until_it_is_done() -> None:
    number = cooperating()
    with enter("amina") as social:
        me, mine = social.acting.user_id, {"owners": [social.acting.user_id]}
        made = undertake(
            by=social.acting, file_id=file_of(social, number).pk, owner_id=me, text="Ringa skolan", due_on=TODAY,
            now=NOW,
        )  # fmt: skip
        assert [row.pk for row in meetings.commitments_due(open_rooms(), until=TODAY, **mine)] == [made.pk]
        complete_commitment(by=social.acting, commitment_id=made.pk, outcome="Klart", now=NOW)
        assert list(meetings.commitments_due(open_rooms(), **mine)) == []
        with pytest.raises(RefusedError, match="already done"):
            complete_commitment(by=social.acting, commitment_id=made.pk, outcome="", now=NOW)
    with enter("bo") as police, pytest.raises(Commitment.DoesNotExist):
        complete_commitment(by=police.acting, commitment_id=made.pk, outcome="", now=NOW)


def test_who_may_not_mark_close_or_note_attendance() -> None:
    number = cooperating()
    meeting = convened(number)
    with enter("bo") as police:
        made = prepared(police, meeting, number)
        (item,) = meetings.items_of(own_copy(police, meeting.number))
        police.acting = dataclasses.replace(police.acting, mandates=frozenset())
        for act in (
            lambda: said(police, meeting, made),
            lambda: closed_part(police, meeting),
            lambda: set_present(by=police.acting, item_id=item.pk, units=[], now=DURING),
        ):
            with pytest.raises(RefusedError, match="role"):
                act()


def test_a_foreign_meeting_is_not_there() -> None:
    number = cooperating()
    meeting = convened(number)
    with enter("ylva") as hamnskogen:
        assert meetings.meeting_or_none(hamnskogen.acting, meeting.pk) is None
        assert MeetingItem.objects.count() == 0
        with pytest.raises(Meeting.DoesNotExist):
            close_own_part(by=hamnskogen.acting, meeting_id=meeting.pk, now=AFTER)


def test_the_next_meeting_of_the_unit() -> None:
    number = cooperating()
    meeting = convened(number)
    with enter("amina") as social:
        assert meetings.coming(social.acting, NOW) == meeting
        assert meetings.coming(social.acting, AFTER) is None
    with enter("ylva") as hamnskogen:
        assert meetings.coming(hamnskogen.acting, NOW) is None
