"""Reads which identity providers log people in, from the file that TREFAS_IDENTITY_PROVIDERS names.

Only the installation's owner says which they are: no page changes it, and no other host is ever asked.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from trefas.authorities import saml_providers
from trefas.authorities.saml_providers import LOOPBACK, SamlEnds

# What an entry may say: in either language, and in each.
BOTH = frozenset({"kind", "id", "name", "authority", "issuer", "account_claim", "levels", "two_factors"})
KNOWN = {
    "oidc": BOTH | {"client_id", "client_secret_env", "level_claim"},
    "saml": BOTH | saml_providers.KNOWN,
}
# What the class of a SAML login is called among the claims; there is no other place for it.
SAML_LEVEL = "AuthnContextClassRef"


@dataclass(frozen=True)
class IdentityProvider:
    """One authority's own identity provider, by OpenID Connect or, when it has `saml`, by SAML 2.0.

    `levels`: the values of `level_claim` that are enough; `two_factors`: whether they mean two factors, so that ours
    are not asked for; `account_claim`: the claim that an administrator ties to the account before its first login.
    """

    id: str
    name: str
    authority: str
    issuer: str
    client_id: str
    client_secret: str
    account_claim: str
    level_claim: str
    levels: tuple[str, ...]
    two_factors: bool
    saml: SamlEnds | None = None

    def for_allauth(self) -> dict[str, Any]:
        """Return the provider as allauth's settings know it; of SAML it knows where our own pages are, no more."""
        if self.saml:
            return {"provider_id": self.id, "name": self.name, "client_id": self.id, "secret": ""}
        return {
            "provider_id": self.id,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.client_secret,
            "settings": {"server_url": self.issuer, "oauth_pkce_enabled": True},
        }


def apps(providers: tuple[IdentityProvider, ...]) -> dict[str, Any]:
    """Return allauth's setting for all of them."""
    return {
        "openid_connect": {"APPS": [one.for_allauth() for one in providers if not one.saml]},
        "saml": {"APPS": [one.for_allauth() for one in providers if one.saml]},
    }


def read_providers(path: str) -> tuple[IdentityProvider, ...]:
    """Read the file, none when no file is named; ImproperlyConfigured says which entry is wrong and how."""
    if not path:
        return ()
    try:
        content = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ImproperlyConfigured(f"TREFAS_IDENTITY_PROVIDERS: {path} cannot be read as TOML ({error}).") from error
    return tuple(_provider(entry, f"{Path(path).name}, provider {n}") for n, entry in enumerate(content["provider"], 1))


def _provider(entry: Mapping[str, Any], where: str) -> IdentityProvider:
    kind = entry.get("kind", "oidc")
    if kind not in KNOWN:
        raise ImproperlyConfigured(f"{where}: kind is {kind}. It is oidc or saml.")
    if unknown := sorted(set(entry) - KNOWN[kind]):
        raise ImproperlyConfigured(f"{where}: {unknown[0]} is not known. Known: {', '.join(sorted(KNOWN[kind]))}.")
    levels = entry.get("levels")
    if not isinstance(levels, list) or not levels:
        raise ImproperlyConfigured(f"{where}: levels is missing. List the levels of assurance that are enough.")
    given: dict[str, Any] = {name: _text(entry, name, where) for name in ("id", "name", "authority")}
    return IdentityProvider(
        **given,
        **(_by_saml if kind == "saml" else _by_oidc)(entry, where),
        levels=tuple(str(level) for level in levels),
        two_factors=entry.get("two_factors") is True,
    )


def _by_oidc(entry: Mapping[str, Any], where: str) -> dict[str, Any]:
    return {
        "client_id": _text(entry, "client_id", where),
        "issuer": _issuer(_text(entry, "issuer", where), where),
        "client_secret": _secret(_text(entry, "client_secret_env", where), where),
        "account_claim": str(entry.get("account_claim", "sub")),
        "level_claim": str(entry.get("level_claim", "acr")),
    }


def _by_saml(entry: Mapping[str, Any], where: str) -> dict[str, Any]:
    ends = saml_providers.read_ends(entry, where)
    return {
        "client_id": f"{ends.address}/konto/saml/{entry.get('id')}/metadata/",
        "issuer": _text(entry, "issuer", where),
        "client_secret": "",
        "account_claim": str(entry.get("account_claim", "NameID")),
        "level_claim": SAML_LEVEL,
        "saml": ends,
    }


def _text(entry: Mapping[str, Any], name: str, where: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ImproperlyConfigured(f"{where}: {name} is missing. Give it as text.")
    return value


def _issuer(address: str, where: str) -> str:
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise ImproperlyConfigured(f"{where}: issuer must begin with https://.")
    return address.rstrip("/")


def _secret(variable: str, where: str) -> str:
    value = os.environ.get(variable, "")
    if not value:
        raise ImproperlyConfigured(f"{where}: the environment has no {variable}. Put the client's secret there.")
    return value
