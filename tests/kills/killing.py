"""Kills at random moments while forms are on their way, and waits until the writers are served again."""

import random
import time
from collections import Counter

from tests.kills.installation import VICTIMS, Installation
from tests.kills.writing import Writer

SERVED_AGAIN = 300.0
MOMENT = 0.3
PATIENCE = 12.0


def kill_while_written(
    installation: Installation, writers: list[Writer], kills: int, chance: random.Random, until: float
) -> Counter[str]:
    """Kill so many processes; returns how many of each kind, and how often a form that decides was on its `way`."""
    killed: Counter[str] = Counter()
    while sum(killed[what] for what in VICTIMS) < kills and time.monotonic() < until:
        _wait_for_a_write(installation, writers)
        victim, target = chance.choice(VICTIMS), chance.choice(writers)
        _wait_for_its_form(target, writers)
        time.sleep(chance.uniform(0, MOMENT))
        on_its_way = any(one.deciding() for one in writers)
        if installation.kill(victim):
            killed[victim] += 1
            killed["way"] += on_its_way
        installation.mend()
    _wait_for_a_write(installation, writers)
    return killed


def _wait_for_a_write(installation: Installation, writers: list[Writer]) -> None:
    before, until = sum(one.acknowledged() for one in writers), time.monotonic() + SERVED_AGAIN
    while sum(one.acknowledged() for one in writers) <= before:
        installation.mend()
        if time.monotonic() > until:
            last = [next((a.refused for a in reversed(one.attempts) if a.refused), "") for one in writers]
            raise SystemExit(f"Nothing was acknowledged for {SERVED_AGAIN:.0f} s: {last}")
        time.sleep(0.02)


def _wait_for_its_form(target: Writer, writers: list[Writer]) -> None:
    """Wait a while for the form of one writer that decides to be on its way, else for anybody's: then it can be lost."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        late = time.monotonic() - began > PATIENCE / 2
        if target.deciding() or (late and any(one.deciding() for one in writers)):
            return
        time.sleep(0.002)
