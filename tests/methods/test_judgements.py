"""Proposals against criteria, endings by how they were verified."""

import pytest

from trefas.methods import (
    Method,
    Outcome,
    Polarity,
    check_proposal,
    ending_polarity,
    ends_alone,
    read_definition,
    shipped,
)
from trefas.methods.reading import definition_source

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


@pytest.mark.parametrize("method", sorted(shipped()))
def test_one_person_ends_alone_unless_the_definition_asks_for_another(method: str) -> None:
    """The whole table of the shipped methods: every ground, by every way it can be verified."""
    definition = shipped()[method]
    pairs = [(ending, way, counts) for ending in definition.endings for way, counts in ending.verified.items()]
    for ending, way, counts in pairs:
        verdict = ends_alone(definition, ending.id, way)
        two = ending.id == "should_not_have_been" or counts is Polarity.UNKNOWN
        assert verdict.outcome is (Outcome.REFUSED if two else Outcome.ALLOWED), (ending.id, way)
        assert verdict.reasons[0] == ending.name
    assert {Polarity.UNKNOWN, Polarity.NEUTRAL} <= {counts for _ending, _way, counts in pairs}


def _changed(old: str, new: str) -> Method:
    source = definition_source("trefas")
    assert old in source
    return read_definition(source.replace(old, new, 1), "mine.toml")


@pytest.mark.parametrize(
    ("old", "new", "ground", "way", "words"),
    [
        ('["unknown"]', '["unknown", "positive"]', "goal_reached", "authority", "counts as positive"),
        ('["unknown"]', '["unknown", "negative"]', "killed", "register", "counts as negative"),
        ("verified = []", 'verified = ["own_contact"]', "moved", "own_contact", "verified in this way"),
        ('id = "killed"', 'id = "killed"\nsecond_look = "always"', "killed", "authority", "always looks"),
    ],
)
def test_the_definition_alone_says_which_endings_take_two(old, new, ground, way, words) -> None:
    assert ends_alone(TREFAS, ground, way).outcome is Outcome.ALLOWED
    verdict = ends_alone(_changed(old, new), ground, way)
    assert verdict.outcome is Outcome.REFUSED
    assert words in verdict.reasons[-1].en


def test_a_ground_may_be_exempt_from_the_rule_but_never_from_the_unknown() -> None:
    exempt = _changed('id = "moved"', 'id = "moved"\nsecond_look = "never"')
    rule = read_definition(
        definition_source("trefas").replace('["unknown"]', '["unknown", "neutral"]', 1)
        .replace('id = "moved"', 'id = "moved"\nsecond_look = "never"', 1), "mine.toml",
    )  # fmt: skip
    assert ends_alone(exempt, "moved", "register").outcome is Outcome.ALLOWED
    assert ends_alone(rule, "moved", "register").outcome is Outcome.ALLOWED
    assert ends_alone(rule, "deceased", "register").outcome is Outcome.REFUSED


def test_a_definition_older_than_the_rule_takes_a_second_look_at_the_unknown() -> None:
    source = definition_source("trefas")
    table = source[source.index("[second_look]") : source.index("# --- Roles")]
    old = read_definition(source.replace(table, "").replace('second_look = "always"\n', ""), "old.toml")
    assert ends_alone(old, "not_seen", "not_verified").outcome is Outcome.REFUSED
    assert ends_alone(old, "should_not_have_been", "decision").outcome is Outcome.ALLOWED


def test_an_unknown_ground_is_an_error_of_the_caller() -> None:
    with pytest.raises(KeyError):
        ending_polarity(TREFAS, "boredom", "decision")
