"""How long the stand-alone verifier takes for a large log.

Run with `uv run python benchmarks/verify_events.py [--events 1000000]`. A log of events as long as a real page's is
made in memory, chained and signed, and verified from the file by a process of its own, as an inspector would.

Promise: a million events in less than 10 seconds.
"""

import argparse
import base64
import json
import subprocess
import sys
import tempfile
import time
import uuid
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ROOT = Path(__file__).resolve().parents[1]


def write(path: Path, events: int) -> int:
    """Write a chained, signed export of read events; returns its bytes."""
    room, key = str(uuid.UUID(int=7)), Ed25519PrivateKey.from_private_bytes(bytes(32))
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    head = {
        "room": room,
        "made": "",
        "whole": True,
        "rows": False,
        "key": public,
        "first": 1,
        "last": events,
        "events": events,
    }
    digest, before = sha256(), ""
    with path.open("wb") as file:

        def put(line: str) -> None:
            digest.update(line.encode())
            file.write(line.encode())

        put(f"trefas-audit-export-1\nH\t{json.dumps(head)}\n")
        for number in range(1, events + 1):
            ids = [str(uuid.UUID(int=number * 8 + at)) for at in range(8)]
            body = json.dumps(
                {
                    "actor": {"purpose": "follow", "role": "handler", "user": ids[0]},
                    "codes": {"page": "listan"},
                    "ids": {"listed": ids},
                    "kind": "read",
                },
                separators=(",", ":"),
            )
            happened = "2026-11-28T07:00:00.000000Z"
            text = "\n".join(("trefas-audit-1", room, str(number), happened, before, body))
            before = sha256(text.encode()).hexdigest()
            put(f"E\t{number}\t{happened}\t\t{before}\t{body}\n")
        signed = key.sign(f"trefas-audit-export-1 {digest.hexdigest()}".encode())
        file.write(f"Z\t{base64.b64encode(signed).decode()}\n".encode())
    return path.stat().st_size


def main() -> None:
    """Write, verify, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.trefas"
        size = write(path, given.events)
        began = time.perf_counter()
        done = subprocess.run([sys.executable, str(ROOT / "verify" / "trefas_verify.py"), str(path)], check=False)
        taken = time.perf_counter() - began
    print(f"{given.events:,} events, {size / 1e6:,.0f} MB: {taken:.1f} s, {given.events / taken:,.0f} events a second")
    sys.exit(done.returncode or int(taken >= given.events / 100_000))


if __name__ == "__main__":
    main()
