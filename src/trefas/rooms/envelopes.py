"""What travels between rooms: signed by the sender (DSSE over RFC 8785 JSON), sealed to the receiver (HPKE)."""

import base64
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from trefas.rooms.errors import TrefasError

PAYLOAD_TYPE = "application/vnd.trefas.disclosure+json"
# Private halves of one pair: Ed25519, X25519, and the seed of ML-KEM-768. A room has one after another, as bytes.
PAIR = 32 + 32 + 64
SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


class EnvelopeError(TrefasError):
    """An envelope was not signed by its sender, or not sealed to this room."""


@dataclass(frozen=True)
class NewKeys:
    """A pair's private halves (`PAIR` bytes, in clear: wrap them), and what others need to seal to it and check it."""

    private: bytes
    sealing: str
    verifying: str


@dataclass(frozen=True)
class Route:
    """Which envelope goes from which room to which: bound into the seal."""

    envelope_id: uuid.UUID
    sender: uuid.UUID
    receiver: uuid.UUID

    def info(self) -> bytes:
        """Return the bytes that HPKE binds, since the suite takes no other associated data."""
        return f"trefas-envelope-1|{self.envelope_id}|{self.sender}|{self.receiver}".encode()


def new_private_keys() -> NewKeys:
    """Make a signing pair (Ed25519) and a sealing pair (ML-KEM-768 with X25519)."""
    signing, lattice, curve = (
        Ed25519PrivateKey.generate(),
        MLKEM768PrivateKey.generate(),
        X25519PrivateKey.generate(),
    )
    private = signing.private_bytes_raw() + curve.private_bytes_raw() + lattice.private_bytes_raw()
    return NewKeys(private, sealing_of(private), verifying_of(private))


def sign(payload: Mapping[str, Any], private: bytes, key_id: str, kind: str = PAYLOAD_TYPE) -> bytes:
    """Return a DSSE envelope as canonical JSON bytes; `key_id` names the sending room, `kind` what is signed."""
    body = rfc8785.dumps(dict(payload))
    signature = Ed25519PrivateKey.from_private_bytes(private[:32]).sign(_to_sign(body, kind))
    return rfc8785.dumps(
        {
            "payloadType": kind,
            "payload": base64.b64encode(body).decode(),
            "signatures": [{"keyid": key_id, "sig": base64.b64encode(signature).decode()}],
        }
    )


def read(signed: bytes, verifying: str, kind: str = PAYLOAD_TYPE) -> dict[str, Any]:
    """Check the signature and return the payload; raises EnvelopeError when it is not the sender's, or another kind."""
    try:
        envelope = json.loads(signed)
        body = base64.b64decode(envelope["payload"], validate=True)
        signature = base64.b64decode(envelope["signatures"][0]["sig"], validate=True)
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(verifying))
        public.verify(signature, _to_sign(body, kind))
        payload: dict[str, Any] = json.loads(body)
    except (ValueError, KeyError, IndexError, TypeError, InvalidSignature) as error:
        raise EnvelopeError("The envelope is not signed by the room it names.") from error
    return payload


def seal(signed: bytes, sealing: str, route: Route) -> bytes:
    """Seal a signed envelope to the receiving room's public key."""
    public = base64.b64decode(sealing)
    key = hpke.MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[32:]), X25519PublicKey.from_public_bytes(public[:32])
    )
    return SUITE.encrypt(signed, key, route.info())


def unseal(sealed: bytes, private: bytes, route: Route) -> bytes:
    """Open what was sealed to one of this room's pairs on this route; raises EnvelopeError for any other."""
    for one in pairs_in(private):
        try:
            return SUITE.decrypt(sealed, hpke.MLKEM768X25519PrivateKey(*_opening(one)), route.info())
        except (InvalidTag, ValueError):
            continue
    raise EnvelopeError("The envelope is not sealed to this room.")


def pairs_in(private: bytes) -> list[bytes]:
    """Return the private halves of each pair; the first is the one that signs."""
    return [private[start : start + PAIR] for start in range(0, len(private), PAIR)]


def without_signing(pair: bytes) -> bytes:
    """Return the private halves of a pair that opens what was sealed to it, and signs nothing more."""
    return bytes(32) + pair[32:]


def sealing_of(pair: bytes) -> str:
    """Return the public half of a pair that others seal to, as they are given it."""
    lattice, curve = _opening(pair)
    public = curve.public_key().public_bytes_raw() + lattice.public_key().public_bytes_raw()
    return base64.b64encode(public).decode()


def _opening(pair: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    return MLKEM768PrivateKey.from_seed_bytes(pair[64:]), X25519PrivateKey.from_private_bytes(pair[32:64])


def verifying_of(private: bytes) -> str:
    """Return the public half of a signing key, as others are given it."""
    public = Ed25519PrivateKey.from_private_bytes(private[:32]).public_key()
    return base64.b64encode(public.public_bytes_raw()).decode()


def key_name(verifying: str) -> str:
    """Return the first 32 hex digits of SHA-256 over a public key's bytes: how receipts and trust lists name it."""
    return sha256(base64.b64decode(verifying)).hexdigest()[:32]


def _to_sign(body: bytes, kind: str) -> bytes:
    # DSSE's pre-authentication encoding: what is signed as one kind can never pass as another.
    named = kind.encode()
    return b"DSSEv1 %d %s %d %s" % (len(named), named, len(body), body)
