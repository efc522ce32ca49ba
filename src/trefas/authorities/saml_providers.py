"""What the file of identity providers says of one that speaks SAML 2.0, and whether its parts and certificates hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.x509 import load_pem_x509_certificate
from django.core.exceptions import ImproperlyConfigured

KNOWN = frozenset({
    "login_url", "certificates", "address", "own_certificate", "own_key", "encrypted", "subject_claim",
})  # fmt: skip
LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "::1")
# An address stands in the request as it is written, so what XML gives a meaning of its own is not taken.
MEANT_IN_XML = frozenset("&<>\"'")
PARTS = ("lxml.etree", "xmlsec", "onelogin.saml2.response")
WARNED = timedelta(days=30)


@dataclass(frozen=True)
class SamlEnds:
    """Both ends of a SAML login: where the provider is and what it signs with, where we are and our own pair.

    `certificates`: PEM, two while the provider changes; `encrypted`: whether an answer in clear is refused;
    `subject_claim`: what finds the account from the second login on, "NameID" (persistent) or an attribute.
    """

    login_url: str
    certificates: tuple[str, ...]
    address: str
    own_certificate: str = ""
    own_key: str = field(default="", repr=False)
    encrypted: bool = False
    subject_claim: str = "NameID"


def read_ends(entry: Mapping[str, Any], where: str) -> SamlEnds:
    """Read the part of an entry that is of SAML alone; ImproperlyConfigured says what is wrong."""
    files = entry.get("certificates")
    if not isinstance(files, list) or not files:
        raise ImproperlyConfigured(f"{where}: certificates is missing. List the files that the provider signs with.")
    own_certificate, own_key = _own_pair(entry, where)
    if entry.get("encrypted") is True and not own_key:
        raise ImproperlyConfigured(f"{where}: encrypted needs own_certificate and own_key.")
    return SamlEnds(
        login_url=_address(entry, "login_url", where),
        certificates=tuple(_certificate(str(file), where) for file in files),
        address=_address(entry, "address", where).rstrip("/"),
        own_certificate=own_certificate,
        own_key=own_key,
        encrypted=entry.get("encrypted") is True,
        subject_claim=str(entry.get("subject_claim", "NameID")),
    )


def _own_pair(entry: Mapping[str, Any], where: str) -> tuple[str, str]:
    certificate, key = str(entry.get("own_certificate", "")), str(entry.get("own_key", ""))
    if bool(certificate) != bool(key):
        raise ImproperlyConfigured(f"{where}: own_certificate and own_key go together.")
    return (_certificate(certificate, where), _content(key, where)) if key else ("", "")


def _address(entry: Mapping[str, Any], name: str, where: str) -> str:
    value = str(entry.get(name, ""))
    parts = urlsplit(value)
    if not parts.hostname or (parts.scheme != "https" and parts.hostname not in LOOPBACK):
        raise ImproperlyConfigured(f"{where}: {name} must begin with https://.")
    if MEANT_IN_XML & set(value):
        raise ImproperlyConfigured(f"{where}: {name} has a character that XML gives a meaning of its own.")
    return value


def _content(file: str, where: str) -> str:
    try:
        return Path(file).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{where}: {file} cannot be read as PEM ({type(error).__name__}).") from error


def _certificate(file: str, where: str) -> str:
    content = _content(file, where)
    try:
        load_pem_x509_certificate(content.encode())
    except ValueError as error:
        raise ImproperlyConfigured(f"{where}: {file} is no certificate in PEM.") from error
    return content


def missing_part() -> str:
    """Return why the extra cannot be used, nothing when it can: it is not installed, or its halves do not fit."""
    for name in PARTS:
        try:
            import_module(name)
        except Exception as error:  # xmlsec has an error of its own for another libxml2 than that of lxml
            return f"{name}: {error}"
    return ""


def running_out(ends: SamlEnds, *, now: datetime) -> list[str]:
    """Return the certificates, by their subject, that have run out or do within thirty days."""
    found = [load_pem_x509_certificate(one.encode()) for one in (*ends.certificates, ends.own_certificate) if one]
    return [
        f"{one.subject.rfc4514_string()} {one.not_valid_after_utc:%Y-%m-%d}"
        for one in found
        if one.not_valid_after_utc - now < WARNED
    ]
