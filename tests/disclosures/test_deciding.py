"""From questions to a signed copy: what is recorded, what the law stops, and what a refusal leaves."""

import dataclasses

import pytest

from tests.cast import NOW, enter
from tests.disclosures.build import LEO, NOEL, OBVIOUS, assessed, envelope_of, events, given, keep, unit
from trefas.disclosures import delivery
from trefas.disclosures.actions import Facts, answer_questions, decide, drop_assessment, start_assessment
from trefas.disclosures.actions import withdraw_disclosure as take_back
from trefas.disclosures.models import Assessment, Decision, Envelope, KeptRulebook, Receipt
from trefas.law import RECORD_FIELDS, RULEBOOK
from trefas.persons.actions import ConflictError
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def test_the_receiver_gets_who_it_is_about_with_the_ground_and_who_to_call() -> None:
    with enter("bo") as police:
        given(police, record={"message": "Ring mig före kontakt."})
    with enter("amina") as social:
        payload, _signature = delivery.open_envelope(envelope_of(social))
    assert payload["person"]["given_name"] == "Leo"
    assert payload["ground"]["statutes"] == ["OSL-10-27"]
    assert payload["from"]["officer"] == "Bo Lindqvist"
    assert payload["message"] == "Ring mig före kontakt."
    assert "20070314-2380" in payload["items"][0]["text"]


def test_the_record_has_the_22_fields_and_the_system_fills_what_it_knows() -> None:
    with enter("bo") as police:
        receipt = given(police)
        record = Assessment.objects.get(room_id=police.room_id, pk=receipt.assessment_id).record
    assert [field.id for field in RECORD_FIELDS] == list(record)[:22]
    assert record["sender"]["officer"] == "Bo Lindqvist"
    assert record["persons"] == {**record["persons"], "age": 19, "child": False}
    assert {one["secrecy"]: one["test"] for one in record["harm_test"]} == {
        "OSL-18-2": "reverse",
        "OSL-35-1": "reverse",
    }
    (ground,) = record["ground"]
    assert (ground["rule"], ground["certain"]) == ("OSL-10-27", False)
    assert ground["conditions"][0]["fact"] == "Hotet gäller inom två veckor."
    assert record["protection_at_receiver"]["rules"] == ["OSL-26-1"]
    assert record["log"]["rulebook"] == RULEBOOK.version


def test_the_rulebook_is_kept_from_the_day_a_decision_names_it() -> None:
    with enter("bo") as police:
        given(police)
        given(police, keep(police, identity_number="20040611-2383"), to="Hamnskogen")
        (kept,) = KeptRulebook.objects.filter(room_id=police.room_id)
    assert kept.version == RULEBOOK.version


def test_nothing_leaves_while_a_secrecy_is_not_opened() -> None:
    with enter("bo") as police:
        kept = assessed(police, keep(police), facts=Facts())
        with pytest.raises(RefusedError, match="18 kap"):
            decide(by=police.acting, assessment=kept, version=2, decision=Decision.GIVEN, record={}, now=NOW)
        kept = Assessment.objects.get(room_id=police.room_id, pk=kept.pk)
        assert (kept.decision, Receipt.objects.count()) == ("open", 0)


def test_10_15_a_does_not_open_chapter_18() -> None:
    facts = Facts(conditions={"OSL-10-15a": {"needed": True, "no_overriding_reason": True}})
    with enter("bo") as police:
        kept = assessed(police, keep(police), facts=facts)
        with pytest.raises(RefusedError, match="18 kap"):
            decide(by=police.acting, assessment=kept, version=2, decision=Decision.GIVEN, record={}, now=NOW)


def test_a_refusal_is_recorded_with_its_reason_and_sends_nothing() -> None:
    with enter("bo") as police:
        kept = assessed(police, keep(police), facts=Facts())
        with pytest.raises(RefusedError):
            decide(by=police.acting, assessment=kept, version=2, decision=Decision.REFUSED, record={}, now=NOW)
        words = {"outcome": "Källan kan röjas."}
        assert (
            decide(by=police.acting, assessment=kept, version=2, decision=Decision.REFUSED, record=words, now=NOW)
            is None
        )
        kept = Assessment.objects.get(room_id=police.room_id, pk=kept.pk)
        assert (kept.decision, kept.record["outcome"]["words"]) == ("refused", "Källan kan röjas.")
        assert events(police, "assessment.decided") == ["assessment.decided"]
    with enter("amina"):
        assert Envelope.objects.count() == 0


def test_partly_sends_what_is_not_kept_back() -> None:
    from tests.files.build import file_in, note

    with enter("bo") as police:
        file = file_in(police)
        secret = note(police, file, title="Källa", text="Källan heter Ville.", information=("police_intelligence",))
        started = start_assessment(
            by=police.acting, person=file.person, receiver=unit(), purpose="prevent_crime", requested=True, now=NOW,
            chosen=[("person", file.person_id), ("note", secret.pk)],
        )  # fmt: skip
        answer_questions(by=police.acting, assessment=started, version=1, facts=OBVIOUS, now=NOW)
        asked = {"by": police.acting, "assessment": started, "version": 2, "decision": Decision.PARTLY, "now": NOW}
        with pytest.raises(RefusedError, match="some items"):
            decide(**asked, record={"outcome": "Källan"}, withheld=[])
        with pytest.raises(RefusedError):
            decide(**asked, record={}, withheld=[secret.pk])
        decide(**asked, record={"outcome": "Källan skyddas."}, withheld=[secret.pk])
    with enter("amina") as social:
        payload, _signature = delivery.open_envelope(envelope_of(social))
    assert [item["kind"] for item in payload["items"]] == ["person"]
    assert "Ville" not in str(payload)


def test_about_a_child_the_childs_best_is_demanded() -> None:
    facts = Facts(conditions={"SoL-19-1": {"child_fares_ill": True}})
    with enter("bo") as police:
        kept = assessed(police, keep(police, **NOEL), facts=facts, purpose="protect_child")
        asked = {"by": police.acting, "assessment": kept, "version": 2, "decision": Decision.GIVEN, "now": NOW}
        with pytest.raises(RefusedError, match=r"[Bb]est interests|[Bb]arnets bästa"):
            decide(**asked, record={})
        assert decide(**asked, record={"child": "Noel vill ha hjälp."}).statutes == ["SoL-19-1"]


def test_two_officers_at_once_the_second_is_told() -> None:
    with enter("bo") as police:
        kept = assessed(police, keep(police))
        with pytest.raises(ConflictError):
            answer_questions(by=police.acting, assessment=kept, version=1, facts=Facts(), now=NOW)
        with pytest.raises(ConflictError):
            decide(by=police.acting, assessment=kept, version=1, decision=Decision.GIVEN, record={}, now=NOW)


def test_decided_once_is_decided() -> None:
    with enter("bo") as police:
        receipt = given(police)
        kept = Assessment.objects.get(room_id=police.room_id, pk=receipt.assessment_id)
        with pytest.raises(RefusedError, match="already decided"):
            decide(by=police.acting, assessment=kept, version=3, decision=Decision.GIVEN, record={}, now=NOW)
        with pytest.raises(ConflictError):
            answer_questions(by=police.acting, assessment=kept, version=3, facts=Facts(), now=NOW)


@pytest.mark.parametrize("mandates", [frozenset(), frozenset({"follow"})])
def test_who_may_not_decide(mandates) -> None:
    with enter("bo") as police:
        kept = assessed(police, keep(police))
        police.acting = dataclasses.replace(police.acting, mandates=mandates)
        with pytest.raises(RefusedError, match="does not decide"):
            decide(by=police.acting, assessment=kept, version=2, decision=Decision.GIVEN, record={}, now=NOW)


def test_a_colleague_in_the_same_branch_is_no_receiver() -> None:
    with enter("bo") as police, pytest.raises(RefusedError, match="own unit"):
        assessed(police, keep(police), to="Polisen Nord")


def test_a_draft_can_be_thrown_away_and_a_decision_not() -> None:
    with enter("bo") as police:
        draft = assessed(police, keep(police))
        drop_assessment(by=police.acting, assessment=draft, version=2)
        assert Assessment.objects.count() == 0
        receipt = given(police, keep(police, identity_number="20040611-2383"))
        kept = Assessment.objects.get(room_id=police.room_id, pk=receipt.assessment_id)
        with pytest.raises(RefusedError):
            drop_assessment(by=police.acting, assessment=kept, version=kept.version)


def test_taken_back_before_it_is_registered_and_not_after() -> None:
    with enter("bo") as police:
        receipt = given(police)
        take_back(by=police.acting, receipt=receipt)
        assert Receipt.objects.get(room_id=police.room_id).state == "withdrawn"
        with pytest.raises(RefusedError, match="already registered"):
            take_back(by=police.acting, receipt=receipt)


def test_a_protected_person_travels_without_telephone() -> None:
    from trefas.disclosures.items import pickable
    from trefas.persons.models import Person

    with enter("bo") as police:
        person = keep(police, telephone="070-174 06 99")
        (open_item,) = pickable(police.room_id, person.pk)
        person.protection = "registration"
        person.save()
        (item,) = pickable(police.room_id, Person.objects.get(room_id=police.room_id, pk=person.pk).pk)
    assert "070-174 06 99" in open_item.text
    assert "070-174 06 99" not in item.text
    assert "protected_registration" in item.categories
    assert LEO["given_name"] in item.text
