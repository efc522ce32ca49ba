"""Checkpoints as C2SP writes them: signed notes, tlog-checkpoint, and cosignatures of witnesses (cosignature/v1)."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNS, COSIGNS = 1, 4
DASH = "— "


class NoteError(ValueError):
    """A note, key or checkpoint does not read as one."""


@dataclass(frozen=True)
class Key:
    """A public key by name: `algorithm` 1 signs notes of its own, 4 cosigns those of others."""

    name: str
    algorithm: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature says whose it is."""
        return sha256(self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public).digest()[:4]

    def text(self) -> str:
        """Return the key as others are given it: name+id+base64."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.algorithm]) + self.public).decode()}"


def read_key(text: str) -> Key:
    """Read a key that somebody else gave; raises NoteError when its id is not its own."""
    try:
        name, marked, encoded = text.strip().split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
        key = Key(name, raw[0], raw[1:])
    except (ValueError, IndexError) as error:
        raise NoteError("A key reads name+id+base64.") from error
    if key.id.hex() != marked or key.algorithm not in (SIGNS, COSIGNS) or len(key.public) != 32:
        raise NoteError(f"The key of {name} is not whole: its id does not fit.")
    return key


@dataclass(frozen=True)
class Signer:
    """A private key with its name."""

    name: str
    algorithm: int
    private: bytes

    @property
    def key(self) -> Key:
        """What others check it with."""
        public = Ed25519PrivateKey.from_private_bytes(self.private).public_key()
        return Key(self.name, self.algorithm, public.public_bytes_raw())

    def line(self, text: str, at: int) -> str:
        """Return the signature line over a note's text; `at` = seconds since 1970, which cosignatures say."""
        private = Ed25519PrivateKey.from_private_bytes(self.private)
        stamped = at.to_bytes(8, "big") if self.algorithm == COSIGNS else b""
        signed = private.sign(_message(self.algorithm, text, at))
        return f"{DASH}{self.name} {base64.b64encode(self.key.id + stamped + signed).decode()}\n"


def _message(algorithm: int, text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode() if algorithm == COSIGNS else text.encode()


@dataclass(frozen=True)
class Checkpoint:
    """How large a log is and which root it has."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the text of the note."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def read_checkpoint(note: str) -> Checkpoint:
    """Read the first three lines of a note; raises NoteError."""
    lines = note.split("\n")
    try:
        size, root = int(lines[1]), base64.b64decode(lines[2], validate=True)
    except (ValueError, IndexError) as error:
        raise NoteError("The checkpoint does not read as one.") from error
    if str(size) != lines[1] or size < 0 or len(root) != 32 or not lines[0]:
        raise NoteError("The checkpoint does not read as one.")
    return Checkpoint(lines[0], size, root)


def signed_by(note: str, key: Key) -> int | None:
    """Return when the key signed the note (0 for one that says no time), or None when it did not."""
    text, _found, lines = note.partition("\n\n")
    times = (_signed_at(text, line, key) for line in lines.split("\n"))
    return next((at for at in times if at is not None), None)


def cosigned(note: str, key: Key, lines: str) -> str:
    """Return the note with what a witness answered, in place of what its key signed before."""
    text, _found, before = note.partition("\n\n")
    kept = [one for one in before.splitlines(keepends=True) if _signed_at(text, one.rstrip("\n"), key) is None]
    return f"{text}\n\n{''.join(kept)}{lines}"


def _signed_at(text: str, line: str, key: Key) -> int | None:
    name, _space, encoded = line.removeprefix(DASH).rpartition(" ")
    signs = line.startswith(DASH) and name == key.name
    return _checked(text + "\n", encoded, key) if signs else None


def _checked(text: str, encoded: str, key: Key) -> int | None:
    try:
        raw = base64.b64decode(encoded, validate=True)
        stamped = 8 if key.algorithm == COSIGNS else 0
        at = int.from_bytes(raw[4 : 4 + stamped], "big")
        if raw[:4] != key.id:
            return None
        Ed25519PublicKey.from_public_bytes(key.public).verify(raw[4 + stamped :], _message(key.algorithm, text, at))
    except (ValueError, InvalidSignature):
        return None
    return at


def cosigners(note: str, keys: Iterable[Key]) -> set[str]:
    """Return the names of those who have signed the note."""
    return {key.name for key in keys if signed_by(note, key) is not None}
