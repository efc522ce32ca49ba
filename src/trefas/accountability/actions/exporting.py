"""Taking the log out of the system: only for whom the role lets read it, and itself in the log."""

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from trefas.accountability import exporting
from trefas.audit.events import Event
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError

ATTEMPTS = 4


@action
def export_log(*, by: Acting, room_id: uuid.UUID, wanted: exporting.Wanted, now: datetime) -> bytes:
    """Return the log of a room that is open as a signed file. Raises RefusedError unless the person reviews the log.

    That it was taken out is told in the log itself: of an inner room's nobody but its handlers learns.
    """
    if not by.may("review_log"):
        raise RefusedError(_("Your role does not include reading the log."))
    content = _as_it_stood(room_id, wanted, now)
    codes = {"whole": str(wanted.whole).lower(), "rows": str(wanted.rows).lower()}
    event = Event("log.exported", codes=codes, counts={"bytes": len(content)})
    entry.current().record(event, room_id=room_id)
    return content


def _as_it_stood(room_id: uuid.UUID, wanted: exporting.Wanted, now: datetime) -> bytes:
    """Read anew when others wrote meanwhile: half of what they did would look like tampering to whoever checks it."""
    for _attempt in range(ATTEMPTS):
        before = exporting.head_of(room_id)
        content = b"".join(exporting.export(room_id, wanted, now=now))
        if exporting.head_of(room_id) == before:
            return content
    raise RefusedError(_("Others wrote in the room each time its log was read. Take it out at a calmer time."))
