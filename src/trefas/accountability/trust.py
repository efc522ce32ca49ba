"""Whom this installation trusts and asks: log of heads, witnesses, time stamps; from the file TREFAS_TRUST names.

    [log]
    name = "trefas.vidhamn.example"      # origin of the checkpoints
    key_file = "log.key"                 # 32 bytes, base64, kept apart from the database
    quorum = 1                           # witnesses that must have cosigned
    [[witness]]
    key = "vittne.polisen.example+…"     # name+id+base64, as the witness gives it
    url = "https://vittne.polisen.example/vittne"
    [timestamp]
    url = "https://…"
    roots = "stamp-roots.pem"
    [witnessing]                         # when this installation is a witness of others
    name = "vittne.vidhamn.example"
    key_file = "witness.key"
    logs = ["trefas.polisen.example+…"]

No outbound host is named anywhere else, and none can be named on a page.
"""

import base64
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from trefas.audit.notes import COSIGNS, SIGNS, Key, NoteError, Signer, read_key
from trefas.rooms.errors import TrefasError


class TrustError(TrefasError):
    """The file of trust is missing something or does not read; the message says what."""


@dataclass(frozen=True)
class Witness:
    """Somebody who cosigns our checkpoints."""

    key: Key
    url: str


@dataclass(frozen=True)
class Trust:
    """The whole file; a part that is not configured is None or empty."""

    log: Signer | None = None
    quorum: int = 1
    witnesses: tuple[Witness, ...] = ()
    stamp_url: str = ""
    stamp_roots: bytes = b""
    witnessing: Signer | None = None
    logs: Mapping[str, Key] = field(default_factory=dict)


def trust() -> Trust:
    """Read the file; without one nothing is configured. Raises TrustError."""
    if not settings.TREFAS_TRUST:
        return Trust()
    path = Path(settings.TREFAS_TRUST)
    try:
        return _read(tomllib.loads(path.read_text(encoding="utf-8")), path.parent)
    except (OSError, tomllib.TOMLDecodeError, NoteError, KeyError, ValueError) as error:
        raise TrustError(f"{path.name}: {error}") from error


def _read(content: Mapping[str, Any], folder: Path) -> Trust:
    stamp = content.get("timestamp", {})
    own = content.get("witnessing", {})
    logs = [read_key(text) for text in own.get("logs", [])]
    return Trust(
        log=_signer(content["log"], SIGNS, folder) if "log" in content else None,
        quorum=int(content.get("log", {}).get("quorum", 1)),
        witnesses=tuple(Witness(read_key(one["key"]), one["url"].rstrip("/")) for one in content.get("witness", [])),
        stamp_url=stamp.get("url", ""),
        stamp_roots=(folder / stamp["roots"]).read_bytes() if stamp else b"",
        witnessing=_signer(own, COSIGNS, folder) if own else None,
        logs={key.name: key for key in logs},
    )


def _signer(part: Mapping[str, Any], algorithm: int, folder: Path) -> Signer:
    private = base64.b64decode((folder / part["key_file"]).read_text(encoding="ascii").strip(), validate=True)
    if len(private) != 32:
        raise ValueError(f"{part['key_file']} must hold 32 bytes as base64.")
    return Signer(part["name"], algorithm, private)
