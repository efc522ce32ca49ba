"""No answer is taken but one that is whole, from the provider, for us, now, and about the question that was asked."""

import base64
import codecs
import copy
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import urlsplit

import pytest

from trefas.authorities.identity_providers import IdentityProvider
from trefas.authorities.saml_providers import SamlEnds, missing_part

if missing := missing_part():
    pytest.skip(f"the extra saml is not installed ({missing})", allow_module_level=True)

import xmlsec
from cryptography.hazmat.primitives.asymmetric import ec
from lxml import etree

from tests.web import saml_attacks as attacks
from tests.web.saml_attacks import changed, encrypted, signed_anew, signed_whole, still_verifies
from tests.web.saml_provider import BO, ENTITY, HSA, LOA3, STRANGER, Provider, assertion_in, pair, running
from trefas.web import saml_library
from trefas.web.saml_answers import received
from trefas.web.saml_shape import DS, LARGEST, SAML, SAMLP, AnswerError

HERE = "https://trefas.staden.example/konto/saml/staden/acs/"
OURS = "https://trefas.staden.example/konto/saml/staden/metadata/"
C14N, GCM = "http://www.w3.org/2001/10/xml-exc-c14n#", xmlsec.Transform.AES128_GCM
OAEP = xmlsec.Transform.RSA_OAEP
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


class World:
    """A provider, another one whose key we do not know, and one answer of each kind to one question."""

    def __init__(self, idp: Provider, folder) -> None:
        self.idp = idp
        self.strangers_key, self.strangers_certificate = pair(folder, "stranger")
        self.own_key, self.own_certificate = pair(folder, "trefas")
        ends = SamlEnds(idp.address, (idp.certificate.read_text(),), "https://trefas.staden.example")
        self.provider = IdentityProvider(
            id="staden", name="Stadens inloggning", authority="Vidhamns stad", issuer=ENTITY, client_id=OURS,
            client_secret="", account_claim=HSA, level_claim="AuthnContextClassRef", levels=(LOA3,), two_factors=True,
            saml=ends,
        )  # fmt: skip
        idp.knows(saml_library.metadata(self.provider, HERE))
        address, self.asked = saml_library.question(self.provider, HERE)
        self.query = urlsplit(address).query
        self.true = self.said("bo")

    def said(self, who: str) -> bytes:
        return self.idp.answer(self.query, who)[1].encode()

    def with_pair(self, **more) -> IdentityProvider:
        pem = {"own_certificate": self.own_certificate.read_text(), "own_key": self.own_key.read_text()}
        return replace(self.provider, saml=replace(self.provider.saml, **pem, **more))

    def taken(self, answer: bytes, provider: IdentityProvider | None = None) -> dict[str, str]:
        whose = provider or self.provider
        found = received(base64.b64encode(answer).decode(), whose)
        return saml_library.verified(found, whose, asked=self.asked, here=HERE)[1]

    def refused(self, answer: bytes, provider: IdentityProvider | None = None) -> str:
        with pytest.raises(AnswerError) as caught:
            self.taken(answer, provider)
        return str(caught.value)


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Iterator[World]:
    with running(tmp_path_factory.mktemp("idp")) as idp:
        yield World(idp, tmp_path_factory.mktemp("pairs"))


def part(path: str):
    """Find a part of an assertion, by the names of SAML."""
    steps = "/".join(f"{SAML}{name}" for name in path.split("/"))
    return lambda root: assertion_in(root).find(steps)


def setting(path: str, name: str, value: str | None):
    """Change, or take away, what one part of the assertion says."""

    def change(root) -> None:
        found = part(path)(root) if path else assertion_in(root)
        found.attrib.pop(name, None)
        if value is not None:
            found.set(name, value)

    return change


def telling(path: str, text: str):
    def change(root) -> None:
        part(path)(root).text = text

    return change


def without(path: str):
    def change(root) -> None:
        found = part(path)(root)
        found.getparent().remove(found)

    return change


def twice(path: str):
    def change(root) -> None:
        found = part(path)(root)
        found.addnext(copy.deepcopy(found))

    return change


def adding(path: str, *names: str):
    def change(root) -> None:
        found = part(path)(root)
        for name in names:
            found = etree.SubElement(found, f"{SAML}{name}")
        found.text = "x"

    return change


def unknown_condition(root) -> None:
    """One that the standard knows and we do not keep: what is not understood must not be passed over."""
    etree.SubElement(part("Conditions")(root), f"{SAML}ProxyRestriction").set("Count", "1")


# What lies ahead is reckoned when the tests are collected, and must still do so when a long run comes to them.
DAY = 24 * 60


def at(minutes: int) -> str:
    return f"{datetime.now(UTC) + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}"


def test_the_true_answer_is_taken(world) -> None:
    claims = world.taken(world.true)
    assert (claims[HSA], claims["NameID"], claims["AuthnContextClassRef"]) == (BO, "bo-lasting", LOA3)


def test_so_is_one_that_is_signed_as_a_whole_too_and_one_signed_anew(world) -> None:
    assert world.taken(signed_whole(world.true, world.idp.key))[HSA] == BO
    assert world.taken(signed_anew(world.true, lambda root: None, world.idp.key))[HSA] == BO


DATA, CONFIRMED = "Subject/SubjectConfirmation/SubjectConfirmationData", "Subject/SubjectConfirmation"
AUDIENCE = "Conditions/AudienceRestriction/Audience"
CLASS = "AuthnStatement/AuthnContext/AuthnContextClassRef"


@pytest.mark.parametrize(
    "change",
    [
        telling(AUDIENCE, "https://another.example/"),
        telling(AUDIENCE, OURS + "x"),
        without("Conditions/AudienceRestriction"),
        adding("Conditions", "AudienceRestriction", "Audience"),
        unknown_condition,
        without("Conditions"),
        setting("Conditions", "NotOnOrAfter", at(-60)),
        setting("Conditions", "NotOnOrAfter", None),
        setting("Conditions", "NotBefore", at(DAY)),
        setting(DATA, "NotOnOrAfter", at(-1)),
        setting(DATA, "NotOnOrAfter", None),
        setting(DATA, "NotBefore", at(DAY)),
        setting(DATA, "Recipient", "https://another.example/acs"),
        setting(DATA, "Recipient", HERE + "x"),
        setting(DATA, "Recipient", None),
        setting(DATA, "InResponseTo", "_another"),
        setting(DATA, "InResponseTo", None),
        setting(CONFIRMED, "Method", "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"),
        twice(CONFIRMED),
        without(CONFIRMED),
        without("Subject"),
        telling("Issuer", "urn:test:another:idp"),
        without("Issuer"),
        twice("AuthnStatement"),
        without("AuthnStatement"),
        without(CLASS),
        setting("AuthnStatement", "SessionNotOnOrAfter", at(-1)),
        setting("", "Version", "1.1"),
    ],
)
def test_what_the_provider_said_but_not_to_us_not_now_or_not_so_is_refused(world, change) -> None:
    """Each is signed with the provider's own key: nothing but what it says is wrong."""
    world.refused(signed_anew(world.true, change, world.idp.key))


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("Destination", "https://another.example/acs", "library 24"),
        ("Destination", HERE + "x", "destination"),
        ("Destination", None, "destination"),
        ("InResponseTo", "_another", "library 15"),
        ("InResponseTo", None, "unasked"),
        ("Version", "1.1", "library 0"),
        ("ID", None, "library 1"),
    ],
)
def test_what_the_envelope_says_must_fit_too(world, name, value, why) -> None:
    def change(root) -> None:
        root.attrib.pop(name)
        root.attrib.update({name: value} if value else {})

    assert world.refused(changed(world.true, change)) == why


@pytest.mark.parametrize("text", ["urn:test:another:idp", ""])
def test_the_envelope_is_from_the_same_provider(world, text) -> None:
    def change(root) -> None:
        root.find(f"{SAML}Issuer").text = text

    world.refused(changed(world.true, change))


class TestSignatures:
    @pytest.mark.parametrize(
        "change",
        [
            telling("AttributeStatement/Attribute/AttributeValue", STRANGER),
            telling("Subject/NameID", "another"),
            telling(CLASS, "http://id.elegnamnden.se/loa/1.0/loa4"),
            setting("", "ID", "another"),
        ],
    )
    def test_what_was_changed_afterwards_is_refused(self, world, change) -> None:
        world.refused(changed(world.true, change))

    def test_none_at_all(self, world) -> None:
        def change(root) -> None:
            signature = assertion_in(root).find(f"{DS}Signature")
            signature.getparent().remove(signature)

        assert world.refused(changed(world.true, change)) == "unsigned"

    def test_around_the_whole_alone(self, world) -> None:
        assert world.refused(signed_whole(world.true, world.idp.key, assertion=False)) == "unsigned"

    def test_anothers_key_with_its_certificate_in_the_answer(self, world) -> None:
        lines = world.strangers_certificate.read_text().splitlines()[1:-1]

        def change(root) -> None:
            next(root.iter(f"{DS}X509Certificate")).text = "".join(lines)

        assert world.refused(signed_anew(world.true, change, world.strangers_key)) == "library 42"

    def test_either_of_two_certificates_while_the_provider_changes(self, world) -> None:
        both = tuple(one.read_text() for one in (world.strangers_certificate, world.idp.certificate))
        changing = replace(world.provider, saml=replace(world.provider.saml, certificates=both))
        assert world.taken(world.true, changing)[HSA] == BO

    @pytest.mark.parametrize(
        ("name", "algorithm", "why"),
        [
            ("SignatureMethod", "http://www.w3.org/2000/09/xmldsig#rsa-sha1", "algorithm"),
            ("SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", "algorithm"),
            ("DigestMethod", "http://www.w3.org/2000/09/xmldsig#sha1", "algorithm"),
            ("CanonicalizationMethod", "http://www.w3.org/2001/10/xml-exc-c14n#WithComments", "transform"),
            ("CanonicalizationMethod", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "transform"),
            ("Transform", "http://www.w3.org/TR/1999/REC-xslt-19991116", "transform"),
            ("Transform", "http://www.w3.org/TR/1999/REC-xpath-19991116", "transform"),
            ("Transform", C14N, "transform"),
        ],
    )
    def test_only_ways_of_signing_that_are_plain_and_strong(self, world, name, algorithm, why) -> None:
        def change(root) -> None:
            next(root.iter(f"{DS}{name}")).set("Algorithm", algorithm)

        assert world.refused(changed(world.true, change)) == why

    @pytest.mark.parametrize("address", ["", "#another", "#xpointer(/)", "file:///etc/passwd", "http://127.0.0.1/"])
    def test_a_signature_of_something_else(self, world, address) -> None:
        def change(root) -> None:
            next(root.iter(f"{DS}Reference")).set("URI", address)

        assert world.refused(changed(world.true, change)) == "reference"

    def test_a_key_that_is_to_be_fetched(self, world) -> None:
        def change(root) -> None:
            etree.SubElement(next(root.iter(f"{DS}KeyInfo")), f"{DS}RetrievalMethod").set("URI", "http://127.0.0.1/")

        assert world.refused(changed(world.true, change)) == "elsewhere"

    @pytest.mark.parametrize(
        "name",
        ["2001/04/xmldsig-more#rsa-sha384", "2001/04/xmldsig-more#rsa-sha512", "2007/05/xmldsig-more#sha256-rsa-MGF1"],
    )
    def test_other_strong_ways_are_taken(self, world, name) -> None:
        def change(root) -> None:
            next(root.iter(f"{DS}SignatureMethod")).set("Algorithm", f"http://www.w3.org/{name}")

        assert world.taken(signed_anew(world.true, change, world.idp.key))[HSA] == BO

    def test_so_is_a_key_on_a_curve(self, world, tmp_path) -> None:
        key, certificate = pair(tmp_path, "curve", ec.generate_private_key(ec.SECP256R1()))
        name = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"

        def change(root) -> None:
            next(root.iter(f"{DS}SignatureMethod")).set("Algorithm", name)

        made = signed_anew(world.true, change, key)
        ends = replace(world.provider.saml, certificates=(certificate.read_text(),))
        assert world.taken(made, replace(world.provider, saml=ends))[HSA] == BO
        assert world.refused(made) == "library 42"


class TestWrapping:
    """Signature wrapping as it was catalogued in 2012: eight ways to show one thing and have another checked."""

    def made(self, world, wrap) -> bytes:
        whole = wrap in attacks.WHOLE
        signed = signed_whole(world.true, world.idp.key, assertion=False) if whole else world.true
        document = changed(signed, wrap)
        assert still_verifies(document, world.idp.certificate) is (wrap not in attacks.INSIDE)
        return document

    @pytest.mark.parametrize("wrap", [*attacks.WHOLE, *attacks.PART])
    def test_it_is_refused(self, world, wrap) -> None:
        world.refused(self.made(world, wrap))

    @pytest.mark.parametrize("wrap", [*attacks.WHOLE, *attacks.PART])
    def test_by_the_shape_alone_were_the_library_to_believe_everything(self, world, wrap, monkeypatch) -> None:
        monkeypatch.setattr(saml_library.OneLogin_Saml2_Response, "is_valid", lambda *given, **more: True)
        assert "library" not in world.refused(self.made(world, wrap))

    @pytest.mark.parametrize("wrap", [*attacks.WHOLE, *attacks.PART])
    def test_and_by_the_library_alone_were_the_shape_to_say_nothing(self, world, wrap, monkeypatch) -> None:
        for module in ("saml_answers", "saml_library"):
            monkeypatch.setattr(f"trefas.web.{module}.demand_shape", lambda *given, **more: None)
        assert "library" in world.refused(self.made(world, wrap))


BOMB = '<!DOCTYPE r [<!ENTITY a "x">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


class TestDocuments:
    @pytest.mark.parametrize(
        ("before", "after", "why"),
        [
            (b"bo-lasting", b"bo<!-- -->-lasting", "markup"),
            (b"bo-lasting", b"<![CDATA[bo-lasting]]>", "markup"),
            (b"bo-lasting", b"bo<?x y?>-lasting", "markup"),
            (b"<ns0:Response ", b"<!DOCTYPE r><ns0:Response ", "markup"),
            (b"<ns0:Response ", BOMB.encode() + b"]><ns0:Response ", "markup"),
            (b"<ns0:Response ", b'<!DOCTYPE r SYSTEM "file:///etc/passwd"><ns0:Response ', "markup"),
            (b"<ns0:Response ", b'<?xml version="1.0" encoding="utf-7"?><ns0:Response ', "markup"),
            (b"<ns0:Response ", b'<?xml version="1.0"?><?xml version="1.0"?><ns0:Response ', "markup"),
            (b"<ns0:Response ", b"\xef\xbb\xbf<ns0:Response ", "markup"),
            (b"bo-lasting", b"bo\x00lasting", "markup"),
            (b"bo-lasting", b"bo\xfflasting", "encoding"),
            (b"bo-lasting", b"&unknown;", "xml"),
            (b"</ns0:Response>", b"", "xml"),
            (b"bo-lasting", b"<x>" * 5000 + b"</x>" * 5000, "xml"),
            (b"bo-lasting", b"x" * LARGEST, "size"),
        ],
    )
    def test_what_no_plain_answer_has_is_refused_before_it_is_read(self, world, before, after, why) -> None:
        assert before in world.true
        assert world.refused(world.true.replace(before, after, 1)) == why

    def test_more_attributes_than_anybody_needs_are_not_even_read(self, world) -> None:
        """lxml reads them in time that grows with their square: twenty thousand took four seconds."""
        many = b" ".join(b'a%d="x"' % number for number in range(33))
        assert world.refused(world.true.replace(b"<ns0:Response ", b"<ns0:Response " + many + b" ")) == "attributes"

    def test_another_encoding_is_refused(self, world) -> None:
        text = world.true.decode()
        assert world.refused(codecs.BOM_UTF16_LE + text.encode("utf-16-le")) == "encoding"
        assert world.refused(text.encode("utf-16-le")) == "markup"

    def test_a_declaration_as_providers_write_it_is_taken(self, world) -> None:
        assert world.taken(b'<?xml version="1.0" encoding="UTF-8"?>\n' + world.true)[HSA] == BO

    @pytest.mark.parametrize("text", ["", "not base64!", "x" * (2 * LARGEST + 1), base64.b64encode(b"<x/>").decode()])
    def test_what_is_no_answer_at_all(self, world, text) -> None:
        with pytest.raises(AnswerError):
            received(text, world.provider)

    @pytest.mark.parametrize(
        "change",
        [
            lambda root: root.append(copy.deepcopy(assertion_in(root))),
            lambda root: root.remove(assertion_in(root)),
            lambda root: etree.SubElement(root, f"{SAML}EncryptedAssertion"),
            lambda root: root.insert(1, etree.Element(f"{SAMLP}Extensions")),
            lambda root: etree.SubElement(assertion_in(root), f"{SAML}Advice"),
            lambda root: root.find(f"{SAMLP}Status").set("ID", assertion_in(root).get("ID")),
            lambda root: setattr(root, "tag", f"{SAMLP}ArtifactResponse"),
        ],
    )
    def test_one_assertion_in_its_place_and_nothing_beside_it(self, world, change) -> None:
        document = etree.fromstring(world.true)
        change(document)
        assert "library" not in world.refused(etree.tostring(document))


@pytest.mark.parametrize("spoil", [attacks.bytes_spoilt, attacks.parts_moved])
def test_whatever_is_done_to_an_answer_it_says_the_same_or_is_refused(world, spoil) -> None:
    """And never fails in another way, which would be a page of a fault for whoever sends it."""
    provider, said = world.with_pair(), world.taken(world.true)
    whole = signed_whole(world.true, world.idp.key)
    kinds = [world.true, whole, encrypted(world.true, world.own_certificate, GCM, OAEP)]
    refused = 0
    for seed in range(200):
        chance = Random(seed)
        try:
            assert world.taken(spoil(chance.choice(kinds), chance), provider) == said, seed
        except AnswerError:
            refused += 1
    assert 100 < refused < 200


class TestNames:
    def claims(self, world, change) -> dict[str, str]:
        return world.taken(signed_anew(world.true, change, world.idp.key))

    @pytest.mark.parametrize("kind", ["2.0:nameid-format:transient", "1.1:nameid-format:emailAddress"])
    def test_a_name_that_does_not_last_finds_nobody(self, world, kind) -> None:
        change = setting("Subject/NameID", "Format", f"urn:oasis:names:tc:SAML:{kind}")
        assert self.claims(world, change)["NameID"] == ""

    def test_nor_does_a_name_that_another_provider_gave(self, world) -> None:
        assert self.claims(world, setting("Subject/NameID", "NameQualifier", "urn:another"))["NameID"] == ""

    @pytest.mark.parametrize(("service", "name"), [(OURS, "bo-lasting"), ("urn:another", "")])
    def test_nor_a_name_for_another_service(self, world, service, name) -> None:
        assert self.claims(world, setting("Subject/NameID", "SPNameQualifier", service))["NameID"] == name

    @pytest.mark.parametrize("name", ["NameID", "AuthnContextClassRef"])
    def test_an_attribute_takes_no_place_but_its_own(self, world, name) -> None:
        claims = self.claims(world, setting("AttributeStatement/Attribute", "Name", name))
        assert (claims["NameID"], claims["AuthnContextClassRef"]) == ("bo-lasting", LOA3)

    def test_an_attribute_said_twice_finds_nobody(self, world) -> None:
        assert HSA not in self.claims(world, twice("AttributeStatement/Attribute"))

    def test_a_value_that_is_markup_finds_nobody(self, world) -> None:
        def change(root) -> None:
            part("AttributeStatement/Attribute/AttributeValue")(root).attrib.clear()
            adding("AttributeStatement/Attribute/AttributeValue", "NameID")(root)

        assert HSA not in self.claims(world, change)


class TestEncryption:
    @pytest.mark.parametrize("cipher", [GCM, xmlsec.Transform.AES256_GCM])
    def test_an_encrypted_assertion_is_taken(self, world, cipher) -> None:
        document = encrypted(world.true, world.own_certificate, cipher, OAEP)
        assert BO.encode() not in document
        for asked in (False, True):
            assert world.taken(document, world.with_pair(encrypted=asked))[HSA] == BO

    def test_one_in_clear_is_refused_where_encryption_is_asked_for(self, world) -> None:
        assert world.taken(world.true, world.with_pair())[HSA] == BO
        assert world.refused(world.true, world.with_pair(encrypted=True)) == "encryption"

    def test_inside_it_must_be_signed_all_the_same(self, world) -> None:
        changing = telling("AttributeStatement/Attribute/AttributeValue", STRANGER)
        document = encrypted(changed(world.true, changing), world.own_certificate, GCM, OAEP)
        assert world.refused(document, world.with_pair()) == "library 42"

    @pytest.mark.parametrize("wrap", attacks.PART[1:2])
    def test_and_of_the_same_shape(self, world, wrap) -> None:
        document = encrypted(changed(world.true, wrap), world.own_certificate, GCM, OAEP)
        world.refused(document, world.with_pair())

    @pytest.mark.parametrize(
        ("cipher", "key_cipher"),
        [
            (xmlsec.Transform.AES128, OAEP),
            (xmlsec.Transform.DES3, OAEP),
            (GCM, xmlsec.Transform.RSA_PKCS1),
        ],
    )
    def test_a_cipher_that_tells_a_stranger_the_text_is_refused_unopened(self, world, cipher, key_cipher) -> None:
        document = encrypted(world.true, world.own_certificate, cipher, key_cipher)
        assert world.refused(document, world.with_pair()) == "cipher"

    def test_to_another_and_without_a_pair_it_is_not_opened(self, world) -> None:
        to_another = encrypted(world.true, world.strangers_certificate, GCM, OAEP)
        assert world.refused(to_another, world.with_pair()).startswith("library")
        to_us = encrypted(world.true, world.own_certificate, GCM, OAEP)
        assert world.refused(to_us).startswith("library")
