"""Who signed what, when a room has signed with one pair after another: the public halves, and what each is worth."""

import uuid
from datetime import datetime
from typing import Any

from django.db import connections
from django.utils.translation import gettext as _

from trefas.rooms import entry, envelopes
from trefas.rooms.envelopes import PAYLOAD_TYPE, EnvelopeError
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import PublicPair, Room


class CompromisedError(RefusedError, EnvelopeError):
    """Signed with a key that somebody else may have had when it came."""


def read(signed: bytes, sender: Room, *, came: datetime | None, kind: str = PAYLOAD_TYPE) -> dict[str, Any]:
    """Check that a room has signed, with whichever of its pairs; raises EnvelopeError, or CompromisedError.

    `came` = when it was put in the database, which a thief of a key cannot choose as she can what it says itself. None
    for what lay here ready before it came.
    """
    try:
        return envelopes.read(signed, sender.verifying_key, kind)
    except EnvelopeError:
        for pair in PublicPair.objects.filter(room_id=sender.pk):
            told = _read(signed, pair, kind)
            if told is not None:
                _demand_sound(pair, came)
                return told
        raise


def _read(signed: bytes, pair: PublicPair, kind: str) -> dict[str, Any] | None:
    try:
        return envelopes.read(signed, pair.verifying_key, kind)
    except EnvelopeError:
        return None


def _demand_sound(pair: PublicPair, came: datetime | None) -> None:
    if pair.compromised_at is not None and came is not None and came >= pair.compromised_at:
        raise CompromisedError(
            _(
                "Somebody else than the sender may have written this: the signature could be forged when it came. "
                "Call the sender, who takes it back and sends it anew."
            )
        )


def hold(room: Room) -> str:
    """Keep a room's key that something is sealed to until the transaction ends; returns its name."""
    name = envelopes.key_name(room.sealing_key)
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute("SELECT hold_pair(%s, %s)", [room.pk, name])
    return name


def earlier(room_id: uuid.UUID, newest: str) -> list[dict[str, str | None]]:
    """Return a room's other pairs as lists and receipts tell of them: key, from and until when it signed, and whose.

    `compromised` = from when somebody else may have had it; null when nobody is known to.
    """
    found = PublicPair.objects.filter(room_id=room_id, signs_from__isnull=False).exclude(verifying_key=newest)
    return [
        {
            "verifying_key": pair.verifying_key, "from": _text(pair.signs_from), "until": _text(pair.signs_until),
            "compromised": _text(pair.compromised_at),
        }
        for pair in found.order_by("published_at", "name")
    ]  # fmt: skip


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
