"""What a person's consents mean for a file whose method waits for one: joint work begins and ends with them."""

from collections.abc import Sequence
from datetime import date, timedelta

from trefas.disclosures.models import Consent
from trefas.files.definitions import definition_of
from trefas.files.models import File, FileEvent
from trefas.methods import EventKind

ENDS = (EventKind.CONSENT_WITHDRAWN, EventKind.CONSENT_EXPIRED)


def consent_due(file: File, rows: Sequence[FileEvent], on: date) -> tuple[EventKind, date | None] | None:
    """Return the event that the consents ask for and the file lacks, with the last day it holds; None when it has it.

    A consent that runs out needs none: the date of the one before says when.
    """
    method = definition_of(file)
    if not method.consent.required or file.ended_on is not None:
        return None
    until, noted = _stands_until(file, on), _noted_until(rows, on)
    if until is not None and (until != noted or not method.stage(file.stage).joint):
        return EventKind.CONSENT_GIVEN, until
    return (EventKind.CONSENT_WITHDRAWN, None) if until is None and noted is not None else None


def _stands_until(file: File, on: date) -> date | None:
    """The last day of the longest consent that stands."""
    given = Consent.objects.filter(room_id=file.room_id, person_id=file.person_id, withdrawn_at=None, given_on__lte=on)
    ends = given.filter(expires_on__gt=on).order_by("-expires_on").values_list("expires_on", flat=True).first()
    return ends - timedelta(days=1) if ends else None


def _noted_until(rows: Sequence[FileEvent], on: date) -> date | None:
    """The last day of the consent that the file's own events know of, while it lasts."""
    told = [row for row in rows if row.kind in (EventKind.CONSENT_GIVEN, *ENDS)]
    if not told or told[-1].kind in ENDS:
        return None
    until = (told[-1].detail or {}).get("until", "")
    return date.fromisoformat(until) if until >= on.isoformat() else None
