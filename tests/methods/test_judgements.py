"""Proposals against criteria, endings by how they were verified."""

import pytest

from trefas.methods import Outcome, Polarity, check_proposal, ending_polarity, shipped

TREFAS = shipped()["trefas"]


def test_a_proposal_with_enough_evidence_names_the_criteria_met() -> None:
    verdict = check_proposal(TREFAS, {"drives_violence": 2, "at_risk_of_being_hit": 1})
    assert verdict.outcome is Outcome.ALLOWED
    assert [text.en for text in verdict.reasons] == ["Drives the lethal violence", "At risk of lethal violence"]


def test_a_necessary_criterion_says_how_much_is_lacking() -> None:
    verdict = check_proposal(TREFAS, {"drives_violence": 1, "at_risk_of_using": 1})
    assert verdict.outcome is Outcome.REFUSED
    assert verdict.reasons[0].sv == "”Våldsdrivande i det dödliga våldet” kräver 2 underlag, 1 är angivna."


def test_the_necessary_criterion_alone_is_not_enough() -> None:
    verdict = check_proposal(TREFAS, {"drives_violence": 3})
    assert verdict.reasons[0].en == "The proposal must meet at least 1 of the other criteria."


def test_an_empty_proposal_is_told_everything() -> None:
    assert len(check_proposal(TREFAS, {}).reasons) == 2


def test_an_unknown_criterion_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no criterion 'height'"):
        check_proposal(TREFAS, {"height": 1})


@pytest.mark.parametrize(
    ("verified", "polarity"),
    [
        ("", Polarity.UNKNOWN),
        ("not_verified", Polarity.UNKNOWN),
        ("register", Polarity.UNKNOWN),
        ("own_contact", Polarity.POSITIVE),
        ("two_sources", Polarity.NEUTRAL),
    ],
)
def test_not_seen_is_unknown_until_verified(verified: str, polarity: Polarity) -> None:
    verdict = ending_polarity(TREFAS, "not_seen", verified)
    assert verdict.polarity is polarity
    assert verdict.reasons[0].sv == "Syns ej i miljön"


@pytest.mark.parametrize("method", ["trefas", "sig"])
def test_should_not_have_been_included_tells_receivers(method: str) -> None:
    verdict = ending_polarity(shipped()[method], "should_not_have_been", "decision")
    assert (verdict.tells_receivers, verdict.polarity) == (True, Polarity.NEUTRAL)


def test_an_unknown_ground_is_an_error_of_the_caller() -> None:
    with pytest.raises(KeyError):
        ending_polarity(TREFAS, "boredom", "decision")
