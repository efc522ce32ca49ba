"""Consent opens one secrecy while it holds, and its end closes that at once: drafts, deliveries, receivers."""

from datetime import timedelta

import pytest

from tests.cast import NOW, enter
from tests.disclosures.build import (
    CONSENTED,
    NOEL,
    OBVIOUS,
    TODAY,
    assessed,
    consented,
    envelope_of,
    given,
    keep,
    registered,
    registration,
)
from trefas.disclosures.actions import (
    Facts,
    close_expired_consents,
    decide,
    register,
    register_notice,
    withdraw_consent,
)
from trefas.disclosures.models import Assessment, Consent, Decision, Duty, Envelope, Receipt, ReceivedItem
from trefas.disclosures.reading import consents_in_force
from trefas.persons.models import Person
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
LATER = NOW + timedelta(days=90)


def asked(probation, person, **more):
    return assessed(probation, person, facts=CONSENTED, purpose="support", **more)


def give(probation, kept, now=NOW):
    return decide(
        by=probation.acting, assessment=kept, version=kept.version, decision=Decision.GIVEN, record={}, now=now
    )


def told(probation):
    """A disclosure of the probation service that rests on consent alone."""
    person = keep(probation)
    consent = consented(probation, person)
    return consent, give(probation, asked(probation, person))


def test_while_it_holds_it_opens_and_is_named_in_the_decision() -> None:
    with enter("disa") as probation:
        consent, receipt = told(probation)
        assert receipt.statutes == ["OSL-12-2"]
        kept = Assessment.objects.get(room_id=probation.room_id, pk=receipt.assessment_id)
        assert (kept.consents, kept.record["consent"]) == ([consent.pk], [str(consent.pk)])
        assert list(consents_in_force(probation.room_id, kept.person_id, TODAY)) == [consent]
        assert list(consents_in_force(probation.room_id, kept.person_id, consent.expires_on)) == []


def test_an_officers_own_word_is_no_consent() -> None:
    claimed = {"consent_given": True, "consent_covers": True, "consent_valid": True, "only_consenter": True}
    with enter("disa") as probation:
        kept = assessed(probation, keep(probation), facts=Facts(conditions={"OSL-12-2": claimed}), purpose="support")
        with pytest.raises(RefusedError, match="35 kap"):
            give(probation, kept)


@pytest.mark.parametrize(
    "changed",
    [
        {"receivers": ("Hamnskogen",)},
        {"information": ("health_elsewhere",)},
        {"purposes": ("follow_up",)},
        {"given_on": TODAY - timedelta(days=9), "expires_on": TODAY},
    ],
)
def test_for_another_receiver_information_purpose_or_time_it_opens_nothing(changed) -> None:
    with enter("disa") as probation:
        person = keep(probation)
        consented(probation, person, **changed)
        with pytest.raises(RefusedError, match="35 kap"):
            give(probation, asked(probation, person))


def test_one_that_covers_and_another_that_is_valid_are_no_consent_together() -> None:
    with enter("disa") as probation:
        person = keep(probation)
        consented(probation, person, given_on=TODAY - timedelta(days=9), expires_on=TODAY)
        consented(probation, person, receivers=("Hamnskogen",))
        with pytest.raises(RefusedError, match="35 kap"):
            give(probation, asked(probation, person))


def test_withdrawn_a_draft_resting_on_it_can_no_longer_be_given() -> None:
    with enter("disa") as probation:
        person = keep(probation)
        consent = consented(probation, person)
        draft = asked(probation, person)
        withdraw_consent(by=probation.acting, consent=consent, now=NOW)
        kept = Assessment.objects.get(room_id=probation.room_id, pk=draft.pk)
        assert (kept.version, kept.statutes) == (draft.version + 1, [])
        with pytest.raises(RefusedError):
            give(probation, kept)


def test_withdrawn_what_is_not_registered_is_taken_back() -> None:
    with enter("disa") as probation:
        consent, receipt = told(probation)
        withdraw_consent(by=probation.acting, consent=consent, now=NOW)
        assert Receipt.objects.get(room_id=probation.room_id, pk=receipt.pk).state == "withdrawn"
    with enter("amina"):
        (envelope,) = Envelope.objects.all()
        assert (envelope.state, bytes(envelope.sealed)) == ("withdrawn", b"")


def test_withdrawn_what_was_lawfully_given_stays_and_the_receiver_is_told() -> None:
    with enter("disa") as probation:
        consent, _receipt = told(probation)
    with enter("amina") as social:
        (item,) = registered(social)
    with enter("disa") as probation:
        withdraw_consent(by=probation.acting, consent=Consent.objects.get(room_id=probation.room_id), now=NOW)
        assert [duty.kind for duty in Duty.objects.filter(room_id=probation.room_id)] == ["consent_ended"]
    with enter("amina") as social:
        envelope = envelope_of(social)
        notice = register_notice(by=social.acting, envelope_id=envelope.pk, diary_number="KVL 2", now=NOW)
        assert (envelope.kind, notice.person_id) == ("notice", item.person_id)
        assert ReceivedItem.objects.get(room_id=social.room_id, pk=item.pk).content["text"]
    assert consent.pk


def test_each_unit_that_was_told_under_it_gets_one_notice() -> None:
    with enter("disa") as probation:
        person = keep(probation)
        consent = consented(probation, person, receivers=("Kvarnlunda", "Hamnskogen"))
        for to in ("Kvarnlunda", "Kvarnlunda", "Hamnskogen"):
            give(probation, asked(probation, person, to=to))
    for who in ("amina", "ylva"):
        with enter(who) as social:
            for envelope in list(Envelope.objects.filter(room_id=social.room_id)):
                known = Person.objects.filter(room_id=social.room_id).first()
                said = registration(person=known, same_person=known is not None)
                register(by=social.acting, envelope_id=envelope.pk, registration=said, now=NOW)
    with enter("disa") as probation:
        withdraw_consent(by=probation.acting, consent=consent, now=NOW)
    for who in ("amina", "ylva"):
        with enter(who):
            assert Envelope.objects.filter(kind="notice", state="waiting").count() == 1


def test_nobody_is_told_of_a_consent_under_which_she_got_nothing() -> None:
    with enter("disa") as probation:
        consent = consented(probation, keep(probation), receivers=("Kvarnlunda", "Hamnskogen"))
        withdraw_consent(by=probation.acting, consent=consent, now=NOW)
    for who in ("amina", "ylva"):
        with enter(who):
            assert Envelope.objects.count() == 0


def test_what_another_provision_opened_as_well_does_not_rest_on_it() -> None:
    with enter("bo") as police:
        person = keep(police)
        consent = consented(police, person, information=("police_intelligence",), purposes=("prevent_crime",))
        facts = Facts(conditions={**OBVIOUS.conditions, **CONSENTED.conditions})
        receipt = given(police, person, facts=facts)
        assert receipt.statutes == ["OSL-12-2", "OSL-10-27"]
        withdraw_consent(by=police.acting, consent=consent, now=NOW)
        assert Receipt.objects.get(room_id=police.room_id, pk=receipt.pk).state == "sent"


def test_run_out_it_is_acted_on_once() -> None:
    with enter("disa") as probation:
        consent, receipt = told(probation)
        assert close_expired_consents(by=probation.acting, now=LATER - timedelta(days=1)) == 0
        assert close_expired_consents(by=probation.acting, now=LATER) == 1
        assert close_expired_consents(by=probation.acting, now=LATER) == 0
        assert Receipt.objects.get(room_id=probation.room_id, pk=receipt.pk).state == "withdrawn"
        with pytest.raises(RefusedError):
            give(probation, asked(probation, consent.person, now=LATER), now=LATER)


def test_withdrawn_twice_is_said() -> None:
    with enter("disa") as probation:
        consent = consented(probation, keep(probation))
        withdraw_consent(by=probation.acting, consent=consent, now=NOW)
        with pytest.raises(RefusedError, match="already"):
            withdraw_consent(by=probation.acting, consent=consent, now=NOW)


@pytest.mark.parametrize(
    "changed",
    [
        {"who": " "},
        {"receivers": ()},
        {"information": ()},
        {"purposes": ()},
        {"consequences": ""},
        {"confirmed": frozenset({"revocable", "not_general"})},
        {"confirmed": frozenset({"sender_sure", "not_general"})},
        {"given_on": TODAY + timedelta(days=1)},
        {"expires_on": TODAY},
        {"given_how": "wink"},
    ],
)
def test_one_that_lacks_what_a_consent_must_contain_is_not_kept(changed) -> None:
    with enter("disa") as probation:
        with pytest.raises(RefusedError):
            consented(probation, keep(probation), **changed)
        assert Consent.objects.count() == 0


def test_a_child_needs_its_guardians_or_a_reason_why_it_disposes_alone() -> None:
    with enter("disa") as probation:
        noel = keep(probation, **NOEL)
        with pytest.raises(RefusedError, match="under 18"):
            consented(probation, noel)
        with pytest.raises(RefusedError, match="alone"):
            consented(probation, noel, guardian="child_alone")
        consent = consented(probation, noel, guardian="child_alone", child_reason="Sexton år, mogen, hotad hemma.")
        facts = Facts(conditions={"OSL-12-2": {"only_consenter": True, "no_considerable_harm": True}})
        kept = assessed(probation, noel, facts=facts, purpose="support")
        assert (kept.statutes, consent.guardian) == (["OSL-12-2"], "child_alone")


def test_another_room_knows_nothing_of_it() -> None:
    with enter("disa") as probation:
        consented(probation, keep(probation))
    for who in ("amina", "bo"):
        with enter(who):
            assert Consent.objects.count() == 0
