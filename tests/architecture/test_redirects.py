"""Whoever we ask may not send us on to somebody else (ASVS 15.3.2): an answer that points elsewhere is where it ends."""

import ast
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
import requests
from tests.apart.sides import certificate

from trefas.accountability import checkpoints, stamping
from trefas.accountability.stamping import StampError
from trefas.disclosures import exchange
from trefas.rooms.errors import MasterKeyError
from trefas.rooms.key_service import KeyService, Service
from trefas.web.identity_providers import ProviderAdapter

SOURCE = Path(exchange.__file__).parents[1]
ELSEWHERE = "https://elsewhere.example/take-this"
ASKING = {
    "httpx.Client", "httpx.AsyncClient", "httpx.get", "httpx.post", "httpx.request", "httpx.stream", "urlopen",
    "build_opener", "requests.get", "requests.post", "requests.Session",
}  # fmt: skip
# Asked over loopback only, by the command that starts the demo and the visitor that walks through it.
OWN_HOST = {"cli/walking.py", "demo/walk/visitor.py"}


@pytest.fixture(params=[301, 302, 303, 307, 308])
def asked(request, monkeypatch) -> list[str]:
    """Addresses that were asked, each of which answers that it is elsewhere."""
    asked: list[str] = []

    def moved(_transport: object, sent: httpx.Request) -> httpx.Response:
        asked.append(str(sent.url))
        return httpx.Response(request.param, headers={"Location": ELSEWHERE}, request=sent)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", moved)
    return asked


def ask_key_service(folder: Path) -> None:
    (folder / "token").write_text("secret", encoding="ascii")
    service = Service(url="https://keys.example", key="trefas", token_file=folder / "token")
    with pytest.raises(MasterKeyError, match="answers 30"):
        KeyService(service, older=SimpleNamespace()).name()


def ask_stamper(_folder: Path) -> None:
    with pytest.raises(StampError):
        stamping.stamp(b"message", "https://stamper.example", b"")


def ask_witness(_folder: Path) -> None:
    row, witness = (
        SimpleNamespace(note="origin\n1\nroot\n\nsignature\n"),
        SimpleNamespace(url="https://witness.example"),
    )
    assert checkpoints._post(witness, 0, row, [b"leaf"]).is_redirect


def ask_other_installation(folder: Path) -> None:
    from django.test import override_settings

    own, key = certificate(folder, "own")
    listed = SimpleNamespace(certificates_of=lambda _to: [own.read_text()])
    with override_settings(TREFAS_EXCHANGE_CERTIFICATE=str(own), TREFAS_EXCHANGE_KEY=str(key)):
        client = exchange.client(listed, SimpleNamespace())
    with client:
        assert client.post("https://other.example/", content=b"sealed").is_redirect


CLIENTS = [ask_key_service, ask_stamper, ask_witness, ask_other_installation]


@pytest.mark.parametrize("ask", CLIENTS)
def test_no_client_follows_where_an_answer_points(
    ask: Callable[[Path], None], asked: list[str], tmp_path: Path
) -> None:
    ask(tmp_path)
    assert len(asked) == 1
    assert ELSEWHERE not in asked


def test_an_identity_provider_may_not_point_elsewhere(monkeypatch) -> None:
    asked = []

    def moved(_adapter: object, sent: requests.PreparedRequest, **_how: object) -> requests.Response:
        asked.append(sent.url)
        made = requests.Response()
        made.status_code, made.headers["Location"], made.request, made.url = 302, ELSEWHERE, sent, sent.url
        made.raw = SimpleNamespace(
            release_conn=lambda: None, read=lambda *_a, **_k: b"", headers={}, _original_response=None
        )
        return made

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", moved)
    with ProviderAdapter().get_requests_session() as session, pytest.raises(requests.TooManyRedirects):
        session.get("https://provider.example/.well-known/openid-configuration")
    assert asked == ["https://provider.example/.well-known/openid-configuration"]


def made_in(path: Path) -> set[str]:
    """What the file makes or calls that may ask another host."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    return {ast.unparse(call.func) for call in calls} & ASKING


def test_every_client_to_elsewhere_is_asked_above() -> None:
    """A client made anywhere else is a red build until it is asked here too."""
    made = {
        "rooms/key_service.py", "accountability/stamping.py", "accountability/checkpoints.py", "disclosures/exchange.py",
    }  # fmt: skip
    found = {str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if made_in(path)}
    assert found - OWN_HOST == made
