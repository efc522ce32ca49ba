"""The lawyer's sign-offs make a rule certain in her room, and the ledger counts grounds without pointing at anybody."""

from datetime import timedelta

import pytest

from tests.cast import NOW, enter
from tests.disclosures.build import NOEL, OBVIOUS, assessed, given, keep
from trefas.disclosures.actions import Facts, answer_questions, decide, sign_rule, take_back_signature
from trefas.disclosures.ledger import citation, ledger
from trefas.disclosures.models import Assessment, Decision, RuleSignature
from trefas.disclosures.reading import signatures_of
from trefas.law import RULEBOOK
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
CONCERN = Facts(conditions={"OSL-10-18a": {"concrete_circumstances": "Vapen.", "not_unsuitable": True}})
SPAN = (NOW - timedelta(days=30), NOW + timedelta(days=1))


def test_signed_off_a_rule_is_certain_here_and_nowhere_else() -> None:
    with enter("amina") as social:
        kept = assessed(social, keep(social), facts=CONCERN, to="Polisen Nord")
        assert kept.outcome == "needs_assessment"
    with enter("lena") as lawyer:
        signature = sign_rule(by=lawyer.acting, rule="OSL-10-18a", now=NOW)
        with pytest.raises(RefusedError, match="already"):
            sign_rule(by=lawyer.acting, rule="OSL-10-18a", now=NOW)
        with pytest.raises(RefusedError, match="no such rule"):
            sign_rule(by=lawyer.acting, rule="OSL-99-9", now=NOW)
        assert signature.rule_version == RULEBOOK.versions["OSL-10-18a"]
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


def test_only_a_lawyer_signs_off() -> None:
    with enter("amina") as social, pytest.raises(RefusedError, match="role"):
        sign_rule(by=social.acting, rule="OSL-10-18a", now=NOW)


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
