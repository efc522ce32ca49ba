"""The sign-offs of a lawyer and a second person make a rule certain in their room, and the ledger counts grounds without pointing at anybody."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connections, transaction

from tests.cast import NOW, enter
from tests.disclosures.build import NOEL, OBVIOUS, assessed, given, keep
from trefas.disclosures.actions import (
    Facts,
    answer_questions,
    confirm_signature,
    decide,
    propose_signature,
    take_back_signature,
)
from trefas.disclosures.ledger import citation, ledger
from trefas.disclosures.models import Assessment, Decision, RuleSignature
from trefas.disclosures.reading import signatures_of, who_confirmed
from trefas.law import RULEBOOK
from trefas.rooms import second_person
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
CONCERN = Facts(conditions={"OSL-10-18a": {"concrete_circumstances": "Vapen.", "not_unsuitable": True}})
SPAN = (NOW - timedelta(days=30), NOW + timedelta(days=1))


def proposed(rule: str = "OSL-10-18a", who: str = "lena") -> uuid.UUID:
    with enter(who) as room:
        return propose_signature(by=room.acting, rule=rule, now=NOW)


def confirmed(act: uuid.UUID, who: str = "sven") -> RuleSignature:
    with enter(who) as room:
        return confirm_signature(by=room.acting, act_id=act, now=NOW)


def test_signed_off_by_two_a_rule_is_certain_here_and_nowhere_else() -> None:
    with enter("amina") as social:
        kept = assessed(social, keep(social), facts=CONCERN, to="Polisen Nord")
        assert kept.outcome == "needs_assessment"
    act = proposed()
    with enter("amina") as social:
        assert signatures_of(social.room_id).entries == ()
    signature = confirmed(act)
    with enter("lena") as lawyer:
        assert signature.rule_version == RULEBOOK.versions["OSL-10-18a"]
        assert signature.signed_by_id == lawyer.acting.user_id
        assert who_confirmed(lawyer.room_id)["OSL-10-18a", signature.rule_version] != lawyer.acting.user_id
    with enter("amina") as social:
        asked = {"by": social.acting, "assessment": kept, "facts": CONCERN, "now": NOW}
        _kept, answer = answer_questions(**asked, version=2)
        assert answer.outcome == "permitted"
    with enter("ylva") as other:
        assert signatures_of(other.room_id).entries == ()
    with enter("lena") as lawyer:
        take_back_signature(by=lawyer.acting, signature=signature, now=NOW)
    with enter("amina") as social:
        asked["by"] = social.acting
        _kept, answer = answer_questions(**asked, version=3)
        assert answer.outcome == "needs_assessment"
        assert RuleSignature.objects.filter(room_id=social.room_id).count() == 1


def test_only_a_lawyer_says_that_a_rule_is_reviewed() -> None:
    for who in ("amina", "sven"):
        with pytest.raises(RefusedError, match="role"):
            proposed(who=who)


@pytest.mark.parametrize(("who", "sentence"), [("lena", "yourself"), ("amina", "may not"), ("ylva", "no longer")])
def test_neither_she_herself_nor_one_without_the_task_nor_another_authority_confirms(who, sentence) -> None:
    act = proposed()
    with pytest.raises(RefusedError, match=sentence):
        confirmed(act, who)
    with enter("lena") as lawyer:
        assert signatures_of(lawyer.room_id).entries == ()


def test_what_cannot_be_signed_off_is_said() -> None:
    with pytest.raises(RefusedError, match="no such rule"):
        proposed("OSL-99-9")
    act = proposed()
    with pytest.raises(RefusedError, match="waits"):
        proposed()
    confirmed(act)
    with pytest.raises(RefusedError, match="no longer"):
        confirmed(act)
    with pytest.raises(RefusedError, match="already"):
        proposed()


def test_a_rule_that_was_changed_after_it_was_proposed_is_not_signed_off(monkeypatch) -> None:
    act = proposed()
    monkeypatch.setitem(RULEBOOK.versions, "OSL-10-18a", "another")
    with pytest.raises(RefusedError, match="changed"):
        confirmed(act)


def test_the_database_signs_nothing_off_that_two_have_not_agreed_on() -> None:
    act = proposed()
    with enter("lena") as lawyer:
        for statement in (
            "SELECT sign_rule_agreed(gen_random_uuid(), %s, 'x', current_date)",
            "INSERT INTO disclosures_rulesignature (id, room_id, rule, rule_version, rulebook, signed_on, signed_by_id)"
            f" VALUES (%s, '{lawyer.room_id}', 'x', 'x', 'x', current_date, '{lawyer.acting.user_id}')",
        ):
            with pytest.raises(DatabaseError, match=r"two people|permission denied"), transaction.atomic("rooms"):
                connections["rooms"].cursor().execute(statement, [act])


def test_an_act_of_another_kind_signs_no_rule_off() -> None:
    with enter("sven") as room:
        act = second_person.propose(by=room.acting, kind="erasure", what={"rule": "OSL-10-18a", "version": "x"})
    with enter("lena") as room:
        second_person.confirm(by=room.acting, act_id=act)
        with pytest.raises(DatabaseError, match="nothing here"), transaction.atomic("rooms"):
            connections["rooms"].cursor().execute(
                "SELECT sign_rule_agreed(gen_random_uuid(), %s, 'x', current_date)", [act]
            )


def test_the_ledger_hides_one_to_four_and_shows_five() -> None:
    with enter("bo") as police:
        person = keep(police)
        for _one in range(5):
            given(police, person)
        kept = assessed(police, person, facts=Facts())
        words = {"outcome": "Källan kan röjas."}
        decide(by=police.acting, assessment=kept, version=2, decision=Decision.REFUSED, record=words, now=NOW)
        found = ledger(police.room_id, *SPAN)
        assert [(line.rule, line.count) for line in found.lines] == [("OSL-10-27", 5)]
        assert (found.given, found.refused) == (5, None)
        noel = keep(police, **NOEL)
        concern = Facts(conditions={"SoL-19-1": {"child_fares_ill": True}})
        given(police, noel, facts=concern, purpose="protect_child", record={"child": "Vill ha hjälp."})
        (_five, one) = ledger(police.room_id, *SPAN).lines
        assert (one.rule, one.count, one.small) == ("SoL-19-1", None, True)
        assert ledger(police.room_id, SPAN[1], SPAN[1] + timedelta(days=1)).lines == ()
        assert Assessment.objects.filter(room_id=police.room_id).count() == 7
    with enter("amina") as social:
        assert ledger(social.room_id, *SPAN).lines == ()


@pytest.mark.parametrize(
    ("rule", "cited"),
    [
        ("OSL-10-27", "OSL 10 kap. 27 §"),
        ("BrB-24-4", "BrB 24 kap. 4 §"),
        ("SoL-19-1", "SoL 19 kap. 1 §"),
        ("SoL-14-2", "SoL 14 kap. 2 §"),
        ("FL-27", "FL 27 §"),
        ("none", ""),
    ],
)
def test_every_ground_is_cited_as_lawyers_do(rule, cited) -> None:
    assert citation(rule) == cited


def test_the_facts_of_the_tests_open_what_they_say() -> None:
    assert set(OBVIOUS.conditions) <= set(RULEBOOK.keys)
