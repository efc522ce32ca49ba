#!/usr/bin/env python3
"""Check a receipt of a disclosure without Trefas: this one file, Python 3.11 and `cryptography`.

    python receipt_verify.py FILE.zip [--trust LIST] [--list-key KEY] [--item ITEM.json SALT]

Says who disclosed to whom, when, on which grounds, and whether the receiver took it; or what is wrong, in one
sentence. Without `--trust` it can only say that file and keys agree with each other: compare the names of the keys it
prints with what the authorities have published. `--trust` takes the signed list of installations (DSSE), checked
against `--list-key` (base64), or a plain {room id: {"verifying_key": base64, "earlier_keys": [...]}} that came from
somebody you trust. A key that was replaced has dates: what it signed later does not hold, nor what it signed since
somebody else may have had it.
`--item` proves that one piece of content was in the disclosure: its canonical JSON (RFC 8785) and its salt (base64).

Exit: 0 whole and by known keys, 3 whole but nobody has said whose the keys are or that it existed in time, 1 wrong,
2 cannot be read.
"""

import argparse
import base64
import hashlib
import hmac
import json
import sys
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

RECEIPT = "application/vnd.trefas.receipt+json"
COUNTER = "application/vnd.trefas.counter-receipt+json"
TRUST = "application/vnd.trefas.trust-list+json"
PARTS = {"receipt.json", "counter.json", "keys.json", "grounds.json"}
MOST = 4 * 1024 * 1024
# What was begun before a key was replaced is signed within it; clocks differ too.
SKEW = timedelta(hours=1)
FIELDS = {
    "type", "id", "kind", "at", "sender", "receiver", "deciders", "purpose", "outcome", "rulebook", "grounds",
    "items", "retention", "head",
}  # fmt: skip


class WrongError(Exception):
    """Something is not as it was signed; the message names it."""


class UnreadableError(Exception):
    """There is nothing here that can be checked."""


def main(arguments: list[str]) -> int:
    """Check one file and say what was found."""
    parser = argparse.ArgumentParser(description="Check a receipt of a disclosure without Trefas.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--trust", type=Path)
    parser.add_argument("--list-key", default="")
    parser.add_argument("--item", nargs=2, metavar=("ITEM.json", "SALT"))
    given = parser.parse_args(arguments)
    try:
        parts = read_zip(given.file)
        known = read_trust(given.trust, given.list_key) if given.trust else None
        told, counter, doubts = check(parts, known)
        lines = describe(told, counter, doubts, known is not None)
        if given.item:
            lines.append(opened(told, Path(given.item[0]).read_bytes(), given.item[1]))
    except UnreadableError as error:
        return say(2, f"UNREADABLE: {error}")
    except WrongError as error:
        return say(1, f"WRONG: {error}")
    return say(3 if known is None or doubts else 0, *lines)


def say(code: int, *lines: str) -> int:
    """Write the lines, and return the exit code."""
    sys.stdout.write("\n".join(lines) + "\n")
    return code


def read_zip(path: Path) -> dict[str, bytes]:
    """Return the parts of the file; refuses what is cut, too big, doubled or foreign."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            names = [info.filename for info in infos]
            if len(set(names)) != len(names) or not set(names) <= PARTS:
                raise UnreadableError("the file holds parts that no receipt has.")
            if sum(info.file_size for info in infos) > MOST:
                raise UnreadableError("the file says it is larger than any receipt.")
            parts = {info.filename: archive.read(info) for info in infos}
    except (OSError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise UnreadableError("it is no whole zip file: it may have been cut on the way.") from error
    except Exception as error:  # zlib's own error has no common base
        raise UnreadableError("a part of the zip file does not unpack: it was changed on the way.") from error
    if missing := {"receipt.json", "keys.json"} - set(parts):
        raise UnreadableError(f"{min(missing)} is missing.")
    return parts


def check(parts: dict[str, bytes], known: dict[str, list[dict]] | None) -> tuple[dict, dict | None, list[str]]:
    """Return what both receipts say, once every signature and reference holds, and which of them is doubted."""
    own = {room: keys_of(one) for room, one in _json(parts["keys.json"], "keys.json").items()}
    keys = own if known is None else known
    told, lost = signed(parts["receipt.json"], RECEIPT, "sender", keys, "receipt.json")
    if told.get("type") != "trefas-receipt-1" or set(told) != FIELDS:
        raise WrongError("receipt.json is signed, but is no receipt of a version that this program knows.")
    check_grounds(told, parts.get("grounds.json"))
    counter, counter_lost = None, None
    if "counter.json" in parts:
        counter, counter_lost = signed(parts["counter.json"], COUNTER, "receiver", keys, "counter.json")
        check_counter(told, counter, parts["receipt.json"])
    # The receiver's answer, by a key that nobody else has had, shows that the receipt existed when it was given.
    if lost and counter and not counter_lost and moment(counter["at"], "counter.json") < lost:
        lost = None
    return told, counter, [name for name, when in (("receipt", lost), ("counter-receipt", counter_lost)) if when]


def signed(
    content: bytes, kind: str, side: str, keys: dict[str, list[dict]], where: str
) -> tuple[dict, datetime | None]:
    """Return what a DSSE envelope says when the room it names on `side` has signed it, and when its key was lost."""
    envelope = _json(content, where)
    try:
        body = base64.b64decode(envelope["payload"], validate=True)
        signature = base64.b64decode(envelope["signatures"][0]["sig"], validate=True)
        told = json.loads(body)
        party = told[side]
        room, name = party["room"], party["key"]
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise WrongError(f"{where} does not say who signed what.") from error
    if envelope.get("payloadType") != kind:
        raise WrongError(f"{where} holds something else: {envelope.get('payloadType')}.")
    whose = f"{party.get('authority')} ({room})"
    if room not in keys:
        raise WrongError(f"{where}: no key is known for {whose}, which it names as the {side}.")
    fitting = [key for key in keys[room] if key["name"] == name]
    if not fitting:
        raise WrongError(
            f"{where}: it names the key {name}, which is not a key of {whose}: re-signed by somebody else?"
        )
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(fitting[0]["verifying_key"]))
        public.verify(signature, to_sign(body, kind))
    except (InvalidSignature, ValueError) as error:
        raise WrongError(f"{where}: the signature is not {whose}'s, or a byte was changed after it signed.") from error
    return told, in_time(moment(told.get("at"), where), fitting[0], f"{where}, signed by {whose} with the key {name}")


def in_time(at: datetime, key: dict, where: str) -> datetime | None:
    """Demand that the key held when it says it signed; returns from when somebody else may have had it, if ever."""
    if key.get("revoked"):
        raise WrongError(f"{where}: the list says that the key is revoked, and not from when.")
    lost, until = (moment(key[name], where) if key.get(name) else None for name in ("compromised", "until"))
    if lost and at >= lost:
        raise WrongError(f"{where} {at}: somebody else may have had the key since {lost}, so anybody may have signed.")
    if until and at > until + SKEW:
        raise WrongError(f"{where} {at}: the key was replaced {until}, and signed nothing after that.")
    return lost


def moment(text: object, where: str) -> datetime:
    """Return a time that says its zone."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise WrongError(f"{where}: {text} is no time.") from error
    if found.tzinfo is None:
        raise WrongError(f"{where}: {text} says no time zone.")
    return found


def check_counter(told: dict, counter: dict, receipt: bytes) -> None:
    """Demand that the counter-receipt is an answer to this receipt, by whom it was sent to."""
    if counter.get("id") != told["id"]:
        raise WrongError("counter.json answers another disclosure than receipt.json tells of: one of them was swapped.")
    if counter.get("receipt") != hashlib.sha256(receipt).hexdigest():
        raise WrongError("counter.json answers a receipt with other bytes than receipt.json has.")
    if counter["receiver"]["room"] != told["receiver"]["room"]:
        raise WrongError("counter.json is signed by another than the receiver that receipt.json names.")


def check_grounds(told: dict, content: bytes | None) -> None:
    """Demand that each text that came along is the one whose hash was signed."""
    texts = _json(content, "grounds.json") if content else {}
    hashes = {one["id"]: one["text"] for one in told["grounds"]}
    for rule, text in texts.items():
        if hashlib.sha256(str(text).encode()).hexdigest() != hashes.get(rule):
            raise WrongError(f"grounds.json: the text of {rule} is not the one that the receipt was signed on.")


def opened(told: dict, content: bytes, salt: str) -> str:
    """Return a line when the item was in the disclosure; it is the content's canonical JSON, without its salt."""
    try:
        made = hmac.digest(base64.b64decode(salt, validate=True), content, "sha256").hex()
    except ValueError as error:
        raise UnreadableError("the salt is not base64.") from error
    if made not in [one["commitment"] for one in told["items"]]:
        raise WrongError("the item is not one of those that the receipt commits to.")
    return "The item was in the disclosure."


def describe(told: dict, counter: dict | None, doubts: list[str], trusted: bool) -> list[str]:
    """Return the receipt in words."""
    lines = [f"{told['kind']} {told['id']}, {told['at']}"]
    for side in ("sender", "receiver"):
        party = told[side]
        lines.append(f"{side}: {party['authority']}, {party['unit']}, key {party['key']}")
    lines.append(f"decided by: {', '.join(told['deciders'])}; purpose {told['purpose'] or '-'}")
    lines.append(f"grounds: {', '.join(one['id'] for one in told['grounds']) or '-'}; rulebook {told['rulebook']}")
    lines.append(f"items: {len(told['items'])}; the sender's chain stood at {told['head']['number']}")
    if counter is None:
        lines.append("The receiver has not answered in this file.")
    else:
        answer = {"accepted": "received", "rejected": "rejected as come to the wrong receiver"}
        lines.append(f"The receiver {answer.get(counter['decision'], counter['decision'])}, {counter['at']}.")
    for name in doubts:
        lines.append(
            f"The key of the {name} came into other hands later, and only its own word says that it was signed before."
        )
    if doubts:
        lines.append("WHOLE, BUT NOBODY ELSE HAS SIGNED THAT IT EXISTED IN TIME: ask both authorities for their logs.")
    if not trusted:
        lines.append("WHOLE, BUT NOBODY HAS SAID WHOSE THE KEYS ARE: compare them, or give --trust.")
    return lines if doubts or not trusted else [*lines, "WHOLE."]


def read_trust(path: Path, list_key: str) -> dict[str, list[dict]]:
    """Return the verifying keys by room, with their dates: of a signed list, or of a plain file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path.name} cannot be read.") from error
    listed = _json(content, path.name)
    if "payloadType" not in listed:
        return {room: keys_of(one) for room, one in listed.items()}
    try:
        body = base64.b64decode(listed["payload"], validate=True)
        signature = base64.b64decode(listed["signatures"][0]["sig"], validate=True)
        Ed25519PublicKey.from_public_bytes(base64.b64decode(list_key)).verify(signature, to_sign(body, TRUST))
    except (KeyError, IndexError, TypeError, ValueError, InvalidSignature) as error:
        raise WrongError(f"{path.name} is not signed by the list key that you gave.") from error
    told = json.loads(body)
    found = {room["id"]: keys_of(room) for one in told["installations"] for room in one["rooms"]}
    for key in (key for keys in found.values() for key in keys):
        key["revoked"] = key["name"] in told["revoked"] and not key.get("compromised")
    return found


def keys_of(room: dict) -> list[dict]:
    """Return a room's key in use and those before, each with "from", "until" and "compromised" where they are told."""
    try:
        found = [{"verifying_key": room["verifying_key"]}, *(dict(one) for one in room.get("earlier_keys", []))]
        return [{**one, "name": key_name(one["verifying_key"])} for one in found]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WrongError("the keys do not read as a room's keys.") from error


def key_name(verifying: str) -> str:
    """Return how a key is named: the first 32 hex digits of SHA-256 over its bytes."""
    return hashlib.sha256(base64.b64decode(verifying)).hexdigest()[:32]


def to_sign(body: bytes, kind: str) -> bytes:
    """Return DSSE's pre-authentication encoding."""
    named = kind.encode()
    return b"DSSEv1 %d %s %d %s" % (len(named), named, len(body), body)


def _json(content: bytes, where: str) -> dict:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise WrongError(f"{where} does not read as JSON: it was cut or changed.") from error
    if not isinstance(found, dict):
        raise WrongError(f"{where} does not hold what a receipt holds.")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
