"""A witness's whole judgement (C2SP tlog-witness): it cosigns what extends what it saw before, and nothing else."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from trefas.audit import merkle
from trefas.audit.notes import Checkpoint, Key, NoteError, Signer, read_checkpoint, signed_by

MOST_PROOF = 63


@dataclass(frozen=True)
class Judged:
    """The answer to a log: an HTTP status, a body, and what the witness remembers from now on when it cosigned."""

    status: int
    body: str
    remember: Checkpoint | None = None


def request_body(old: int, proof: list[bytes], note: str) -> str:
    """Return what a log sends: the size the witness saw last, the proof from there, and the checkpoint."""
    lines = [f"old {old}", *(base64.b64encode(one).decode() for one in proof)]
    return "\n".join(lines) + "\n\n" + note


def judge(body: str, seen: Mapping[str, Checkpoint], logs: Mapping[str, Key], signer: Signer, at: int) -> Judged:
    """Judge one request; `seen` and `logs` by origin. The proof is checked against what the witness itself stored."""
    try:
        old, proof, note = _parts(body)
        new = read_checkpoint(note)
    except (NoteError, ValueError):
        return Judged(400, "The request does not read as one.\n")
    if new.origin not in logs:
        return Judged(404, "This witness does not know the log.\n")
    if signed_by(note, logs[new.origin]) is None:
        return Judged(403, "The checkpoint is not signed by the log.\n")
    known = seen.get(new.origin, Checkpoint(new.origin, 0, merkle.root_of([])))
    if old > new.size:
        return Judged(400, "The log is smaller than it says it was.\n")
    if old != known.size:
        return Judged(409, f"{known.size}\n")
    if not merkle.extends((known.size, known.root), (new.size, new.root), proof):
        return Judged(422, "The log does not extend what this witness has seen.\n")
    return Judged(200, signer.line(new.text(), at), new)


def _parts(body: str) -> tuple[int, list[bytes], str]:
    head, found, note = body.partition("\n\n")
    lines = head.split("\n")
    if not found or not lines[0].startswith("old ") or len(lines) > MOST_PROOF + 1:
        raise NoteError("The request does not read as one.")
    return int(lines[0][4:]), [base64.b64decode(line, validate=True) for line in lines[1:]], note
