"""What time does by itself, once a night: every room's jobs, each in a transaction and under a pass of its own.

A context that has such work registers it when the house starts, in the `ready` of its apps.py:

    nightly.register("files.lapse", jobs.lapse)

where `jobs.lapse(by, now)` is thin, calls the context's actions and returns counts by name. A job must be idempotent:
it may run twice a night, and after a night that was missed.
"""

import logging
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connections

from trefas.authorities.attempts import forget_old
from trefas.authorities.sessions import SessionStore
from trefas.rooms import entry
from trefas.rooms.admission import acting
from trefas.rooms.entry import Acting
from trefas.rooms.errors import TrefasError
from trefas.rooms.models import Membership
from trefas.rooms.services import ROLE

Job = Callable[[Acting, datetime], Mapping[str, int]]
PURPOSE = "nightly"
# Any number that nothing else in the database locks.
LOCK = 7_203_511
log = logging.getLogger("trefas.nightly")
_JOBS: dict[str, Job] = {}


class BusyError(TrefasError):
    """Another process is doing the night's work."""


@dataclass(frozen=True)
class Done:
    """What became of a room's night: counts by job, and the correlation id of each job that failed."""

    room: str
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    failed: dict[str, uuid.UUID] = field(default_factory=dict)

    def summary(self) -> str:
        """Return the counts as one line of text."""
        return ", ".join(f"{job} {what} {n}" for job, counts in self.counts.items() for what, n in counts.items())


def register(name: str, job: Job) -> None:
    """Make a job known, as "context.verb"; jobs run in the order they were registered."""
    _JOBS[name] = job


def run(*, now: datetime) -> Iterator[Done]:
    """Do every room's jobs, room by room, and forget what the door no longer needs; raises BusyError
    when another process is at it.
    """
    with _alone():
        forget_old(now)
        SessionStore.clear_expired()
        found = Membership.objects.filter(role=ROLE, ends_at=None, room__parent=None, room__closed_at=None)
        for membership in found.exclude(room__sealing_key="").select_related("room", "unit").order_by("room__name"):
            yield _night(acting(membership, "Trefas"), membership.room.name, now)


def _night(by: Acting, room: str, now: datetime) -> Done:
    done = Done(room)
    for name, job in _JOBS.items():
        try:
            with entry.enter(by, purpose=PURPOSE):
                done.counts[name] = {what: count for what, count in job(by, now).items() if count}
        except Exception as error:  # whatever fails in one room, the others have their night
            done.failed[name] = uuid.uuid4()
            # Its type and number only: the text of an error may quote what it was about.
            log.error("nightly %s failed: %s %s", name, type(error).__name__, done.failed[name])
    return done


@contextmanager
def _alone() -> Iterator[None]:
    with connections[entry.DOOR].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise BusyError("The night's work is already being done.")
    try:
        yield
    finally:
        with connections[entry.DOOR].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
