"""Whom a waiting envelope is about, for one purpose: that it is not shown to those who may not handle that person."""

import uuid
from collections import OrderedDict
from collections.abc import Iterable

from trefas.disclosures import delivery
from trefas.disclosures.models import Envelope
from trefas.persons import barring
from trefas.rooms.entry import Acting
from trefas.rooms.models import Room
from trefas.rooms.pairs import CompromisedError
from trefas.sheets.identity_numbers import read_identity_number

MOST = 5_000
# An envelope never changes. Kept is a keyed hash of the number, as in the search tables, and nothing else of it.
_MARKS: OrderedDict[uuid.UUID, bytes] = OrderedDict()


def barred(by: Acting, waiting: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return, of the envelopes that wait, those the acting one may not see, each with its ground."""
    ids = list(waiting)
    known = barring.marks() if ids else {}
    if not known:
        return {}
    _look(by, [one for one in ids if one not in _MARKS])
    return {one: known[_MARKS[one]] for one in ids if _MARKS.get(one) in known}


def _look(by: Acting, ids: list[uuid.UUID]) -> None:
    envelopes = list(Envelope.objects.filter(room_id=by.room_id, pk__in=ids)) if ids else []
    senders = Room.objects.in_bulk({one.sender_room for one in envelopes}) if envelopes else {}
    for one in envelopes:
        try:
            payload, _signature = delivery.open_envelope(one, senders.get(one.sender_room))
        except CompromisedError:
            # Its content is shown to nobody.
            payload = {}
        number = (payload.get("person") or {}).get("identity_number") or ""
        normal = read_identity_number(number, one.delivered_at.date()).number if number else None
        _MARKS[one.pk] = barring.mark(by, normal) if normal else b""
    while len(_MARKS) > MOST:
        _MARKS.popitem(last=False)
