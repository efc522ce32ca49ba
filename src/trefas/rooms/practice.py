"""Is this practice, and does what holds real people safe stand? Asked of the database, each time.

    practice.practising()         no real people; no setting changes it, and no page
    practice.standing()           also who answers for it, and which safeguards fail
    practice.lift(safeguards)     what `trefas lift` does

Nothing brings practice back: real people would then stand under a line that says there are none. What fails is told to
those who answer for it, and stops what must wait (`Standing.waits`).
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.models import Max
from psycopg.types.json import Jsonb

from trefas.audit.events import Event
from trefas.rooms import entry
from trefas.rooms.errors import TrefasError
from trefas.rooms.lifting_models import Lifting, Safeguard
from trefas.rooms.models import Membership, ProposedAct
from trefas.rooms.rotation import PURPOSE, agreed, services

KIND, OWNER = "practice.lift", "owner"
# A night was missed when nobody has looked for so long.
UNSEEN = timedelta(hours=30)
# Lists of new people wait when these fail: at once, or when it has not been mended for so long.
WAITS = {"database": timedelta(0), "read_log": timedelta(0), "keys": timedelta(0), "backup": timedelta(hours=72)}
NOBODY_LOOKS = timedelta(hours=72)

REFUSED = {
    "gone": "Två personer måste vara överens, på sidan Drift (two people must agree, on the page Operation).",
    "held": (
        "I den här databasen finns eller fanns det övningspersoner eller lånade konton: gör en ny databas, "
        "trefas migrate, trefas setup (this database has held practice people: make a new one)."
    ),
}


class LiftError(TrefasError):
    """Practice mode stays; the message says why."""


class DemoError(TrefasError):
    """The demo would run where real people are."""


@dataclass(frozen=True)
class Standing:
    """How it stands: lifted when and answered for by whom, what fails since when, and when that was seen."""

    lifted_at: datetime | None = None
    answering: tuple[str, ...] = ()
    failing: tuple[tuple[str, datetime], ...] = ()
    looked_at: datetime | None = None

    @property
    def practising(self) -> bool:
        """No real people here."""
        return self.lifted_at is None

    def unseen(self, now: datetime) -> bool:
        """Nobody has looked at the safeguards lately, so nobody knows whether they hold."""
        return self._since_looked(now) > UNSEEN

    def waits(self, now: datetime) -> tuple[str, ...]:
        """Return the codes for which lists of new people wait; `night` when nobody has looked for days."""
        if self.practising:
            return ()
        late = [code for code, since in self.failing if code in WAITS and now - since >= WAITS[code]]
        return (*late, "night") if self._since_looked(now) > NOBODY_LOOKS else tuple(late)

    def _since_looked(self, now: datetime) -> timedelta:
        latest = max((one for one in (self.lifted_at, self.looked_at) if one), default=now)
        return now - latest


def practising(using: str = entry.ROOMS) -> bool:
    """Return whether this is practice still, as the login `using` finds it now."""
    return not Lifting.objects.using(using).exists()


def standing(using: str = entry.DOOR) -> Standing:
    """Return how the installation stands; in practice one question is enough."""
    last = Lifting.objects.using(using).order_by("-lifted_at").first()
    if last is None:
        return Standing()
    rows = Safeguard.objects.using(using).order_by("code")
    failing = tuple((one.code, one.failing_since) for one in rows if one.failing_since)
    looked_at = max((one.looked_at for one in rows), default=None)
    return Standing(last.lifted_at, _answering(last, using) if using == entry.DOOR else (), failing, looked_at)


def _answering(last: Lifting, using: str) -> tuple[str, ...]:
    """Return the names of the two who lifted it, those of them who work here still."""
    asked = [last.proposed_by_id, last.confirmed_by_id]
    here = Membership.objects.using(using).filter(user_id__in=asked, ends_at=None, user__is_active=True)
    return tuple(sorted(set(here.values_list("user__name", flat=True))))


def refuse_demo() -> None:
    """Raise DemoError when the demo, whose links let anybody in, is started where practice mode is lifted."""
    if settings.DEMO and not practising(entry.DOOR):
        raise DemoError("Här finns verkliga personer: demon startas inte (real people are here: no demo).")


def held_people() -> bool:
    """Return whether anybody, or a lent account, was ever in this database; asked by the owner."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT held_people()")
        found: bool = cursor.fetchone()[0]
    return found


def note(failing: Collection[str], looked: Iterable[str], *, now: datetime) -> None:
    """Write down how each safeguard stands, as the owner; one that failed before has failed since then."""
    for code in looked:
        row = Safeguard.objects.using(OWNER).filter(pk=code).first() or Safeguard(code=code)
        row.failing_since = (row.failing_since or now) if code in failing else None
        row.looked_at = now
        row.save(using=OWNER)


def last_look() -> datetime | None:
    """Return when the safeguards were last written down."""
    found: datetime | None = Safeguard.objects.using(OWNER).aggregate(at=Max("looked_at"))["at"]
    return found


def lift(held: Collection[str], *, now: datetime) -> Lifting:
    """Lift practice mode as two people agreed, once; `held` = the safeguards that hold. Raises LiftError."""
    act = _agreed(now)
    actor = {"user": str(act.confirmed_by_id), "purpose": "administer"}
    people = [one for one in (act.proposed_by_id, act.confirmed_by_id) if one]
    body = Event("practice.lifted", ids={"act": [act.pk], "user": people}, counts={"safeguards": len(held)}).body(actor)
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        # Whoever is in the middle of writing about somebody finishes first, and is seen.
        cursor.execute("LOCK TABLE rooms_subjectkey IN SHARE ROW EXCLUSIVE MODE")
        given: list[Any] = [uuid.uuid4(), act.pk, Jsonb(sorted(held)), body]
        cursor.execute("SELECT lift_practice(%s, %s, %s, %s)", given)
        outcome = cursor.fetchone()[0]
        if outcome != "lifted":
            raise LiftError(REFUSED[outcome])
    return Lifting.objects.using(OWNER).get(act=act.pk)


def _agreed(now: datetime) -> ProposedAct:
    for by in services():
        with entry.enter(by, purpose=PURPOSE):
            for act in agreed(KIND):
                if act.spent_at is None and act.expires_at > now:
                    return act
    raise LiftError(REFUSED["gone"])
