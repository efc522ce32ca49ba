"""Checkpoints of all rooms' chains: heads become leaves, a signed root is cosigned by others and stamped with the time.

Machinery outside the rooms: it sees hashes only, so it acts for nobody and needs no pass.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import httpx
from django.db import connections, transaction

from trefas.accountability import stamping
from trefas.audit import lag, merkle, notes, witnessing
from trefas.audit.models import Checkpoint, Witnessed
from trefas.audit.trust import Trust, TrustError, Witness

DOOR = "default"
SECONDS = 20


@dataclass(frozen=True)
class Taken:
    """A checkpoint and what came of it: `refusals` in words, one for each witness or stamper that did not give."""

    size: int
    cosigned: tuple[str, ...]
    stamped: bool
    refusals: tuple[str, ...] = ()


def take(trusted: Trust, *, now: datetime) -> Taken:
    """Note the heads that have moved, sign their root, and ask for cosignatures and a stamp. Raises TrustError."""
    if trusted.log is None:
        raise TrustError("No log is configured: name a file in TREFAS_TRUST, docs/how-to/checkpoints.md shows it.")
    with transaction.atomic(using=DOOR):
        leaves = _leaves()
        row = Checkpoint.objects.filter(size=len(leaves)).first() or _sign(trusted.log, leaves, now)
    refusals = [said for witness in trusted.witnesses if (said := _ask(witness, row, leaves))]
    if trusted.stamp_url and row.stamp is None:
        refusals += [said] if (said := _stamp(trusted, row, now)) else []
    found = notes.cosigners(row.note, [witness.key for witness in trusted.witnesses])
    return Taken(row.size, tuple(sorted(found)), row.stamp is not None, tuple(refusals))


def all_leaves() -> list[bytes]:
    """Return the hashes of every leaf, in order."""
    with connections[DOOR].cursor() as cursor:
        cursor.execute("SELECT leaf FROM audit_headleaf ORDER BY place")
        return [bytes(leaf) for (leaf,) in cursor.fetchall()]


def _leaves() -> list[bytes]:
    with connections[DOOR].cursor() as cursor:
        cursor.execute("SELECT note_heads()")
    return all_leaves()


def _sign(signer: notes.Signer, leaves: Sequence[bytes], now: datetime) -> Checkpoint:
    text = notes.Checkpoint(signer.name, len(leaves), merkle.root_of(leaves)).text()
    note = f"{text}\n{signer.line(text, 0)}"
    return Checkpoint.objects.create(size=len(leaves), note=note, made_at=now)


def _ask(witness: Witness, row: Checkpoint, leaves: Sequence[bytes]) -> str:
    """Ask one witness; returns what it said when it did not cosign. It may know another size than we remember.

    One that has cosigned is asked anew: nothing may have happened since, and it is the time it says that is of worth.
    """
    old = _last_cosigned(witness)
    try:
        answer = _post(witness, old, row, leaves)
        if answer.status_code == 409 and answer.text.strip().isdecimal() and int(answer.text) <= row.size:
            answer = _post(witness, int(answer.text), row, leaves)
    except httpx.HTTPError as error:
        return f"{witness.key.name}: {type(error).__name__}"
    if answer.status_code == 200 and notes.signed_by(row.note + answer.text, witness.key) is not None:
        row.note = notes.cosigned(row.note, witness.key, answer.text)
        row.save(update_fields=["note"])
        return ""
    return f"{witness.key.name}: {answer.status_code} {answer.text.strip()[:200]}"


def _last_cosigned(witness: Witness) -> int:
    for row in Checkpoint.objects.order_by("-size")[:50]:
        if notes.signed_by(row.note, witness.key) is not None:
            return row.size
    return 0


def _post(witness: Witness, old: int, row: Checkpoint, leaves: Sequence[bytes]) -> httpx.Response:
    own_line = row.note.partition("\n\n")[2].split("\n")[0]
    signed = f"{row.note.partition(chr(10) * 2)[0]}\n\n{own_line}\n"
    body = witnessing.request_body(old, merkle.consistency(leaves, old), signed)
    with httpx.Client(timeout=SECONDS, trust_env=False) as client:
        return client.post(f"{witness.url}/add-checkpoint", content=body.encode())


def _stamp(trusted: Trust, row: Checkpoint, now: datetime) -> str:
    try:
        row.stamp = stamping.stamp(row.note.partition("\n\n")[0].encode(), trusted.stamp_url, trusted.stamp_roots)
    except stamping.StampError as error:
        return str(error)
    row.save(update_fields=["stamp"])
    return ""


def witness(body: str, trusted: Trust, *, now: datetime) -> witnessing.Judged:
    """Judge another installation's checkpoint, and remember it when it is cosigned. Raises TrustError."""
    if trusted.witnessing is None:
        raise TrustError("This installation is nobody's witness.")
    with transaction.atomic(using=DOOR):
        with connections[DOOR].cursor() as cursor:
            # Two requests at once must not both go on from the same checkpoint.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('trefas.witness'))")
        seen = {row.origin: notes.read_checkpoint(row.note) for row in Witnessed.objects.all()}
        judged = witnessing.judge(body, seen, trusted.logs, trusted.witnessing, int(now.timestamp()))
        if judged.remember is not None:
            note = {"size": judged.remember.size, "note": judged.remember.text(), "seen_at": now}
            Witnessed.objects.update_or_create(origin=judged.remember.origin, defaults=note)
    return judged


def latest() -> Checkpoint | None:
    """Return the newest checkpoint."""
    return Checkpoint.objects.order_by("-size").first()


def faults(trusted: Trust, *, now: datetime) -> list[str]:
    """Return in words what keeps the chains from being confirmed by others now; nothing when they are."""
    if trusted.log is None or not trusted.witnesses:
        return ["ange logg och vittnen i TREFAS_TRUST"]
    row, stands = latest(), lag.standing(trusted.required, now)
    late = stands.standing is lag.Standing.LATE
    if row is None or (late and now - row.made_at > trusted.longest):
        return ["kör trefas checkpoint varje timme"]
    if lag.confirmed_at(row.note, trusted.required, now) is None:
        return ["den senaste kontrollpunkten saknar vittnen"]
    return ["vittnenas klockor visar för gamla tider"] if late else []
