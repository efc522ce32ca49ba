"""How long ago others confirmed the log: when enough witnesses last cosigned a checkpoint of it.

The time is the one that a witness signs (cosignature/v1), not the row's own: rows can be written by whoever holds the
machine. `standing` reads the rows, the rest is pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from trefas.audit.models import Checkpoint
from trefas.audit.notes import Key, signed_by

# X-Road stops a server whose evidence has not been stamped for four hours.
LONGEST = timedelta(hours=4)


@dataclass(frozen=True)
class Required:
    """Whose cosignatures count, how many of them are needed, and how old they may be."""

    witnesses: tuple[Key, ...] = ()
    quorum: int = 1
    longest: timedelta = LONGEST


class Standing(StrEnum):
    """Whether the log is confirmed; `UNASKED` where no witnesses are configured."""

    UNASKED = "unasked"
    CONFIRMED = "confirmed"
    LATE = "late"


@dataclass(frozen=True)
class Lag:
    """How the log stands, and when it was last confirmed: None when that is not known."""

    standing: Standing
    since: datetime | None = None


def standing(required: Required, now: datetime) -> Lag:
    """Judge the log of this installation as its checkpoints lie now."""
    return judge(_notes(required, now) if required.witnesses else (), required, now)


def judge(notes: Iterable[str], required: Required, now: datetime) -> Lag:
    """Judge a log by its notes: one that too few have cosigned counts for nothing, an earlier one may do."""
    if not required.witnesses:
        return Lag(Standing.UNASKED)
    since = max(filter(None, (confirmed_at(note, required, now) for note in notes)), default=None)
    late = since is None or now - since > required.longest
    return Lag(Standing.LATE if late else Standing.CONFIRMED, since)


def confirmed_at(note: str, required: Required, now: datetime) -> datetime | None:
    """Return when enough witnesses had cosigned a note; None when they have not.

    A witness whose clock is wrong by more than the limit is not counted: it would hide any lag.
    """
    ahead = int((now + required.longest).timestamp())
    said = (signed_by(note, key) for key in set(required.witnesses))
    times = sorted((at for at in said if at is not None and at <= ahead), reverse=True)
    needed = max(required.quorum, 1)
    return datetime.fromtimestamp(times[needed - 1], UTC) if len(times) >= needed else None


def _notes(required: Required, now: datetime) -> list[str]:
    """Return the notes that may have been cosigned within the limit: a witness goes back to none before its latest."""
    latest, earliest = Checkpoint.objects.order_by("-size"), now - required.longest
    older = latest.filter(made_at__lt=earliest)[:1]
    return [row.note for rows in (latest.filter(made_at__gte=earliest), older) for row in rows]
