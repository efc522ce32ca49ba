"""The master key: from the environment or a file of its own, never from the database."""

import base64
import hashlib
import os
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12


@cache
def master_key() -> bytes:
    """Return the 32 bytes that wrap every room's key."""
    given = settings.TREFAS_MASTER_KEY or Path(settings.TREFAS_MASTER_KEY_FILE).read_text(encoding="ascii")
    key = base64.urlsafe_b64decode(given.strip() + "=")
    if len(key) != 32:
        raise ValueError("TREFAS_MASTER_KEY must be 32 bytes as URL-safe base64 (43 characters).")
    return key


def master_key_name() -> str:
    """Return a name for the key that tells which one wrapped a room's key, without telling the key."""
    return hashlib.sha256(b"trefas-master-key-name" + master_key()).hexdigest()[:16]


def wrap(key: bytes, secret: bytes, place: bytes) -> bytes:
    """Seal `secret` under `key`, bound to `place`."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, secret, place)


def unwrap(key: bytes, wrapped: bytes, place: bytes) -> bytes:
    """Open what `wrap` sealed; raises InvalidTag when the key, the bytes or the place is another."""
    return AESGCM(key).decrypt(wrapped[:NONCE], wrapped[NONCE:], place)
