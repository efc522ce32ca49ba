"""Acute oral disclosure: told first, recorded afterwards. Never blocked by the law; the lawyer sees what is closed."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.authorities.models import Unit
from trefas.disclosures.actions._weighing import locked, weigh
from trefas.disclosures.assessing import usual_category
from trefas.disclosures.days import next_working_day, today
from trefas.disclosures.kinds import TOLD
from trefas.disclosures.models import Assessment, Duty, DutyKind, Review
from trefas.disclosures.policy import holds, may_prepare
from trefas.persons.models import Person
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError

# Why it could not wait, and the purpose that the rulebook is asked about.
WHY = {"life": "save_life", "child": "protect_child", "other": "prevent_crime"}


@dataclass(frozen=True)
class Told:
    """What was told: about whom, to which unit and whom there, the words, and why it could not wait (`WHY`)."""

    person: Person
    receiver: Unit
    told_to: str
    what: str
    why: str
    told_at: datetime
    why_words: str = ""
    purpose: str = ""


@action
def record_oral(*, by: Acting, told: Told, now: datetime) -> Assessment:
    """Record what was told. The full assessment is due the next working day; until then it stays a draft."""
    may_prepare(by).demand()
    _judge(told, now)
    assessment = _assessment(by, told, now)
    if weigh(assessment, by=by, on=today(told.told_at)).answer.outcome == "closed":
        assessment.review = Review.FLAGGED
    assessment.save()
    _owe(by, assessment, now)
    ids = {"assessment": [assessment.pk], "to_unit": [told.receiver.pk]}
    event = Event("oral.recorded", ids=ids, codes={"why": told.why, "outcome": assessment.outcome})
    entry.current().record(event, room_id=assessment.room_id)
    return assessment


@action
def review_oral(*, by: Acting, assessment: Assessment, words: str, now: datetime) -> Assessment:
    """Let the lawyer say what she finds of something told in an emergency."""
    holds(by, "legal_review").demand()
    kept = locked(assessment.room_id, assessment.pk)
    if kept.review != Review.FLAGGED:
        raise RefusedError(_("It has already been reviewed. Reload the page."))
    if not words.strip():
        raise RefusedError(_("Write what you found."))
    kept.review, kept.review_words = Review.REVIEWED, words.strip()
    kept.reviewed_at, kept.reviewed_by_id = now, by.user_id
    kept.save()
    entry.current().record(Event("oral.reviewed", ids={"assessment": [kept.pk]}), room_id=kept.room_id)
    return kept


def _judge(told: Told, now: datetime) -> None:
    if not told.what.strip() or not told.told_to.strip():
        raise RefusedError(_("Write to whom you told it, and what you said."))
    if told.why not in WHY:
        raise RefusedError(_("Say why it could not wait."))
    if told.told_at > now:
        raise RefusedError(_("The time has not come yet. Write when you said it."))


def _assessment(by: Acting, told: Told, now: datetime) -> Assessment:
    categories = [usual_category(by.room_kind)]
    assessment = Assessment(
        room_id=told.person.room_id, person=told.person, receiver=told.receiver, purpose=told.purpose or WHY[told.why],
        started_at=now, started_by_id=by.user_id, told_at=told.told_at, recorded_at=now,
        due_on=next_working_day(today(told.told_at)),
        oral={
            "told_to": told.told_to.strip(), "what": told.what.strip(), "why": told.why,
            "why_words": told.why_words.strip(), "categories": categories,
        },
    )  # fmt: skip
    named = {"kind": TOLD, "id": str(assessment.pk), "title": str(_("Told orally"))}
    assessment.items = [{**named, "categories": categories, "given": True}]
    return assessment


def _owe(by: Acting, assessment: Assessment, now: datetime) -> None:
    Duty.objects.create(
        room_id=assessment.room_id, kind=DutyKind.FULL_ASSESSMENT, provision="FL-27", person_id=assessment.person_id,
        assessment=assessment, unit_id=by.unit_id, owner_id=by.user_id, due_on=assessment.due_on or today(now),
        made_at=now,
    )  # fmt: skip
