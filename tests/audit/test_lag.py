"""When a log counts as confirmed: by enough witnesses, lately enough, by the time that they sign."""

from datetime import timedelta

import pytest
from tests.audit.building import note, witness
from tests.cast import NOW

from trefas.audit.lag import Lag, Required, Standing, judge
from trefas.audit.notes import Key

HOUR = timedelta(hours=1)
POLICE, PROBATION = witness("polisen").key, witness("frivarden").key


def stands(*notes: str, keys: tuple[Key, ...] = (POLICE, PROBATION), quorum: int = 1) -> Lag:
    return judge(notes, Required(keys, quorum, 4 * HOUR), NOW)


def test_without_witnesses_nobody_is_waited_for() -> None:
    assert stands(keys=()) == Lag(Standing.UNASKED)


@pytest.mark.parametrize(
    ("age", "standing"), [(4, Standing.CONFIRMED), (4.01, Standing.LATE), (-3, Standing.CONFIRMED)]
)
def test_the_limit_is_counted_from_when_the_witness_signed(age: float, standing: Standing) -> None:
    assert stands(note(polisen=NOW - age * HOUR)) == Lag(standing, NOW - int(age * 3600) * timedelta(seconds=1))


def test_a_clock_that_is_far_ahead_hides_no_lag() -> None:
    assert stands(note(polisen=NOW + 5 * HOUR)) == Lag(Standing.LATE)


def test_a_checkpoint_that_too_few_have_cosigned_counts_for_nothing_and_an_earlier_one_may_do() -> None:
    earlier = note(1, polisen=NOW - 2 * HOUR, frivarden=NOW - 3 * HOUR)
    latest = note(2, polisen=NOW - HOUR)
    assert stands(latest, earlier, quorum=2) == Lag(Standing.CONFIRMED, NOW - 3 * HOUR)
    assert stands(latest, quorum=2) == Lag(Standing.LATE)
    assert stands(latest, keys=(POLICE, POLICE), quorum=2) == Lag(Standing.LATE)


def test_a_cosignature_over_another_checkpoint_or_by_somebody_else_is_none() -> None:
    moved = note(1) + note(2, polisen=NOW).rstrip("\n").rpartition("\n")[2] + "\n"
    assert stands(moved) == Lag(Standing.LATE)
    assert stands(note(1, socialen=NOW)) == Lag(Standing.LATE)
