"""A backup file: sealed to a key that is kept offline, so that the machine which makes it cannot read it.

TREFAS-BACKUP-1, a line of JSON, then chunks of AES-256-GCM: each is length (4 bytes), ciphertext. The nonce is the
chunk's number and whether it is the last, so that chunks cannot be moved, dropped or cut off; the first holds what the
file says of itself. The data key is sealed with HPKE (ML-KEM-768 with X25519).
"""

import base64
import json
import os
import uuid
import zlib
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from trefas.rooms import envelopes
from trefas.rooms.envelopes import EnvelopeError, Route

MAGIC = b"TREFAS-BACKUP-1\n"
CHUNK = 1 << 20
NOBODY = uuid.UUID(int=0)


class BackupError(Exception):
    """A backup cannot be made, read or restored; the message says why in one sentence."""


def new_key() -> tuple[str, str]:
    """Make the offline key: (private, public) as text. The private one never comes near the installation."""
    pairs = envelopes.new_private_keys()
    return base64.b64encode(pairs.private).decode(), pairs.sealing


def write(path: Path, public: str, part: str, set_id: uuid.UUID, parts: Iterable[bytes], **in_clear: str) -> None:
    """Write one file whole or not at all: under another name until its last byte is on disk."""
    key = os.urandom(32)
    sealed = envelopes.seal(key, public, Route(set_id, NOBODY, NOBODY))
    about = {"part": part, "set": str(set_id), "key": base64.b64encode(sealed).decode(), **in_clear}
    header = json.dumps(about).encode() + b"\n"
    unfinished = path.with_suffix(path.suffix + ".unfinished")
    cipher, bound = AESGCM(key), sha256(header).digest()
    with open(unfinished, "wb", opener=_private) as file:  # a Path takes no opener
        file.write(MAGIC + header)
        number = 0
        for number, chunk in enumerate(parts, 1):
            _put(file, cipher.encrypt(_nonce(number - 1, last=False), chunk, bound))
        _put(file, cipher.encrypt(_nonce(number, last=True), b"", bound))
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    _keep_name(path.parent)


def in_clear(path: Path) -> dict[str, Any]:
    """Return what a file says to whoever has no key; raises BackupError when it is no backup."""
    line = _header(path)
    try:
        return dict(json.loads(line))
    except ValueError as error:
        raise BackupError(f"{path.name} is damaged or cut off.") from error


def read(path: Path, private: str) -> tuple[dict[str, Any], dict[str, Any], Iterator[bytes]]:
    """Return (header, what the file says of itself, content); raises BackupError, at the first chunk that is wrong."""
    line = _header(path)
    try:
        header = json.loads(line)
        route = Route(uuid.UUID(header["set"]), NOBODY, NOBODY)
        key = envelopes.unseal(base64.b64decode(header["key"]), base64.b64decode(private), route)
    except (ValueError, KeyError, EnvelopeError) as error:
        raise BackupError(f"{path.name} is not sealed to this key.") from error
    chunks = _open(path, AESGCM(key), line)
    return header, json.loads(next(chunks, b"null")), chunks


def squeezed(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Return the same content in less room (zlib, quickly): the log of a quiet hour is mostly zeros."""
    packing = zlib.compressobj(1)
    for part in parts:
        if packed := packing.compress(part):
            yield packed
    yield packing.flush()


def unsqueezed(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Return what was squeezed, as it was; raises BackupError when it is something else."""
    unpacking = zlib.decompressobj()
    for part in parts:
        try:
            yield unpacking.decompress(part)
        except zlib.error as error:
            raise BackupError("The backup is not packed as ours are.") from error


def _header(path: Path) -> bytes:
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise BackupError(f"{path.name} is not a backup of Trefas.")
        return file.readline()


def _open(path: Path, cipher: AESGCM, line: bytes) -> Iterator[bytes]:
    bound = sha256(line).digest()
    with path.open("rb") as file:
        file.seek(len(MAGIC) + len(line))
        number, size = 0, file.read(4)
        while size:
            sealed = file.read(int.from_bytes(size))
            size = file.read(4)
            try:
                yield cipher.decrypt(_nonce(number, last=not size), sealed, bound)
            except InvalidTag as error:
                raise BackupError(f"{path.name} is damaged or cut off.") from error
            number += 1
    if not number:
        raise BackupError(f"{path.name} is damaged or cut off.")


def _keep_name(folder: Path) -> None:
    """Force the new name to disk too: what the file was made of may be thrown away from now on."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _put(file: IO[bytes], sealed: bytes) -> None:
    file.write(len(sealed).to_bytes(4) + sealed)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
