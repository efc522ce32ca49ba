"""What several actions share: putting an assessment to the rulebook with the consents and sign-offs of the room."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from trefas.disclosures.assessing import Parties, grounds, parties, put
from trefas.disclosures.models import Assessment, Consent, KeptRulebook
from trefas.disclosures.reading import signatures_of, units
from trefas.law import RULEBOOK, Answer, Signatures
from trefas.persons.actions import ConflictError
from trefas.rooms.entry import Acting
from trefas.rooms.models import Room


@dataclass(frozen=True)
class Weighed:
    """What the rulebook said, and all it was told."""

    answer: Answer
    parties: Parties
    consents: list[Consent]
    signatures: Signatures


def weigh(assessment: Assessment, *, by: Acting, on: date, signatures: Signatures | None = None) -> Weighed:
    """Ask the rulebook and keep its answer in the assessment (unsaved). Sign-offs default to those of the room."""
    room = Room.objects.select_related("branch__authority").get(pk=by.room_id)
    receiver = units().select_related("branch__authority").get(pk=assessment.receiver_id)
    consents = list(Consent.objects.filter(room_id=assessment.room_id, person_id=assessment.person_id))
    signed = signatures_of(by.room_id) if signatures is None else signatures
    given = parties(room, receiver)
    answer = put(assessment, given, on=on, consents=consents, signatures=signed)
    assessment.answer = answer.as_json()
    assessment.outcome, assessment.rulebook = answer.outcome, answer.rulebook
    assessment.statutes = grounds(answer)
    return Weighed(answer, given, consents, signed)


def locked(room_id: uuid.UUID, assessment_id: uuid.UUID, version: int | None = None) -> Assessment:
    """Return an assessment with its row locked; raises ConflictError when it is not of that version any more."""
    kept = Assessment.objects.select_for_update().get(room_id=room_id, pk=assessment_id)
    if version is not None and kept.version != version:
        raise ConflictError(kept)
    return kept


def keep_rulebook(room_id: uuid.UUID, now: datetime) -> None:
    """Keep the text of the rulebook from the day a stored decision names its version."""
    known = KeptRulebook.objects.filter(room_id=room_id, version=RULEBOOK.version)
    if not known.exists():
        row = KeptRulebook(room_id=room_id, version=RULEBOOK.version, snapshot=RULEBOOK.snapshot(), at=now)
        KeptRulebook.objects.bulk_create([row], ignore_conflicts=True)
