"""Following lapses after six months; what stops the clock, what winds it, and what does not."""

from datetime import date

import pytest

from tests.methods.histories import day, event, followed, supported
from trefas.methods import Event, derive_stage, shipped
from trefas.methods.months import add_months

TREFAS = shipped()["trefas"]


def _stage(events: tuple[Event, ...], on: date) -> str:
    stage = derive_stage(TREFAS, events, on).stage
    assert stage is not None
    return stage.id


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 15), 6, date(2026, 7, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 7, 1), 6, date(2027, 1, 1)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


def test_following_lapses_the_day_after_six_months() -> None:
    assert derive_stage(TREFAS, followed(), day(10)).lapses_on == date(2026, 7, 1)
    assert _stage(followed(), date(2026, 7, 1)) == "followed"
    assert _stage(followed(), date(2026, 7, 2)) == "lapsed"


def test_a_lapsed_verdict_says_when_and_why() -> None:
    verdict = derive_stage(TREFAS, followed(), date(2027, 1, 1))
    assert verdict.since == date(2026, 7, 2)
    assert verdict.reasons[-1].text.sv == "Uppföljningen har upphört: tiden gick ut utan nytt beslut."


def test_a_decision_on_a_newer_fact_gives_six_months_more() -> None:
    again = event("redecided", 100, fact_on=day(95))
    assert _stage((*followed(), again), day(250)) == "followed"
    assert derive_stage(TREFAS, (*followed(), again), day(250)).lapses_on == add_months(day(100), 6)


@pytest.mark.parametrize("fact_on", [None, day(0), day(-3), day(101)], ids=["none", "same", "older", "future"])
def test_a_decision_on_no_newer_fact_changes_nothing(fact_on: date | None) -> None:
    verdict = derive_stage(TREFAS, (*followed(), event("redecided", 100, fact_on=fact_on)), day(100))
    assert verdict.lapses_on == date(2026, 7, 1)
    assert "nyare uppgift" in verdict.unheeded[0].why.sv


def test_the_same_fact_carries_only_one_new_decision() -> None:
    first, second = (event("redecided", number, fact_on=day(95)) for number in (100, 200))
    assert len(derive_stage(TREFAS, (*followed(), first, second), day(200)).unheeded) == 1


@pytest.mark.parametrize("kind", ["offered", "contacted", "reviewed", "registered", "measure_decided"])
def test_activity_does_not_prolong_following(kind: str) -> None:
    assert derive_stage(TREFAS, (*followed(), event(kind, 100)), day(101)).lapses_on == date(2026, 7, 1)


def test_days_with_support_are_not_counted() -> None:
    history = (
        *followed(),
        event("accepted", 10),
        event("support_started", 20, subject="flat"),
        event("support_ended", 310, subject="flat"),
    )
    assert derive_stage(TREFAS, history[:-1], day(300)).lapses_on is None
    assert derive_stage(TREFAS, history, day(310)).lapses_on == date.fromordinal(date(2026, 7, 1).toordinal() + 300)


def test_support_itself_does_not_lapse() -> None:
    assert _stage(supported(), day(1500)) == "supported"


def test_what_comes_after_a_lapse_needs_a_new_proposal() -> None:
    late = (*followed(), event("offered", 300))
    assert _stage(late, day(300)) == "lapsed"
    again = (*late, event("reopened", 301), event("signed_off", 302, by="berit"))
    assert _stage(again[:-1], day(302)) == "proposed"
    assert _stage(again, day(302)) == "identified"


def test_whoever_reopens_cannot_sign_off() -> None:
    ended = (*followed(), event("handed_over", 5), event("reopened", 6, by="berit"))
    assert _stage((*ended, event("signed_off", 7, by="berit")), day(7)) == "proposed"
    assert _stage((*ended, event("signed_off", 7, by="bo")), day(7)) == "identified"
