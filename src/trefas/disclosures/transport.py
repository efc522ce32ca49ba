"""To another installation: what would be one transaction here is a signed message in the outbox, and its answer.

The sealed envelope is the same bytes as inside one installation. Around it goes a message (DSSE, `KIND`) that says
where from and where to, so that the other side's door can check it without opening anything:

    {"type": "trefas-message-1", "what": "envelope" | "withdrawal" | "answer", "id", "envelope", "kind",
     "from": {"installation", "room", "unit", "key"}, "to": {"installation", "room", "unit"},
     envelope: "sealed" (base64), "sealed_to" (name of the key), "digest"; answer: "given", "counter"}
"""

import base64
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connections

from trefas.audit.events import Event
from trefas.disclosures.models import Envelope, Receipt
from trefas.rooms import entry, envelopes
from trefas.rooms.entry import Acting
from trefas.rooms.models import Room

KIND = "application/vnd.trefas.message+json"
TYPE = "trefas-message-1"


@dataclass(frozen=True)
class Parcel:
    """A sealed envelope for a unit in a room that lies elsewhere."""

    envelope_id: uuid.UUID
    kind: str
    room: Room
    unit_id: uuid.UUID
    sealed: bytes
    sealed_to: str
    digest: str


def post_envelope(parcel: Parcel, *, by: Acting) -> None:
    """Put an envelope in the outbox, in the acting transaction."""
    sealed = base64.b64encode(parcel.sealed).decode()
    more = {"sealed": sealed, "sealed_to": parcel.sealed_to, "digest": parcel.digest}
    told = _message("envelope", parcel.envelope_id, parcel.envelope_id, parcel.kind) | more
    codes = {"kind": parcel.kind, "digest": parcel.digest, "to": parcel.room.installation}
    ids = {"envelope": [parcel.envelope_id], "to_unit": [parcel.unit_id]}
    _call(
        "post_envelope",
        [parcel.envelope_id, by.unit_id, parcel.room.pk, parcel.unit_id, parcel.kind],
        _signed(told, by, parcel.room, parcel.unit_id),
        Event("envelope.posted", ids=ids, codes=codes),
    )


def post_withdrawal(receipt: Receipt, room: Room, *, by: Acting) -> bool:
    """Ask the other side to let go of what it has not registered; False when there is nothing to take back."""
    message = uuid.uuid4()
    told = _message("withdrawal", message, receipt.envelope, "withdrawal")
    asked = _call(
        "post_withdrawal",
        [receipt.envelope, message],
        _signed(told, by, room, receipt.other_unit_id),
        Event("envelope.withdrawal_asked", ids={"envelope": [receipt.envelope]}),
    )
    return bool(asked)


def post_answer(envelope: Envelope, room: Room, given: str, counter: str, *, by: Acting) -> None:
    """Put the answer to a registered envelope in the outbox, with the countersigned receipt."""
    message = uuid.uuid4()
    told = _message("answer", message, envelope.pk, "answer") | {"given": given, "counter": counter}
    _call(
        "post_answer",
        [envelope.pk, message, given],
        _signed(told, by, room, envelope.sender_unit_id),
        Event(f"envelope.{given}", ids={"envelope": [envelope.pk]}),
    )


def _message(what: str, message: uuid.UUID, envelope: uuid.UUID, kind: str) -> dict[str, Any]:
    return {
        "type": TYPE, "what": what, "id": str(message), "envelope": str(envelope), "kind": kind,
    }  # fmt: skip


def _signed(told: Mapping[str, Any], by: Acting, room: Room, unit_id: uuid.UUID) -> str:
    private = entry.current().keys.private_keys(by.room_id)
    parties = {
        "from": {
            "installation": settings.TREFAS_INSTALLATION, "room": str(by.room_id), "unit": str(by.unit_id),
            "key": envelopes.key_name(envelopes.verifying_of(private)),
        },
        "to": {"installation": room.installation, "room": str(room.pk), "unit": str(unit_id)},
    }  # fmt: skip
    return envelopes.sign({**told, **parties}, private, str(by.room_id), KIND).decode()


def _call(function: str, values: list[Any], signed: str, event: Event) -> Any:
    given = [*values, signed, event.body(entry.current().actor())]
    places = ", ".join(["%s"] * len(given))
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute(f"SELECT {function}({places})", given)  # one of three names above
        return cursor.fetchone()[0]
