"""The spine: an invitation is a disclosure, only an agreement lets a unit join, and declining leaves no trace."""

import dataclasses
import uuid
from datetime import date, timedelta

import pytest
from django.utils import translation

from tests.cast import NOW, enter
from tests.disclosures.build import envelope_of, events, registered, unit
from tests.files.build import TODAY, file_in, keep
from tests.files.meeting_build import cooperating, file_of, invited, registered_invitation, waiting
from trefas.authorities.models import Agreement
from trefas.disclosures import delivery
from trefas.disclosures.items import pickable
from trefas.disclosures.models import Outcome, Receipt, ReceivedItem
from trefas.files import cooperation
from trefas.files.actions import Happening
from trefas.files.actions._opening import locked, record
from trefas.files.actions.cooperating import (
    accept_invitation,
    forget_left,
    invite,
    leave_cooperation,
    set_joint_review,
)
from trefas.files.actions.taking_in import take_in
from trefas.files.cooperation import may_join, shown, spine, units_by_id
from trefas.files.models import Cooperation, File
from trefas.persons.policy import May
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def ended(monkeypatch):
    """The agreements end with TODAY: the login of the application cannot change them."""
    real = cooperation.agreements_between

    def until_today(one, other, on):
        return real(one, other, on) if on <= TODAY else Agreement.objects.none()

    monkeypatch.setattr(cooperation, "agreements_between", until_today)


def test_both_rooms_have_their_own_copy_joined_by_the_number_only() -> None:
    number = cooperating()
    with enter("bo") as police:
        ours, file = spine(number), file_of(police, number)
    with enter("amina") as social:
        theirs, their_file = spine(number), file_of(social, number)
    assert set(ours.units) == set(theirs.units) == {unit("Polisen Nord").pk, unit().pk}
    assert (ours.pk, file.pk, file.person_id) != (theirs.pk, their_file.pk, their_file.person_id)
    assert file.number != their_file.number


def test_the_spine_says_nothing_of_the_person() -> None:
    fields = {field.name for field in Cooperation._meta.fields}
    assert fields == {
        "id",
        "room",
        "number",
        "method",
        "method_version",
        "units",
        "met_on",
        "next_review_on",
        "left_on",
    }
    assert Cooperation.retention == "spine"


def test_the_invitation_is_a_decided_disclosure_with_ground_and_receipt() -> None:
    with enter("bo") as police:
        receipt = invited(police, file_in(police))
        assert events(police, "cooperation.begun")
        assert events(police, "assessment.decided")
    assert receipt.statutes == ["OSL-10-27"]
    with enter("amina") as social:
        payload, _signature = delivery.open_envelope(envelope_of(social))
    asked = next(item for item in payload["items"] if item["kind"] == "invitation")
    assert set(asked["extra"]) == {"cooperation", "method", "method_version"}
    assert "Polisen Vidhamn Nord" in asked["text"]


def test_nothing_is_sent_before_somebody_decides() -> None:
    with enter("bo") as police:
        file = file_in(police)
        invite(by=police.acting, file_id=file.pk, receiver=unit(), purpose="prevent_crime", now=NOW)
        assert Receipt.objects.filter(room_id=police.room_id).count() == 0
        assert File.objects.get(room_id=police.room_id, pk=file.pk).cooperation is not None


def test_an_invitation_is_not_among_what_an_officer_picks_for_another_purpose() -> None:
    with enter("bo") as police:
        file = file_in(police)
        invite(by=police.acting, file_id=file.pk, receiver=unit(), purpose="prevent_crime", now=NOW)
        assert "invitation" not in {item.kind for item in pickable(police.room_id, file.person_id)}


def test_who_declines_leaves_no_trace_for_the_others() -> None:
    number = cooperating()
    with enter("bo") as police:
        invited(police, file_of(police, number), to="Hamnskogen")
    with enter("ylva") as hamnskogen:
        registered(hamnskogen, outcome=Outcome.NOT_OURS)
        assert Cooperation.objects.filter(room_id=hamnskogen.room_id).count() == 0
        assert [row.content for row in ReceivedItem.objects.filter(room_id=hamnskogen.room_id)] == [None]
    with enter("amina") as social:
        assert waiting(social, "answer") == waiting(social, "disclosure") == 0
        assert unit("Hamnskogen").pk not in spine(number).units
    with enter("bo") as police:
        assert waiting(police, "answer") == 0
        sent = Receipt.objects.get(room_id=police.room_id, other_unit_id=unit("Hamnskogen").pk)
        # The same word as for something that was filed.
        assert sent.state == "registered"


def test_a_third_unit_accepts_and_every_copy_has_the_three() -> None:
    number = cooperating()
    with enter("bo") as police:
        invited(police, file_of(police, number), to="Hamnskogen")
    with enter("ylva") as hamnskogen:
        accept_invitation(by=hamnskogen.acting, received_id=registered_invitation(hamnskogen).pk, now=NOW)
    for who in ("bo", "amina", "ylva"):
        with enter(who) as room:
            take_in(by=room.acting, now=NOW)
            assert len(spine(number).units) == 3, who


def test_no_unit_joins_without_an_agreement_in_force_that_day() -> None:
    with enter("bo") as police:
        file = file_in(police)
        asked = {"by": police.acting, "file_id": file.pk, "purpose": "prevent_crime", "now": NOW}
        with pytest.raises(RefusedError, match="no agreement in force with Socialtjänsten Stensberga"):
            invite(**asked, receiver=unit("Stensberga"))
        assert Cooperation.objects.count() == 0


def test_an_agreement_that_ended_between_invitation_and_answer_stops_the_answer(ended) -> None:
    with enter("bo") as police:
        invited(police, file_in(police))
    with enter("amina") as social:
        item = registered_invitation(social)
        late = {"by": social.acting, "received_id": item.pk, "now": NOW + timedelta(days=1)}
        with pytest.raises(RefusedError, match="no agreement"):
            accept_invitation(**late)
        assert Cooperation.objects.filter(room_id=social.room_id).count() == 0


def test_an_agreement_for_another_method_is_none() -> None:
    units = units_by_id([unit().pk, unit("Polisen Nord").pk])
    one, other = units.values()
    assert may_join(one, other, "trefas", TODAY).outcome is May.YES
    assert may_join(one, other, "losam", TODAY).outcome is May.NO
    assert may_join(one, other, "trefas", date(1999, 1, 1)).outcome is May.NO
    with pytest.raises(TypeError):
        bool(may_join(one, other, "trefas", TODAY))


def test_only_a_filed_invitation_can_be_accepted_and_only_once() -> None:
    with enter("bo") as police:
        invited(police, file_in(police))
    with enter("amina") as social:
        item = registered_invitation(social)
        other = ReceivedItem.objects.filter(room_id=social.room_id).exclude(pk=item.pk).get()
        with pytest.raises(RefusedError, match="no invitation"):
            accept_invitation(by=social.acting, received_id=other.pk, now=NOW)
        accept_invitation(by=social.acting, received_id=item.pk, now=NOW)
        with pytest.raises(RefusedError, match="already part"):
            accept_invitation(by=social.acting, received_id=item.pk, now=NOW)


def test_a_foreign_invitation_and_a_foreign_number_are_not_there() -> None:
    number = cooperating()
    with enter("ylva") as hamnskogen:
        assert spine(number) is None
        with pytest.raises(ReceivedItem.DoesNotExist):
            accept_invitation(by=hamnskogen.acting, received_id=uuid.uuid4(), now=NOW)
        with pytest.raises(RefusedError, match="do not take part"):
            leave_cooperation(by=hamnskogen.acting, number=number, now=NOW)


def test_a_room_that_was_not_invited_cannot_join_by_saying_so() -> None:
    number = cooperating()
    with enter("ylva") as hamnskogen:
        payload = {"version": 1, "about": "joined", "cooperation": str(number)}
        delivery.send(delivery.Sending("answer", unit("Polisen Nord"), payload), by=hamnskogen.acting, now=NOW)
        spoofed = {**payload, "about": "spine", "units": [str(unit("Hamnskogen").pk)], "next_review_on": None}
        delivery.send(delivery.Sending("answer", unit("Polisen Nord"), spoofed), by=hamnskogen.acting, now=NOW)
    with enter("bo") as police:
        assert take_in(by=police.acting, now=NOW) == 2
        assert len(spine(number).units) == 2


def test_the_next_joint_review_is_the_same_day_everywhere() -> None:
    number, on = cooperating(), date(2027, 1, 15)
    with enter("amina") as social:
        set_joint_review(by=social.acting, number=number, on=on, now=NOW)
        with pytest.raises(RefusedError, match="passed"):
            set_joint_review(by=social.acting, number=number, on=date(2026, 1, 1), now=NOW)
    with enter("bo") as police:
        take_in(by=police.acting, now=NOW)
        assert spine(number).next_review_on == on


def test_who_leaves_keeps_no_copy_and_the_others_see_one_unit_less() -> None:
    number = cooperating()
    with enter("amina") as social:
        leave_cooperation(by=social.acting, number=number, now=NOW)
        assert spine(number) is None
        assert File.objects.filter(room_id=social.room_id, cooperation__isnull=False).count() == 0
    with enter("bo") as police:
        take_in(by=police.acting, now=NOW)
        assert spine(number).units == [unit("Polisen Nord").pk]


def end(room, number):
    file = file_of(room, number)
    record(room.acting, locked(file.pk), Happening("handed_over", TODAY, {"text": "Flyttat"}), NOW)
    return file


def test_an_ended_file_leaves_and_nobody_is_told_that_day() -> None:
    number = cooperating()
    with enter("amina") as social:
        file = end(social, number)
        assert File.objects.get(pk=file.pk).cooperation is None
        assert spine(number).left_on == TODAY
        assert forget_left(by=social.acting, now=NOW + timedelta(days=29)) == 0
        assert events(social, "cooperation.stood_aside")
    with enter("bo") as police:
        assert take_in(by=police.acting, now=NOW) == 0
        assert unit().pk in spine(number).units


def test_what_others_tell_an_ended_file_of_is_taken_in_and_shows_nowhere() -> None:
    number = cooperating()
    with enter("amina") as social:
        end(social, number)
    with enter("bo") as police:
        set_joint_review(by=police.acting, number=number, on=TODAY + timedelta(days=30), now=NOW)
    with enter("amina") as social:
        assert take_in(by=social.acting, now=NOW) == 1
        assert cooperation.files_by_number([number]) == {}


def test_a_month_later_the_copy_is_gone_and_the_others_see_one_unit_less() -> None:
    number, later = cooperating(), NOW + timedelta(days=30)
    with enter("amina") as social:
        end(social, number)
    with enter("amina") as social:
        assert forget_left(by=social.acting, now=later) == 1
        assert spine(number) is None
        assert forget_left(by=social.acting, now=later) == 0
    with enter("bo") as police:
        take_in(by=police.acting, now=later)
        assert spine(number).units == [unit("Polisen Nord").pk]


def test_the_night_leaves_for_the_unit_that_took_part_whatever_unit_the_service_account_has() -> None:
    number, later = cooperating(), NOW + timedelta(days=30)
    with enter("amina") as social:
        end(social, number)
        social.acting = dataclasses.replace(social.acting, unit_id=uuid.uuid4())
        forget_left(by=social.acting, now=later)
    with enter("bo") as police:
        take_in(by=police.acting, now=later)
        assert spine(number).units == [unit("Polisen Nord").pk]


def test_taking_in_twice_changes_nothing() -> None:
    cooperating()
    with enter("bo") as police:
        assert take_in(by=police.acting, now=NOW) == 0
        assert events(police, "spine.taken_in")


def test_who_may_not_invite_or_accept() -> None:
    with enter("bo") as police:
        file = file_in(police)
        police.acting = dataclasses.replace(police.acting, mandates=frozenset({"follow"}))
        with pytest.raises(RefusedError, match="role"):
            invite(by=police.acting, file_id=file.pk, receiver=unit(), purpose="prevent_crime", now=NOW)
        police.acting = dataclasses.replace(police.acting, mandates=frozenset())
        with pytest.raises(RefusedError, match="role"):
            accept_invitation(by=police.acting, received_id=uuid.uuid4(), now=NOW)


def test_the_number_read_aloud_tells_people_apart_and_says_nothing() -> None:
    assert shown(uuid.UUID("3f9a21c0-0000-4000-8000-000000000000")) == "3F9A-21C0"


def test_a_file_without_a_co_operation_has_no_copy() -> None:
    with enter("bo") as police:
        keep(police)
        assert spine(uuid.uuid4()) is None
