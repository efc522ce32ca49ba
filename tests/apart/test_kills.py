"""Either side is killed between every step, and goes on: one copy, one receipt, both chains whole, nothing half."""

import os

import pytest

from tests.apart.dying import CARRIER, DOOR, dying_carrier, open_dying_door
from tests.apart.sides import Side, carry, chain_is_whole, rows, settle, told_in_chain
from tests.apart.test_apart import Two, given, registered, state, taken_back
from trefas.disclosures.models import Receipt

KILLED = -9
# Each case starts processes: all of them with TREFAS_LONG=1, else every point once and the hardest for every message.
LONG = os.environ.get("TREFAS_LONG") == "1"
WHAT = ("envelope", "answer", "withdrawal")
HARDEST = (CARRIER[2], DOOR[2])


def cases(points: tuple[str, ...]) -> list[tuple[str, str]]:
    found = [(what, point) for what in WHAT for point in points]
    return [(what, point) for what, point in found if LONG or what == "envelope" or point in HARDEST]


def until(apart: Two, what: str) -> tuple[Receipt, Side, Side]:
    """Bring a disclosure to where the message of a kind waits; returns it, who carries, and who takes it in."""
    police, social = apart
    receipt = given(police)
    if what == "envelope":
        return receipt, police, social
    carry(police)
    if what == "withdrawal":
        taken_back(police, receipt)
        return receipt, police, social
    registered(social, receipt)
    return receipt, social, police


def once_and_whole(apart: Two, receipt: Receipt, what: str) -> None:
    police, social = apart
    settle(police, social)
    if what == "envelope":
        registered(social, receipt)
        settle(police, social)
    copies = rows(social, "SELECT state FROM disclosures_envelope WHERE id = %s", receipt.envelope)
    theirs = rows(social, "SELECT counter <> '' FROM disclosures_receipt WHERE envelope = %s", receipt.envelope)
    own = rows(police, "SELECT counter <> '' FROM disclosures_receipt WHERE envelope = %s", receipt.envelope)
    if what == "withdrawal":
        assert (copies, theirs, own, state(police, receipt)) == ([("withdrawn",)], [], [(False,)], "withdrawn")
    else:
        assert (copies, theirs, own, state(police, receipt)) == ([("registered",)], [(True,)], [(True,)], "registered")
    came = [event for event in told_in_chain(social, "envelope.received") if str(receipt.envelope) in str(event)]
    home = [event for event in told_in_chain(police, "envelope.registered") if str(receipt.envelope) in str(event)]
    assert (len(came), len(home)) == (1, 0 if what == "withdrawal" else 1)
    assert [chain_is_whole(side) for side in apart] == [True, True]


@pytest.mark.parametrize(("what", "point"), cases(CARRIER))
def test_the_carrier_is_killed(apart: Two, what: str, point: str) -> None:
    receipt, carrier, _taker = until(apart, what)
    assert dying_carrier(carrier, point) == KILLED
    once_and_whole(apart, receipt, what)


@pytest.mark.parametrize(("what", "point"), cases(DOOR))
def test_the_door_is_killed(apart: Two, what: str, point: str) -> None:
    receipt, carrier, taker = until(apart, what)
    open_dying_door(taker, point)
    try:
        assert carry(carrier) == ["unreachable"]
    finally:
        taker.close_door()
        taker.open_door()
    once_and_whole(apart, receipt, what)
