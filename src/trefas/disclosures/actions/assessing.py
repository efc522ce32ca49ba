"""Starting an assessment and answering its questions: the rulebook is asked anew after each answer."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.authorities.models import Unit
from trefas.disclosures import items
from trefas.disclosures.actions._weighing import locked, weigh
from trefas.disclosures.assessing import usual_category
from trefas.disclosures.days import today
from trefas.disclosures.models import Assessment, Decision
from trefas.disclosures.policy import may_prepare
from trefas.law import Answer, Signatures
from trefas.persons.actions import ConflictError
from trefas.persons.models import Person
from trefas.persons.policy import is_whole
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError


@dataclass(frozen=True)
class Facts:
    """What the officer answered: {rule: {condition: true, false or words}}, {lock: false}, and age at the offence.

    `notes` = the facts each answer rests on: {"RULE.condition": words, "LOCK": words}; `tried` = further provisions
    that the officer chose to look at.
    """

    conditions: Mapping[str, Mapping[str, bool | str]] = field(default_factory=dict)
    harm: Mapping[str, bool] = field(default_factory=dict)
    age_at_offence: int | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    tried: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the facts as they are stored, sealed."""
        return {
            "conditions": {rule: dict(answers) for rule, answers in self.conditions.items()},
            "harm": dict(self.harm),
            "age_at_offence": self.age_at_offence,
            "notes": dict(self.notes),
            "tried": list(self.tried),
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
    meeting: uuid.UUID | None = None,
) -> Assessment:
    """Open an assessment: one receiver, one occasion, one or more items about one person."""
    may_prepare(by).demand()
    is_whole(person).demand()
    if not chosen:
        raise RefusedError(_("Choose at least one item to assess."))
    assessment = Assessment(
        room_id=person.room_id, person=person, receiver=receiver, purpose=purpose, requested=requested,
        items=_picked(person, chosen), started_at=now, started_by_id=by.user_id, meeting=meeting,
    )  # fmt: skip
    weighed = weigh(assessment, by=by, on=today(now))
    if weighed.parties.relation == "same_branch":
        raise RefusedError(_("The receiver is your own unit. Choose another."))
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
    signatures: Signatures | None = None,
) -> tuple[Assessment, Answer]:
    """Store the answers with what the rulebook says of them; raises ConflictError when somebody else was first."""
    may_prepare(by).demand()
    kept = locked(assessment.room_id, assessment.pk, version)
    if kept.decision != Decision.OPEN:
        raise ConflictError(kept)
    kept.facts, kept.version = facts.as_json(), version + 1
    answer = weigh(kept, by=by, on=today(now), signatures=signatures).answer
    kept.save()
    event = Event("assessment.answered", ids={"assessment": [kept.pk]}, codes={"outcome": kept.outcome})
    entry.current().record(event, room_id=kept.room_id)
    return kept, answer


@action
def drop_assessment(*, by: Acting, assessment: Assessment, version: int) -> None:
    """Throw a draft away: nothing was told, and nothing was refused."""
    may_prepare(by).demand()
    kept = locked(assessment.room_id, assessment.pk, version)
    if kept.decision != Decision.OPEN or kept.told_at is not None:
        raise RefusedError(_("Only a draft of what nobody has been told can be thrown away."))
    try:
        kept.delete()
    except ProtectedError:
        raise RefusedError(_("The draft is prepared for a meeting, so it cannot be thrown away.")) from None
    entry.current().record(Event("assessment.dropped", ids={"assessment": [assessment.pk]}), room_id=kept.room_id)


def _picked(person: Person, chosen: Sequence[tuple[str, uuid.UUID]]) -> list[dict[str, Any]]:
    found = []
    for kind in sorted({kind for kind, _id in chosen}):
        wanted = [item_id for item_kind, item_id in chosen if item_kind == kind]
        for item in items.described(person.room_id, person.pk, kind, wanted):
            found.append(item.as_chosen(usual_category(entry.current().acting.room_kind)))
    return found
