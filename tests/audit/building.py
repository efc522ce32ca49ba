"""A log worth tampering with: people kept, changed and sought, a checkpoint in the middle and one that is cosigned."""

import base64
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from tests.cast import NOW, enter

from trefas.accountability import checkpoints
from trefas.accountability.actions import export_log
from trefas.accountability.exporting import whole_log
from trefas.audit import notes, witnessing
from trefas.audit.models import Checkpoint
from trefas.audit.trust import Trust
from trefas.persons import search
from trefas.persons.actions import Source, create_person, edit_person
from trefas.rooms import entry

LOG = notes.Signer("logg.vidhamn.example", notes.SIGNS, bytes(range(32)))
WITNESS = notes.Signer("vittne.polisen.example", notes.COSIGNS, bytes(range(1, 33)))


@dataclass
class Exported:
    """An export with what an inspector and an adversary know of it."""

    content: bytes
    private: bytes
    room: str

    def trusted(self) -> dict[str, object]:
        """Return what the verifier is told to trust."""
        public = notes.Ed25519PrivateKey.from_private_bytes(self.private).public_key().public_bytes_raw()
        return {
            "key": base64.b64encode(public).decode(),
            "log_key": LOG.key.text(),
            "witnesses": [WITNESS.key.text()],
            "quorum": 1,
        }


def work(people: int, first: int = 0) -> None:
    """Keep, read and change people in the room of the social services."""
    for number in range(first, first + people):
        with enter("amina") as room:
            values = {"given_name": "Kim", "family_name": f"Ask{number}", "telephone": "070-1740600"}
            person = create_person(by=room.acting, values=values, source=Source("typed"), now=NOW)
        with enter("amina") as room:
            found = search.find(room.room_id, room.acting.room_kind, "Kim")
            (one,) = (each for each in found if each.pk == person.pk)
            if number % 2:
                changed = {"telephone": "070-1740601"}
                edit_person(by=room.acting, person=one, version=1, values=changed, source=Source("typed"), now=NOW)


def note(size: int = 1, **cosigned_at: datetime) -> str:
    """Return a checkpoint's note; `polisen=…` is when the witness of that name cosigned it."""
    text = notes.Checkpoint(LOG.name, size, bytes(32)).text()
    lines = [witness(name).line(text, int(at.timestamp())) for name, at in cosigned_at.items()]
    return f"{text}\n{LOG.line(text, 0)}{''.join(lines)}"


def witness(name: str = "polisen") -> notes.Signer:
    """Return a witness by the name of its authority."""
    return notes.Signer(f"vittne.{name}.example", notes.COSIGNS, sha256(name.encode()).digest())


def cosign() -> Checkpoint:
    """Take a checkpoint and let the witness cosign it, from nothing it has seen before."""
    checkpoints.take(Trust(log=LOG), now=NOW)
    row = checkpoints.latest()
    assert row is not None
    body = witnessing.request_body(0, [], row.note)
    judged = witnessing.judge(body, {}, {LOG.name: LOG.key}, WITNESS, int(NOW.timestamp()))
    assert judged.status == 200
    row.note += judged.body
    row.save(update_fields=["note"])
    return row


def exported(*, rows: bool = True) -> Exported:
    """Export the room's whole log as its manager."""
    with enter("sven", purpose="review_log") as room:
        wanted = whole_log(room.room_id, rows=rows)
        content = export_log(by=room.acting, room_id=room.room_id, wanted=wanted, now=NOW)
        private = entry.current().keys.private_keys(room.room_id)[:32]
        return Exported(content, private, str(room.room_id))


def cosigned_export(people: int = 6) -> Exported:
    """Return an export of a log whose two checkpoints lie between its events."""
    work(people)
    checkpoints.take(Trust(log=LOG), now=NOW)
    work(people, first=people)
    cosign()
    work(2, first=2 * people)
    return exported()
