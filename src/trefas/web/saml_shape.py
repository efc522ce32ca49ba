"""The shape an answer of a SAML provider must have before and after its signatures are checked.

What breaks SAML is seldom the cryptography: a signature that covers one part while another is read (Somorovsky and
others, "On Breaking SAML", 2012), comments inside names (CVE-2017-11427), two parsers that differ (CVE-2025-25291). So
nothing is searched for. The one shape that a plain answer has is listed here, and anything besides it is refused.
"""

import re
from typing import Any

SAML, SAMLP = "{urn:oasis:names:tc:SAML:2.0:assertion}", "{urn:oasis:names:tc:SAML:2.0:protocol}"
DS, XENC = "{http://www.w3.org/2000/09/xmldsig#}", "{http://www.w3.org/2001/04/xmlenc#}"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
LARGEST, MOST_ATTRIBUTES = 256 * 1024, 32
DECLARATION = re.compile(
    r"^<\?xml version=[\"']1\.0[\"'](?: encoding=[\"']utf-8[\"'])?(?: standalone=[\"']\w+[\"'])?\s*\?>", re.I
)
RESPONSE = frozenset(
    {f"{SAML}Issuer", f"{DS}Signature", f"{SAMLP}Status", f"{SAML}Assertion", f"{SAML}EncryptedAssertion"}
)
ASSERTION = frozenset({
    f"{SAML}Issuer", f"{DS}Signature", f"{SAML}Subject", f"{SAML}Conditions", f"{SAML}AuthnStatement",
    f"{SAML}AttributeStatement",
})  # fmt: skip
# Only what a receiver must do for a whole element: no XPath, no XSLT, no comments counted in.
CANONICAL = "http://www.w3.org/2001/10/xml-exc-c14n#"
TRANSFORMS = frozenset({"http://www.w3.org/2000/09/xmldsig#enveloped-signature", CANONICAL})
# What sends a reader elsewhere, in the document or out of it.
ELSEWHERE = (f"{DS}RetrievalMethod", f"{DS}Object", f"{DS}Manifest", f"{XENC}CipherReference")
MORE, RSA = "http://www.w3.org/2001/04/xmldsig-more#", "http://www.w3.org/2007/05/xmldsig-more#"
SIGNED_BY = frozenset({
    *(f"{MORE}{key}-sha{size}" for key in ("rsa", "ecdsa") for size in (256, 384, 512)),
    *(f"{RSA}sha{size}-rsa-MGF1" for size in (256, 384, 512)),
})  # fmt: skip
DIGESTS = frozenset({
    "http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmlenc#sha512", f"{MORE}sha384",
})  # fmt: skip
# Ciphers that tell when they were touched: of CBC and PKCS #1 v1.5 a stranger learns the text by asking.
CIPHERS = frozenset({"http://www.w3.org/2009/xmlenc11#aes128-gcm", "http://www.w3.org/2009/xmlenc11#aes256-gcm"})
KEY_CIPHERS = frozenset({
    "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p", "http://www.w3.org/2009/xmlenc11#rsa-oaep",
})  # fmt: skip


class AnswerError(Exception):
    """An answer that is not taken; the word says why, in the log, and holds nothing of the answer."""


def demand(holds: object, why: str) -> None:
    """Raise AnswerError with the word unless it holds."""
    if not holds:
        raise AnswerError(why)


def parsed(document: bytes) -> Any:
    """Return the root; AnswerError for anything that a plain answer does not have, before any of it is interpreted."""
    from lxml import etree

    demand(len(document) <= LARGEST, "size")
    try:
        text = document.decode("utf-8")
    except UnicodeDecodeError:
        raise AnswerError("encoding") from None
    body = DECLARATION.sub("", text, count=1)
    # No DOCTYPE, entity, CDATA, comment or instruction, in this encoding or one that would show them to a parser only.
    demand(not any(mark in body for mark in ("<!", "<?", "\0", "\ufeff")), "markup")
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(body.encode(), parser)
    except etree.XMLSyntaxError:
        raise AnswerError("xml") from None


def status_of(root: Any) -> str:
    """Return what the provider says of the login, its outermost code."""
    demand(root.tag == f"{SAMLP}Response", "root")
    return str(one(root, f"{SAMLP}Status", f"{SAMLP}StatusCode").get("Value"))


def demand_shape(root: Any, *, opened: bool, encrypted: bool) -> None:
    """Raise AnswerError unless there is one assertion, in its place, and every signature is for its own parent.

    `opened`: what was encrypted has been decrypted; `encrypted`: an answer in clear is refused.
    """
    demand(root.tag == f"{SAMLP}Response" and {child.tag for child in root} <= RESPONSE, "response")
    held = [child for child in root if child.tag in (f"{SAML}Assertion", f"{SAML}EncryptedAssertion")]
    everywhere = list(root.iter(f"{SAML}Assertion", f"{SAML}EncryptedAssertion"))
    demand(len(held) == 1 and everywhere == held, "assertions")
    # Before they are read: reading twenty thousand of them from one element takes seconds.
    demand(all(len(part.attrib) <= MOST_ATTRIBUTES for part in root.iter()), "attributes")
    ids = [value for part in root.iter() for name, value in part.items() if name.rpartition("}")[2].lower() == "id"]
    demand(len(ids) == len(set(ids)), "ids")
    shut = held[0].tag == f"{SAML}EncryptedAssertion"
    demand(not (shut and opened) and (shut or opened or not encrypted), "encryption")
    demand(next(root.iter(*ELSEWHERE), None) is None, "elsewhere")
    _demand_ciphers(root, shut=shut)
    demand(shut or {child.tag for child in held[0]} <= ASSERTION, "assertion")
    _demand_signatures(root, held[0], shut=shut)


def _demand_ciphers(root: Any, *, shut: bool) -> None:
    found = [method.get("Algorithm") for method in root.iter(f"{XENC}EncryptionMethod")]
    demand(shut or not found, "encryption")
    demand(set(found) <= CIPHERS | KEY_CIPHERS, "cipher")
    # Both, or there would be a default of somebody's: the key's way and the text's.
    demand(not shut or (set(found) & CIPHERS and set(found) & KEY_CIPHERS), "cipher")


def _demand_signatures(root: Any, assertion: Any, *, shut: bool) -> None:
    signatures = list(root.iter(f"{DS}Signature"))
    parents = [signature.getparent() for signature in signatures]
    demand(len(parents) == len(set(parents)) and set(parents) <= {root, assertion}, "signatures")
    demand(shut or assertion in parents, "unsigned")
    for signature in signatures:
        _demand_signature(signature)


def _demand_signature(signature: Any) -> None:
    covered = signature.getparent().get("ID")
    demand(
        {child.tag for child in signature} <= {f"{DS}SignedInfo", f"{DS}SignatureValue", f"{DS}KeyInfo"}, "signature"
    )
    info = one(signature, f"{DS}SignedInfo")
    reference = one(info, f"{DS}Reference")
    demand(covered and reference.get("URI") == f"#{covered}", "reference")
    transforms = [part.get("Algorithm") for part in one(reference, f"{DS}Transforms")]
    demand(len(transforms) == len(TRANSFORMS) and set(transforms) == TRANSFORMS, "transform")
    demand(one(info, f"{DS}CanonicalizationMethod").get("Algorithm") == CANONICAL, "transform")
    demand(one(info, f"{DS}SignatureMethod").get("Algorithm") in SIGNED_BY, "algorithm")
    demand(one(reference, f"{DS}DigestMethod").get("Algorithm") in DIGESTS, "algorithm")


def one(part: Any, *path: str) -> Any:
    """Follow the path, each step of which there is one of and no more."""
    for step in path:
        found = part.findall(step)
        demand(len(found) == 1, "count")
        part = found[0]
    return part
