"""What was given and registered is corrected by a notice that points to it, and by its sender only."""

import pytest

from tests.cast import NOW, enter
from tests.disclosures.build import OBVIOUS, envelope_of, given, registered, unit
from tests.files.build import file_in, note
from trefas.disclosures import delivery
from trefas.disclosures.actions import (
    Correction,
    answer_questions,
    decide,
    register_notice,
    send_correction,
    start_assessment,
)
from trefas.disclosures.delivery import Sending
from trefas.disclosures.models import Decision, Envelope, Outcome, Receipt, ReceivedItem
from trefas.disclosures.reading import corrected_by, received_of
from trefas.files.actions import Entry, correct_note
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
POLICE = ("police_intelligence",)


def told(police, **more):
    """A note told to Kvarnlunda: the note, and the receipt."""
    wrong = note(police, file_in(police), title="Skuld", text="Skulden är 40 000 kr.", information=POLICE)
    started = start_assessment(
        by=police.acting, person=wrong.person, receiver=unit(), purpose="prevent_crime", requested=False, now=NOW,
        chosen=[("note", wrong.pk)],
    )  # fmt: skip
    answer_questions(by=police.acting, assessment=started, version=1, facts=OBVIOUS, now=NOW)
    decided = {"decision": Decision.GIVEN, "record": {}, "now": NOW}
    return wrong, decide(by=police.acting, assessment=started, version=2, **decided)


def right_note(police, wrong, information=POLICE):
    entry = Entry(kind="fact", title="Skuld", text="Skulden är 4 000 kr.", happened_at=NOW, information=information)
    return correct_note(by=police.acting, note_id=wrong.pk, entry_=entry, now=NOW)


def correct(police, receipt, wrong, right=None, reason="Fel belopp."):
    replaced_by = ("note", right.pk) if right else None
    correction = Correction(wrong.pk, reason, replaced_by)
    return send_correction(by=police.acting, receipt=receipt, correction=correction, now=NOW)


def reload(police, receipt):
    return Receipt.objects.get(room_id=police.room_id, pk=receipt.pk)


def test_a_correction_points_to_what_it_corrects_at_the_receiver() -> None:
    with enter("bo") as police:
        wrong, receipt = told(police)
    with enter("amina") as social:
        (old,) = registered(social)
    with enter("bo") as police:
        correct(police, reload(police, receipt), wrong, right_note(police, wrong))
    with enter("amina") as social:
        new = register_notice(by=social.acting, envelope_id=envelope_of(social).pk, diary_number="KVL 1", now=NOW)
        rows = list(received_of([social.room_id], old.person_id))
        assert corrected_by(rows)[old.pk].content["text"] == "Skulden är 4 000 kr."
        assert (new.person_id, new.content["reason"]) == (old.person_id, "Fel belopp.")
        assert len(rows) == 2


def test_a_retraction_replaces_nothing_and_says_why() -> None:
    with enter("bo") as police:
        wrong, receipt = told(police)
    with enter("amina") as social:
        (old,) = registered(social)
    with enter("bo") as police:
        correct(police, reload(police, receipt), wrong, reason="Uppgiften gällde någon annan.")
    with enter("amina") as social:
        new = register_notice(by=social.acting, envelope_id=envelope_of(social).pk, diary_number="KVL 1", now=NOW)
        assert (new.corrects_id, new.content["kind"]) == (old.pk, "retraction")
        assert new.content["reason"] == "Uppgiften gällde någon annan."


def test_what_was_not_current_there_gets_a_diary_row_only() -> None:
    with enter("bo") as police:
        wrong, receipt = told(police)
    with enter("amina") as social:
        registered(social, outcome=Outcome.NOT_OURS)
    with enter("bo") as police:
        correct(police, reload(police, receipt), wrong, right_note(police, wrong))
    with enter("amina") as social:
        new = register_notice(by=social.acting, envelope_id=envelope_of(social).pk, diary_number="KVL 1", now=NOW)
        assert (new.content, new.outcome) == (None, "not_ours")


def test_not_registered_it_is_taken_back_instead_and_not_given_there_is_nothing_to_correct() -> None:
    with enter("bo") as police:
        wrong, receipt = told(police)
        with pytest.raises(RefusedError, match="Take it back"):
            correct(police, receipt, wrong)
    with enter("amina") as social:
        registered(social)
    with enter("bo") as police:
        other = note(police, file_in(police, identity_number="20040611-2383"), title="Annat", text="Annat.")
        with pytest.raises(RefusedError, match="not given"):
            correct(police, reload(police, receipt), other)
        with pytest.raises(RefusedError, match="what was wrong"):
            correct(police, reload(police, receipt), wrong, reason=" ")


def test_another_kind_of_information_needs_an_assessment_of_its_own() -> None:
    with enter("bo") as police:
        wrong, receipt = told(police)
    with enter("amina") as social:
        registered(social)
    with enter("bo") as police:
        right = right_note(police, wrong, information=("criminal_record",))
        with pytest.raises(RefusedError, match="another kind"):
            correct(police, reload(police, receipt), wrong, right)


def test_the_original_is_registered_first() -> None:
    with enter("bo") as police:
        _wrong, receipt = told(police)
        payload = {"corrects": {"envelope": str(receipt.envelope), "reference": "x"}, "items": []}
        delivery.send(Sending("correction", unit(), payload), by=police.acting, now=NOW)
    with enter("amina") as social:
        correction = Envelope.objects.get(room_id=social.room_id, kind="correction")
        with pytest.raises(RefusedError, match="about first"):
            register_notice(by=social.acting, envelope_id=correction.pk, diary_number="KVL 1", now=NOW)


def test_nobody_corrects_what_another_authority_told() -> None:
    with enter("bo") as police:
        receipt = given(police)
    with enter("amina") as social:
        (old,) = registered(social)
        reference = old.content["reference"]
    with enter("disa") as probation:
        corrects = {"envelope": str(receipt.envelope), "reference": reference}
        payload = {"corrects": corrects, "items": [], "reason": "Falskt.", "ground": {"statutes": []}}
        delivery.send(Sending("correction", unit(), payload), by=probation.acting, now=NOW)
    with enter("amina") as social:
        new = register_notice(by=social.acting, envelope_id=envelope_of(social).pk, diary_number="KVL 1", now=NOW)
        assert (new.corrects_id, new.person_id, new.content) == (None, None, None)
        assert corrected_by(ReceivedItem.objects.filter(room_id=social.room_id)) == {}
