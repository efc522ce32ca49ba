"""A co-operation between the police and Kvarnlunda about Leo, and a meeting about him; every name is invented."""

from datetime import timedelta

from tests.cast import NOW, enter
from tests.disclosures.build import OBVIOUS, registration, unit
from tests.files.build import LEO, file_in, keep, note
from trefas.disclosures.actions import Facts, answer_questions, decide, register
from trefas.disclosures.models import Decision, Envelope
from trefas.files.actions import open_file
from trefas.files.actions.convening import Call, convene
from trefas.files.actions.cooperating import accept_invitation, invite
from trefas.files.actions.meeting import Telling, prepare
from trefas.files.actions.taking_in import take_in
from trefas.files.models import File, Meeting

HOUR = timedelta(hours=1)
BEGINS = NOW + timedelta(days=1)
DURING = BEGINS + timedelta(minutes=21)
AFTER = BEGINS + timedelta(hours=2)
# Enough for a board to tell the police about an adult: consent given by the person alone.
CONSENTED = Facts(conditions={"OSL-12-2": {"only_consenter": True}})


def invited(room, file, to="Kvarnlunda", facts=OBVIOUS, now=NOW):
    """An invitation that is decided and sent."""
    started = invite(by=room.acting, file_id=file.pk, receiver=unit(to), purpose="prevent_crime", now=now)
    kept, _answer = answer_questions(by=room.acting, assessment=started, version=1, facts=facts, now=now)
    return decide(by=room.acting, assessment=kept, version=kept.version, decision=Decision.GIVEN, record={}, now=now)


def registered_invitation(room, now=NOW, **changed):
    """Registered and filed, with an open file; returns the received invitation."""
    waiting_ones = Envelope.objects.filter(room_id=room.room_id, kind="disclosure", state="waiting")
    envelope = waiting_ones.order_by("delivered_at", "id")[0]
    made = register(
        by=room.acting, envelope_id=envelope.pk, registration=registration(**changed), now=now
    )  # fmt: skip
    item = next(one for one in made if one.content and one.content["kind"] == "invitation")
    open_file(by=room.acting, person=item.person, method="trefas", received=item, now=now)
    return item


def cooperating(now=NOW, **person):
    """The police and Kvarnlunda co-operate about one person; returns the number."""
    with enter("bo") as police:
        invited(police, file_in(police, now=now, **person), now=now)
    with enter("amina") as social:
        number = accept_invitation(by=social.acting, received_id=registered_invitation(social).pk, now=now).number
    with enter("bo") as police:
        take_in(by=police.acting, now=now)
    with enter("amina") as social:
        take_in(by=social.acting, now=now)
    return number


def call(*numbers, **changed):
    given = {
        "starts_at": BEGINS, "ends_at": BEGINS + HOUR, "place": "Kvarnen, sal 3", "cooperations": numbers,
        "units": (unit("Polisen Nord").pk,),
    }  # fmt: skip
    return Call(**{**given, **changed})


def convened(*numbers, now=NOW, **changed):
    """Nora convenes, and the police take the call in; returns her copy."""
    with enter("nora") as social:
        meeting = convene(by=social.acting, call=call(*numbers, **changed), now=now)
    with enter("bo") as police:
        take_in(by=police.acting, now=now)
    return meeting


def own_copy(room, number) -> Meeting:
    return Meeting.objects.get(room_id=room.room_id, number=number)


def file_of(room, number) -> File:
    return File.objects.get(room_id=room.room_id, cooperation=number)


def prepared(room, meeting, number, title="Ny adress", facts=OBVIOUS, to=("Kvarnlunda",), now=NOW, **more):
    """One note of the police, assessed for Kvarnlunda and unsent."""
    file = file_of(room, number)
    chosen = [("note", note(room, file, title=title, information=("police_intelligence",), now=now).pk)]
    telling = Telling(file.pk, [unit(name) for name in to], chosen, facts=facts, **more)
    return prepare(by=room.acting, meeting_id=own_copy(room, meeting.number).pk, telling=telling, now=now)


def waiting(room, kind: str) -> int:
    return Envelope.objects.filter(room_id=room.room_id, kind=kind, state="waiting").count()


__all__ = [
    "AFTER", "BEGINS", "CONSENTED", "DURING", "HOUR", "LEO", "NOW", "OBVIOUS", "call", "convened", "cooperating",
    "file_in", "file_of", "invited", "keep", "note", "own_copy", "prepared", "registered_invitation",
    "unit", "waiting",
]  # fmt: skip
