"""People, assessments and consents for the tests of disclosures; every name is invented."""

import uuid
from datetime import date, timedelta

from tests.cast import NOW
from trefas.authorities.models import Unit
from trefas.disclosures.actions import (
    Facts,
    Registration,
    Terms,
    answer_questions,
    decide,
    give_consent,
    register,
    start_assessment,
)
from trefas.disclosures.models import Decision, Envelope, Outcome
from trefas.persons.actions import Source, create_person

TODAY = date(2026, 11, 19)
LEO = {"given_name": "Leo", "family_name": "Tornfeldt", "identity_number": "20070314-2380"}
NOEL = {"given_name": "Noel", "family_name": "Askdal", "identity_number": "20100512-2385"}
# Enough for the police to tell a board about an adult: OSL 10:27 opens both 18:2 and 35:1.
OBVIOUS = Facts(
    conditions={"OSL-10-27": {"obvious": True, "not_other_law": True}},
    notes={"OSL-10-27.obvious": "Hotet gäller inom två veckor."},
)
CONSENTED = Facts(conditions={"OSL-12-2": {"only_consenter": True}})
CONFIRMED = frozenset({"revocable", "not_general", "sender_sure"})


def unit(short_name="Kvarnlunda") -> Unit:
    return Unit.objects.get(short_name=short_name)


def keep(room, **values):
    return create_person(by=room.acting, values={**LEO, **values}, source=Source("typed"), now=NOW)


def assessed(room, person, facts=OBVIOUS, to="Kvarnlunda", purpose="prevent_crime", now=NOW, requested=False):
    started = start_assessment(
        by=room.acting,
        person=person,
        receiver=unit(to),
        purpose=purpose,
        chosen=[("person", person.pk)],
        requested=requested,
        now=now,
    )
    kept, _answer = answer_questions(by=room.acting, assessment=started, version=1, facts=facts, now=now)
    return kept


def given(room, person=None, now=NOW, record=None, **more):
    kept = assessed(room, person or keep(room), now=now, **more)
    return decide(
        by=room.acting,
        assessment=kept,
        version=kept.version,
        decision=Decision.GIVEN,
        record=record or {},
        now=now,
    )


def envelope_of(room) -> Envelope:
    return Envelope.objects.get(room_id=room.room_id, state="waiting")


def registration(outcome=Outcome.FILED, **changed):
    return Registration(**{"diary_number": "KVL 2026/0884", "outcome": outcome, "received_at": NOW, **changed})


def registered(room, now=NOW, outcome=Outcome.FILED, **changed):
    return register(
        by=room.acting,
        envelope_id=envelope_of(room).pk,
        registration=registration(outcome, **changed),
        now=now,
    )


def terms(receivers=("Kvarnlunda",), **changed):
    values = {
        "who": "Leo Tornfeldt",
        "receiver_ids": tuple(unit(name).pk for name in receivers),
        "information": ("prison_and_probation",),
        "purposes": ("support",),
        "given_on": TODAY,
        "expires_on": TODAY + timedelta(days=90),
        "given_how": "written",
        "consequences": "Säger Leo nej arbetar var och en för sig.",
        "confirmed": CONFIRMED,
    }
    return Terms(**{**values, **changed})


def consented(room, person, **changed):
    return give_consent(by=room.acting, person=person, terms=terms(**changed), now=NOW)


def events(room, kind: str) -> list[str]:
    return [event.kind for _room, event in room.events if event.kind == kind]


def nobody() -> uuid.UUID:
    return uuid.uuid4()
