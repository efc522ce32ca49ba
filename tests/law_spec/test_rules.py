"""The rules as data: sourced, dated, bilingual, and with one number for the sentence and the comparison."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from tests.law_spec.space import EVERYTHING_SIGNED

from trefas.law import (
    RULEBOOK,
    SOURCES,
    STATUTES,
    AgeLimit,
    Key,
    Provision,
    Request,
    Rulebook,
    Signature,
    SignatureError,
    Signatures,
    Subject,
    Text,
    ask,
    load_snapshot,
    parse_signatures,
    rulebook_version,
)
from trefas.law.book import by_id, content_hash
from trefas.law.words import (
    CATEGORIES,
    CATEGORY_LOCKS,
    INDIVIDUALS,
    KINDS,
    PURPOSES,
    RELATIONS,
)

RULES = {rule.id: rule for rule in RULEBOOK.rules()}
# Every rule of the gathered material, by its id here.
LISTED = [
    "OSL-26-1",
    "OSL-26-2",
    "OSL-26-5",
    "OSL-26-7",
    "OSL-18-1",
    "OSL-18-2",
    "OSL-18-3",
    "OSL-18-17",
    "OSL-18-17a",
    "OSL-35-1",
    "OSL-35-3",
    "OSL-35-5",
    "OSL-35-11",
    "OSL-35-15",
    "OSL-25-1",
    "OSL-23-2",
    "skollagen-29-14",
    "OSL-21-1",
    "OSL-21-3",
    "OSL-21-3a",
    "OSL-21-7",
    "OSL-22-1",
    "OSL-22-2",
    "OSL-40-7g",
    "SoL-17-11",
    "2023:421-17",
    "BrB-20-3",
    "OSL-7-1",
    "OSL-12-2",
    "OSL-12-3",
    "OSL-10-2",
    "OSL-10-2a",
    "OSL-10-15a",
    "OSL-10-27",
    "OSL-10-28",
    "OSL-10-14",
    "OSL-10-26",
    "OSL-10-3",
    "BrB-24-4",
    "polislagen-6",
    "FL-8",
    "OSL-10-18a",
    "OSL-10-18a@2013-01-01",
    "OSL-10-18b",
    "OSL-10-18c",
    "OSL-10-19",
    "OSL-10-20",
    "OSL-10-21",
    "OSL-10-22",
    "OSL-10-22a",
    "OSL-10-23",
    "OSL-10-23@unknown",
    "OSL-10-24",
    "2025:170-4",
    "2025:170-6",
    "2025:170-8",
    "SoL-15-7",
    "OSL-26-9e",
    "LUL-11",
    "2024:7-14",
    "SoL-15-5",
    "SoL-19-1",
    "SoL2001-14-1",
    "SoL-20-6",
    "LUL-6",
    "LUL-34",
    "2024:7-11",
    "OSL-35-10c",
    "2018:1177-2-22",
    "2025:170-5",
    "OSL-26-9b",
    "OSL-35-10b",
    "OSL-23-6a",
    "OSL-35-15a",
    "1991:2041",
    "KBDL-3-6",
    "2025:170-7",
    "SoL-19-6",
    "OSL-26-9",
    "SoL-15-8",
    "OSL-26-9c",
    "OSL-25-12",
    "OSL-25-13",
    "SoL-15-9",
    "SoL-15-10",
    "2016:774",
    "SoL-19-2",
    "SoL-19-4",
    "OSL-6-5",
    "OSL-6-7",
    "OSL-7-2",
    "OSL-7-3",
    "OSL-8-1",
    "OSL-8-2",
    "OSL-11-4",
]


def test_every_listed_rule_is_there() -> None:
    assert set(LISTED) <= RULES.keys()


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_every_rule_has_a_source_a_statute_and_both_languages(rule: Provision) -> None:
    assert rule.sources
    assert all(source in SOURCES for source in rule.sources)
    assert rule.statute in STATUTES
    assert STATUTES[rule.statute].number in rule.link
    sentence = rule.explanation
    assert sentence.sv.endswith(".")
    assert sentence.en.endswith(".")
    assert sentence.sv != sentence.en
    assert sentence.sv.replace("kap. ", "").count(". ") == sentence.en.count(". ") == 0


@pytest.mark.parametrize("key", RULEBOOK.askable, ids=lambda key: key.id)
def test_every_reachable_key_asks_something_and_can_open_something(key: Key) -> None:
    assert key.conditions
    assert key.opens <= {lock for locks in CATEGORY_LOCKS.values() for lock in locks}
    assert key.senders
    assert key.receivers
    assert key.purposes
    assert "OSL-35-3" not in key.opens
    for condition in key.conditions:
        assert condition.text.sv.endswith("?")
        assert condition.text.en.endswith("?")


def test_every_reachable_duty_goes_through_10_28() -> None:
    assert all(key.through == "OSL-10-28" for key in RULEBOOK.askable if key.effect == "shall")


def test_a_superseded_version_ends_where_its_successor_begins() -> None:
    for rule in RULES.values():
        name, at, start = rule.id.partition("@")
        if at:
            assert start == (rule.span.first.isoformat() if rule.span.first else "unknown")
            assert rule.span.last is not None
            first = RULES[name].span.first
            assert first is not None
            assert (first - rule.span.last).days == 1


def test_rules_that_only_the_memory_or_an_old_copy_supports_are_doubtful() -> None:
    doubtful = {rule.id for rule in RULES.values() if rule.doubtful}
    assert {"polislagen-6", "OSL-10-15a", "OSL-10-23", "OSL-10-21", "OSL-10-2", "1991:2041"} <= doubtful
    assert {"OSL-12-2", "OSL-10-27", "2025:170-4", "OSL-26-9"}.isdisjoint(doubtful)


def swapped(key: Key) -> Rulebook:
    """The rulebook with one rule exchanged."""
    return replace(RULEBOOK, keys={**RULEBOOK.keys, key.id: key})


def asked(age: int) -> Request:
    return Request(
        id="a",
        date=date(2026, 3, 1),
        sender="social_services",
        receiver="police",
        information=frozenset({"social_services_case"}),
        purpose="prevent_crime",
        subject=Subject(age),
    )


@pytest.mark.parametrize("limit", [16, 21, 25])
def test_the_number_in_the_sentence_is_the_one_compared(limit: int) -> None:
    key = replace(RULEBOOK.keys["OSL-10-18a"], age=AgeLimit(limit))
    book = swapped(key)
    found = {age: status(book, age) for age in (limit - 1, limit)}
    assert found == {limit - 1: "could_open", limit: "closed"}
    assert f"under {limit} år" in key.explanation.sv
    assert f"under {limit}" in key.explanation.en
    closed = next(one for one in ask(asked(limit), book=book).keys if one.key.id == key.id)
    assert f"under {limit} år" in closed.reason.sv


def status(book: Rulebook, age: int) -> str:
    return next(key.status for key in ask(asked(age), book=book).keys if key.key.id == "OSL-10-18a")


@pytest.mark.parametrize("key", [key for key in RULEBOOK.askable if key.age], ids=lambda key: key.id)
def test_no_age_is_typed_into_the_sentence_of_a_rule_that_counts_age(key: Key) -> None:
    assert "{age}" in key.says.sv
    assert "{age}" in key.says.en
    assert not re.search(r"\d+ år", key.says.sv)


@pytest.mark.parametrize("key", RULEBOOK.askable, ids=lambda key: key.id)
def test_no_age_is_typed_into_a_question_that_counts_age(key: Key) -> None:
    for condition in key.conditions:
        if condition.below is not None or condition.from_age is not None:
            assert re.search(r"\{(below|from_age)\}", condition.question.sv)
            assert re.search(r"\{(below|from_age)\}", condition.question.en)


def texts() -> list[Text]:
    told = [rule.explanation for rule in RULES.values()]
    told += [condition.text for key in RULEBOOK.keys.values() for condition in key.conditions]
    for words in (KINDS, RELATIONS, INDIVIDUALS, PURPOSES, CATEGORIES):
        told += words.values()
    return told


def test_the_swedish_texts_avoid_the_inside_words() -> None:
    forbidden = re.compile(r"\b(rum|rummet|lås|låset|nyckel|nyckeln|nominera|restriktiv åtgärd)\b", re.IGNORECASE)
    assert [text.sv for text in texts() if forbidden.search(text.sv)] == []


def test_the_version_is_the_hash_of_the_content() -> None:
    changed = swapped(replace(RULEBOOK.keys["OSL-10-18a"], age=AgeLimit(20)))
    assert RULEBOOK.version == content_hash(RULEBOOK.as_data())
    assert changed.version != RULEBOOK.version
    assert changed.versions["OSL-10-18a"] != RULEBOOK.versions["OSL-10-18a"]
    assert changed.versions["OSL-10-27"] == RULEBOOK.versions["OSL-10-27"]


def test_a_kept_rulebook_answers_as_it_did() -> None:
    kept = load_snapshot(RULEBOOK.snapshot())
    assert kept == RULEBOOK
    assert kept.version == RULEBOOK.version
    assert ask(asked(17), EVERYTHING_SIGNED, kept).as_json() == ask(asked(17), EVERYTHING_SIGNED).as_json()


@pytest.mark.parametrize("text", ["{}", '{"keys": [{"id": "x"}]}', "[]"])
def test_another_text_is_no_rulebook(text: str) -> None:
    with pytest.raises(ValueError, match="regelverk"):
        load_snapshot(text)


def test_a_sign_off_holds_for_the_version_that_was_read() -> None:
    met: dict[str, bool | str] = {"concrete_circumstances": "Hämtar ett vapen i kväll.", "not_unsuitable": True}
    request = replace(asked(17), facts={"OSL-10-18a": met})
    read = Signature("OSL-10-18a", RULEBOOK.versions["OSL-10-18a"], "Jurist", date(2026, 2, 1))
    assert ask(request, Signatures((read,))).outcome == "permitted"
    assert ask(request, Signatures((replace(read, version="0123456789abcdef"),))).outcome == "needs_assessment"
    assert ask(request).outcome == "needs_assessment"
    changed = swapped(replace(RULEBOOK.keys["OSL-10-18a"], mark="M"))
    assert ask(request, Signatures((read,)), changed).outcome == "needs_assessment"


ROW = {"rule": "OSL-12-2", "version": "0123", "who": "Jurist", "when": "2026-02-01"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"who": ""}, "Godkännande 2 saknar fältet ”who”"),
        ({"version": 3}, "saknar fältet ”version”"),
        ({"when": "2026-02-30"}, "ingen dag"),
    ],
)
def test_a_sign_off_names_rule_version_who_and_when(changes: dict[str, object], said: str) -> None:
    with pytest.raises(SignatureError, match=said):
        parse_signatures([ROW, {**ROW, **changes}])
    with pytest.raises(SignatureError, match="inget objekt"):
        parse_signatures(["x"])
    assert parse_signatures([ROW]).pairs == {("OSL-12-2", "0123")}


def test_what_protects_at_the_receiver_belongs_to_the_version() -> None:
    changed = replace(RULEBOOK, own_rule={**RULEBOOK.own_rule, "court": ("OSL-26-1",)})
    assert changed.version != RULEBOOK.version == rulebook_version()
    to_court = replace(asked(17), receiver="court")
    assert ask(to_court, book=changed).receiver.protected_by == ("OSL-26-1",)
    assert ask(to_court).receiver.protected_by == ()


def test_a_rule_cannot_be_written_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        by_id([RULEBOOK.keys["LUL-6"], RULEBOOK.keys["LUL-6"]])
