"""An adversary who holds a room's export and even its signing key: what he changes, and which event ought to be named."""

import base64
import importlib.util
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import ModuleType

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT = b"trefas-audit-export-1"


def verifier() -> ModuleType:
    """Load the stand-alone file as an inspector would run it: by its place, not as a part of Trefas."""
    path = Path(__file__).resolve().parents[2] / "verify" / "trefas_verify.py"
    spec = importlib.util.spec_from_file_location("trefas_verify", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["trefas_verify"] = module
    spec.loader.exec_module(module)
    return module


@dataclass
class Tampered:
    """A changed export, and between which events (both ends included) the first fault must be named."""

    what: str
    content: bytes
    earliest: int
    latest: int


class Adversary:
    """Changes one export in ways drawn from a seed; signs again with the room's own key."""

    def __init__(self, content: bytes, private: bytes, seed: int) -> None:
        self.lines = content.split(b"\n")[:-2]
        self.key = Ed25519PrivateKey.from_private_bytes(private)
        self.seeds = random.Random(seed)
        self.events = [place for place, line in enumerate(self.lines) if line.startswith(b"E\t")]
        self.numbers = {place: int(self.lines[place].split(b"\t")[1]) for place in self.events}
        self.last = max(self.numbers.values())
        self.headed = max(int(line.split(b"\t")[2]) for line in self.lines if line.startswith(b"L\t"))
        self.latest = self._latest()

    def _latest(self) -> dict[bytes, int]:
        found = {}
        for line in self.lines:
            if line.startswith(b"W\t"):
                _tag, number, _place, relation, row, *_rest = line.split(b"\t")
                found[relation + row] = int(number)
        return found

    def signed(self, lines: list[bytes]) -> bytes:
        """Return a file that says it is the room's own."""
        before = b"\n".join(lines) + b"\n"
        signature = self.key.sign(FORMAT + b" " + sha256(before).hexdigest().encode())
        return before + b"Z\t" + base64.b64encode(signature) + b"\n"

    def tamper(self) -> Tampered:
        """Change the export in one way."""
        ways: list[Callable[[], Tampered]] = [
            self.flip, self.swap, self.drop, self.double, self.cut_tail, self.rechain, self.edit_payload, self.forge_row,
        ]  # fmt: skip
        return self.seeds.choice(ways)()

    def _pick(self, *tags: bytes) -> int:
        return self.seeds.choice([place for place, line in enumerate(self.lines) if line[:1] in tags])

    def _event_of(self, place: int) -> int:
        """Which event a line belongs to."""
        parts = self.lines[place].split(b"\t")
        if parts[0] == b"R":
            return self.latest[parts[1] + parts[2]]
        return int(parts[2] if parts[0] == b"L" else parts[1]) if parts[0] != b"C" else 0

    def flip(self) -> Tampered:
        """Turn one bit of one line."""
        place = self._pick(b"E", b"W", b"R", b"L", b"C")
        line, at = bytearray(self.lines[place]), self.seeds.randrange(len(self.lines[place]))
        line[at] ^= 1 << self.seeds.randrange(8)
        event, tag = self._event_of(place), self.lines[place][:1]
        lines = [*self.lines[:place], bytes(line), *self.lines[place + 1 :]]
        # A bit of a number or an id lets the line speak of another event, and what was one line may become two.
        wide = at < len(self.lines[place]) and (tag in b"LC" or at < 60 or b"\n" in line)
        return Tampered("flip " + tag.decode(), self.signed(lines), 0, self.last + 1 if wide else event)

    def swap(self) -> Tampered:
        """Let two events change places."""
        one, other = sorted(self.seeds.sample(self.events, 2))
        lines = list(self.lines)
        lines[one], lines[other] = lines[other], lines[one]
        return Tampered("swap", self.signed(lines), 0, self.numbers[one])

    def drop(self) -> Tampered:
        """Leave out an event with what it wrote, a written row, or a stored row."""
        place = self._pick(b"E", b"W", b"R")
        event = self._event_of(place)
        own = b"W\t%d\t" % event
        whole = self.lines[place].startswith(b"E\t")
        lines = [line for at, line in enumerate(self.lines) if at != place and not (whole and line.startswith(own))]
        return Tampered("drop", self.signed(lines), event, event)

    def double(self) -> Tampered:
        """Let a line stand twice."""
        place = self._pick(b"E", b"W", b"R")
        event = self._event_of(place)
        lines = [*self.lines[: place + 1], self.lines[place], *self.lines[place + 1 :]]
        return Tampered("double", self.signed(lines), event, event + 1)

    def cut_tail(self) -> Tampered:
        """End the log earlier and let its head agree; stored rows follow."""
        last = self.seeds.randrange(1, self.headed)
        kept = [line for line in self.lines if not (line[:2] in (b"E\t", b"W\t") and int(line.split(b"\t")[1]) > last)]
        return Tampered("cut tail", self.signed(self._headed(kept, last)), 0, last + 1)

    def _headed(self, lines: list[bytes], last: int) -> list[bytes]:
        head = json.loads(lines[1][2:]) | {"last": last, "events": last}
        return [lines[0], b"H\t" + json.dumps(head).encode(), *lines[2:]]

    def rechain(self) -> Tampered:
        """Write an event anew and compute every hash after it."""
        first = self.seeds.randrange(1, self.headed + 1)
        room = json.loads(self.lines[1][2:])["room"].encode()
        lines, before = [], b""
        for line in self.lines:
            if line.startswith(b"E\t"):
                tag, number, happened, previous, stated, body = line.split(b"\t")
                if int(number) == first:
                    body = body.replace(b'"kind":"', b'"kind":"x', 1)
                if int(number) >= first:
                    text = b"\n".join((b"trefas-audit-1", room, number, happened, before, body))
                    stated = sha256(text).hexdigest().encode()
                line, before = b"\t".join((tag, number, happened, previous, stated, body)), stated
            lines.append(line)
        return Tampered("rechain", self.signed(lines), 1, first)

    def edit_payload(self) -> Tampered:
        """Change what a stored row says, and nothing in the chain."""
        place = self._pick(b"R")
        line = self.lines[place]
        start = line.index(b"{")
        at = self.seeds.randrange(start + 1, len(line))
        other = self.seeds.choice([byte for byte in b'0a"}z ' if byte != line[at]])
        lines = [*self.lines[:place], line[:at] + bytes([other]) + line[at + 1 :], *self.lines[place + 1 :]]
        event = self._event_of(place)
        return Tampered("payload", self.signed(lines), event, event)

    def forge_row(self) -> Tampered:
        """Change a stored row and its salt and commitment to fit, as one with the whole database could."""
        place = self._pick(b"R")
        tag, relation, row, text = self.lines[place].split(b"\t", 3)
        event = self.latest[relation + row]
        text = text.replace(b"{", b'{"zz": 1, ', 1)
        salt = self.seeds.randbytes(32)
        lines = list(self.lines)
        lines[place] = b"\t".join((tag, relation, row, text))
        for at, line in enumerate(lines):
            if line.startswith(b"W\t%d\t" % event) and relation + b"\t" + row in line:
                parts = line.split(b"\t")
                parts[7:] = [sha256(salt + text).hexdigest().encode(), salt.hex().encode()]
                lines[at] = b"\t".join(parts)
        return Tampered("forged row", self.signed(lines), event, event)


def missed(module: ModuleType, tampered: Tampered, **trusted: object) -> str:
    """Return what is wrong with the verifier's answer, or nothing."""
    try:
        report = module.verify(tampered.content, **trusted)
    except module.UnreadableError:
        return ""
    first = report.first()
    if first is None:
        return f"{tampered.what}: not found"
    if not tampered.earliest <= first[0] <= tampered.latest:
        return f"{tampered.what}: named {first[0]} ({first[1]}), expected {tampered.earliest}..{tampered.latest}"
    return ""
