"""Consent, record, retention, protected identity: data with sources."""

from __future__ import annotations

from datetime import date

import pytest

from trefas.law import (
    CONSENT_AGES,
    CONSENT_CONTENT,
    PROTECTION_LEVELS,
    RECORD_FIELDS,
    RETENTION,
    RETENTION_BY_ID,
    SOURCES,
    Retention,
    ask,
    consent_age,
    parse_request,
)

LISTS = (CONSENT_CONTENT, CONSENT_AGES, PROTECTION_LEVELS, RECORD_FIELDS, RETENTION)
BASE = {
    "id": "a",
    "date": "2026-03-01",
    "sender": "social_services",
    "receiver": "school",
    "information": ["social_services_case"],
    "purpose": "support",
    "subject": {"age": 30},
}


@pytest.mark.parametrize("entry", [entry for entries in LISTS for entry in entries], ids=repr)
def test_every_entry_names_a_source(entry: object) -> None:
    sources = entry.sources  # type: ignore[attr-defined]  # every kind of entry has them, which is the point
    assert sources
    assert all(source in SOURCES for source in sources)


def test_the_record_has_22_fields_of_which_the_marked_ones_are_required() -> None:
    assert [field.number for field in RECORD_FIELDS] == list(range(1, 23))
    assert {field.number for field in RECORD_FIELDS if field.required} == {1, 2, 3, 4, 5, 7, 8, 9, 14, 17, 22}


def recorded(**changes: object) -> set[str]:
    return set(ask(parse_request({**BASE, **changes})).must_record)


def test_the_case_calls_for_more_fields() -> None:
    always = {field.id for field in RECORD_FIELDS if field.required}
    assert always | {"consent"} == recorded()
    assert recorded(subject={"age": 17}) - recorded() == {"child"}
    assert recorded(requested=True) - recorded() == {"initiative"}
    assert recorded(receiver="association") - recorded() == {"reservation"}
    assert recorded(sender="police") - recorded() == {"reliability"}
    assert recorded(information=["protected_whereabouts"]) - recorded() == {"protected_identity"}
    assert recorded(information=["criminal_record"]) == always


@pytest.mark.parametrize(("age", "word"), [(0, "Under 12"), (11, "Under 12"), (12, "12 till 15"), (15, "Från 15")])
def test_the_age_of_consent_is_read_from_the_data(age: int, word: str) -> None:
    assert word in consent_age(age).text.sv


def test_an_adult_consents_alone() -> None:
    assert consent_age(18) == consent_age(90)
    assert "18" in consent_age(18).text.en


def test_a_consent_states_what_it_must() -> None:
    required = {element.id for element in CONSENT_CONTENT if element.required}
    assert {"who", "parties", "information", "purpose", "duration", "revocable"} <= required


@pytest.mark.parametrize(
    ("period", "start", "ends", "erase_by"),
    [
        ("social_file", date(2020, 5, 4), date(2025, 5, 4), date(2026, 12, 31)),
        ("child_inquiry", date(2012, 2, 29), date(2042, 2, 28), date(2042, 2, 28)),
        ("police_intelligence", date(2024, 3, 1), date(2027, 12, 31), date(2027, 12, 31)),
        ("police_cameras", date(2025, 8, 31), date(2026, 2, 28), date(2026, 2, 28)),
        ("area_ban_positions", date(2025, 11, 30), date(2026, 1, 30), date(2026, 1, 30)),
        ("shared_pointers", date(2026, 1, 31), date(2026, 2, 28), date(2026, 2, 28)),
        ("placed_child", date(2020, 1, 1), None, None),
    ],
)
def test_a_period_is_reckoned(period: str, start: date, ends: date | None, erase_by: date | None) -> None:
    rule = RETENTION_BY_ID[period]
    assert (rule.ends(start), rule.erase_by(start)) == (ends, erase_by)


@pytest.mark.parametrize("period", RETENTION, ids=lambda period: period.id)
def test_the_number_in_the_sentence_is_the_one_reckoned_with(period: Retention) -> None:
    for name, number in (("{years}", period.years), ("{months}", period.months)):
        assert (number is not None) == (name in period.says.sv) == (name in period.says.en)
    assert len(RETENTION_BY_ID) == len(RETENTION)


def test_protection_has_three_levels() -> None:
    assert [level.level for level in PROTECTION_LEVELS] == [1, 2, 3]
