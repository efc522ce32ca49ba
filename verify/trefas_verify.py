#!/usr/bin/env python3
"""Checks an export of a room's log without Trefas: standard library and `cryptography` only.

    python trefas_verify.py EXPORT [--key BASE64] [--log-key KEY --witness KEY ... --quorum N] [--events]

It hashes every event again, follows the chain, compares what each event says it wrote with the rows as they lie, and
compares the chain with checkpoints that others have cosigned. Answers for each event: `intact`, `erased under event N`
or `TAMPERED`. Exit: 0 all is as it was, 1 something is tampered with, 2 the file cannot be read.
"""

import argparse
import base64
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = b"trefas-audit-export-1"
ERASURE = "erasure.done"
UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass
class Report:
    """What was found: `faults` in the order of the events they name, 0 for the file itself."""

    header: dict = field(default_factory=dict)
    events: int = 0
    last: int = 0
    rows: int = 0
    cosigned: int = 0
    checked_to: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)
    erased: dict[int, int] = field(default_factory=dict)

    def blame(self, event: int, what: str) -> None:
        """Note that an event is not what it was."""
        self.faults.append((event, what))

    def first(self) -> tuple[int, str] | None:
        """Return the first bad entry and why."""
        return min(self.faults, key=lambda fault: fault[0]) if self.faults else None

    def answer(self, event: int) -> str:
        """Return what is to be said of one event."""
        if any(number == event for number, _what in self.faults):
            return "TAMPERED"
        return f"erased under event {self.erased[event]}" if event in self.erased else "intact"


class UnreadableError(Exception):
    """The file is not an export of ours."""


@dataclass
class Reading:
    """What is remembered while the file is read, line by line."""

    report: Report
    room: str = ""
    number: int | None = None
    hash: str = ""
    whole: bool = True
    hashes: dict[int, str] = field(default_factory=dict)
    pending: list[tuple[int, bytes]] = field(default_factory=list)
    latest: dict[tuple[str, str], tuple[int, str, str, str]] = field(default_factory=dict)
    touched: dict[str, list[int]] = field(default_factory=dict)
    erasures: dict[str, int] = field(default_factory=dict)
    stored: set[tuple[str, str]] = field(default_factory=set)
    unsalted: list[tuple[int, str]] = field(default_factory=list)
    leaves: list[list[str]] = field(default_factory=list)
    notes: list[list[str]] = field(default_factory=list)


def verify(
    content: bytes, *, key: str = "", log_key: str = "", witnesses: Iterable[str] = (), quorum: int = 0
) -> Report:
    """Check a whole export; raises UnreadableError for a file that is none.

    `log_key` and `witnesses` read name+id+base64; `key` is the room's, base64.
    """
    lines = content.split(b"\n")
    if lines[0] != FORMAT or len(lines) < 3 or not lines[1].startswith(b"H\t"):
        raise UnreadableError("This is not an export of a log of Trefas.")
    report = Report(header=_json(lines[1][2:]))
    reading = Reading(report, room=str(report.header.get("room")), whole=bool(report.header.get("whole")))
    _check_signature(lines, content, key, report)
    for line in lines[2:]:
        _take(line, reading)
    _finish(reading)
    _name_erased(lines, reading)
    _check_heads(reading, log_key, list(witnesses), quorum)
    report.faults.sort(key=lambda fault: fault[0])
    return report


def _take(line: bytes, reading: Reading) -> None:
    kind = line[:2]
    try:
        if kind == b"E\t":
            _event(line, reading)
        elif kind == b"W\t":
            reading.pending.append((int(line.split(b"\t", 2)[1]), line))
        elif kind == b"R\t":
            _row(line, reading)
        elif kind == b"L\t":
            reading.leaves.append(line.decode().split("\t")[1:])
        elif kind == b"C\t":
            reading.notes.append(line.decode().split("\t")[1:])
        elif line and kind != b"Z\t":
            raise ValueError("unknown line")
    except (ValueError, IndexError, UnicodeDecodeError):
        reading.report.blame((reading.number or 0) + 1, "a line that does not read as one")


def _event(line: bytes, reading: Reading) -> None:
    _tag, numbered, happened, previous, stated, body = line.split(b"\t")
    number, report = int(numbered), reading.report
    if numbered != b"%d" % number:
        raise ValueError("not a number as written")
    before = reading.hash if not previous else previous.decode()
    first = int(report.header.get("first") or 1)
    if reading.whole and reading.number is None and (number != first or (first == 1 and previous)):
        report.blame(first, "the first events are missing")
    if reading.whole and reading.number is not None and number != reading.number + 1:
        report.blame(reading.number + 1, f"followed by {number}: dropped, doubled or moved")
    if reading.whole and previous and reading.number is not None:
        report.blame(number, "breaks the chain")
    text = b"\n".join((b"trefas-audit-1", reading.room.encode(), numbered, happened, before.encode(), body))
    if sha256(text).hexdigest().encode() != stated:
        report.blame(number, "its hash is of other content, or of another place in the chain")
    report.events += 1
    report.last = reading.number = number
    reading.hash = reading.hashes[number] = stated.decode()
    if reading.pending or b'"written":' in body or b'"' + ERASURE.encode() + b'"' in body:
        try:
            _written(number, json.loads(body), reading)
        except (ValueError, LookupError, TypeError, AttributeError):
            report.blame(number, "what it wrote does not read")
            reading.pending.clear()


def _written(number: int, body: dict, reading: Reading) -> None:
    lines, stated = [], body.get("written")
    for of, line in reading.pending:
        _tag, _of, place, relation, row, verb, shape, commitment, salt = line.decode().split("\t")
        if of != number or int(place) != len(lines) + 1:
            reading.report.blame(min(of, number), "rows are dropped, doubled or moved")
        lines.append("|".join(part for part in (relation, row, verb, shape, commitment) if part))
        reading.latest[relation, row] = (number, verb, commitment, salt)
        reading.touched.setdefault(row, []).append(number)
    reading.pending.clear()
    if stated is None and lines:
        reading.report.blame(number, "rows that the event does not know of")
    if stated is not None:
        digest = sha256("\n".join(lines).encode()).hexdigest()
        if reading.report.header.get("rows") and (stated["count"], stated["digest"]) != (len(lines), digest):
            reading.report.blame(number, "what it wrote is not what it says it wrote")
    if body.get("kind") == ERASURE:
        for one in {one for many in body.get("ids", {}).values() for one in many}:
            reading.erasures.setdefault(one, number)


def _row(line: bytes, reading: Reading) -> None:
    _tag, relation, row, text = line.decode().split("\t", 3)
    reading.report.rows += 1
    place = (relation, row)
    known = reading.latest.get(place)
    if known is None:
        reading.report.blame(reading.report.last + 1, f"{relation} {row} was never written by an event")
        return
    number, verb, commitment, salt = known
    if place in reading.stored:
        reading.report.blame(number, f"{relation} {row} is there twice")
    reading.stored.add(place)
    if verb == "is" and not salt:
        # Only the latest commitment keeps its salt: a later one is missing, and the event that made it says so itself.
        reading.unsalted.append((number, f"{relation} {row} was written later too, and that is missing"))
    elif verb != "is" or not _opens(salt, text, commitment):
        reading.report.blame(number, f"{relation} {row} holds other content than was written")


def _opens(salt: str, text: str, commitment: str) -> bool:
    if not re.fullmatch(r"[0-9a-f]{64}", salt):
        return False
    return sha256(bytes.fromhex(salt) + text.encode()).hexdigest() == commitment


def _finish(reading: Reading) -> None:
    report = reading.report
    if reading.pending:
        report.blame(report.last + 1, "rows without their event")
    if report.header.get("last") != report.last or report.header.get("events") != report.events:
        report.blame(min(report.last, int(report.header.get("last") or 0)) + 1, "the last events are missing or added")
    elif report.header.get("head") not in (None, [report.last, reading.hash]):
        report.blame(report.last + 1, "the head of the chain, which the next event follows on, is not the last event")
    for number, what in reading.unsalted:
        later = [event for event, _what in report.faults if event > number]
        report.blame(min(later, default=number), what)
    if report.header.get("rows"):
        for place, (number, verb, _commitment, _salt) in reading.latest.items():
            if verb == "is" and place not in reading.stored:
                report.blame(number, f"{place[0]} {place[1]} is gone, and no event says so")


def _name_erased(lines: list[bytes], reading: Reading) -> None:
    """Say of each event that wrote or named what was erased later, under which event it was."""
    for row, number in reading.erasures.items():
        for event in reading.touched.get(row, []):
            if event < number:
                reading.report.erased.setdefault(event, number)
    for line in lines if reading.erasures else []:
        if line.startswith(b"E\t") and (named := set(UUIDS.findall(line.decode())) & reading.erasures.keys()):
            event = int(line.split(b"\t", 2)[1])
            later = [reading.erasures[one] for one in named if reading.erasures[one] > event]
            if later:
                reading.report.erased.setdefault(event, min(later))


def _check_signature(lines: list[bytes], content: bytes, key: str, report: Report) -> None:
    """The last line is the room's signature over every byte before it."""
    last = lines[-2] if lines[-1] == b"" else b""
    before = content[: len(content) - len(last) - 1]
    public = key or str(report.header.get("key", ""))
    if key and key != report.header.get("key"):
        report.blame(0, "the export is signed with another key than the room's")
    try:
        signature = base64.b64decode(last.removeprefix(b"Z\t"), validate=True)
        signed = b"trefas-audit-export-1 " + sha256(before).hexdigest().encode()
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public)).verify(signature, signed)
    except (ValueError, InvalidSignature):
        report.blame(0, "the file is not what the room signed")


def _check_heads(reading: Reading, log_key: str, witnesses: list[str], quorum: int) -> None:
    """Compare the chain with every head of it that lies under a checkpoint."""
    report = reading.report
    try:
        roots = _roots(reading, log_key, witnesses, quorum)
        leaves = sorted(reading.leaves, key=lambda one: int(one[1]))
    except (ValueError, IndexError):
        report.blame(0, "a checkpoint or a head that does not read as one")
        return
    for leaf in leaves:
        try:
            _check_head(leaf, roots, reading)
        except (ValueError, IndexError):
            report.blame(int(leaf[1]), "the head noted for it does not read as one")


def _check_head(leaf: list[str], roots: dict[int, bytes], reading: Reading) -> None:
    report = reading.report
    place, number, stated, salt, size, *proof = leaf
    text = "\n".join(("trefas-head-1", reading.room, number, stated, salt)).encode()
    path = [_decoded(one) for one in proof]
    if not _included(sha256(b"\x00" + text).digest(), int(place), int(size), path, roots.get(int(size))):
        report.blame(int(number), "the head noted for it is under no checkpoint that can be trusted")
    elif int(number) > report.last and reading.whole:
        report.blame(report.last + 1, f"missing: the log of heads knows events to {number}")
    elif reading.whole and reading.hashes.get(int(number)) != stated:
        # Nothing between two heads tells where it began, unless an event there is at fault by itself.
        within = [event for event, _what in report.faults if report.checked_to < event <= int(number)]
        first = min(within, default=report.checked_to + 1)
        report.blame(first, f"written anew, here or later, at the latest at {number}")
    else:
        report.checked_to = max(report.checked_to, int(number))


def _roots(reading: Reading, log_key: str, witnesses: list[str], quorum: int) -> dict[int, bytes]:
    roots, known = {}, [_key(text) for text in witnesses]
    for encoded, stamp in reading.notes:
        _decoded(stamp)
        note = _decoded(encoded).decode()
        origin, size, root = note.split("\n")[:3]
        signers = [key for key in known if _signed(note, key)]
        log = _key(log_key) if log_key else None
        if log is not None and (origin != log[0] or not _signed(note, log)):
            reading.report.blame(0, f"the checkpoint of size {size} is not signed by the log")
        elif len(signers) < quorum:
            reading.report.blame(0, f"the checkpoint of size {size} has {len(signers)} of {quorum} cosignatures")
        else:
            roots[int(size)] = _decoded(root)
            reading.report.cosigned = max(reading.report.cosigned, len(signers))
    return roots


def _decoded(text: str) -> bytes:
    """Base64 with nothing to spare: other text for the same bytes is not what was written."""
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("not the usual base64")
    return raw


def _included(leaf: bytes, place: int, size: int, proof: list[bytes], root: bytes | None) -> bool:
    """RFC 9162 2.1.3.2."""
    at, last, found = place, size - 1, leaf
    for one in proof:
        if at & 1 or at == last:
            found = sha256(b"\x01" + one + found).digest()
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = sha256(b"\x01" + found + one).digest()
        at, last = at >> 1, last >> 1
    return 0 <= place < size and last == 0 and found == root


def _key(text: str) -> tuple[str, bytes, bytes]:
    try:
        name, _id, encoded = text.strip().split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise UnreadableError("A key reads name+id+base64.") from error
    return name, sha256(name.encode() + b"\n" + raw).digest()[:4], raw


def _signed(note: str, key: tuple[str, bytes, bytes]) -> bool:
    """C2SP signed-note (algorithm 1) and cosignature/v1 (4)."""
    name, marked, raw = key
    text, _blank, lines = note.partition("\n\n")
    for line in lines.split("\n"):
        if line.startswith(f"— {name} "):
            signature = _decoded(line.rpartition(" ")[2])
            message, rest = f"{text}\n".encode(), signature[4:]
            if raw[0] == 4:
                at, rest = int.from_bytes(rest[:8], "big"), rest[8:]
                message = f"cosignature/v1\ntime {at}\n".encode() + message
            try:
                Ed25519PublicKey.from_public_bytes(raw[1:]).verify(rest, message)
            except InvalidSignature:
                continue
            if signature[:4] == marked:
                return True
    return False


def _json(raw: bytes) -> dict:
    try:
        found = json.loads(raw)
    except ValueError as error:
        raise UnreadableError("The head of the export does not read.") from error
    if not isinstance(found, dict):
        raise UnreadableError("The head of the export does not read.")
    return found


def told(report: Report, *, each: bool) -> Iterator[str]:
    """Say what was found, in sentences."""
    head = report.header
    yield f"Room {head.get('room')}, events {report.events}, rows {report.rows}, made {head.get('made')}"
    yield f"Confirmed by checkpoints to event {report.checked_to} ({report.cosigned} witnesses)."
    for number, what in report.faults:
        yield f"TAMPERED event {number}: {what}" if number else f"TAMPERED file: {what}"
    if each:
        first = int(report.header.get("first") or 1)
        yield from (f"{number}\t{report.answer(number)}" for number in range(first, report.last + 1))
    elif report.erased:
        yield f"Erased: {len(report.erased)} events."
    yield "All events are intact or erased by a recorded decision." if not report.faults else "NOT INTACT."


def main() -> int:
    """Read the arguments, check, say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", type=Path)
    parser.add_argument("--key", default="", help="the room's public key, base64, from a source you trust")
    parser.add_argument("--log-key", default="", help="the key of the installation's log of heads")
    parser.add_argument("--witness", action="append", default=[], help="the key of a witness; may be repeated")
    parser.add_argument("--quorum", type=int, default=0, help="how many witnesses must have cosigned")
    parser.add_argument("--events", action="store_true", help="one line for every event")
    given = parser.parse_args()
    try:
        report = verify(
            given.export.read_bytes(),
            key=given.key,
            log_key=given.log_key,
            witnesses=given.witness,
            quorum=given.quorum,
        )
    except (UnreadableError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for line in told(report, each=given.events):
        sys.stdout.write(f"{line}\n")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
