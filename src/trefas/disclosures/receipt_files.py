"""A receipt as a file that somebody else can check offline: what was signed, by which keys, and the grounds' texts.

receipt.json    what the sender signed (DSSE)
counter.json    what the receiver signed in answer (DSSE), when there is one
keys.json       {room id: {"authority", "verifying_key", "earlier_keys"}} as this installation knows them
grounds.json    {rule id: its text as canonical JSON}, whose SHA-256 the receipt holds
"""

import io
import json
import uuid
import zipfile
from typing import Any

from django.utils.translation import gettext as _

from trefas.disclosures import receipts
from trefas.disclosures.models import KeptRulebook, Receipt
from trefas.law import RULEBOOK, load_snapshot
from trefas.rooms import pairs
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Room

# Every file says the same moment inside, so that the same receipt gives the same bytes.
MOMENT = (2000, 1, 1, 0, 0, 0)


def packed(receipt: Receipt) -> bytes:
    """Return a receipt as a zip; raises RefusedError for one from before receipts were signed."""
    if not receipt.statement:
        raise RefusedError(_("This receipt was made without a signature that others can check."))
    told = receipts.content(receipt.statement)
    rooms = [uuid.UUID(told[side]["room"]) for side in ("sender", "receiver")]
    parts = {
        "receipt.json": receipt.statement,
        "counter.json": receipt.counter,
        "keys.json": _text(_keys(rooms)),
        "grounds.json": _text(_grounds(receipt.room_id, told)),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            if text:
                archive.writestr(zipfile.ZipInfo(name, MOMENT), text)
    return made.getvalue()


def file_name(receipt: Receipt) -> str:
    """Return a name that tells nothing but which receipt it is."""
    return f"kvittens-{receipt.envelope}.zip"


def _keys(rooms: list[uuid.UUID]) -> dict[str, dict[str, Any]]:
    found = Room.objects.filter(pk__in=rooms).select_related("branch__authority")
    return {str(room.pk): {"authority": room.branch.authority.name, **_of_room(room)} for room in found}


def _of_room(room: Room) -> dict[str, Any]:
    before = pairs.earlier(room.pk, room.verifying_key)
    return {"verifying_key": room.verifying_key, **({"earlier_keys": before} if before else {})}


def _grounds(room_id: uuid.UUID, told: dict[str, Any]) -> dict[str, str]:
    book = RULEBOOK
    if told["rulebook"] != RULEBOOK.version:
        kept = KeptRulebook.objects.filter(room_id=room_id, version=told["rulebook"]).first()
        book = load_snapshot(kept.snapshot) if kept else RULEBOOK
    texts = {one["id"]: book.rule_text(one["id"]) for one in told["grounds"]}
    return {rule: text for rule, text in texts.items() if text}


def _text(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1)
