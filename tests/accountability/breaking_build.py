"""Something decided beforehand by the police about Leo, for the social services; every name is invented."""

import uuid
from datetime import timedelta

from django.utils import timezone

from tests.cast import enter
from tests.disclosures.build import LEO, OBVIOUS, assessed, keep
from trefas.accountability.actions import Question, Standing, break_glass, prepare_for_emergency, review_break
from trefas.accountability.models import Beforehand, Break
from trefas.disclosures.models import Assessment

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
