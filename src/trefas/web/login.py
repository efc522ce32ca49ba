"""Logging in: personal accounts, two factors always, no open sign-up, second-factor secrets sealed."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.http import HttpRequest

from trefas.rooms.master import master_key, unwrap, wrap

PLACE = b"second factor"
DEMO_SESSION = "demo_persona"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth publishes no types
    """Accounts are given by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: nobody signs up."""
        return False


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth publishes no types
    """Without this, allauth keeps the secrets of authenticator apps in clear."""

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return base64.b64encode(wrap(_factor_key(), text.encode(), PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored secret."""
        return unwrap(_factor_key(), base64.b64decode(encrypted_text), PLACE).decode()

    def _get_site_name(self) -> str:
        return "Trefas"


def _factor_key() -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=PLACE).derive(master_key())


def has_two_factors(request: HttpRequest) -> bool:
    """Return whether this session was opened with a second factor, or through a persona link of the demo."""
    if request.session.get(DEMO_SESSION):
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
