"""What a request may say, and the one sentence when it says something else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from trefas.law import RequestError, ask, parse_request
from trefas.law.lines import answer_line, readable_line
from trefas.law.words import CATEGORIES, INDIVIDUALS, KINDS, PURPOSES, RELATIONS

BASE: dict[str, Any] = {
    "id": "a",
    "date": "2026-03-01",
    "sender": "police",
    "receiver": "social_services",
    "information": ["criminal_record"],
    "purpose": "prevent_crime",
}
WORDS = {"sender": KINDS, "receiver": KINDS, "purpose": PURPOSES, "relation": RELATIONS, "individual": INDIVIDUALS}


def error(**changes: Any) -> RequestError:
    with pytest.raises(RequestError) as caught:
        parse_request({**BASE, **changes})
    return caught.value


@pytest.mark.parametrize("field", ["id", "date", "sender", "receiver", "information", "purpose"])
def test_a_missing_field_is_named(field: str) -> None:
    without = {name: value for name, value in BASE.items() if name != field}
    with pytest.raises(RequestError) as caught:
        parse_request(without)
    assert caught.value.field == field
    assert caught.value.allowed


@pytest.mark.parametrize("field", sorted(WORDS))
def test_an_unknown_word_shows_the_known_ones(field: str) -> None:
    caught = error(**{field: "trollkarl"})
    assert (caught.field, caught.allowed) == (field, list(WORDS[field]))
    assert "trollkarl" in caught.message


def test_an_unknown_category_shows_the_known_ones() -> None:
    caught = error(information=["social_services_case", "dröm"])
    assert (caught.field, caught.allowed) == ("information", list(CATEGORIES))


@pytest.mark.parametrize("information", [[], "social_services_case", [3], {}])
def test_information_is_a_list_of_words(information: object) -> None:
    assert error(information=information).field == "information"


@pytest.mark.parametrize("day", ["2026-02-30", "20260301", "1 mars", "2026-3-1", "2026-03-01T10:00", 20260301])
def test_a_day_is_written_in_one_way(day: object) -> None:
    assert error(date=day).field == "date"


@pytest.mark.parametrize("age", [-1, 17.5, "17", True, None, [17]])
@pytest.mark.parametrize("name", ["age", "age_at_offence"])
def test_an_age_is_a_whole_number_from_zero(name: str, age: object) -> None:
    assert error(subject={name: age}).field == f"subject.{name}"


def test_zero_is_an_age() -> None:
    assert parse_request({**BASE, "subject": {"age": 0}}).subject.age == 0


def test_absolute_secrecy_has_no_harm_test() -> None:
    caught = error(harm={"OSL-35-3": False})
    assert caught.field == "harm"
    assert "OSL-35-3" not in caught.allowed
    assert "OSL-26-1" in caught.allowed


def test_unknown_secrecy_has_no_harm_test() -> None:
    assert error(harm={"OSL-99-9": False}).field == "harm"
    assert error(harm={"OSL-26-1": "nej"}).field == "harm"


def test_unknown_rules_and_conditions_are_named() -> None:
    assert "OSL-10-18a" in error(facts={"OSL-10-99": {}}).allowed
    assert error(facts={"OSL-10-18a": {"känsla": True}}).allowed == ["concrete_circumstances", "not_unsuitable"]
    assert error(facts={"OSL-10-18a": {"not_unsuitable": 1}}).field == "facts"
    assert error(facts={"OSL-10-18a": []}).field == "facts"
    assert error(facts=[]).field == "facts"


@pytest.mark.parametrize("data", [None, 3, "text", [], True])
def test_a_line_is_an_object(data: object) -> None:
    with pytest.raises(RequestError) as caught:
        parse_request(data)
    assert caught.value.field == "line"


def test_a_word_of_another_type_is_unknown() -> None:
    assert error(sender=["police"]).field == "sender"
    assert error(requested="ja").field == "requested"
    assert error(id=7).field == "id"


def test_the_message_speaks_the_language_asked_for() -> None:
    with pytest.raises(RequestError) as caught:
        parse_request({**BASE, "sender": "x"}, "en")
    assert "no known word" in caught.value.message


def test_an_empty_fact_answers_nothing() -> None:
    blank = {"OSL-10-18a": {"concrete_circumstances": " ", "not_unsuitable": True}}
    asked = {**BASE, "sender": "social_services", "receiver": "police", "information": ["social_services_case"]}
    answer = ask(parse_request({**asked, "subject": {"age": 17}, "facts": blank}))
    (key,) = [key for key in answer.keys if key.key.id == "OSL-10-18a"]
    assert key.status == "could_open"


def test_what_was_answered_is_shown_also_where_the_rule_does_not_apply() -> None:
    answer = ask(parse_request({**BASE, "facts": {"OSL-10-18a": {"not_unsuitable": True}}}))
    (key,) = [key for key in answer.as_json()["keys"] if key["id"] == "OSL-10-18a"]
    assert (key["status"], key["conditions"][1]["answer"]) == ("closed", True)


def test_the_answer_has_the_promised_form() -> None:
    told = json.loads(answer_line(json.dumps({**BASE, "subject": {"age": 30}}).encode()))
    assert list(told) == [
        "id",
        "outcome",
        "locks",
        "keys",
        "receiver",
        "obliged",
        "must_record",
        "missing",
        "rulebook",
        "nearest",
    ]
    assert list(told["locks"][0]) == ["id", "citation", "test", "opened_by"]
    assert list(told["keys"][0]) == [
        "id",
        "citation",
        "effect",
        "status",
        "opens",
        "conditions",
        "reason",
        "certainty",
    ]
    assert list(told["keys"][0]["conditions"][0]) == ["id", "question", "answer"]
    assert list(told["receiver"]) == ["protected_by", "warning"]


@pytest.mark.parametrize("line", [b"", b"{", b"\xff", b"[" * 100_000, b'{"id": 1' + b"0" * 5000 + b"}"])
def test_what_is_not_json_is_told_so(line: bytes) -> None:
    assert json.loads(answer_line(line)) == {
        "id": None,
        "error": {"field": "line", "message": "Raden är ingen giltig JSON: rätta den.", "allowed": ["{ … }"]},
    }


def test_an_error_keeps_the_id_of_its_line() -> None:
    assert json.loads(answer_line(b'{"id": "q7", "date": "x"}'))["id"] == "q7"
    assert readable_line(b'{"id": "q7"}', language="en").startswith(b'q7: The field "date" is missing')


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert "outcome" in json.loads(answer_line(b"\xef\xbb\xbf" + json.dumps(BASE).encode()))


@pytest.mark.parametrize("field", ["sender", "information", "subject", "facts", "harm", "requested"])
def test_a_deeply_nested_value_is_told_like_any_other(field: str) -> None:
    nested = b"[" * 900 + b"]" * 900
    line = json.dumps({**BASE, field: "HERE"}).encode().replace(b'"HERE"', nested)
    assert json.loads(answer_line(line))["error"]["field"] in (field, "line")
