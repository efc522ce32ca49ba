"""The master key, which wraps every room's key: in a file of its own or in a key service, never in the database.

Everybody asks `master()` and gets one of two that answer alike: keys in a file or the environment (here), or a key
service that never lets its key out (key_service). Both know several versions: the newest wraps, the older ones only
open, until everything is wrapped anew (rewrapping) and the operator takes them away.
"""

import base64
import binascii
import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from trefas.rooms.errors import MasterKeyError
from trefas.rooms.key_service import KeyService, configured

NONCE = 12


class Master(Protocol):
    """What wraps secrets under the newest version of a master key; `place` is bound to what is wrapped."""

    def name(self) -> str:
        """Return the name of the version that wraps now, which tells nothing of the key; raises MasterKeyError."""

    def wrap(self, secret: bytes, place: bytes) -> bytes:
        """Seal a secret; raises MasterKeyError."""

    def unwrap(self, wrapped: bytes, place: bytes) -> bytes:
        """Open what any known version sealed; raises MasterKeyError when none of them did, or not at this place."""

    def anew(self, wrapped: bytes, place: bytes) -> bytes:
        """Seal what any known version sealed under the newest; raises MasterKeyError."""

    def version_of(self, wrapped: bytes, place: bytes) -> str:
        """Return the name of the version that sealed it; raises MasterKeyError."""

    def says(self) -> str:
        """Return one sentence for `trefas doctor`: what kind it is."""


def master() -> Master:
    """Return the master key of this installation: in a key service when one is configured."""
    return _service(settings.TREFAS_KEY_SERVICE) if settings.TREFAS_KEY_SERVICE else _FILE


@cache
def _service(file: str) -> Master:
    return KeyService(configured(file), older=_FILE)


class _FileMaster:
    """Keys from TREFAS_MASTER_KEY or a file, 32 bytes each as URL-safe base64, the newest first."""

    def __init__(self) -> None:
        self._read: tuple[object, list[bytes]] = (None, [])

    def name(self) -> str:
        return _name(self._keys()[0])

    def wrap(self, secret: bytes, place: bytes) -> bytes:
        return wrap(self._keys()[0], secret, place)

    def unwrap(self, wrapped: bytes, place: bytes) -> bytes:
        return unwrap(self._that_opens(wrapped, place), wrapped, place)

    def anew(self, wrapped: bytes, place: bytes) -> bytes:
        return self.wrap(self.unwrap(wrapped, place), place)

    def version_of(self, wrapped: bytes, place: bytes) -> str:
        return _name(self._that_opens(wrapped, place))

    def says(self) -> str:
        where = "TREFAS_MASTER_KEY" if settings.TREFAS_MASTER_KEY else "TREFAS_MASTER_KEY_FILE"
        return f"{where}, {len(self._keys())} version(s), {self.name()} wraps"

    def _that_opens(self, wrapped: bytes, place: bytes) -> bytes:
        for key in self._keys():
            try:
                unwrap(key, wrapped, place)
            except (InvalidTag, ValueError):
                continue
            return key
        raise MasterKeyError("No master key that is given here opens this. Give the one it was wrapped with too.")

    def _keys(self) -> list[bytes]:
        # A new version must count in processes that run already: none may go on wrapping with the old one.
        path = Path(settings.TREFAS_MASTER_KEY_FILE)
        try:
            state = settings.TREFAS_MASTER_KEY or (path, path.stat().st_mtime_ns)
            if state != self._read[0]:
                text = settings.TREFAS_MASTER_KEY or path.read_text(encoding="ascii")
                self._read = (state, _keys_of(text))
        except (OSError, UnicodeDecodeError) as error:
            raise MasterKeyError("There is no master key: TREFAS_MASTER_KEY_FILE cannot be read.") from error
        return self._read[1]


_FILE = _FileMaster()


def new_key() -> str:
    """Make a key as it stands in the file."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")


def _keys_of(text: str) -> list[bytes]:
    try:
        keys = [base64.urlsafe_b64decode(one + "=") for one in text.split()]
    except (binascii.Error, ValueError) as error:
        raise MasterKeyError("TREFAS_MASTER_KEY must be URL-safe base64.") from error
    if not keys or any(len(key) != 32 for key in keys):
        raise MasterKeyError("TREFAS_MASTER_KEY must be 32 bytes as URL-safe base64 (43 characters).")
    return keys


def _name(key: bytes) -> str:
    return hashlib.sha256(b"trefas-master-key-name" + key).hexdigest()[:16]


def wrap(key: bytes, secret: bytes, place: bytes) -> bytes:
    """Seal `secret` under `key`, bound to `place`."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, secret, place)


def unwrap(key: bytes, wrapped: bytes, place: bytes) -> bytes:
    """Open what `wrap` sealed; raises InvalidTag when the key, the bytes or the place is another."""
    return AESGCM(key).decrypt(wrapped[:NONCE], wrapped[NONCE:], place)
