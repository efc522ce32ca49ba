"""Generated lives against a plain reading of the calendar: nothing goes early, nothing a night late, and a hold wins."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from trefas.accountability.classes import CHOICES, rule_for
from trefas.accountability.reckoning import Facts, standing
from trefas.law.retention_periods import RETENTION_BY_ID

NIGHT = timedelta(days=1)
days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
rules = st.sampled_from(sorted({rule for group in CHOICES.values() for rule in group}))


def kept_through(rule, start):
    """The last day to be kept, read off the calendar."""
    first = date(start.year, 12, 31) if rule.to_year_end else start
    months = first.year * 12 + first.month - 1 + (rule.years or 0) * 12 + (rule.months or 0)
    year, month = divmod(months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + NIGHT * (first.day - 1), following - NIGHT)


@settings(max_examples=2_000, deadline=None)
@given(rules, days, days, st.integers(0, 9000), st.integers(0, 9000), st.integers(-3, 3), st.booleans())
def test_none_early_none_a_night_late_and_a_hold_wins(name, last, birth, held_after, held_for, offset, told) -> None:
    rule = RETENTION_BY_ID[name]
    given_day = last if told else None
    knows = told or rule.start in ("last_note", "registration_year", "case_ended", "first_processing", "birth")
    start = given_day or (birth if rule.start == "birth" else last)
    hold = (last + NIGHT * held_after, last + NIGHT * (held_after + held_for))
    endless = rule.years is None and rule.months is None
    ends = date(9999, 1, 1) if endless else kept_through(rule, start)
    for night in {ends + NIGHT * offset if ends.year < 9000 else last, *hold}:
        held = hold[0] <= night < hold[1]
        found = standing(rule, Facts(last, False, birth, given_day, held), night).why
        assert (found == "due") == (knows and not held and night > ends), (name, night)
        assert standing(rule, Facts(last, True, birth, given_day, held), night).why in ("open", "held")


@settings(max_examples=300, deadline=None)
@given(days, st.sampled_from(["social_services", "police", "exit_unit"]), st.integers(0, 4000), st.integers(0, 4000))
def test_the_first_night_it_is_proposed_is_the_first_it_may_be(last, kind, held_from, held_days) -> None:
    rule = RETENTION_BY_ID[rule_for("file", kind)]
    ends = kept_through(rule, last)
    held = (last + NIGHT * held_from, last + NIGHT * (held_from + held_days))
    night = last
    while standing(rule, Facts(last, False, held=held[0] <= night < held[1]), night).why != "due":
        night += NIGHT
    expected = ends + NIGHT
    if held[0] <= expected < held[1]:
        expected = held[1]
    assert night == expected


def test_what_nobody_has_a_rule_for_and_what_has_no_start_stays() -> None:
    far = date(9000, 1, 1)
    assert standing(None, Facts(date(2000, 1, 1), False), far).why == "no_rule"
    assert standing(RETENTION_BY_ID["probation"], Facts(date(2000, 1, 1), False), far).why == "no_start"
    assert standing(RETENTION_BY_ID["placed_child"], Facts(date(2000, 1, 1), False), far).why == "never"
    assert rule_for("file", "figures") is None
