"""Carrying an envelope: signed by the sending room, sealed to the receiving one, in one transaction with a receipt."""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import connections

from trefas.audit.events import Event
from trefas.authorities.models import Unit
from trefas.disclosures import receipts, transport
from trefas.disclosures.items import HOLDS_ITEMS
from trefas.disclosures.models import Assessment, Envelope, Receipt
from trefas.disclosures.transport import Parcel
from trefas.rooms import entry, envelopes, pairs
from trefas.rooms.entry import Acting
from trefas.rooms.envelopes import Route
from trefas.rooms.errors import TrefasError
from trefas.rooms.models import Room

# What an officer decides on and a registrar registers: each has a receipt that a third party can check.
RECEIPTED = (*HOLDS_ITEMS, "correction", "notice")


class NoReceiverError(TrefasError):
    """The receiving branch has no open room, or nobody has entered it yet."""


@dataclass(frozen=True)
class Sending:
    """What is to be sent where: one kind, one receiving unit, one payload."""

    kind: str
    receiver: Unit
    payload: Mapping[str, Any]
    statutes: tuple[str, ...] = ()
    assessment: Assessment | None = None


@dataclass(frozen=True)
class Prepared:
    """An envelope signed by this room and sealed to the other, with its receipt; not sent yet."""

    envelope_id: uuid.UUID
    room: Room
    sealed: bytes
    sealed_to: str
    digest: str
    signature: str
    statement: str


def room_of(unit: Unit) -> Room:
    """Return the open room of a unit's branch; raises NoReceiverError when it cannot receive."""
    room = Room.objects.filter(branch_id=unit.branch_id, parent=None, closed_at=None).exclude(sealing_key="").first()
    if room is None:
        raise NoReceiverError(f"{unit.name} cannot receive yet.")
    return room


def reserve(unit_ids: Iterable[uuid.UUID], taken_back: Iterable[uuid.UUID] = ()) -> None:
    """Before an act that sends to, or takes back from, several units: lock all their chains in room order.

    One delivery after another would lock them in the order of the act, and deadlock with one that goes the other way.
    `taken_back`: envelopes that the act may withdraw.
    """
    with connections[entry.ROOMS].cursor() as cursor:
        given = [sorted(set(unit_ids)), sorted(set(taken_back))]
        cursor.execute("SELECT lock_chains(%s::uuid[], %s::uuid[])", given)


def prepare(sending: Sending, *, by: Acting, now: datetime, envelope_id: uuid.UUID | None = None) -> Prepared:
    """Sign and seal without sending. Raises NoReceiverError."""
    envelope_id = envelope_id or uuid.uuid4()
    room = room_of(sending.receiver)
    payload = {**sending.payload, "envelope": str(envelope_id), "kind": sending.kind}
    statement = ""
    if sending.kind in RECEIPTED:
        payload["items"] = receipts.salted(payload.get("items") or [])
        statement = _statement(envelope_id, room, sending, payload, by=by, now=now)
        payload["receipt"] = statement
    signed = envelopes.sign(payload, entry.current().keys.private_keys(by.room_id), str(by.room_id))
    sealed = envelopes.seal(signed, room.sealing_key, Route(envelope_id, by.room_id, room.pk))
    digest, sealed_to = sha256(signed).hexdigest(), envelopes.key_name(room.sealing_key)
    return Prepared(envelope_id, room, sealed, sealed_to, digest, signature_of(signed), statement)


def send(sending: Sending, *, by: Acting, now: datetime, envelope_id: uuid.UUID | None = None) -> Receipt:
    """Sign, seal and deliver within the acting transaction; both chains get their event. Returns the own receipt."""
    made = prepare(sending, by=by, now=now, envelope_id=envelope_id)
    # About a person with named handlers the receipt lies with them, not in the room around.
    kept_in = sending.assessment.room_id if sending.assessment else by.room_id
    state = "sent"
    if made.room.installation:
        state = "posted"
        transport.post_envelope(_parcel(made, sending), by=by)
    elif not _deliver(made, by, sending):
        return Receipt.objects.get(room_id=kept_in, envelope=made.envelope_id, direction="out")
    return Receipt.objects.create(
        room_id=kept_in, assessment=sending.assessment, envelope=made.envelope_id, direction="out",
        other_unit=sending.receiver, digest=made.digest, signature=made.signature, statutes=list(sending.statutes),
        statement=made.statement, state=state, at=now, by_id=by.user_id,
    )  # fmt: skip


def _parcel(made: Prepared, sending: Sending) -> Parcel:
    return Parcel(
        made.envelope_id, sending.kind, made.room, sending.receiver.pk, made.sealed, made.sealed_to, made.digest
    )


def _statement(
    envelope_id: uuid.UUID, room: Room, sending: Sending, payload: Mapping[str, Any], *, by: Acting, now: datetime
) -> str:
    sent = receipts.Sent(
        envelope_id, sending.kind, sending.receiver, room, sending.statutes, payload["items"], sending.assessment
    )
    return receipts.sign(sent, by=by, now=now)


def _deliver(made: Prepared, by: Acting, sending: Sending) -> bool:
    envelope_id, codes = made.envelope_id, {"kind": sending.kind, "digest": made.digest}
    sent = Event("envelope.sent", ids={"envelope": [envelope_id], "to_unit": [sending.receiver.pk]}, codes=codes)
    came = Event("envelope.received", ids={"envelope": [envelope_id], "from_unit": [by.unit_id]}, codes=codes)
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute(
            "SELECT deliver(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [envelope_id, by.unit_id, made.room.pk, sending.receiver.pk, sending.kind, made.sealed, made.sealed_to,
             made.digest, sent.body(entry.current().actor()), came.body({"unit": str(by.unit_id)})],
        )  # fmt: skip
        delivered: bool = cursor.fetchone()[0]
    return delivered


def signature_of(signed: bytes) -> str:
    """Return the signature inside a DSSE envelope, which the receipt keeps."""
    return str(json.loads(signed)["signatures"][0]["sig"])


def open_envelope(envelope: Envelope, sender: Room | None = None) -> tuple[dict[str, Any], str]:
    """Unseal and check an envelope of the acting room; returns its payload and the sender's signature.

    Raises CompromisedError when somebody else may have signed it.

    `sender` = the sending room, when it has been fetched with many others.
    """
    route = Route(envelope.pk, envelope.sender_room, envelope.room_id)
    signed = envelopes.unseal(bytes(envelope.sealed), entry.current().keys.private_keys(envelope.room_id), route)
    sender = sender or Room.objects.get(pk=envelope.sender_room)
    entry.current().seen_in(envelope.room_id).rows.setdefault("disclosures.envelope", set()).add(envelope.pk)
    return pairs.read(signed, sender, came=came(envelope)), signature_of(signed)


def came(envelope: Envelope) -> datetime | None:
    """Return when an envelope was put here; None for what was decided beforehand and waited with its sender."""
    return None if envelope.opened_by else envelope.delivered_at


def withdraw(receipt: Receipt, *, by: Acting) -> bool:
    """Take back what is not registered yet; False when the receiver was first.

    From another installation it can only be asked back: the receipt is then `withdrawing` until the answer comes.
    """
    far = Room.objects.filter(branch__units=receipt.other_unit_id, parent=None).exclude(installation="").first()
    if far is not None:
        return _ask_back(receipt, far, by)
    taken = _withdraw(receipt, by)
    if taken:
        receipt.state = "withdrawn"
        receipt.save(update_fields=["state"])
    return taken


def _ask_back(receipt: Receipt, far: Room, by: Acting) -> bool:
    # Chain, receipt, outbox: the order in which the carrier locks them too.
    reserve([])
    open_ones = Receipt.objects.filter(room_id=receipt.room_id, pk=receipt.pk, state__in=("posted", "sent"))
    if open_ones.update(state="withdrawing") != 1:
        return False
    receipt.state = "withdrawing"
    return transport.post_withdrawal(receipt, far, by=by)


def _withdraw(receipt: Receipt, by: Acting) -> bool:
    own = Event("envelope.withdrawn", ids={"envelope": [receipt.envelope]}).body(entry.current().actor())
    theirs = Event("envelope.withdrawn", ids={"envelope": [receipt.envelope]}).body({"unit": str(by.unit_id)})
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute("SELECT withdraw_envelope(%s, %s, %s)", [receipt.envelope, own, theirs])
        taken: bool = cursor.fetchone()[0]
    return taken


def carry(envelope: Envelope, to_room: uuid.UUID) -> None:
    """Let a registered envelope go on into an inner room, where what it held is filed."""
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute("SELECT carry_envelope(%s, %s)", [envelope.pk, to_room])
    envelope.room_id = to_room


def answer(envelope: Envelope, given: str, *, by: Acting, counter: str = "") -> None:
    """Tell the sender `registered` or `wrong_receiver` with the countersigned receipt, and nothing else."""
    far = Room.objects.filter(pk=envelope.sender_room).exclude(installation="").first()
    if far is not None:
        transport.post_answer(envelope, far, given, counter, by=by)
        return
    event = Event(f"envelope.{given}", ids={"envelope": [envelope.pk]})
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute(
            "SELECT answer_envelope(%s, %s, %s, %s, %s)",
            [envelope.pk, given, counter, event.body(entry.current().actor()), event.body({"unit": str(by.unit_id)})],
        )
