"""Carrying between installations, by a login that can do nothing else: no pass, no person, no key, no room's content.

Outwards `carry` brings what is due to hosts that the trust list names. Inwards `take_in` checks who signed what for
whom, and puts it in. Both may be killed anywhere and tried again: the same message gives the same answer.
"""

import base64
import json
import logging
import ssl
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
from django.conf import settings
from django.db import DatabaseError, connections, transaction

from trefas.audit.events import Event
from trefas.disclosures.transport import KIND, TYPE
from trefas.rooms import envelopes
from trefas.rooms.errors import TrefasError
from trefas.rooms.remote import demand_not_older
from trefas.rooms.trust import Installation, TrustList, keys_of

log = logging.getLogger("trefas.exchange")
CARRIER = "carrier"
PATH = "/utbyte/v1/messages"
AT_A_TIME, SECONDS = 20, 20
MOST_PARTS = 500  # of a message as JSON; an honest one has about forty
FIRST_WAIT = 5
# Trying again cannot help; all else may be put right on the other side, in a list, or by time.
FINAL = frozenset(
    {"altered", "malformed", "other_content", "unknown_receiver", "unknown_envelope", "compromised", "old_key"}
)
# A message that was signed before its key was replaced may be as long on its way.
ARRIVES_WITHIN = timedelta(days=30)


class NotTakenError(TrefasError):
    """A message is refused: `code` for machines and logs, the sentence for whoever reads the answer."""

    def __init__(self, code: str, sentence: str, status: int = 403) -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.status = code, sentence, status


@dataclass(frozen=True)
class Message:
    """A message whose parts are what they should be; nothing of it is believed before the signature is checked."""

    what: str
    id: uuid.UUID
    envelope: uuid.UUID
    kind: str
    sender: Mapping[str, str]
    receiver: Mapping[str, str]
    told: Mapping[str, Any]


@dataclass(frozen=True)
class Carried:
    """One message that was due: where to, and what came of it as a code."""

    id: uuid.UUID
    installation: str
    outcome: str
    sentence: str = ""


def take_in(content: bytes, listed: TrustList, own: str, *, pin: str | None, now: datetime) -> str:
    """Take in one message and return how its envelope stands here; raises NotTakenError, noted in the room's chain.

    `pin` = SHA-256 of the client's certificate, when whoever ended the TLS tells it; None when it only admits those
    listed.
    """
    listed.demand_valid(now)
    demand_not_older(listed, CARRIER)
    message = _read(content)
    try:
        _demand_signed(content, message, listed, own, pin, now)
        with transaction.atomic(using=CARRIER):
            return _TAKE[message.what](message)
    except NotTakenError as refused:
        _note(message, refused)
        raise
    except DatabaseError as error:
        known = _said_by_database(error)
        _note(message, known)
        raise known from error


def _read(content: bytes) -> Message:
    try:
        told = json.loads(_few(base64.b64decode(json.loads(_few(content))["payload"], validate=True)))
        if told["type"] != TYPE or told["what"] not in _TAKE or not _writable(told):
            raise ValueError("not a message")
        sender, receiver = ({name: str(part) for name, part in told[side].items()} for side in ("from", "to"))
        for party in (sender, receiver):
            uuid.UUID(party["room"]), uuid.UUID(party["unit"]), party["installation"]
        ids = uuid.UUID(told["id"]), uuid.UUID(told["envelope"])
        return Message(told["what"], *ids, str(told["kind"]), sender, receiver, told)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        log.warning("a message was refused: malformed")
        raise NotTakenError("malformed", "The message does not read as one.", 400) from error


def _few(text: bytes) -> bytes:
    """Return the JSON of a message, unless it holds more parts than any: each would cost seventy times its bytes."""
    if sum(text.count(sign) for sign in (b"[", b"{", b",", b":")) > MOST_PARTS:
        raise ValueError("too many parts")
    return text


def _writable(told: Any) -> bool:
    """Whether every text in it can be written: no database takes a zero byte, and half a pair is no letter at all."""
    return b"\\u0000" not in json.dumps(told, ensure_ascii=False).encode()


def _demand_signed(
    content: bytes, message: Message, listed: TrustList, own: str, pin: str | None, now: datetime
) -> None:
    sender = listed.installations.get(message.sender["installation"])
    room = listed.room(message.sender["installation"], message.sender["room"])
    if sender is None or room is None or sender.id == own:
        raise NotTakenError("unknown_sender", "The trust list here does not name the sender.")
    if pin is not None and (pin not in sender.pins() or pin in listed.revoked):
        raise NotTakenError("certificate", "The certificate is not one that the trust list gives the sender.")
    try:
        envelopes.read(content, _key(message, room, listed, now), KIND)
    except envelopes.EnvelopeError as error:
        raise NotTakenError("altered", "The message is not signed by the room it names, or was changed.") from error
    if message.receiver["installation"] != own or listed.room(own, message.receiver["room"]) is None:
        raise NotTakenError("unknown_receiver", "The receiver is not here.", 404)


def _key(message: Message, room: Mapping[str, Any], listed: TrustList, now: datetime) -> str:
    """Return the key that the message says it is signed with, when the list gives it to the sender and it holds."""
    named = message.sender.get("key") or envelopes.key_name(room["verifying_key"])
    known = {envelopes.key_name(one["verifying_key"]): one for one in keys_of(room)}
    if named in listed.revoked:
        raise NotTakenError("revoked", "The sender's key is revoked.")
    if named not in known:
        raise NotTakenError("unknown_key", "The trust list here does not give the sender this key.")
    if known[named].get("compromised"):
        raise NotTakenError("compromised", "Somebody else than the sender may have signed it. It must be sent anew.")
    until = known[named].get("until")
    if until and now > datetime.fromisoformat(until) + ARRIVES_WITHIN:
        raise NotTakenError("old_key", "It is signed with a key that was replaced long ago. It must be sent anew.")
    return str(known[named]["verifying_key"])


def _route(message: Message) -> list[uuid.UUID]:
    sender, receiver = message.sender, message.receiver
    return [uuid.UUID(part) for part in (sender["room"], sender["unit"], receiver["room"], receiver["unit"])]


def _take_envelope(message: Message) -> str:
    digest = str(message.told.get("digest", ""))
    try:
        sealed = base64.b64decode(message.told["sealed"], validate=True)
    except (KeyError, TypeError, ValueError) as error:
        raise NotTakenError("malformed", "The message holds no sealed envelope.", 400) from error
    if len(digest) != 64 or not sealed or len(message.kind) > 20:
        raise NotTakenError("malformed", "The message holds no sealed envelope.", 400)
    to_key = str(message.told.get("sealed_to", ""))[:32]
    body = _came(message, "envelope.received", kind=message.kind, digest=digest)
    return _ask("take_in_envelope", message.envelope, *_route(message), message.kind, sealed, to_key, digest, body)


def _take_withdrawal(message: Message) -> str:
    body = _came(message, "envelope.withdrawn")
    return _ask("take_in_withdrawal", message.envelope, *_route(message), message.kind, body)


def _take_answer(message: Message) -> str:
    given, counter = str(message.told.get("given", "")), str(message.told.get("counter", ""))
    sender, _unit, receiver, _other = _route(message)
    body = _came(message, f"envelope.{'wrong_receiver' if given == 'wrong_receiver' else 'registered'}")
    return _ask("take_in_answer", message.envelope, sender, receiver, given, counter, body)


_TAKE: dict[str, Callable[[Message], str]] = {
    "envelope": _take_envelope,
    "withdrawal": _take_withdrawal,
    "answer": _take_answer,
}


def _came(message: Message, happened: str, /, **codes: str) -> str:
    ids = {"envelope": [message.envelope], "from_unit": [uuid.UUID(message.sender["unit"])]}
    return Event(happened, ids=ids, codes=codes).body(_far(message.sender))


def _far(party: Mapping[str, str]) -> dict[str, str]:
    return {"unit": party["unit"], "installation": party["installation"]}


def _note(message: Message, refused: NotTakenError) -> None:
    """Tell the room that was named; codes only, for nothing in the message is believed."""
    log.warning("a message was refused: %s", refused.code)
    event = Event("exchange.refused", ids={"envelope": [message.envelope]}, codes={"why": refused.code})
    with transaction.atomic(using=CARRIER), connections[CARRIER].cursor() as cursor:
        cursor.execute("SELECT note_refusal(%s, %s)", [message.receiver["room"], event.body({"role": "exchange"})])


def _said_by_database(error: DatabaseError) -> NotTakenError:
    code = getattr(error.__cause__, "sqlstate", "")
    said = getattr(getattr(error.__cause__, "diag", None), "message_primary", "") or ""
    if code == "23505":
        return NotTakenError("other_content", "Another message with the same number has come before.", 409)
    if code == "22023" and "opens this" in said:
        return NotTakenError("old_key", "It is sealed to a key that is gone. It must be sent anew.", 409)
    if code == "22023" and "envelope" in said:
        return NotTakenError("unknown_envelope", "There is no such envelope here.", 404)
    if code == "22023":
        return NotTakenError("unknown_receiver", "The receiver is not here.", 404)
    raise error


def _ask(function: str, *values: Any) -> str:
    with connections[CARRIER].cursor() as cursor:
        cursor.execute(f"SELECT {function}({', '.join(['%s'] * len(values))})", values)  # names above
        answered: str = cursor.fetchone()[0]
    return answered


def carry(listed: TrustList, own: str, *, now: datetime, first_wait: int = FIRST_WAIT) -> Iterator[Carried]:
    """Bring what is due to where it goes, one message after another; says of each what came of it.

    A receiver that is down delays its own messages only: each waits longer between tries, 15 minutes at most.
    """
    listed.demand_valid(now)
    demand_not_older(listed, CARRIER)
    with connections[CARRIER].cursor() as cursor:
        cursor.execute("SELECT id, installation, body FROM take_outgoing(%s, %s)", [AT_A_TIME, first_wait])
        due = cursor.fetchall()
    down: dict[str, Carried] = {}
    for message_id, installation, body in due:
        if installation in down:
            yield Carried(message_id, installation, down[installation].outcome, down[installation].sentence)
            continue
        done = _bring(message_id, listed.installations.get(installation), installation, body, listed, own)
        if done.outcome == "unreachable":
            down[installation] = done
        yield done


def _bring(
    message_id: uuid.UUID, to: Installation | None, name: str, body: str, listed: TrustList, own: str
) -> Carried:
    if to is None:
        return _refused(message_id, name, "unlisted", "The trust list does not name the receiver any more.")
    try:
        with client(listed, to) as outwards:
            answer = outwards.post(to.address + PATH, content=body.encode(), headers={"Content-Type": KIND})
        told = answer.json()
        if answer.status_code == httpx.codes.OK:
            return _done(message_id, name, str(told["stands"]))
        return _refused(message_id, name, str(told["code"])[:60], str(told["detail"])[:300])
    except (httpx.HTTPError, ssl.SSLError, OSError, ValueError, KeyError, TypeError) as error:
        # The kind of error only: its text may hold what the other side wrote.
        return _refused(message_id, name, "unreachable", type(error).__name__)


def client(listed: TrustList, to: Installation) -> httpx.Client:
    """Return a client that shows our certificate and takes no other than those listed for the receiver."""
    roots = listed.certificates_of(to)
    if not roots:
        raise ssl.SSLError("every certificate of the receiver is revoked")
    context = ssl.create_default_context(cadata="\n".join(roots))
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(settings.TREFAS_EXCHANGE_CERTIFICATE, settings.TREFAS_EXCHANGE_KEY)
    return httpx.Client(verify=context, timeout=SECONDS, follow_redirects=False, trust_env=False)


def _done(message_id: uuid.UUID, installation: str, stands: str) -> Carried:
    codes = {"stands": stands, "by": installation}
    bodies = [
        Event(kind, ids={"message": [message_id]}, codes=codes).body({"role": "exchange"})
        for kind in ("envelope.carried", "envelope.withdrawn")
    ]
    with connections[CARRIER].cursor() as cursor:
        cursor.execute("SELECT end_outgoing(%s, %s, %s, %s)", [message_id, stands, *bodies])
    return Carried(message_id, installation, stands)


def _refused(message_id: uuid.UUID, installation: str, code: str, sentence: str) -> Carried:
    safe = code if code.isidentifier() else "unreadable"
    event = Event("envelope.refused", ids={"message": [message_id]}, codes={"why": safe, "by": installation})
    with connections[CARRIER].cursor() as cursor:
        values: list[Any] = [message_id, safe, safe in FINAL, event.body({"role": "exchange"})]
        cursor.execute("SELECT refuse_outgoing(%s, %s, %s, %s)", values)
    return Carried(message_id, installation, safe, sentence)
