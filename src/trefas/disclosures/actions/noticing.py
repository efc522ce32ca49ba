"""Registering what follows on something registered before: a correction, or a notice that a consent has ended."""

import uuid
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from trefas.disclosures import delivery
from trefas.disclosures.actions.registering import Told, content_of, instant, keep_receipt, record_filing, take
from trefas.disclosures.models import Envelope, Outcome, ReceivedItem
from trefas.disclosures.policy import may_register
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms


@action
def register_notice(*, by: Acting, envelope_id: uuid.UUID, diary_number: str, now: datetime) -> ReceivedItem:
    """Register a correction or a notice beside what it is about: filed as that was, or only in the diary."""
    may_register(by).demand()
    if not diary_number.strip():
        raise RefusedError(_("Write your own diary number."))
    envelope = take(by, envelope_id, ("correction", "notice"))
    payload, signature = delivery.open_envelope(envelope)
    about = _about(by, envelope, payload)
    row = _row(by, envelope, about, diary_number, now)
    if about is not None and about.person_id is not None:
        _fill(row, about, payload)
    row.save()
    told = Told(signature, payload, row.statutes, Outcome(row.outcome))
    keep_receipt(by, envelope, told, now, into=row.room_id)
    ids = {"envelope": [envelope.pk], "received": [row.pk]} | ({"about": [about.pk]} if about else {})
    record_filing("notice.registered", envelope.pk, ids, {"kind": envelope.kind}, into=row.room_id)
    return row


def _about(by: Acting, envelope: Envelope, payload: dict[str, Any]) -> ReceivedItem | None:
    """Return what it is about, only when the same sender sent it; refuses while that still waits.

    What was filed to a protected person is found by her named handlers only: others register in the diary alone.
    """
    corrects = payload.get("corrects") or {}
    wanted = [uuid.UUID(one) for one in payload.get("about", [])] or [uuid.UUID(corrects["envelope"])]
    sent = Envelope.objects.filter(room_id__in=open_rooms(), pk__in=wanted, sender_room=envelope.sender_room)
    if sent.filter(state="waiting").exists():
        raise RefusedError(_("Register what it is about first. It still waits in the list."))
    found = ReceivedItem.objects.filter(room_id__in=open_rooms(), envelope__in=sent.values("id")).order_by(
        "registered_at"
    )
    rows = list(found)
    named = [row for row in rows if row.content and row.content.get("reference") == corrects.get("reference")]
    return next(iter(named or rows), None)


def _row(by: Acting, envelope: Envelope, about: ReceivedItem | None, diary_number: str, now: datetime) -> ReceivedItem:
    row = ReceivedItem(
        room_id=about.room_id if about else by.room_id, envelope=envelope, sender_id=envelope.sender_unit_id,
        kind=envelope.kind, diary_number=diary_number.strip()[:40], registered_at=now, registered_by_id=by.user_id,
        received_at=min(envelope.delivered_at, now), outcome=Outcome.NOT_OURS,
    )  # fmt: skip
    row.subject = row.pk
    if about is not None:
        row.outcome, row.statutes = (Outcome.FILED if about.person_id else Outcome.NOT_OURS), list(about.statutes)
    return row


def _fill(row: ReceivedItem, about: ReceivedItem, payload: dict[str, Any]) -> None:
    row.person_id, row.subject = about.person_id, about.subject
    was = about.content or {}
    if row.kind == "notice":
        title, ended_on = str(_("The consent has ended")), payload["ended_on"]
        item = {"kind": "notice", "notice": payload["notice"], "title": title, "happened_at": ended_on, "text": ""}
        row.content = {**item, "from": was.get("from")}
        row.happened_at = instant(ended_on)
        return
    row.corrects = about
    gone = {name: was.get(name, "") for name in ("title", "happened_at")}
    gone |= {"kind": "retraction", "text": payload.get("reason", "")}
    item = (payload.get("items") or [gone])[0]
    row.content = content_of(item, payload)
    row.happened_at = instant(item.get("happened_at")) or about.happened_at
