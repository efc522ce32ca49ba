"""Work in a process of its own that is killed -9 in one of its transactions, before or after the commit."""

import os
import signal
from collections.abc import Callable

from django.db import connections

from trefas.rooms import entry


def killed_in(step: int, work: Callable[[], object], *, before_commit: bool) -> bool:
    """Do the work in a fork that dies in its `step`th transaction; returns whether it was killed."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        _die_in(step, before_commit=before_commit)
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def _die_in(step: int, *, before_commit: bool) -> None:
    done, clear = [0], entry._clear

    def counted(block, error):
        done[0] += 1
        if not (before_commit and done[0] == step):
            clear(block, error)
        if done[0] == step:
            os.kill(os.getpid(), signal.SIGKILL)

    entry._clear = counted
