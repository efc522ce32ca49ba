"""Something decided beforehand by the police about Leo, for the social services; every name is invented."""

import uuid
from datetime import timedelta

from django.utils import timezone

from tests.cast import enter
from tests.disclosures.build import LEO, OBVIOUS, assessed, keep, unit
from tests.files.build import file_in, note
from trefas.accountability.actions import Question, Standing, break_glass, prepare_for_emergency, review_break
from trefas.accountability.models import Beforehand, Break
from trefas.disclosures.actions import answer_questions, start_assessment
from trefas.disclosures.models import Assessment
from trefas.files.actions import Entry, correct_note
from trefas.files.models import Note

POLICE = ("police_intelligence",)
WHY = "Grannen ringer: skott i trapphuset, pojken är inne."


def decide(room, person, **changed) -> Beforehand:
    now = timezone.now()
    facts, to = changed.pop("facts", OBVIOUS), changed.pop("to", "Kvarnlunda")
    kept = assessed(room, person, facts=facts, to=to, purpose="save_life", now=now)
    terms = {"emergencies": ["life", "child"], "until": timezone.localdate() + timedelta(days=30), **changed}
    return prepare_for_emergency(
        by=room.acting, assessment=kept, version=kept.version, record={}, terms=Standing(**terms), now=now
    )


def decided(who="bo", values=None, **changed) -> Beforehand:
    """Decide beforehand about Leo, or somebody else; in an entry of its own."""
    with enter(who, "disclose") as room:
        return decide(room, keep(room, **(values or {})), **changed)


def question(**changed) -> Question:
    return Question(**{"emergency": "life", "reason": WHY, "identity_number": LEO["identity_number"], **changed})


def choose(room, wrong):
    """An assessment of a note, ready to be decided."""
    now = timezone.now()
    started = start_assessment(
        by=room.acting, person=wrong.person, receiver=unit(), purpose="save_life", requested=False, now=now,
        chosen=[("note", wrong.pk)],
    )  # fmt: skip
    kept, _answer = answer_questions(by=room.acting, assessment=started, version=1, facts=OBVIOUS, now=now)
    return kept


def stand(room, kept, **changed) -> Beforehand:
    terms = Standing(**{"emergencies": ["life"], "until": timezone.localdate() + timedelta(days=30), **changed})
    return prepare_for_emergency(
        by=room.acting, assessment=kept, version=kept.version, record={}, terms=terms, now=timezone.now()
    )


def decided_note() -> tuple[Note, Beforehand]:
    """The police have decided that Kvarnlunda may read a note about Leo when a life is at stake."""
    with enter("bo", "disclose") as room:
        wrong = note(room, file_in(room), title="Skuld", text="Han är obeväpnad.", information=POLICE)
        return wrong, stand(room, choose(room, wrong))


def correct(wrong, who="bo") -> Note:
    right = Entry(kind="fact", title="Skuld", text="Han bär vapen.", happened_at=wrong.happened_at, information=POLICE)
    with enter(who) as room:
        return correct_note(by=room.acting, note_id=wrong.pk, entry_=right, now=timezone.now())


def asked(who="amina", **changed) -> Break:
    """Ask in an emergency, in an entry of its own."""
    with enter(who, "emergency") as room:
        return break_glass(by=room.acting, question=question(**changed), now=timezone.now())


def reviewed(row: Break, who="sven", finding="in_order", words="") -> Break:
    with enter(who, "review") as room:
        return review_break(by=room.acting, break_id=row.pk, finding=finding, words=words)


def as_kept(room, assessment: Assessment, now) -> None:
    """Keep a decision made beforehand and a colleague's open question as rows, where no law or clock is to judge them."""
    who = {"unit_id": room.acting.unit_id, "by_id": room.acting.user_id}
    Beforehand.objects.create(
        room_id=assessment.room_id, person_id=assessment.person_id, assessment=assessment,
        receiver_id=assessment.receiver_id, receiver_room=uuid.uuid4(), sender_room=room.room_id,
        sender_unit_id=room.acting.unit_id, emergencies=["life"], tokens=[], envelope=uuid.uuid4(), sealed=b"",
        digest="", signature="", statement="", decided_at=now, decided_by_id=room.acting.user_id,
        until=now.date() + timedelta(days=30),
    )  # fmt: skip
    Break.objects.create(
        room_id=room.room_id, **who, emergency="life", reason=WHY, asked={"name": "Leo Tornfeldt", "birth_year": 2007},
        tokens=[], at=now, state="open", closes_at=now + timedelta(minutes=60), envelopes=[uuid.uuid4()],
        review_on=now.date(),
    )  # fmt: skip
