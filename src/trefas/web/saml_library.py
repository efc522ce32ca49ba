"""The library that speaks SAML (python3-saml), behind three functions; imported only where SAML is used."""

import base64
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from lxml import etree
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from trefas.authorities.identity_providers import IdentityProvider
from trefas.web.saml_answers import PERSISTENT, Received, claims_of, demand_meant_for_us
from trefas.web.saml_shape import AnswerError, demand, demand_shape, parsed

# What decrypting or checking may raise besides the library's own, for documents made to hurt.
FAULTS = (OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError, ValueError, TypeError, KeyError, IndexError)


def _arrived_at(here: str) -> dict[str, Any]:
    """The request as the library wants it told: from the installation's own file, never from the request's headers."""
    parts = urlsplit(here)
    on = "on" if parts.scheme == "https" else "off"
    return {"https": on, "http_host": parts.netloc, "script_name": parts.path, "get_data": {}, "post_data": {}}


def _settings(provider: IdentityProvider, here: str) -> OneLogin_Saml2_Settings:
    ends = provider.saml
    assert ends is not None  # noqa: S101  # the pages of SAML find no other provider
    return OneLogin_Saml2_Settings({
        "strict": True,
        "idp": {
            "entityId": provider.issuer,
            "singleSignOnService": {"url": ends.login_url, "binding": Names.BINDING_HTTP_REDIRECT},
            "x509certMulti": {"signing": list(ends.certificates)},
        },
        "sp": {
            "entityId": provider.client_id,
            "assertionConsumerService": {"url": here, "binding": Names.BINDING_HTTP_POST},
            "NameIDFormat": PERSISTENT,
            "x509cert": ends.own_certificate,
            "privateKey": ends.own_key,
        },
        "security": _demands(provider),
    })  # fmt: skip


def _demands(provider: IdentityProvider) -> dict[str, Any]:
    ends = provider.saml
    return {
        "wantAssertionsSigned": True,
        "wantAssertionsEncrypted": bool(ends and ends.encrypted),
        "authnRequestsSigned": bool(ends and ends.own_key),
        "rejectDeprecatedAlgorithm": True,
        "requestedAuthnContext": [escape(level) for level in provider.levels],
        "requestedAuthnContextComparison": "exact",
        # Whether there is a lasting name or attribute is for the claims to say.
        "wantNameId": False,
        "wantAttributeStatement": False,
        "allowRepeatAttributeName": True,
        "allowSingleLabelDomains": True,
        # The provider's people keep what they fetched; no date of ours should make it stale.
        "metadataValidUntil": "",
        "metadataCacheDuration": "",
    }


def question(provider: IdentityProvider, here: str) -> tuple[str, str]:
    """Return the address that asks the provider to log somebody in, and the number that its answer must name."""
    asking = OneLogin_Saml2_Auth(_arrived_at(here), _settings(provider, here))
    request = asking.authn_request_class(asking.get_settings())
    # Not the library's own login(): an empty RelayState, which it adds, is signed by some and left out by others.
    parameters = {"SAMLRequest": request.get_request()}
    if provider.saml and provider.saml.own_key:
        asking.add_request_signature(parameters, Names.RSA_SHA256)
    return str(asking.redirect_to(asking.get_sso_url(), parameters)), str(request.get_id())


def verified(answer: Received, provider: IdentityProvider, *, asked: str, here: str) -> tuple[str, dict[str, str]]:
    """Return the assertion's own number and its claims; AnswerError unless library and shape both find it sound."""
    import xmlsec

    try:
        response = OneLogin_Saml2_Response(_settings(provider, here), base64.b64encode(answer.document).decode())
        response.is_valid(_arrived_at(here), asked, raise_exceptions=True)
        number = str(response.get_assertion_id())
        root = parsed(etree.tostring(response.get_xml_document()))
    except OneLogin_Saml2_ValidationError as error:
        raise AnswerError(f"library {error.code}") from error
    except (*FAULTS, xmlsec.Error, etree.LxmlError) as error:
        raise AnswerError(f"library {type(error).__name__}") from error
    demand_shape(root, opened=True, encrypted=False)
    demand_meant_for_us(root, provider, asked=asked, here=here)
    demand(number and number != "None", "number")
    return number, claims_of(root, provider)


def metadata(provider: IdentityProvider, here: str) -> bytes:
    """Return what the provider must know of us."""
    made: str | bytes = _settings(provider, here).get_sp_metadata()
    return made.encode() if isinstance(made, str) else made
