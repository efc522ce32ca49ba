"""What the sender signs of a disclosure and the receiver countersigns, so that a third party can check it offline.

A receipt (`KIND`) and a counter-receipt (`COUNTER_KIND`) are DSSE envelopes over RFC 8785 JSON. They name authorities,
units and titles, grounds and times: never whom it is about, and of the content only salted commitments.
"""

import base64
import hmac
import json
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import rfc8785
from django.utils.translation import gettext as _

from trefas.audit.models import ChainHead
from trefas.authorities.models import Unit, User
from trefas.disclosures.models import Assessment, Envelope, Receipt
from trefas.law import RULEBOOK
from trefas.rooms import entry, envelopes, pairs
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Room

KIND = "application/vnd.trefas.receipt+json"
COUNTER_KIND = "application/vnd.trefas.counter-receipt+json"
SALT = 32


@dataclass(frozen=True)
class Sent:
    """What a receipt tells of: one envelope of a kind, to a unit in a room, on grounds, with its salted items."""

    envelope_id: uuid.UUID
    kind: str
    receiver: Unit
    room: Room
    statutes: tuple[str, ...]
    items: list[dict[str, Any]]
    assessment: Assessment | None


def salted(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the items each with a salt of its own, which travels with it and dies with it."""
    return [{**item, "salt": base64.b64encode(os.urandom(SALT)).decode()} for item in items]


def commitment(item: Mapping[str, Any]) -> str:
    """Return HMAC-SHA256 over an item's canonical JSON under its salt: it tells nothing without both."""
    content = {name: value for name, value in item.items() if name != "salt"}
    return hmac.digest(base64.b64decode(item["salt"]), rfc8785.dumps(content), "sha256").hex()


def sign(sent: Sent, *, by: Acting, now: datetime) -> str:
    """Return the receipt, signed by the sending room."""
    own, private = _own(by.room_id)
    statement = {
        "type": "trefas-receipt-1",
        "id": str(sent.envelope_id),
        "kind": sent.kind,
        "at": now.isoformat(),
        "sender": _party(own, envelopes.verifying_of(private), by.unit_name, by.unit_id),
        "receiver": _party(sent.room, sent.room.verifying_key, sent.receiver.name, sent.receiver.pk),
        "deciders": [_title(by)],
        "purpose": sent.assessment.purpose if sent.assessment else "",
        "outcome": sent.assessment.outcome if sent.assessment else "",
        "rulebook": (sent.assessment.rulebook if sent.assessment else "") or RULEBOOK.version,
        "grounds": [_ground(rule) for rule in sent.statutes],
        "items": [{"kind": item.get("kind", ""), "commitment": commitment(item)} for item in sent.items],
        "retention": Receipt.retention,
        "head": _head(by.room_id),
    }
    return envelopes.sign(statement, private, str(by.room_id), KIND).decode()


def countersign(envelope: Envelope, statement: str, given: str, *, by: Acting, now: datetime) -> str:
    """Return the receiver's answer to a receipt, signed by the receiving room."""
    own, private = _own(by.room_id)
    answer = {
        "type": "trefas-counter-receipt-1",
        "id": str(envelope.pk),
        "receipt": sha256(statement.encode()).hexdigest(),
        "given": given,
        "decision": "rejected" if given == "wrong_receiver" else "accepted",
        "at": now.isoformat(),
        "receiver": _party(own, envelopes.verifying_of(private), by.unit_name, by.unit_id),
        "deciders": [_title(by)],
        "head": _head(by.room_id),
    }
    return envelopes.sign(answer, private, str(by.room_id), COUNTER_KIND).decode()


def check(statement: str, envelope: Envelope, sender: Room, payload: Mapping[str, Any]) -> None:
    """Demand that a receipt is the sender's, of this envelope and of these items; raises RefusedError."""
    came = None if envelope.opened_by else envelope.delivered_at
    try:
        told = pairs.read(statement.encode(), sender, came=came, kind=KIND)
        same = told["id"] == str(envelope.pk) and told["receiver"]["room"] == str(envelope.room_id)
        committed = [one["commitment"] for one in told["items"]]
        same = same and committed == [commitment(item) for item in payload.get("items") or []]
    except (envelopes.EnvelopeError, KeyError, TypeError, ValueError) as error:
        raise RefusedError(_("The receipt that came with it is not the sender's. Call the sender.")) from error
    if not same:
        raise RefusedError(_("The receipt that came with it is of something else. Call the sender."))


def content(signed: str) -> dict[str, Any]:
    """Return what a signed receipt says, without checking it."""
    told: dict[str, Any] = json.loads(base64.b64decode(json.loads(signed)["payload"]))
    return told


def _own(room_id: uuid.UUID) -> tuple[Room, bytes]:
    """Return the acting room and the private halves it signs with: what it says of its key is what it signs with."""
    own = Room.objects.select_related("branch__authority").get(pk=room_id)
    return own, entry.current().keys.private_keys(room_id)


def _party(room: Room, verifying: str, unit: str, unit_id: uuid.UUID) -> dict[str, str]:
    return {
        "authority": room.branch.authority.name, "unit": unit, "unit_id": str(unit_id), "room": str(room.pk),
        "key": envelopes.key_name(verifying),
    }  # fmt: skip


def _ground(rule: str) -> dict[str, str]:
    text = RULEBOOK.rule_text(rule)
    return {"id": rule, "text": sha256(text.encode()).hexdigest() if text else ""}


def _title(by: Acting) -> str:
    """Return the title of who decides; a receipt goes to third parties, so it never names her."""
    title: str = User.objects.values_list("title", flat=True).get(pk=by.user_id)
    return title or by.role


def _head(room_id: uuid.UUID) -> dict[str, Any]:
    """Return the chain's head as it was when this was signed: what is signed comes after it."""
    head = ChainHead.objects.filter(room_id=room_id).first()
    return {"number": head.number if head else 0, "hash": bytes(head.hash).hex() if head else ""}
