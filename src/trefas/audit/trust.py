"""Whom this installation trusts and asks: log of heads, witnesses, time stamps; from the file TREFAS_TRUST names.

    [log]
    name = "trefas.vidhamn.example"      # origin of the checkpoints
    key_file = "log.key"                 # 32 bytes, base64, kept apart from the database
    quorum = 1                           # witnesses that must have cosigned
    stop_after_hours = 4                 # disclosures wait when they have not for so long
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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from trefas.audit.lag import LONGEST, Required
from trefas.audit.notes import COSIGNS, SIGNS, Key, NoteError, Signer, read_key

# A longer limit would be none: within a week a whole log can be written anew.
MOST_HOURS = 168


class TrustError(Exception):
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
    longest: timedelta = LONGEST
    witnesses: tuple[Witness, ...] = ()
    stamp_url: str = ""
    stamp_roots: bytes = b""
    witnessing: Signer | None = None
    logs: Mapping[str, Key] = field(default_factory=dict)

    @property
    def required(self) -> Required:
        """What it takes for this installation's log to count as confirmed."""
        keys = tuple(one.key for one in self.witnesses) if self.log else ()
        return Required(keys, self.quorum, self.longest)


def trust() -> Trust:
    """Read the file; without one nothing is configured. Raises TrustError."""
    with _file() as (content, folder):
        return _trust(content, folder)


def required() -> Required:
    """Read what it takes for the log to count as confirmed; opens no private key. Raises TrustError."""
    with _file() as (content, _folder):
        return _required(content)


@contextmanager
def _file() -> Iterator[tuple[Mapping[str, Any], Path]]:
    """Open the file and its folder; whatever is wrong with what it says is one sentence."""
    if not settings.TREFAS_TRUST:
        yield {}, Path()
        return
    path = Path(settings.TREFAS_TRUST)
    try:
        yield tomllib.loads(path.read_text(encoding="utf-8")), path.parent
    except (OSError, tomllib.TOMLDecodeError, NoteError, KeyError, ValueError) as error:
        raise TrustError(f"{path.name}: {error}") from error


def _trust(content: Mapping[str, Any], folder: Path) -> Trust:
    stamp = content.get("timestamp", {})
    own = content.get("witnessing", {})
    logs = [read_key(text) for text in own.get("logs", [])]
    needed = _required(content)
    return Trust(
        log=_signer(content["log"], SIGNS, folder) if "log" in content else None,
        quorum=needed.quorum,
        longest=needed.longest,
        witnesses=tuple(Witness(read_key(one["key"]), one["url"].rstrip("/")) for one in content.get("witness", [])),
        stamp_url=stamp.get("url", ""),
        stamp_roots=(folder / stamp["roots"]).read_bytes() if stamp else b"",
        witnessing=_signer(own, COSIGNS, folder) if own else None,
        logs={key.name: key for key in logs},
    )


def _required(content: Mapping[str, Any]) -> Required:
    log = content.get("log", {})
    hours = float(log.get("stop_after_hours", LONGEST / timedelta(hours=1)))
    if not 0 < hours <= MOST_HOURS:
        raise ValueError(f"stop_after_hours must be above 0 and at most {MOST_HOURS}.")
    keys = tuple(read_key(one["key"]) for one in content.get("witness", [])) if "log" in content else ()
    return Required(keys, int(log.get("quorum", 1)), timedelta(hours=hours))


def _signer(part: Mapping[str, Any], algorithm: int, folder: Path) -> Signer:
    private = base64.b64decode((folder / part["key_file"]).read_text(encoding="ascii").strip(), validate=True)
    if len(private) != 32:
        raise ValueError(f"{part['key_file']} must hold 32 bytes as base64.")
    return Signer(part["name"], algorithm, private)
