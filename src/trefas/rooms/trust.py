"""The trust list: which installations there are, signed by whoever keeps it, and read anew from its file each time.

    {"type": "trefas-trust-list-1", "epoch": 7, "valid_from": ISO 8601, "valid_until": ISO 8601,
     "installations": [{"id", "name", "address": "https://…", "certificates": [PEM],
                        "rooms": [{"id", "name", "kind", "sealing_key", "verifying_key", "earlier_keys": [{
                                   "verifying_key", "from", "until", "compromised"}], "authority": {"id", "name",
                                   "kind"}, "branch": {"id", "name", "kind"}, "units": [{"id", "name", "short_name",
                                   "kind", "telephone"}]}]}],
     "revoked": [name of a key, or SHA-256 of a certificate in hex]}

It is a DSSE envelope like all that travels. Nothing is sent to a host that it does not name. An installation that is
alone says so with a list of itself only.
"""

import base64
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

from trefas.rooms import envelopes
from trefas.rooms.errors import TrefasError

KIND = "application/vnd.trefas.trust-list+json"
TYPE = "trefas-trust-list-1"


class TrustListError(TrefasError):
    """The list is missing, not signed by its keeper, too early, too late or older than one seen before."""


@dataclass(frozen=True)
class Installation:
    """One controller's installation: where it is, which certificates it shows, and its rooms as the list says them."""

    id: str
    name: str
    address: str
    certificates: tuple[str, ...]
    rooms: tuple[Mapping[str, Any], ...]

    def pins(self) -> frozenset[str]:
        """Return SHA-256 over each certificate, in hex."""
        return frozenset(pin_of(one) for one in self.certificates)


@dataclass(frozen=True)
class TrustList:
    """A list whose signature holds."""

    epoch: int
    digest: str
    valid_from: datetime
    valid_until: datetime
    installations: Mapping[str, Installation]
    revoked: frozenset[str]

    def demand_valid(self, now: datetime) -> None:
        """Raise TrustListError for a list that does not hold now."""
        if now < self.valid_from:
            raise TrustListError(f"The trust list holds only from {self.valid_from.isoformat()}.")
        if now >= self.valid_until:
            raise TrustListError(
                f"The trust list expired {self.valid_until.isoformat()}. Ask its keeper for a new one."
            )

    def certificates_of(self, installation: Installation) -> list[str]:
        """Return the certificates that are not revoked."""
        return [one for one in installation.certificates if pin_of(one) not in self.revoked]

    def room(self, installation_id: str, room_id: str) -> Mapping[str, Any] | None:
        """Return a room of an installation, or None."""
        found = self.installations.get(installation_id)
        return next((room for room in found.rooms if room["id"] == room_id), None) if found else None


def pin_of(certificate: str) -> str:
    """Return SHA-256 over a certificate (PEM), in hex."""
    return sha256(ssl.PEM_cert_to_DER_cert(certificate)).hexdigest()


def configured() -> TrustList:
    """Read the list that the settings name; raises TrustListError with what to do."""
    if not settings.TREFAS_TRUST_LIST:
        raise TrustListError("No trust list: name its file in TREFAS_TRUST_LIST.")
    path = Path(settings.TREFAS_TRUST_LIST)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TrustListError(f"{path.name} cannot be read.") from error
    listed = read(content, settings.TREFAS_TRUST_LIST_KEY)
    if settings.TREFAS_INSTALLATION not in listed.installations:
        raise TrustListError("The trust list does not name this installation: set TREFAS_INSTALLATION to its id there.")
    return listed


def read(content: bytes, list_key: str) -> TrustList:
    """Check a list's signature and shape; raises TrustListError."""
    try:
        told = envelopes.read(content, list_key, KIND)
    except envelopes.EnvelopeError as error:
        raise TrustListError("The trust list is not signed by the key in TREFAS_TRUST_LIST_KEY.") from error
    try:
        if told["type"] != TYPE:
            raise ValueError(told["type"])
        made = [_installation(one) for one in told["installations"]]
        return TrustList(
            int(told["epoch"]),
            sha256(content).hexdigest(),
            _moment(told["valid_from"]),
            _moment(told["valid_until"]),
            {one.id: one for one in made},
            frozenset(told["revoked"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise TrustListError(f"The trust list is signed but does not read: {error}.") from error


def sign(told: Mapping[str, Any], private: bytes) -> bytes:
    """Return a list signed by its keeper (32 bytes, Ed25519); raises TrustListError when it would not read."""
    signed = envelopes.sign({"type": TYPE, **told}, private, "list-keeper", KIND)
    read(signed, envelopes.verifying_of(private))
    return signed


def _installation(told: Mapping[str, Any]) -> Installation:
    address = str(told["address"]).rstrip("/")
    if not address.startswith("https://"):
        raise ValueError(f"the address of {told['id']} is not https")
    if not told["certificates"]:
        raise ValueError(f"{told['id']} has no certificate")
    for room in told["rooms"]:
        for one in keys_of(room):
            base64.b64decode(one["verifying_key"], validate=True)
            [_moment(one[name]) for name in ("from", "until", "compromised") if one.get(name)]
        json.dumps([room["authority"]["id"], room["branch"]["id"], room["units"], room["sealing_key"]])
    made = Installation(told["id"], told["name"], address, tuple(told["certificates"]), tuple(told["rooms"]))
    made.pins()
    return made


def keys_of(room: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return a listed room's keys for checking what it signed: the newest, then those before with their dates."""
    return [{"verifying_key": room["verifying_key"]}, *room.get("earlier_keys", [])]


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} says no time zone")
    return moment
