"""Processes of an installation that are killed (SIGKILL, by themselves) at a named point: nobody can clean up after."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.apart.sides import Side

CARRIER = ("before the claim", "after the claim", "after the answer came", "after it is noted")
DOOR = ("before it is put in", "put in but not committed", "committed but not answered")


def die(*_args: Any, **_more: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def then_die(call: Callable[..., Any]) -> Callable[..., Any]:
    def dying(*args: Any, **more: Any) -> Any:
        call(*args, **more)
        return die()

    return dying


def carry_and_die(point: str) -> None:
    """Carry as `trefas deliver` does, and die at the point."""
    from trefas.cli.exchanging import _own, _start_as_carrier

    _start_as_carrier()
    from trefas.disclosures import exchange
    from trefas.rooms import trust

    patches = {
        CARRIER[1]: ("_bring", die),
        CARRIER[2]: ("_done", die),
        CARRIER[3]: ("_done", then_die(exchange._done)),
    }
    if point == CARRIER[0]:
        die()
    setattr(exchange, *patches[point])
    list(exchange.carry(trust.configured(), _own(), now=datetime.now(UTC), first_wait=0))


def patch_door(point: str) -> None:
    """Let the door's process die at the point of the first message that it takes in."""
    from trefas.disclosures import exchange

    patches = {
        DOOR[0]: ("take_in", die),
        DOOR[1]: ("_ask", then_die(exchange._ask)),
        DOOR[2]: ("take_in", then_die(exchange.take_in)),
    }
    setattr(exchange, *patches[point])


def dying_carrier(side: "Side", point: str) -> int:
    """Run a carrier that dies at the point; returns how it ended (-9 = killed)."""
    code = f"from tests.apart.dying import carry_and_die; carry_and_die({point!r})"
    done = subprocess.run([sys.executable, "-c", code], env=side.environment(), check=False, timeout=60)
    return done.returncode


def open_dying_door(side: "Side", point: str) -> None:
    """Serve the door with a process that dies at the point."""
    side.close_door()
    side.more = {"TREFAS_TEST_DIES": point, "PYTHONPATH": os.getcwd()}
    side.application = "tests.apart.dying_door:application"
    try:
        side.open_door()
    finally:
        side.more, side.application = {}, ""
