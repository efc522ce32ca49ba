"""Every paragraph of the handbook is executed, and every rule has one that opens it and one that closes it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.law_spec.contents import cases
from tests.law_spec.spec import Case

from trefas.law import RULEBOOK, Answer, Signature, Signatures, ask, nearest, parse_request

CASES = cases()
DAY = date(2026, 1, 15)


def signatures(*rules: str) -> Signatures:
    """The rules signed off in their present version."""
    return Signatures(tuple(Signature(rule, RULEBOOK.versions[rule], "Jurist", DAY) for rule in rules))


def answer(case: Case) -> Answer:
    return ask(parse_request(dict(case.request)), signatures(*case.signed))


def key_of(told: Answer, rule: str) -> Any:
    return next(key for key in told.keys if key.key.id == rule)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.request["id"])
def test_paragraph(case: Case) -> None:
    told = answer(case)
    assert told.outcome == case.expects["outcome"]
    for name, expected in case.expects.items():
        CHECKS[name](told, case, expected)


def _status(told: Answer, case: Case, expected: str) -> None:
    assert key_of(told, case.provision).status == expected


def _failed(told: Answer, case: Case, expected: str) -> None:
    key = key_of(told, case.provision)
    assert key.failed == expected
    assert key.reason.sv.startswith(f"{expected}: ")


def _locks(told: Answer, case: Case, expected: list[str]) -> None:
    assert [lock.lock.id for lock in told.locks] == expected


def _opened(told: Answer, case: Case, expected: dict[str, str]) -> None:
    opened = {lock.lock.id: lock.opened_by for lock in told.locks}
    assert all(rule in opened[lock] for lock, rule in expected.items())


def _not_opened(told: Answer, case: Case, expected: dict[str, str]) -> None:
    opened = {lock.lock.id: lock.opened_by for lock in told.locks}
    assert all(rule not in opened[lock] for lock, rule in expected.items())


def _nearest(told: Answer, case: Case, expected: str) -> None:
    found = nearest(told)
    assert found is not None
    assert found.rule.id == expected


def _warns(told: Answer, case: Case, expected: bool) -> None:
    assert (told.receiver.warning is not None) == expected


def _same(name: str) -> Any:
    def check(told: Answer, case: Case, expected: object) -> None:
        assert told.as_json()[name] == expected

    return check


CHECKS = {
    "outcome": _same("outcome"),
    "missing": _same("missing"),
    "obliged": _same("obliged"),
    "protected_by": lambda told, case, expected: _equal(list(told.receiver.protected_by), expected),
    "status": _status,
    "failed": _failed,
    "locks": _locks,
    "opened": _opened,
    "not_opened": _not_opened,
    "nearest": _nearest,
    "warns": _warns,
}


def _equal(found: object, expected: object) -> None:
    assert found == expected


def test_at_least_150_paragraphs() -> None:
    assert len(CASES) >= 150


def test_no_paragraph_is_written_twice() -> None:
    assert len({(case.provision, case.sv) for case in CASES}) == len(CASES)


@pytest.mark.parametrize("rule", [key.id for key in RULEBOOK.askable])
def test_every_reachable_rule_has_a_paragraph_that_opens_it_and_one_that_closes_it(rule: str) -> None:
    shown = {case.expects.get("status") for case in CASES if case.provision == rule}
    assert shown & {"opens", "could_open"}
    assert "closed" in shown


@pytest.mark.parametrize("lock", [lock for locks in RULEBOOK.category_locks.values() for lock in locks])
def test_every_reachable_secrecy_has_a_paragraph(lock: str) -> None:
    assert any(lock in case.expects.get("locks", []) for case in CASES)


@pytest.mark.parametrize("case", [case for case in CASES if case.signed], ids=lambda case: case.request["id"])
def test_unsigned_the_best_answer_is_an_assessment(case: Case) -> None:
    assert ask(parse_request(dict(case.request))).outcome not in ("permitted", "required")
