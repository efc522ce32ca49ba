"""A seeded sample of 100,000 of all questions; the whole is run by benchmarks/law_brute_force.py."""

from __future__ import annotations

from collections import Counter

from tests.law_spec import space

SAMPLE = 100_000
SEED = 20261123


def test_a_hundred_thousand_questions_agree_with_a_plain_reading() -> None:
    outcomes = Counter(space.check(asked).outcome for asked in space.sample(SAMPLE, SEED))
    assert outcomes.total() == SAMPLE
    assert set(outcomes) == {"no_secrecy", "required", "permitted", "closed"}


def test_the_days_stand_around_every_change() -> None:
    assert len(space.days()) >= 2 * len(space.changes())
    assert all(day.isoformat() in {"2025-11-30", "2025-12-01", "2025-12-02"} for day in space.days()[-3:])
