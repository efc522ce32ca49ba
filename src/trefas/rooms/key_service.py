"""A key service that keeps the master key and never lets it out: OpenBao or Vault, the transit engine over HTTPS.

TREFAS_KEY_SERVICE names a file:

    url = "https://bao.vidhamn.example:8200"   # http only to this machine itself, for an agent of the service
    key = "trefas"                             # its name in the engine
    mount = "transit"
    token_file = "key-service.token"           # read anew for every request
    ca = "key-service-ca.pem"                  # whom to trust; nobody else
    certificate = "trefas.pem"                 # this installation's own, for mutual TLS
    certificate_key = "trefas.key"
    namespace = ""
    timeout = 5                                # seconds

A room's key is asked for once in each process, and then remembered there. What is wrapped has its place inside, since
the engine's rewrap takes no associated data. The token needs encrypt, decrypt and rewrap, and read on the key; the
service's own people replace the key in it.
"""

import base64
import re
import ssl
import tomllib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from trefas.rooms.errors import MasterKeyError

if TYPE_CHECKING:
    from trefas.rooms.master import Master

LOOPBACK = ("127.0.0.1", "::1", "localhost")
WRAPPED = re.compile(rb"vault:v(\d+):")
PLACE = 32


@dataclass(frozen=True)
class Service:
    """Where the service is and how this installation proves itself to it."""

    url: str
    key: str
    token_file: Path
    mount: str = "transit"
    ca: Path | None = None
    certificate: Path | None = None
    certificate_key: Path | None = None
    namespace: str = ""
    timeout: float = 5


def configured(name: str) -> Service:
    """Read the file; raises MasterKeyError with what is wrong in it."""
    path = Path(name)
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
        files = ("token_file", "ca", "certificate", "certificate_key")
        service = Service(**{what: path.parent / value if what in files else value for what, value in given.items()})
    except (OSError, tomllib.TOMLDecodeError, TypeError) as error:
        raise MasterKeyError(f"{path.name} does not say where the key service is: {error}.") from error
    parts = urlsplit(service.url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise MasterKeyError(f"{path.name}: the key service must be reached by https.")
    return service


class KeyService:
    """The master key in the service; what keys in a file wrapped before, `older` still opens."""

    def __init__(self, service: Service, older: "Master") -> None:
        self.service, self.older = service, older

    def name(self) -> str:
        """Return the name of the newest version: "trefas:v3"."""
        return f"{self.service.key}:v{int(self._ask('GET', 'keys')['latest_version'])}"

    def wrap(self, secret: bytes, place: bytes) -> bytes:
        """Let the service seal a secret together with its place."""
        clear = base64.b64encode(sha256(place).digest() + secret).decode()
        return str(self._ask("POST", "encrypt", plaintext=clear)["ciphertext"]).encode()

    def unwrap(self, wrapped: bytes, place: bytes) -> bytes:
        """Let the service open what it sealed."""
        if not WRAPPED.match(wrapped):
            return self.older.unwrap(wrapped, place)
        clear = base64.b64decode(self._ask("POST", "decrypt", ciphertext=wrapped.decode())["plaintext"])
        if clear[:PLACE] != sha256(place).digest():
            raise MasterKeyError("What the key service opened belongs to another place.")
        return clear[PLACE:]

    def anew(self, wrapped: bytes, place: bytes) -> bytes:
        """Let the service seal it with its newest version, without letting it out."""
        if not WRAPPED.match(wrapped):
            return self.wrap(self.older.unwrap(wrapped, place), place)
        return str(self._ask("POST", "rewrap", ciphertext=wrapped.decode())["ciphertext"]).encode()

    def version_of(self, wrapped: bytes, place: bytes) -> str:
        """Return the version that its own text names."""
        found = WRAPPED.match(wrapped)
        return f"{self.service.key}:v{int(found[1])}" if found else self.older.version_of(wrapped, place)

    def says(self) -> str:
        """Return where it is and what wraps now."""
        return f"{urlsplit(self.service.url).netloc}, {self.name()} wraps"

    def _ask(self, method: str, what: str, **given: str) -> dict[str, Any]:
        where = f"{self.service.url.rstrip('/')}/v1/{self.service.mount}/{what}/{self.service.key}"
        try:
            headers = {"X-Vault-Token": self.service.token_file.read_text(encoding="ascii").strip()}
            if self.service.namespace:
                headers["X-Vault-Namespace"] = self.service.namespace
            with _client(self.service) as client:
                answer = client.request(method, where, json=given or None, headers=headers)
            if answer.status_code != httpx.codes.OK:
                raise MasterKeyError(_said(answer.status_code))
            data: dict[str, Any] = answer.json()["data"]
        except OSError as error:
            raise MasterKeyError("The files for the key service cannot be read.") from error
        except httpx.HTTPError as error:
            raise MasterKeyError(f"The key service does not answer ({type(error).__name__}).") from error
        except (ValueError, KeyError) as error:
            raise MasterKeyError("The key service answers with something else than it should.") from error
        return data


def _said(status: int) -> str:
    known = {
        400: "The key service does not open this: another key, or a version that is no longer allowed there.",
        403: "The key service refuses the token of this installation.",
        404: "The key service has no such key, or no such engine.",
        503: "The key service is sealed or in maintenance.",
    }
    return known.get(status, f"The key service answers {status}.")


# Made anew for each of the few questions, so that a renewed certificate counts.
def _client(service: Service) -> httpx.Client:
    # Neither a proxy of the environment nor another address that an answer points to.
    verify: ssl.SSLContext | bool = True
    if service.url.startswith("https:"):
        verify = ssl.create_default_context(cafile=str(service.ca) if service.ca else None)
        if service.certificate:
            verify.load_cert_chain(service.certificate, service.certificate_key)
    return httpx.Client(verify=verify, timeout=service.timeout, trust_env=False, follow_redirects=False)
