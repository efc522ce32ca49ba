"""What must be true of an installation after any number of kills, asked of the database and of the verifier."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from django.utils import timezone

from tests.audit.tampering import verifier
from tests.cast import EMAIL, enter
from tests.kills.installation import Installation
from tests.kills.writing import Attempt, Writer

# Whoever may take out the log of each room that is written in.
READS_LOG = {"bo": "eva", "pia": "eva", "per": "eva", "amina": "sven", "disa": "dag"}


def differences(installation: Installation, writers: list[Writer]) -> Iterator[str]:
    """Yield a sentence for each thing that is not as it must be."""
    yield from chains(installation)
    yield from disclosures(installation)
    yield from imports(installation)
    for writer in writers:
        yield from kept(installation, writer)
    for who in sorted({READS_LOG[writer.persona] for writer in writers}):
        yield from verified(who)


def chains(installation: Installation) -> Iterator[str]:
    """Every event follows on the one before it, none is missing, each head is the last, and nothing is unclaimed."""
    heads: dict[Any, tuple[int, bytes]] = {}
    order = "SELECT room_id, number, happened, previous, body, hash FROM audit_event ORDER BY room_id, number"
    for room, number, happened, previous, body, stated in installation.ask(order):
        last, before = heads.get(room, (0, b""))
        lines = ("trefas-audit-1", str(room), str(number), happened, bytes(previous).hex(), body)
        made = sha256("\n".join(lines).encode()).digest()
        if (number, bytes(previous), bytes(stated)) != (last + 1, before, made):
            yield f"chain of {room}: {number} does not follow on {last}"
        heads[room] = number, bytes(stated)
    kept_heads = installation.ask("SELECT room_id, number, hash FROM audit_chainhead")
    if {room: (number, bytes(found)) for room, number, found in kept_heads} != heads:
        yield "a head is not the last event of its chain"
    if loose := installation.ask("SELECT count(*) FROM audit_written WHERE number IS NULL")[0][0]:
        yield f"{loose} rows were written that no event has claimed"


def disclosures(installation: Installation) -> Iterator[str]:
    """Each copy has its receipts and each receipt its copy, at every step, and the chains of both rooms say so."""
    yield from _rows(
        installation,
        {
            "given without a receipt": "SELECT a.id FROM disclosures_assessment a LEFT JOIN disclosures_receipt r"
            " ON r.assessment_id = a.id WHERE a.decision IN ('given', 'partly') AND r.id IS NULL",
            "a receipt of what is not given": "SELECT r.id FROM disclosures_receipt r JOIN disclosures_assessment a"
            " ON a.id = r.assessment_id WHERE a.decision NOT IN ('given', 'partly')",
            "a receipt without its copy": "SELECT r.id FROM disclosures_receipt r LEFT JOIN disclosures_envelope e"
            " ON e.id = r.envelope WHERE e.id IS NULL",
            "a copy without the sender's receipt": "SELECT e.id FROM disclosures_envelope e"
            " LEFT JOIN disclosures_receipt r ON r.envelope = e.id AND r.direction = 'out' WHERE r.id IS NULL",
            "the sender's receipt says another state": "SELECT e.id FROM disclosures_envelope e"
            " JOIN disclosures_receipt r ON r.envelope = e.id AND r.direction = 'out'"
            " WHERE (e.state, r.state) NOT IN (('waiting', 'sent'), ('registered', 'registered'))",
            "registered without item, own receipt or answer": "SELECT e.id FROM disclosures_envelope e"
            " WHERE (SELECT count(DISTINCT i.diary_number) FROM disclosures_receiveditem i WHERE i.envelope_id = e.id)"
            " + (SELECT count(*) FROM disclosures_receipt r WHERE r.envelope = e.id AND r.direction = 'in')"
            " + (SELECT count(*) FROM disclosures_receipt r WHERE r.envelope = e.id AND r.direction = 'out'"
            " AND r.counter <> '') <> CASE e.state WHEN 'registered' THEN 3 ELSE 0 END",
        },
    )
    yield from _told(installation)


def _rows(installation: Installation, wrong: dict[str, str]) -> Iterator[str]:
    for what, query in wrong.items():
        yield from (f"{what}: {found}" for (found,) in installation.ask(query))


def _told(installation: Installation) -> Iterator[str]:
    """The receiver's chain tells once that a copy came, and both chains once that it is registered."""
    told: Counter[tuple[str, str, str]] = Counter()
    wanted: Counter[tuple[str, str, str]] = Counter()
    query = (
        "SELECT room_id::text, kind, body FROM audit_event WHERE kind IN ('envelope.received', 'envelope.registered')"
    )
    for room, kind, body in installation.ask(query):
        told.update((room, kind, one) for one in json.loads(body)["ids"].get("envelope", []))
    copies = "SELECT id::text, room_id::text, sender_room::text, state FROM disclosures_envelope"
    for envelope, room, sender, state in installation.ask(copies):
        wanted[room, "envelope.received", envelope] += 1
        if state == "registered":
            wanted.update((one, "envelope.registered", envelope) for one in (room, sender))
    if told != wanted:
        yield f"the chains tell too much {(told - wanted).most_common(3)} or too little {(wanted - told).most_common(3)}"


def imports(installation: Installation) -> Iterator[str]:
    """A list has made all of its new people once it is saved, and none before."""
    rows = (
        "SELECT i.id, i.state, count(*) FILTER (WHERE r.state = 'new' AND r.taken),"
        " count(*) FILTER (WHERE r.made AND r.person_id IS NOT NULL) FROM persons_import i"
        " JOIN persons_importrow r ON r.within_id = i.id GROUP BY i.id, i.state"
    )
    for found, state, new, made in installation.ask(rows):
        if made != (new if state == "published" else 0):
            yield f"list {found} is {state} with {made} of {new} people"


def kept(installation: Installation, writer: Writer) -> Iterator[str]:
    """What was acknowledged is there once; what nobody knows of once or not at all."""
    marks = _marks(installation, writer.persona)
    for attempt in writer.attempts:
        found = marks[attempt.kind, attempt.mark] if attempt.sent else 0
        whole = 3 if attempt.kind == "import" else 1
        if found not in ((whole,) if attempt.acknowledged else (0, whole)):
            how = "acknowledged" if attempt.acknowledged else "not acknowledged"
            yield f"{writer.persona}, {attempt.kind} {attempt.mark}, {how}: there {found} times"


def _marks(installation: Installation, persona: str) -> Counter[tuple[str, str]]:
    """Everything that can be told by its mark, of the room of a persona."""
    from trefas.files.records import Note
    from trefas.persons.models import Person
    from trefas.plans.models import Contact

    with enter(persona) as room:
        mine = {"room_id": room.room_id}
        found = [("note", _last(one.title)) for one in Note.objects.filter(**mine)]
        found += [("contact", _last(one.text).rstrip(".")) for one in Contact.objects.filter(**mine)]
        names = [(one.given_name or "", one.family_name or "") for one in Person.objects.filter(**mine)]
    found += [("import" if given.startswith("Rad") else "person", family) for given, family in names]
    signed = installation.ask("SELECT assessment_id::text FROM disclosures_receipt WHERE direction = 'out'")
    taken = installation.ask("SELECT DISTINCT envelope_id::text, diary_number FROM disclosures_receiveditem")
    return Counter(found + [("disclosure", one) for (one,) in signed] + [("registration", one) for one, _n in taken])


def _last(text: str | None) -> str:
    return (text or " ").split(" ")[-1]


def verified(who: str) -> Iterator[str]:
    """The stand-alone verifier on the whole log of a room with its rows."""
    from trefas.accountability.actions import export_log
    from trefas.accountability.exporting import whole_log

    with enter(who, purpose="review_log") as room:
        wanted = whole_log(room.room_id, rows=True)
        content = export_log(by=room.acting, room_id=room.room_id, wanted=wanted, now=timezone.now())
    report = verifier().verify(content)
    if not report.rows:
        yield f"{EMAIL[who]}: the export has no rows"
    yield from (f"{EMAIL[who]}: event {number} {what}" for number, what in report.faults)


def counted(attempts: Iterable[Attempt]) -> str:
    """Say how many writes of each kind were acknowledged, and of how many nobody knows."""
    attempts = list(attempts)
    acknowledged = Counter(one.kind for one in attempts if one.acknowledged)
    unknown = sum(one.sent and not one.acknowledged for one in attempts)
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in sorted(acknowledged.items()))
    return f"{sum(acknowledged.values()):,} acknowledged ({kinds}), {unknown} sent without an answer"
