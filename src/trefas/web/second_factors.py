"""The stored secrets of authenticator apps and recovery codes: wrapped by the master key, and anew when it changes."""

import base64
from typing import Any

from allauth.mfa.models import Authenticator

from trefas.rooms.master import master

PLACE = b"second factor"
# Where allauth keeps what it asks its adapter to seal.
SEALED = ("secret", "seed")


def seal(text: str) -> str:
    """Seal a secret before it is stored."""
    return base64.b64encode(master().wrap(text.encode(), PLACE)).decode()


def open_sealed(sealed: str) -> str:
    """Open a stored secret."""
    return master().unwrap(base64.b64decode(sealed), PLACE).decode()


def versions() -> dict[str, int]:
    """Return how many secrets each version of the master key wraps."""
    found = [_version(one.data[name]) for one in Authenticator.objects.all() for name in SEALED if name in one.data]
    return {version: found.count(version) for version in sorted(set(found))}


def rewrap_all() -> int:
    """Wrap anew what an older master key wraps; returns how many. What is in use just then is left to the next run."""
    newest, many = master().name(), 0
    for one in Authenticator.objects.order_by("pk"):
        made = {name: _anew(name, value, newest) for name, value in one.data.items()}
        if made != one.data:
            many += Authenticator.objects.filter(pk=one.pk, data=one.data).update(data=made)
    return many


def _anew(name: str, value: Any, newest: str) -> Any:
    return seal(open_sealed(value)) if name in SEALED and _version(value) != newest else value


def _version(sealed: str) -> str:
    return master().version_of(base64.b64decode(sealed), PLACE)
