"""Registration: what came is taken, filed to a person, found not current here, or sent to the wrong receiver."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.disclosures import delivery, receipts
from trefas.disclosures.actions.deciding import BREACH_HOURS
from trefas.disclosures.actions.owing import owe
from trefas.disclosures.items import HOLDS_ITEMS
from trefas.disclosures.models import Breach, BreachKind, Envelope, Outcome, Receipt, ReceivedItem
from trefas.disclosures.policy import may_register
from trefas.persons.actions import Source, create_person
from trefas.persons.models import Person
from trefas.persons.policy import is_whole
from trefas.persons.search import find_by_number
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Room
from trefas.rooms.opening import open_rooms
from trefas.sheets.identity_numbers import read_identity_number

PERSON = ("given_name", "family_name", "identity_number", "birth_date")


@dataclass(frozen=True)
class Registration:
    """What the registrar says: own diary number, when it came, and what becomes of it.

    Filed: to `person`, after `same_person` is confirmed; without a person one is made from what was told. `owner_id`
    is who owns the duties that start (default: the registrar). `may_lead_to_action`: SoL 14:2, for an adult.
    """

    diary_number: str
    outcome: Outcome
    received_at: datetime | None = None
    person: Person | None = None
    same_person: bool = False
    owner_id: uuid.UUID | None = None
    may_lead_to_action: bool = True


@action
def register(*, by: Acting, envelope_id: uuid.UUID, registration: Registration, now: datetime) -> list[ReceivedItem]:
    """Register a disclosure. Returns the copies, now under this room's own keys; one without content if not filed."""
    may_register(by).demand()
    if not registration.diary_number.strip():
        raise RefusedError(_("Write your own diary number."))
    envelope = take(by, envelope_id, HOLDS_ITEMS)
    payload, signature = delivery.open_envelope(envelope)
    person = _person(by, registration, payload, envelope, now) if registration.outcome is Outcome.FILED else None
    made = _rows(by, envelope, payload, registration, person, now)
    told = Told(signature, payload, made[0].statutes, registration.outcome)
    keep_receipt(by, envelope, told, now, into=made[0].room_id)
    if registration.outcome is Outcome.WRONG_RECEIVER:
        _breach(envelope, now)
    if person is not None:
        owe(by, made[0], person, registration, now)
    ids = {"envelope": [envelope.pk], "received": [one.pk for one in made]} | (
        {"person": [person.pk]} if person else {}
    )
    record_filing("envelope.filed", envelope.pk, ids, {"outcome": registration.outcome.value}, into=made[0].room_id)
    return made


def record_filing(
    kind: str, envelope_id: uuid.UUID, ids: Mapping[str, list[uuid.UUID]], codes: Mapping[str, str], into: uuid.UUID
) -> None:
    """Record a registration where it lies; about a protected person the room around learns that it is done, only."""
    opened = entry.current()
    opened.record(Event(kind, ids=ids, codes=codes), room_id=into)
    if into != opened.room_id:
        opened.record(Event(kind, ids={"envelope": [envelope_id]}, codes=codes))


def take(by: Acting, envelope_id: uuid.UUID, kinds: tuple[str, ...]) -> Envelope:
    """Take an envelope for this registration: of two at once, or of a withdrawal and a registration, one is told no."""
    waiting = Envelope.objects.filter(room_id=by.room_id, pk=envelope_id, kind__in=kinds, state="waiting")
    if waiting.filter(opened_by=by.user_id).exists():
        raise RefusedError(_("You opened this in an emergency. A colleague registers it."))
    if waiting.update(state="registered") != 1:
        raise RefusedError(_("It is no longer waiting: registered by a colleague, or taken back by the sender."))
    return Envelope.objects.get(room_id=by.room_id, pk=envelope_id)


@dataclass(frozen=True)
class Told:
    """What an opened envelope said, and what became of it here: all that the receiver's receipt tells."""

    signature: str
    payload: Mapping[str, Any]
    statutes: list[str]
    outcome: Outcome


def keep_receipt(by: Acting, envelope: Envelope, told: Told, now: datetime, *, into: uuid.UUID) -> None:
    """Keep the receiver's receipt, and tell the sender that it is received, or came to the wrong receiver.

    `into` = the room it lies in: about a protected person the inner room, where the envelope goes too.
    """
    given = "wrong_receiver" if told.outcome is Outcome.WRONG_RECEIVER else "registered"
    statement, counter = told.payload.get("receipt", ""), ""
    if statement:
        receipts.check(statement, envelope, Room.objects.get(pk=envelope.sender_room), told.payload)
        counter = receipts.countersign(envelope, statement, given, by=by, now=now)
    if into != envelope.room_id:
        delivery.carry(envelope, into)
    Receipt.objects.create(
        room_id=into, envelope=envelope.pk, direction="in", other_unit_id=envelope.sender_unit_id,
        digest=envelope.digest, signature=told.signature, statutes=told.statutes, at=now, by_id=by.user_id,
        state=given, statement=statement, counter=counter,
    )  # fmt: skip
    delivery.answer(envelope, given, by=by, counter=counter)


def instant(text: str | None) -> datetime | None:
    """Read ISO 8601 as a moment where the work is done; None when it says none."""
    if not text:
        return None
    read = (
        datetime.fromisoformat(text) if "T" in text else datetime.combine(date.fromisoformat(text), datetime.min.time())
    )
    return read if timezone.is_aware(read) else timezone.make_aware(read)


def content_of(item: dict[str, Any], payload: dict[str, Any]) -> dict[str, Any]:
    """Return an item with where it came from and on which ground, as it is kept here."""
    travels = {name: payload.get(name) for name in ("from", "ground", "message", "told_at", "reason")}
    return {**item, **{name: value for name, value in travels.items() if value}}


def _rows(
    by: Acting, envelope: Envelope, payload: dict[str, Any], said: Registration, person: Person | None, now: datetime
) -> list[ReceivedItem]:
    items = payload["items"] if person else [{}]
    made = [_row(by, envelope, said, person, now) for _item in items]
    for row, item in zip(made, items, strict=True):
        row.statutes = list(payload["ground"]["statutes"])
        row.happened_at = instant(item.get("happened_at"))
        row.content = _doubted(content_of(item, payload), envelope) if person else None
        row.save()
    return made


def _doubted(content: dict[str, Any], envelope: Envelope) -> dict[str, Any]:
    """Let what was no longer right when an emergency opened it say so wherever the copy is read."""
    doubt = envelope.doubt_of(content)
    return {**content, "doubt": doubt} if doubt else content


def _row(by: Acting, envelope: Envelope, said: Registration, person: Person | None, now: datetime) -> ReceivedItem:
    row = ReceivedItem(
        room_id=person.room_id if person else by.room_id, envelope=envelope, sender_id=envelope.sender_unit_id,
        kind=envelope.kind, person=person,
        diary_number=said.diary_number.strip()[:40], outcome=said.outcome, registered_at=now,
        registered_by_id=by.user_id, received_at=min(said.received_at or envelope.delivered_at, now),
    )  # fmt: skip
    row.subject = person.pk if person else row.pk
    return row


def _person(by: Acting, said: Registration, payload: dict[str, Any], envelope: Envelope, now: datetime) -> Person:
    told = {name: payload["person"].get(name) for name in PERSON}
    if said.person is not None:
        if not said.same_person:
            raise RefusedError(_("Check that it is the same person, and tick the box."))
        if said.person.room_id not in open_rooms():
            raise RefusedError(_("The person is handled by named colleagues only. Hand it over to one of them."))
        is_whole(said.person).demand()
        return said.person
    number = read_identity_number(told["identity_number"] or "", now.date())
    if number.number and find_by_number(by.room_id, number):
        raise RefusedError(_("There is already a person with that identity number. Choose her, and check."))
    values = {name: value for name, value in told.items() if value}
    return create_person(by=by, values=values, source=Source("received", envelope.pk), now=now)


def _breach(envelope: Envelope, now: datetime) -> None:
    Breach.objects.create(
        room_id=envelope.room_id, kind=BreachKind.WRONG_RECEIVER, direction="in", envelope=envelope.pk,
        other_unit_id=envelope.sender_unit_id, discovered_at=now, due_at=now + timedelta(hours=BREACH_HOURS),
    )  # fmt: skip
