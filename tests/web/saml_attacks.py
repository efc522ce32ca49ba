"""Answers made to deceive: signed ones changed, moved and wrapped, and signed anew with what a provider must not say."""

import copy
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import xmlsec
from lxml import etree

from tests.web.saml_provider import BO, STRANGER, assertion_in, sign
from trefas.web.saml_shape import DS, SAML, SAMLP

Wrap = Callable[[Any], Any]
SIZES = {xmlsec.Transform.DES3: 192, xmlsec.Transform.AES256_GCM: 256}


def changed(answer: bytes, change: Callable[[Any], Any]) -> bytes:
    """The answer with something changed, and its signature as it was."""
    root = etree.fromstring(answer)
    made = change(root)
    return etree.tostring(root if made is None else made)


def signed_anew(answer: bytes, change: Callable[[Any], Any], key: Path) -> bytes:
    """The answer with something changed in it, as if its provider had said so: signed again with a key."""

    def both(root: Any) -> None:
        change(root)
        sign(assertion_in(root), key)

    return changed(answer, both)


def signed_whole(answer: bytes, key: Path, *, assertion: bool = True) -> bytes:
    """The answer with a signature around the whole of it, and with that of its assertion or without."""

    def whole(root: Any) -> None:
        inner = assertion_in(root).find(f"{DS}Signature")
        outer = copy.deepcopy(inner)
        outer.attrib.pop("Id", None)
        outer.find(f"{DS}SignedInfo/{DS}Reference").set("URI", f"#{root.get('ID')}")
        if not assertion:
            inner.getparent().remove(inner)
        root.insert(1, outer)
        sign(root, key)

    return changed(answer, whole)


def encrypted(answer: bytes, certificate: Path, cipher: Any, key_cipher: Any) -> bytes:
    """The answer with its assertion encrypted to a certificate."""
    names = {"ns": "xenc"}

    def shut(root: Any) -> None:
        assertion = assertion_in(root)
        data = xmlsec.template.encrypted_data_create(root, cipher, type=xmlsec.EncryptionType.ELEMENT, **names)
        xmlsec.template.encrypted_data_ensure_cipher_value(data)
        info = xmlsec.template.encrypted_data_ensure_key_info(data, ns="ds")
        inside = xmlsec.template.add_encrypted_key(info, key_cipher)
        xmlsec.template.encrypted_data_ensure_cipher_value(inside)
        keys = xmlsec.KeysManager()
        keys.add_key(xmlsec.Key.from_file(str(certificate), xmlsec.KeyFormat.CERT_PEM, None))
        context = xmlsec.EncryptionContext(keys)
        kind = xmlsec.KeyData.DES if cipher == xmlsec.Transform.DES3 else xmlsec.KeyData.AES
        context.key = xmlsec.Key.generate(kind, SIZES.get(cipher, 128), xmlsec.KeyDataType.SESSION)
        holder = etree.Element(f"{SAML}EncryptedAssertion")
        root.replace(assertion, holder)
        holder.append(assertion)
        context.encrypt_xml(data, assertion)

    return changed(answer, shut)


def evil(assertion: Any) -> Any:
    """A copy that says another person, with a number of its own and no signature."""
    made = copy.deepcopy(assertion)
    made.set("ID", "evil")
    for signature in made.findall(f"{DS}Signature"):
        made.remove(signature)
    for value in made.iter(f"{SAML}AttributeValue"):
        value.text = STRANGER
    return made


def _whole(root: Any) -> tuple[Any, Any]:
    """A whole evil answer and the signature that belongs to the true one, taken out of it."""
    false = copy.deepcopy(root)
    false.set("ID", "evil-response")
    false.replace(assertion_in(false), evil(assertion_in(false)))
    for value in false.findall(f"{DS}Signature"):
        false.remove(value)
    signature = root.find(f"{DS}Signature")
    root.remove(signature)
    false.insert(1, signature)
    return false, signature


def xsw1(root: Any) -> Any:
    """The true answer inside the signature of the false one."""
    false, signature = _whole(root)
    signature.append(root)
    return false


def xsw2(root: Any) -> Any:
    """The true answer beside the signature, in the false one."""
    false, signature = _whole(root)
    signature.addprevious(root)
    return false


def xsw3(root: Any) -> None:
    """A false assertion before the true one."""
    true = assertion_in(root)
    true.addprevious(evil(true))


def xsw4(root: Any) -> None:
    """A false assertion around the true one."""
    true = assertion_in(root)
    false = evil(true)
    root.replace(true, false)
    false.append(true)


def _bearing(root: Any) -> tuple[Any, Any, Any]:
    """The true assertion without its signature, a false one in its place that bears it, and the signature."""
    true = assertion_in(root)
    false = evil(true)
    root.replace(true, false)
    signature = true.find(f"{DS}Signature")
    true.remove(signature)
    false.insert(1, signature)
    return true, false, signature


def xsw5(root: Any) -> None:
    """The true one at the end, without its signature, which stands in the false one."""
    true, _, _ = _bearing(root)
    root.append(true)


def xsw6(root: Any) -> None:
    """The true one inside its own signature, which stands in the false one."""
    true, _, signature = _bearing(root)
    signature.append(true)


def xsw7(root: Any) -> None:
    """A false one in the extensions."""
    true = assertion_in(root)
    extensions = etree.Element(f"{SAMLP}Extensions")
    extensions.append(evil(true))
    root.insert(1, extensions)


def xsw8(root: Any) -> None:
    """The true one in an object of the signature, which stands in the false one."""
    true, _, signature = _bearing(root)
    etree.SubElement(signature, f"{DS}Object").append(true)


# Around the whole answer's signature, and around the assertion's.
WHOLE: tuple[Wrap, ...] = (xsw1, xsw2)
PART: tuple[Wrap, ...] = (xsw3, xsw4, xsw5, xsw6, xsw7, xsw8)
# Of what lies inside its own signature xmlsec finds nothing left to check, so it refuses these by itself.
INSIDE: tuple[Wrap, ...] = (xsw1, xsw6, xsw8)


def still_verifies(document: bytes, certificate: Path) -> bool:
    """Whether the moved signature still fits what it was made for: else a wrapping would prove nothing."""
    root = etree.fromstring(document)
    xmlsec.tree.add_ids(root, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_file(str(certificate), xmlsec.KeyFormat.CERT_PEM)
    try:
        context.verify(next(root.iter(f"{DS}Signature")))
    except xmlsec.Error:
        return False
    return BO.encode() in document and STRANGER.encode() in document


def bytes_spoilt(document: bytes, chance: Random) -> bytes:
    """A few bytes of the document replaced, taken away, doubled, or something put in between."""
    made = bytearray(document)
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(made))
        again = made[chance.randrange(len(made)) :][: chance.choice((1, 8, 60))]
        put = chance.choice((bytes([chance.randrange(256)]), again, b"&#0;", b"&amp;", b"<", b'"', b"<!---->", b""))
        made[at : at + chance.choice((0, 1, 40))] = put
    return bytes(made)


def parts_moved(document: bytes, chance: Random) -> bytes:
    """A few parts of the document removed, copied and moved elsewhere, or saying something else."""
    root = etree.fromstring(document)
    for _ in range(chance.choice((1, 1, 2, 3))):
        parts = list(root.iter())
        one, other = chance.choice(parts), chance.choice(parts)
        act = chance.choice(("remove", "copy", "move", "say", "set"))
        if act == "copy":
            other.append(copy.deepcopy(one))
        elif act == "say":
            one.text = chance.choice(("", "x", "☃", "0"))
        elif act == "set" and one.attrib:
            one.set(chance.choice(list(one.attrib)), chance.choice(("", "x", "#", "é", "9999-99-99T99:99:99Z")))
        elif one is not root and act == "remove":
            one.getparent().remove(one)
        elif one is not root and act == "move" and other not in list(one.iter()):
            other.append(one)
    return etree.tostring(root)
