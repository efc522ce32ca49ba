"""Starting an assessment and answering its questions: the rulebook is asked anew after each answer."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.authorities.models import Unit
from trefas.disclosures import items
from trefas.disclosures.assessing import parties, put
from trefas.disclosures.models import Assessment, Consent, Decision
from trefas.law import Answer, Signatures
from trefas.law.signatures import NOTHING_SIGNED
from trefas.persons.actions import ConflictError
from trefas.persons.models import Person
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Room


@dataclass(frozen=True)
class Facts:
    """What the officer answered: {rule: {condition: true, false or words}}, {lock: false}, and age at the offence."""

    conditions: Mapping[str, Mapping[str, bool | str]] = field(default_factory=dict)
    harm: Mapping[str, bool] = field(default_factory=dict)
    age_at_offence: int | None = None
    notes: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the facts as they are stored, sealed."""
        return {
            "conditions": {rule: dict(answers) for rule, answers in self.conditions.items()},
            "harm": dict(self.harm),
            "age_at_offence": self.age_at_offence,
            "notes": dict(self.notes),
        }


@action
def start_assessment(
    *,
    by: Acting,
    person: Person,
    receiver: Unit,
    purpose: str,
    chosen: Sequence[tuple[str, uuid.UUID]],
    requested: bool,
    now: datetime,
    told_at: datetime | None = None,
) -> Assessment:
    """Open an assessment: one receiver, one occasion, one or more items about one person."""
    if not chosen:
        raise RefusedError(_("Choose at least one item to assess."))
    if receiver.pk == by.unit_id:
        raise RefusedError(_("The receiver is your own unit. Choose another."))
    assessment = Assessment(
        room_id=person.room_id, person=person, receiver=receiver, purpose=purpose, requested=requested,
        items=_picked(person, chosen), started_at=now, started_by_id=by.user_id, told_at=told_at,
        recorded_at=now if told_at else None,
    )  # fmt: skip
    _weigh(assessment, by=by, on=now.date(), signatures=NOTHING_SIGNED)
    assessment.save()
    event = Event("assessment.started", ids={"assessment": [assessment.pk], "to_unit": [receiver.pk]})
    entry.current().record(event, room_id=person.room_id)
    return assessment


@action
def answer_questions(
    *,
    by: Acting,
    assessment: Assessment,
    version: int,
    facts: Facts,
    now: datetime,
    signatures: Signatures = NOTHING_SIGNED,
) -> tuple[Assessment, Answer]:
    """Store the answers with what the rulebook says of them; raises ConflictError when somebody else was first."""
    kept = Assessment.objects.select_for_update().get(room_id=assessment.room_id, pk=assessment.pk)
    if kept.version != version or kept.decision != Decision.OPEN:
        raise ConflictError(kept)
    kept.facts, kept.version = facts.as_json(), version + 1
    answer = _weigh(kept, by=by, on=now.date(), signatures=signatures)
    kept.save()
    event = Event("assessment.answered", ids={"assessment": [kept.pk]}, codes={"outcome": kept.outcome})
    entry.current().record(event, room_id=kept.room_id)
    return kept, answer


def _picked(person: Person, chosen: Sequence[tuple[str, uuid.UUID]]) -> list[dict[str, Any]]:
    found = []
    for kind in sorted({kind for kind, _id in chosen}):
        wanted = [item_id for item_kind, item_id in chosen if item_kind == kind]
        for item in items.described(person.room_id, person.pk, kind, wanted):
            found.append({"kind": kind, "id": str(item.id), "categories": list(item.categories), "given": True})
    return found


def _weigh(assessment: Assessment, *, by: Acting, on: date, signatures: Signatures) -> Answer:
    room = Room.objects.select_related("branch__authority").get(pk=by.room_id)
    receiver = Unit.objects.select_related("branch__authority").get(pk=assessment.receiver_id)
    consents = Consent.objects.filter(room_id=assessment.room_id, person_id=assessment.person_id)
    answer = put(assessment, parties(room, receiver), on=on, consents=list(consents), signatures=signatures)
    assessment.answer = answer.as_json()
    assessment.outcome, assessment.rulebook = answer.outcome, answer.rulebook
    assessment.statutes = [key.key.id for key in answer.weighed if key.status == "opens"]
    return answer
