"""A SAML identity provider that runs in the test: pysaml2 answers, xmlsec signs, a server of its own thread speaks.

pysaml2 leaves signatures to a program (xmlsec1); here they are made in the process instead, with the provider's own key.
"""

import base64
import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from saml2 import BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.response import IncorrectlySigned
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NAMEID_FORMAT_TRANSIENT, NameID
from saml2.server import Server
from saml2.sigver import CryptoBackend, RSACrypto
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

from trefas.web.saml_shape import DS, SAML

LOA3, LOA1 = "http://id.elegnamnden.se/loa/1.0/loa3", "http://id.elegnamnden.se/loa/1.0/loa1"
SAMBI3 = "http://id.sambi.se/loa/loa3"
HSA = "urn:oid:1.2.752.29.6.2.1"
BO, STRANGER = "SE2120000142-1A2B", "SE2120000142-9Z9Z"
ENTITY = "urn:test:staden:idp"


@dataclass(frozen=True)
class Subject:
    """What the provider says of one of its people."""

    name: str
    hsa: tuple[str, ...] = (BO,)
    level: str = LOA3
    format: str = NAMEID_FORMAT_PERSISTENT


PEOPLE = {
    "bo": Subject("bo-lasting"),
    "sambi": Subject("bo-lasting", level=SAMBI3),
    "low": Subject("low", level=LOA1),
    "stranger": Subject("stranger", hsa=(STRANGER,)),
    "empty": Subject("empty", hsa=()),
    "two": Subject("two", hsa=(BO, STRANGER)),
    "transient": Subject("new-each-time", format=NAMEID_FORMAT_TRANSIENT),
}


def pair(folder: Path, name: str, key: Any = None) -> tuple[Path, Path]:
    """Make a key, unless one is given, and a certificate for it; returns where they are."""
    key = key or rsa.generate_private_key(public_exponent=65537, key_size=2048)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(called, called, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=400)).not_valid_after(now + timedelta(days=365))
    files = folder / f"{name}.key", folder / f"{name}.pem"
    plain = serialization.NoEncryption()
    files[0].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    files[1].write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return files


def sign(element: Any, key: Path) -> None:
    """Fill in the signature that stands in an element, anew."""
    xmlsec.tree.add_ids(element.getroottree().getroot(), ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_file(str(key), xmlsec.KeyFormat.PEM)
    context.sign(element.find(f"{DS}Signature"))


class InProcess(CryptoBackend):
    """pysaml2's signatures without the program."""

    version = "1.3"

    def sign_statement(self, statement: Any, node_name: str, key_file: str, node_id: str) -> str:
        root = etree.fromstring(statement if isinstance(statement, bytes) else str(statement).encode())
        sign(root.xpath("//*[@ID=$id]", id=node_id)[0], Path(key_file))
        return etree.tostring(root).decode()


@dataclass
class Provider:
    """One provider: its pair, where it is, and what it has been asked."""

    key: Path
    certificate: Path
    address: str = ""
    server: Any = None
    asked: list[Any] = field(default_factory=list)

    def knows(self, *metadata: bytes) -> None:
        """Read what services say of themselves."""
        signed = all(b'AuthnRequestsSigned="true"' in one for one in metadata)
        service = {"endpoints": {"single_sign_on_service": [(self.address, BINDING_HTTP_REDIRECT)]}}
        self.server = Server(config=IdPConfig().load({
            "entityid": ENTITY, "key_file": str(self.key), "cert_file": str(self.certificate),
            "crypto_backend": "XMLSecurity", "metadata": {"inline": [one.decode() for one in metadata]},
            "service": {"idp": {**service, "want_authn_requests_signed": signed}},
        }))  # fmt: skip
        self.server.sec.crypto, self.server.sec.sec_backend = InProcess(), RSACrypto(None)

    def answer(self, query: str, who: str) -> tuple[str, str]:
        """Where the answer to a question goes, and the answer: pysaml2 reads the one and makes the other."""
        given = {name: values[0] for name, values in parse_qs(query).items()}
        more = {
            "sigalg": given.get("SigAlg"),
            "signature": given.get("Signature"),
            "relay_state": given.get("RelayState"),
        }
        request = self.server.parse_authn_request(given["SAMLRequest"], BINDING_HTTP_REDIRECT, **more)
        self.asked.append(request.message)
        there = self.server.response_args(request.message)
        return there["destination"], str(self._response(there, PEOPLE[who]))

    def _response(self, there: dict[str, Any], subject: Subject) -> Any:
        name = NameID(text=subject.name, format=subject.format, name_qualifier=ENTITY)
        return self.server.create_authn_response(
            {HSA: list(subject.hsa)} if subject.hsa else {}, there["in_response_to"], there["destination"], there["sp_entity_id"], name_id=name,
            authn={"class_ref": subject.level, "authn_auth": ENTITY}, sign_response=False, sign_assertion=True,
            sign_alg=SIG_RSA_SHA256, digest_alg=DIGEST_SHA256,
        )  # fmt: skip


class Pages(BaseHTTPRequestHandler):
    """The provider's pages: who are you, and a form that the browser sends by itself."""

    provider: Provider

    def do_GET(self) -> None:
        self._show("<form method=post><input name=sub value=bo><button>Logga in</button></form>")

    def do_POST(self) -> None:
        who = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["sub"][0]
        try:
            where, answer = self.provider.answer(urlsplit(self.path).query, who)
        except IncorrectlySigned:
            return self.send_error(400)
        value = html.escape(base64.b64encode(answer.encode()).decode())
        return self._show(
            f'<form method=post action="{html.escape(where)}"><input type=hidden name=SAMLResponse value="{value}">'
            "<button>Vidare</button></form><script>document.forms[0].submit()</script>"
        )

    def _show(self, page: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *said: Any) -> None:
        """Say nothing."""


@contextmanager
def running(folder: Path, host: str = "127.0.0.1") -> Iterator[Provider]:
    """A provider that answers at its address."""
    made = Provider(*pair(folder, "idp"))
    server = ThreadingHTTPServer((host, 0), type("OwnPages", (Pages,), {"provider": made}))
    made.address = f"http://{host}:{server.server_port}/sso"
    Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


def form_in(page: str) -> tuple[str, dict[str, str]]:
    """The address and the hidden fields of the form on a page, as a browser reads them."""
    action = html.unescape(re.search(r'action="([^"]*)"', page)[1])
    fields = re.findall(r'name="?(\w+)"? value="([^"]*)"', page)
    return action, {name: html.unescape(value) for name, value in fields}


def assertion_in(root: Any) -> Any:
    """The assertion of a plain answer."""
    return root.find(f"{SAML}Assertion")
