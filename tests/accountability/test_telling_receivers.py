"""Whoever was told what turned out wrong is told so: by the existing correction, or it is taken back in time."""

import pytest

from tests.accountability.rights_build import note, ready
from tests.cast import NOW, enter
from tests.disclosures.build import OBVIOUS, registered, unit
from tests.files.build import file_in
from trefas.accountability import actions
from trefas.accountability.actions import Ruled
from trefas.accountability.rights_models import Decided
from trefas.disclosures.actions import answer_questions, decide, start_assessment
from trefas.disclosures.models import Decision, Envelope, Receipt
from trefas.files.actions import Entry, correct_note

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
POLICE = ("police_intelligence",)


def told():
    """A note that the police told Kvarnlunda."""
    with enter("bo") as police:
        wrong = note(police, file_in(police), title="Skuld", text="Skulden är 40 000 kr.", information=POLICE)
        started = start_assessment(
            by=police.acting, person=wrong.person, receiver=unit(), purpose="prevent_crime", requested=False, now=NOW,
            chosen=[("note", wrong.pk)],
        )  # fmt: skip
        answer_questions(by=police.acting, assessment=started, version=1, facts=OBVIOUS, now=NOW)
        decide(by=police.acting, assessment=started, version=2, decision=Decision.GIVEN, record={}, now=NOW)
    return wrong


def contest(wrong, decision, right=True):
    """The person disputes it at the police, and a named officer decides."""
    with enter("bo") as police:
        request = ready(police, wrong.person, kind="correction", wanted="Det är 4 000.")
        actions.point_out(by=police.acting, request_id=request.pk, about=f"files.note:{wrong.pk}")
        if right:
            entry = Entry(kind="fact", title="Skuld", text="Skulden är 4 000 kr.", happened_at=NOW, information=POLICE)
            correct_note(by=police.acting, note_id=wrong.pk, entry_=entry, now=NOW)
        ruled = Ruled(decision, "Fel belopp.", "brottsdatalagen 4 kap. 9 §")
        actions.decide_request(by=police.acting, request_id=request.pk, ruled=ruled, now=NOW)


def corrections():
    with enter("amina") as social:
        return Envelope.objects.filter(room_id=social.room_id, kind="correction").count()


@pytest.mark.parametrize("decision", [Decided.GRANTED, Decided.PARTLY])
def test_a_granted_correction_reaches_who_was_told(decision) -> None:
    wrong = told()
    with enter("amina") as social:
        registered(social)
    contest(wrong, decision)
    assert corrections() == 1


def test_without_a_right_note_the_receiver_is_told_that_nothing_replaces_it() -> None:
    wrong = told()
    with enter("amina") as social:
        registered(social)
    contest(wrong, Decided.GRANTED, right=False)
    assert corrections() == 1


def test_a_refused_correction_tells_nobody() -> None:
    wrong = told()
    with enter("amina") as social:
        registered(social)
    contest(wrong, Decided.REFUSED)
    assert corrections() == 0


def test_what_is_not_registered_yet_is_taken_back() -> None:
    wrong = told()
    contest(wrong, Decided.GRANTED)
    assert corrections() == 0
    with enter("bo") as police:
        (receipt,) = Receipt.objects.filter(room_id=police.room_id, direction="out")
        assert receipt.state == "withdrawn"
