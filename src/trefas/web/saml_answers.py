"""What an answer of a SAML provider says, once its shape holds: to whom, for what question, until when, of whom."""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any

from trefas.authorities.identity_providers import SAML_LEVEL, IdentityProvider
from trefas.web.saml_shape import LARGEST, SAML, SUCCESS, demand, demand_shape, one, parsed, status_of

BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
NAME_ID = "NameID"
# Conditions that we can keep; one that a receiver does not know must be refused (SAML Core 2.5.1).
CONDITIONS = frozenset({f"{SAML}AudienceRestriction", f"{SAML}OneTimeUse"})


@dataclass(frozen=True)
class Received:
    """An answer as it came, parsed, of the right shape, and not yet believed."""

    document: bytes
    root: Any
    answers: str
    succeeded: bool


def received(encoded: str, provider: IdentityProvider) -> Received:
    """Read what a browser brought; AnswerError when no plain answer looks so."""
    demand(encoded and len(encoded) <= 2 * LARGEST, "size")
    try:
        document = base64.b64decode(re.sub(r"\s+", "", encoded), validate=True)
    except (binascii.Error, ValueError):
        demand(False, "base64")
    root = parsed(document)
    found = Received(document, root, str(root.get("InResponseTo") or ""), status_of(root) == SUCCESS)
    demand(found.answers, "unasked")
    if found.succeeded and provider.saml:
        demand_shape(root, opened=False, encrypted=provider.saml.encrypted)
    return found


def demand_meant_for_us(root: Any, provider: IdentityProvider, *, asked: str, here: str) -> None:
    """Raise AnswerError unless all that binds an answer to one question, one receiver and one time is there and fits.

    The library lets most of it be absent, compares the beginning of an address only, and knows no conditions.
    """
    demand(root.get("Version") == "2.0" and root.get("Destination") == here, "destination")
    demand(root.get("InResponseTo") == asked, "unasked")
    assertion = one(root, f"{SAML}Assertion")
    demand(assertion.get("Version") == "2.0", "version")
    for part in (root, assertion):
        demand(_text(one(part, f"{SAML}Issuer")) == provider.issuer, "issuer")
    _demand_confirmed(one(assertion, f"{SAML}Subject"), asked=asked, here=here)
    _demand_conditions(one(assertion, f"{SAML}Conditions"), provider.client_id)
    one(assertion, f"{SAML}AuthnStatement", f"{SAML}AuthnContext", f"{SAML}AuthnContextClassRef")


def _demand_confirmed(subject: Any, *, asked: str, here: str) -> None:
    confirmation = one(subject, f"{SAML}SubjectConfirmation")
    demand(confirmation.get("Method") == BEARER, "confirmation")
    data = one(confirmation, f"{SAML}SubjectConfirmationData")
    demand(data.get("Recipient") == here, "recipient")
    demand(data.get("InResponseTo") == asked, "unasked")
    demand(data.get("NotOnOrAfter"), "unending")


def _demand_conditions(conditions: Any, own_id: str) -> None:
    demand(conditions.get("NotOnOrAfter"), "unending")
    demand({child.tag for child in conditions} <= CONDITIONS, "condition")
    restrictions = conditions.findall(f"{SAML}AudienceRestriction")
    demand(restrictions, "audience")
    for restriction in restrictions:
        demand(own_id in [_text(audience) for audience in restriction.findall(f"{SAML}Audience")], "audience")


def claims_of(root: Any, provider: IdentityProvider) -> dict[str, str]:
    """Return what is said of the person, once verified: attributes with one value, her persistent name, the level."""
    assertion = one(root, f"{SAML}Assertion")
    found: dict[str, list[str]] = {}
    for attribute in assertion.iterfind(f"{SAML}AttributeStatement/{SAML}Attribute"):
        # A value that is itself markup is some other claim than the plain ones we know.
        values = [_text(value) for value in attribute.findall(f"{SAML}AttributeValue") if len(value) == 0]
        found.setdefault(str(attribute.get("Name")), []).extend(values)
    level = one(assertion, f"{SAML}AuthnStatement", f"{SAML}AuthnContext", f"{SAML}AuthnContextClassRef")
    claims = {name: values[0] for name, values in found.items() if len(values) == 1 and values[0]}
    return {**claims, NAME_ID: _persistent_name(assertion, provider), SAML_LEVEL: _text(level)}


def _persistent_name(assertion: Any, provider: IdentityProvider) -> str:
    """A name that is new each time, an address that another may get, or a name among others finds nobody."""
    names = assertion.findall(f"{SAML}Subject/{SAML}NameID")
    if len(names) != 1 or names[0].get("Format") != PERSISTENT:
        return ""
    among = names[0].get("NameQualifier", provider.issuer), names[0].get("SPNameQualifier", provider.client_id)
    return _text(names[0]) if among == (provider.issuer, provider.client_id) else ""


def _text(part: Any) -> str:
    demand(len(part) == 0, "nested")
    return (part.text or "").strip()
