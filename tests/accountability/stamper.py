"""A time stamper of our own on loopback: `openssl ts` behind HTTP, with a root and a certificate made for the test."""

import subprocess
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.utils import timezone

CONFIG = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/stamper.pem
signer_key = {folder}/stamper.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
accuracy = secs:1
ordering = no
tsa_name = no
"""


def certificates(folder: Path) -> bytes:
    """Write a root and a stamper's certificate; return the root."""
    root_key, key = (rsa.generate_private_key(65537, 2048) for _number in range(2))
    root = _certificate("Root", root_key, "Root", root_key, stamper=False)
    one = _certificate("Stamper", key, "Root", root_key, stamper=True)
    pem, none = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "root.pem").write_bytes(root.public_bytes(pem))
    (folder / "stamper.pem").write_bytes(one.public_bytes(pem))
    (folder / "stamper.key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, none))
    (folder / "serial").write_text("01\n")
    (folder / "ts.conf").write_text(CONFIG.format(folder=folder))
    return root.public_bytes(pem)


def _certificate(name, key, issuer, issuer_key, *, stamper: bool) -> x509.Certificate:
    now = timezone.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=not stamper, path_length=None), critical=True)
    )
    if stamper:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return made.sign(issuer_key, hashes.SHA256())


class Stamper:
    """Answers stamp requests until it is closed."""

    def __init__(self, folder: Path) -> None:
        self.roots = certificates(folder)
        config = folder

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                (config / "query").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
                command = ["openssl", "ts", "-reply", "-config", "ts.conf", "-section", "one", "-queryfile", "query"]
                done = subprocess.run(command, cwd=config, capture_output=True, check=True)
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                self.wfile.write(done.stdout)

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop answering."""
        self.server.shutdown()
        self.server.server_close()
