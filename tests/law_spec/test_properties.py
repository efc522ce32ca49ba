"""Whatever is asked: nothing raises, facts never close what does not depend on them, doubt never becomes certainty."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.law_spec.space import EVERYTHING_SIGNED

from trefas.law import RULEBOOK, Answer, Request, Signatures, Subject, ask, parse_request, questions
from trefas.law.lines import answer_line
from trefas.law.render import as_text
from trefas.law.words import CATEGORIES, INDIVIDUALS, KINDS, PURPOSES, RELATIONS

KEYS = {key.id: [condition.id for condition in key.conditions] for key in RULEBOOK.askable}
RANK = {"closed": 0, "could_open": 1, "opens": 2}
FACTS = st.one_of(st.booleans(), st.text(max_size=5))


@st.composite
def facts(draw: st.DrawFn) -> dict[str, dict[str, bool | str]]:
    rules = draw(st.lists(st.sampled_from(sorted(KEYS)), max_size=4, unique=True))
    return {rule: draw(st.dictionaries(st.sampled_from(KEYS[rule]), FACTS)) for rule in rules}


AGE = st.one_of(st.none(), st.integers(0, 110))
REQUESTS = st.builds(
    Request,
    id=st.text(min_size=1, max_size=5),
    date=st.dates(date(2010, 1, 1), date(2030, 1, 1)),
    sender=st.sampled_from(sorted(KINDS)),
    receiver=st.sampled_from(sorted(KINDS)),
    information=st.frozensets(st.sampled_from(sorted(CATEGORIES)), min_size=1, max_size=3),
    purpose=st.sampled_from(sorted(PURPOSES)),
    relation=st.sampled_from(sorted(RELATIONS)),
    individual=st.sampled_from(sorted(INDIVIDUALS)),
    subject=st.builds(Subject, AGE, AGE),
    requested=st.booleans(),
    facts=facts(),
    harm=st.dictionaries(st.sampled_from(sorted(set(RULEBOOK.locks) - {"OSL-35-3"})), st.booleans(), max_size=3),
)


def with_facts(asked: Request, given_facts: Mapping[str, Mapping[str, bool | str]]) -> Request:
    values = {name: getattr(asked, name) for name in Request.__slots__}
    return Request(**{**values, "facts": given_facts})


@settings(max_examples=300, deadline=None)
@given(REQUESTS, st.booleans())
def test_every_answer_holds_together(asked: Request, sign: bool) -> None:
    answer = ask(asked, EVERYTHING_SIGNED if sign else Signatures())
    assert json.loads(answer.as_line()) == json.loads(json.dumps(answer.as_json()))
    assert as_text(answer, "en")
    held = {lock.lock.id for lock in answer.locks}
    for key in answer.keys:
        assert set(key.opens) <= held
        assert (key.status == "closed") == (key.failed is not None) == (not key.opens)
        if key.status == "opens":
            assert key.key.span.covers(asked.date)
            assert all(given_.met for given_ in key.conditions)
    for lock in answer.locks:
        assert set(lock.opened_by) == {key.key.id for key in answer.keys if lock.lock.id in key.opens}


@settings(max_examples=200, deadline=None)
@given(REQUESTS)
def test_an_uncertain_rule_never_permits_or_requires(asked: Request) -> None:
    assert ask(asked).outcome not in ("permitted", "required")
    assert not any(key.certain for key in ask(asked).keys)


@settings(max_examples=200, deadline=None)
@given(REQUESTS, st.sampled_from(sorted(KEYS)))
def test_one_uncertain_key_cannot_carry_an_answer(asked: Request, doubtful: str) -> None:
    others = Signatures(tuple(entry for entry in EVERYTHING_SIGNED.entries if entry.rule != doubtful))
    answer = ask(asked, others)
    if answer.outcome in ("permitted", "required"):
        assert all(set(lock.opened_by) - {doubtful} for lock in answer.locks)


@settings(max_examples=300, deadline=None)
@given(REQUESTS, st.sampled_from(sorted(KEYS)), st.data())
def test_a_satisfied_fact_never_closes_another_key(asked: Request, rule: str, data: st.DataObject) -> None:
    condition = data.draw(st.sampled_from(KEYS[rule]))
    more = {**asked.facts, rule: {**asked.facts.get(rule, {}), condition: True}}
    before, after = statuses(ask(asked)), statuses(ask(with_facts(asked, more)))
    assert all(RANK[after[key]] >= RANK[before[key]] for key in before)
    assert all(after[key] == before[key] for key in before if key != rule)


def statuses(answer: Answer) -> dict[str, str]:
    return {key.key.id: key.status for key in answer.keys}


@settings(max_examples=200, deadline=None)
@given(REQUESTS)
def test_a_request_never_changes_the_outcome_of_rules_that_do_not_ask_for_it(asked: Request) -> None:
    values = {name: getattr(asked, name) for name in Request.__slots__}
    with_, without = (ask(Request(**{**values, "requested": value})) for value in (True, False))
    for one, other in zip(sorted_keys(with_), sorted_keys(without), strict=True):
        assert one.key.unasked is not None or one.status == other.status


def sorted_keys(answer: Answer) -> list[Any]:
    return sorted(answer.keys, key=lambda key: key.key.id)


@settings(max_examples=200, deadline=None)
@given(REQUESTS)
def test_answering_every_open_question_leaves_none_but_ages(asked: Request) -> None:
    found = questions(asked)
    assert questions(asked, ask(asked)) == found
    answered = {rule: dict(given_) for rule, given_ in asked.facts.items()}
    for question in found:
        for rule in question.keys:
            answered.setdefault(rule, {})[question.id] = True
    assert questions(with_facts(asked, answered)) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
FIELDS = (
    "id",
    "date",
    "sender",
    "receiver",
    "relation",
    "individual",
    "information",
    "subject",
    "purpose",
    "requested",
    "facts",
    "harm",
)
BASE = {
    "id": "a",
    "date": "2026-03-01",
    "sender": "police",
    "receiver": "social_services",
    "information": ["police_intelligence"],
    "purpose": "prevent_crime",
}


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_any_json_gets_an_answer_or_one_clear_error(changes: dict[str, Any]) -> None:
    told = json.loads(answer_line(json.dumps({**BASE, **changes}).encode()))
    assert "outcome" in told or set(told["error"]) == {"field", "message", "allowed"}


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=40))
def test_any_bytes_get_an_error(line: bytes) -> None:
    assert set(json.loads(answer_line(line))) == {"id", "error"}


def test_an_answer_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError, match="outcome"):
        bool(ask(parse_request(BASE)))
