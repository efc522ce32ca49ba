"""Events, verdicts and texts refuse what would lose a person, a reason or a language."""

from datetime import date

import pytest

from tests.methods.histories import day, followed
from trefas.methods import Event, Outcome, Text, Verdict, derive_stage, shipped


@pytest.mark.parametrize("by", ["", "  "])
def test_an_event_without_a_person_is_refused(by: str) -> None:
    with pytest.raises(ValueError, match="names no deciding person"):
        Event("proposed", date(2026, 1, 1), by, "police")


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_verdict_has_no_truth_value(outcome: Outcome) -> None:
    with pytest.raises(TypeError, match="Verdict is not a boolean"):
        bool(Verdict(outcome, ()))


def test_a_stage_verdict_has_no_truth_value() -> None:
    with pytest.raises(TypeError, match="StageVerdict is not a boolean"):
        bool(derive_stage(shipped()["trefas"], followed(), day(1)))


@pytest.mark.parametrize(("sv", "en"), [("", "Yes"), ("Ja", " ")])
def test_a_text_needs_both_languages(sv: str, en: str) -> None:
    with pytest.raises(ValueError, match="both"):
        Text(sv, en)


@pytest.mark.parametrize(("language", "words"), [("sv", "Ja"), ("en", "Yes"), ("en-gb", "Yes"), ("fi", "Ja")])
def test_a_text_speaks_swedish_unless_english_is_asked_for(language: str, words: str) -> None:
    assert Text("Ja", "Yes").in_language(language) == words


def test_a_verdict_tells_every_move_with_its_date() -> None:
    verdict = derive_stage(shipped()["trefas"], followed(3), day(4))
    assert [(reason.text.en, reason.on) for reason in verdict.reasons] == [
        ("The person was proposed.", day(3)),
        ("Another person signed off the proposal.", day(3)),
        ("The unit decided to follow the person.", day(3)),
    ]
    assert verdict.since == day(3)
