"""A replaced pair's private half is destroyed when nothing more can be sealed to it; until then it opens what was."""

import uuid

from django.db import connections

from trefas.accountability.breaking_models import Beforehand
from trefas.audit.events import Event
from trefas.disclosures import delivery
from trefas.rooms import entry, envelopes
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.envelopes import EnvelopeError, Route, pairs_in
from trefas.rooms.models import PublicPair, Room
from trefas.rooms.opening import open_rooms
from trefas.rooms.renewing import changed

# After the last list that gives a pair to others: what was sealed on its last day may be as long on its way.
DAYS_ON_ITS_WAY = 30
# Whoever has asked has a number (a constraint of the table); this is for none.
NOBODY = uuid.UUID(int=0)


@action
def retire_pair(*, by: Acting, pair: PublicPair) -> str:
    """Destroy a replaced pair's private half; returns "gone", or in one word what it is still needed for."""
    # Chain first, as whoever delivers.
    delivery.reserve([])
    halves = pairs_in(entry.current().keys.private_keys(by.room_id))
    others = [one for one in halves if envelopes.sealing_of(one) != pair.sealing_key]
    change = changed(by.room_id, others)
    with connections[entry.ROOMS].cursor() as cursor:
        given = (pair.pk, change.before, change.after, DAYS_ON_ITS_WAY)
        cursor.execute("SELECT destroy_pair(%s, %s, %s, %s)", given)
        outcome: str = cursor.fetchone()[0]
    resealed = _seal_anew(by, b"".join(halves), others[0]) if outcome == "gone" else 0
    event = Event("keys.pair_retired", ids={"pair": [pair.pk]}, codes={"outcome": outcome}, counts={"told": resealed})
    entry.current().record(event)
    return outcome


def _seal_anew(by: Acting, all_of_them: bytes, newest: bytes) -> int:
    """Seal anew what is kept sealed to the room: who has asked in an emergency, and why. Returns how many were."""
    many, key = 0, Room.objects.get(pk=by.room_id).sealing_key
    told = Beforehand.objects.filter(room_id__in=open_rooms(), sender_room=by.room_id, told__isnull=False)
    for row in told.select_for_update():
        route = Route(row.ask or NOBODY, row.receiver_room, row.sender_room)
        try:
            envelopes.unseal(bytes(row.told or b""), newest, route)
        except EnvelopeError:
            row.told = envelopes.seal(envelopes.unseal(bytes(row.told or b""), all_of_them, route), key, route)
            row.save(update_fields=["told"])
            entry.current().record(Event("break.sealed_anew", ids={"beforehand": [row.pk]}), room_id=row.room_id)
            many += 1
    return many
