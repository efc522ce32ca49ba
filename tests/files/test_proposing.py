"""A proposal and its second person: enough evidence, roles by event, never the same person, also in a race."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.cast import NOW, enter
from tests.files.build import CRITERIA, NOEL, ROLES, case, happen, keep, proposed
from trefas.files.actions import Child, propose, refuse, sign_off, withdraw
from trefas.files.models import ChildAssessment, File, FileEvent, Proposal
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
CHILD = Child("Skydd väger tyngst.", "Vill inte att pappa får veta.", "Amina Karlberg")


def kinds_recorded(room):
    return [event.kind for _room, event in room.events]


def test_a_proposal_opens_a_file_in_the_stage_proposed_with_a_next_date() -> None:
    with enter("bo") as room:
        proposal = proposed(room)
        file = File.objects.get(room_id=room.room_id)
        assert (file.stage, file.stage_since, file.reason) == ("proposed", date(2026, 11, 19), "proposed")
        assert file.number == "PO-2026-0001"
        assert file.next_step_on == date(2026, 12, 3)
        assert proposal.file_id == file.pk
        assert kinds_recorded(room) == ["person.created", "file.opened", "proposal.made"]


def test_another_person_signs_off_and_the_file_moves_on() -> None:
    with enter("bo") as room:
        proposal = proposed(room)
    with enter("eva") as room:
        answered = sign_off(by=room.acting, proposal_id=proposal.pk, reason="Håller med", now=NOW)
        file = File.objects.get(room_id=room.room_id)
        assert (answered.state, file.stage) == ("signed_off", "identified")
        assert file.lapses_on == date(2027, 5, 19)
        assert kinds_recorded(room) == ["file.event", "proposal.signed_off"]


def test_the_one_who_proposed_never_answers_even_with_the_mandate() -> None:
    with enter("eva") as room:
        proposal = proposed(room)
        for answer in (sign_off, refuse):
            with pytest.raises(RefusedError, match=r"(Another|annan) person"):
                answer(by=room.acting, proposal_id=proposal.pk, reason="Ja", now=NOW)
        assert Proposal.objects.get(room_id=room.room_id).state == "proposed"


def test_the_database_itself_refuses_the_same_person() -> None:
    with enter("bo") as room:
        proposal = proposed(room)
        with pytest.raises(IntegrityError, match="files_proposal_second_person"), transaction.atomic(using="rooms"):
            Proposal.objects.filter(room_id=room.room_id, pk=proposal.pk).update(answered_by_id=room.acting.user_id)


def test_a_handler_without_the_mandate_may_not_answer() -> None:
    with enter("sven") as room:
        proposal = proposed(room)
    with enter("amina") as room, pytest.raises(RefusedError):
        sign_off(by=room.acting, proposal_id=proposal.pk, reason="", now=NOW)


def test_refusing_takes_a_reason_and_closes_the_file() -> None:
    with enter("bo") as room:
        proposal = proposed(room)
    with enter("eva") as room:
        with pytest.raises(RefusedError):
            refuse(by=room.acting, proposal_id=proposal.pk, reason=" ", now=NOW)
        refuse(by=room.acting, proposal_id=proposal.pk, reason="Underlaget är för gammalt.", now=NOW)
        file = File.objects.get(room_id=room.room_id)
        assert (file.stage, file.ended_on, file.next_step_on) == ("not_included", date(2026, 11, 19), None)


def test_the_proposer_may_take_it_back_until_it_is_answered() -> None:
    with enter("bo") as room:
        proposal = proposed(room)
        assert withdraw(by=room.acting, proposal_id=proposal.pk, reason="Fel person", now=NOW).state == "withdrawn"
        with pytest.raises(RefusedError):
            withdraw(by=room.acting, proposal_id=proposal.pk, reason="Igen", now=NOW)


def test_too_little_evidence_is_refused_and_nothing_is_kept() -> None:
    with enter("bo") as room:
        person = keep(room)
        lacking = {"drives_violence": CRITERIA["drives_violence"][:1]}
        with pytest.raises(RefusedError, match=r"2 (underlag|pieces)"):
            propose(by=room.acting, person=person, case=case(criteria=lacking), now=NOW)
        assert not File.objects.filter(room_id=room.room_id).exists()
        assert not FileEvent.objects.filter(room_id=room.room_id).exists()


@pytest.mark.parametrize(
    "roles",
    [
        [],
        [{"event": "Skottlossning", "on": "2026-10-21", "roles": []}],
        [{"event": "Skottlossning", "on": "2026-10-21", "roles": ["gängmedlem"]}],
    ],
)
def test_roles_belong_to_events_and_are_never_a_label(roles) -> None:
    with enter("bo") as room:
        person = keep(room)
        with pytest.raises(RefusedError):
            propose(by=room.acting, person=person, case=case(roles=roles), now=NOW)


def test_several_roles_in_one_event_are_kept_as_they_were_stated() -> None:
    with enter("bo") as room:
        proposed(room)
        assert Proposal.objects.get(room_id=room.room_id).roles == ROLES


def test_a_child_is_not_proposed_without_best_interests_and_own_view() -> None:
    with enter("bo") as room:
        person = keep(room, **NOEL)
        with pytest.raises(RefusedError):
            propose(by=room.acting, person=person, case=case(), now=NOW)
        with pytest.raises(RefusedError):
            propose(by=room.acting, person=person, case=case(child=Child("Skydd", "  ")), now=NOW)
        propose(by=room.acting, person=person, case=case(child=CHILD), now=NOW)
        kept = ChildAssessment.objects.get(room_id=room.room_id)
        assert (kept.occasion, kept.own_view) == ("proposal", CHILD.own_view)


def test_a_person_with_an_open_file_is_not_proposed_again() -> None:
    with enter("bo") as room:
        proposal = proposed(room)
        with pytest.raises(RefusedError):
            propose(by=room.acting, person=proposal.person, case=case(), now=NOW)


def test_a_unit_proposes_only_by_a_method_it_works_with() -> None:
    with enter("bo") as room:
        person = keep(room)
        with pytest.raises(RefusedError):
            propose(by=room.acting, person=person, case=case(method="sig"), now=NOW)


def test_a_closed_file_stays_and_a_new_proposal_opens_another() -> None:
    with enter("bo") as room:
        first = proposed(room)
        withdraw(by=room.acting, proposal_id=first.pk, reason="Fel", now=NOW)
        second = propose(by=room.acting, person=first.person, case=case(), now=NOW)
        assert second.file_id != first.file_id
        assert File.objects.get(pk=second.file_id, room_id=room.room_id).number == "PO-2026-0002"


def test_a_stranger_from_another_room_finds_no_proposal() -> None:
    with enter("bo") as room:
        proposal = proposed(room)
    with enter("sven") as room, pytest.raises(Proposal.DoesNotExist):
        sign_off(by=room.acting, proposal_id=proposal.pk, reason="", now=NOW)


def test_an_event_that_does_not_belong_to_the_stage_is_refused_in_words() -> None:
    with enter("bo") as room:
        proposal = proposed(room)
        with pytest.raises(RefusedError):
            happen(room, proposal.file, "support_started", subject="boende")
