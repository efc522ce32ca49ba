"""A key service on this machine that speaks the transit engine's API as its documentation has it, over real HTTP.

It is not OpenBao: it holds the shapes of requests and answers (encrypt, decrypt, rewrap, keys, rotate, config), tokens,
versions and the smallest version that may be opened. It remembers what it was asked.
"""

import base64
import json
import os
import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TOKEN = "trefas-for-tests-only"  # opens nothing but this


class RefusedError(Exception):
    """An answer with a status and errors."""


class Transit:
    """One key with its versions."""

    def __init__(self):
        self.versions, self.smallest, self.asked, self.down = [AESGCM(os.urandom(32))], 1, [], 0

    def answer(self, method, path, given):
        self.asked.append((method, path, sorted(given)))
        if self.down:
            raise RefusedError(self.down, "Vault is sealed")
        what = path.removeprefix("/v1/transit/").split("/")
        if what[1] != "trefas":
            raise RefusedError(400, "encryption key not found")
        acts = {
            ("POST", ("encrypt", "trefas")): lambda: self.encrypt(given["plaintext"]),
            ("POST", ("decrypt", "trefas")): lambda: {"plaintext": self.decrypt(given["ciphertext"])},
            ("POST", ("rewrap", "trefas")): lambda: self.encrypt(self.decrypt(given["ciphertext"])),
            ("POST", ("keys", "trefas", "rotate")): self.rotate,
            ("POST", ("keys", "trefas", "config")): lambda: self.config(given["min_decryption_version"]),
            ("GET", ("keys", "trefas")): self.shown,
        }
        if (method, tuple(what)) not in acts:
            raise RefusedError(404, "no handler for route")
        return acts[method, tuple(what)]()

    def encrypt(self, plaintext):
        nonce, number = os.urandom(12), len(self.versions)
        sealed = nonce + self.versions[-1].encrypt(nonce, base64.b64decode(plaintext, validate=True), None)
        return {"ciphertext": f"vault:v{number}:{base64.b64encode(sealed).decode()}", "key_version": number}

    def decrypt(self, ciphertext):
        vault, version, sealed = ciphertext.split(":")
        number, raw = int(version[1:]), base64.b64decode(sealed)
        if vault != "vault" or number > len(self.versions):
            raise RefusedError(400, "invalid ciphertext: no prefix")
        if number < self.smallest:
            raise RefusedError(400, "ciphertext or signature version is disallowed by policy (too old)")
        try:
            return base64.b64encode(self.versions[number - 1].decrypt(raw[:12], raw[12:], None)).decode()
        except InvalidTag:
            raise RefusedError(400, "cipher: message authentication failed") from None

    def rotate(self):
        self.versions.append(AESGCM(os.urandom(32)))
        return self.shown()

    def config(self, smallest):
        self.smallest = smallest
        return self.shown()

    def shown(self):
        return {
            "name": "trefas", "type": "aes256-gcm96", "exportable": False, "latest_version": len(self.versions),
            "min_decryption_version": self.smallest, "keys": {str(n + 1): 0 for n in range(len(self.versions))},
        }  # fmt: skip


def _handler(transit):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self):
            given = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
            try:
                if self.headers.get("X-Vault-Token") != TOKEN:
                    raise RefusedError(403, "permission denied")
                status, told = 200, {"request_id": "x", "data": transit.answer(self.command, self.path, given)}
            except RefusedError as refused:
                status, told = refused.args[0], {"errors": [refused.args[1]]}
            content = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _answer  # noqa: N815  # the names that http.server asks for

        def log_message(self, *given):
            """Say nothing."""

    return Handler


@contextmanager
def serving(transit, tls=None):
    """Serve it on a free port of this machine; `tls` = (certificate, key, who may call). Yields its address."""
    served = ThreadingHTTPServer(("127.0.0.1", 0), _handler(transit))
    served.daemon_threads = True
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls[0], tls[1])
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(tls[2])
        served.socket = context.wrap_socket(served.socket, server_side=True)
    thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{served.server_port}"
    finally:
        served.shutdown()
        served.server_close()
        thread.join()


def described(folder: Path, url: str, **more: object) -> Path:
    """Write the file that TREFAS_KEY_SERVICE names."""
    (folder / "token").write_text(TOKEN + "\n")
    lines = {"url": url, "key": "trefas", "token_file": "token", "timeout": 5, **more}
    path = folder / "key-service.toml"
    path.write_text("\n".join(f"{name} = {json.dumps(value)}" for name, value in lines.items()))
    return path
