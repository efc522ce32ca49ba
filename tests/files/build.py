"""People, proposals and files for the tests of files and their pages; every name is invented."""

from datetime import date

from tests.cast import EMAIL, NOW
from trefas.authorities.models import Unit, User
from trefas.disclosures import delivery
from trefas.disclosures.models import Envelope, ReceivedItem
from trefas.files.actions import Case, Entry, Happening, add_note, open_file, propose, record_event, sign_off
from trefas.persons.actions import Source, create_person

TODAY = date(2026, 11, 19)
LEO = {"given_name": "Leo", "family_name": "Tornfeldt", "identity_number": "20070314-2380"}
NOEL = {"given_name": "Noel", "family_name": "Askdal", "identity_number": "20100512-2385"}
CRITERIA = {
    "drives_violence": [
        {"text": "Operativ lägesbild, källa A2", "on": "2026-11-02"},
        {"text": "Händelse med skjutvapen, förare", "on": "2026-10-21"},
    ],
    "at_risk_of_being_hit": [{"text": "Hotbildsbedömning", "on": "2026-11-05"}],
}
ROLES = [{"event": "Skottlossning vid kajen", "on": "2026-10-21", "roles": ["threat_from", "used_by_others"]}]


def keep(room, **values):
    return create_person(by=room.acting, values={**LEO, **values}, source=Source("typed"), now=NOW)


def case(**changed):
    given = {
        "method": "trefas", "criteria": CRITERIA, "roles": ROLES, "reason": "Ny händelse", "fact_on": date(2026, 11, 5),
    }  # fmt: skip
    return Case(**{**given, **changed})


def proposed(room, now=NOW, child=None, **values):
    return propose(by=room.acting, person=keep(room, **values), case=case(child=child), now=now)


def file_in(room, now=NOW, **values):
    """A file on what was received: registered, as in the room of the social services."""
    return open_file(by=room.acting, person=keep(room, **values), method="trefas", received=None, now=now)


def happen(room, file, kind, now=NOW, on=TODAY, **detail):
    return record_event(by=room.acting, file_id=file.pk, happening=Happening(kind, on, detail), now=now)


def note(room, file, text="Vill bort från Kvarnlunda.", title="Samtal", kind="fact", happened_at=NOW, now=NOW, **more):
    written = Entry(kind=kind, title=title, text=text, happened_at=happened_at, **more)
    return add_note(by=room.acting, file_id=file.pk, entry_=written, now=now)


def received(room, file, now=NOW, corrects=None, **content):
    """A registered copy from the police, filed to the person of the file; sent beforehand by `sent_to_kvarnlunda`."""
    envelope = Envelope.objects.filter(room_id=room.room_id).order_by("-delivered_at").first()
    told = {"kind": "note", "title": "Hot mot Leo", "text": "Skuld som ska betalas.", "nature": "fact", **content}
    return ReceivedItem.objects.create(
        room_id=room.room_id, envelope=envelope, sender_id=envelope.sender_unit_id, diary_number="M-2026-0412",
        registered_at=now, registered_by_id=room.acting.user_id, subject=file.person_id, person_id=file.person_id,
        outcome="filed", received_at=now, corrects=corrects, content=told, statutes=["OSL 10:15 a"], happened_at=now,
    )  # fmt: skip


def sent_to_kvarnlunda(room):
    unit = Unit.objects.get(name="Socialtjänsten Kvarnlunda, Trefas")
    delivery.send(delivery.Sending("disclosure", unit, {"items": []}), by=room.acting, now=NOW)


def user(who):
    return User.objects.get(email=EMAIL[who])


__all__ = [
    "CRITERIA", "LEO", "NOEL", "NOW", "ROLES", "TODAY", "case", "file_in", "happen", "keep", "note", "proposed",
    "received", "sent_to_kvarnlunda", "sign_off", "user",
]  # fmt: skip
