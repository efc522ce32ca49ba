"""Measures of the own authority: planned with ground and facts, decided by who has the mandate, carried out, ended."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from trefas.files import policy as files_policy
from trefas.files.actions import Child, assess_child
from trefas.files.definitions import definition_of, said
from trefas.files.models import ChildAssessment, File
from trefas.plans import policy
from trefas.plans.actions._shared import day_of, happened, open_file, sentences, tell
from trefas.plans.models import Measure, MeasureState
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms


@dataclass(frozen=True)
class Plan:
    """A measure before it is decided: a text for each fact the definition asks, the newest one's day, its ground."""

    kind: str
    facts: Sequence[str]
    fact_on: date
    ground: str = ""


@action
def plan_measure(*, by: Acting, file_id: uuid.UUID, plan: Plan, now: datetime, child: Child | None = None) -> Measure:
    """Prepare a measure: its facts stand by themselves, and for a child her best interests are tested first."""
    file, on = open_file(by, file_id, "follow"), day_of(now)
    kinds = {kind.id: kind for kind in definition_of(file).measures}
    if plan.kind not in kinds or plan.fact_on > on:
        raise RefusedError(_("Choose a measure, and the day of the newest fact."))
    kind = kinds[plan.kind]
    ground = plan.ground or kind.grounds[0]
    files_policy.demand(policy.may_plan(by, file, kind, ground, plan.facts, on))
    test_child(by, file, "measure", child, now)
    made = Measure.objects.create(
        room_id=file.room_id, file=file, person_id=file.person_id, kind=kind.id, ground=ground,
        facts=[fact.strip() for fact in plan.facts], fact_on=plan.fact_on, planned_at=now, planned_by_id=by.user_id,
    )  # fmt: skip
    tell("measure.planned", file, {"measure": made.pk}, kind=kind.id)
    return made


@action
def decide_measure(*, by: Acting, measure_id: uuid.UUID, now: datetime) -> Measure:
    """Decide a planned measure, by somebody with the mandate; records `measure_decided`."""
    measure, file = _measure(by, measure_id, "measure", MeasureState.PLANNED)
    measure.state, measure.decided_at, measure.decided_by_id = MeasureState.DECIDED, now, by.user_id
    happened(by, file, "measure_decided", day_of(now), now, subject=str(measure.pk), text=_named(file, measure))
    return _saved(measure, file, "measure.decided")


@action
def carry_out_measure(*, by: Acting, measure_id: uuid.UUID, now: datetime) -> Measure:
    """Note that a decided measure has been carried out: from now on it may be told to others."""
    measure, file = _measure(by, measure_id, "follow", MeasureState.DECIDED)
    measure.state = MeasureState.CARRIED_OUT
    return _saved(measure, file, "measure.carried_out")


@action
def end_measure(*, by: Acting, measure_id: uuid.UUID, outcome: str, ended_on: date, now: datetime) -> Measure:
    """End a measure that was decided, with what came of it; records `measure_ended`."""
    measure, file = _measure(by, measure_id, "follow", MeasureState.DECIDED, MeasureState.CARRIED_OUT)
    if not outcome.strip() or ended_on > day_of(now):
        raise RefusedError(_("Write what came of the measure, and the day it ended."))
    measure.state, measure.ended_on, measure.outcome = MeasureState.ENDED, ended_on, outcome.strip()
    told = sentences(_named(file, measure), outcome)
    happened(by, file, "measure_ended", ended_on, now, subject=str(measure.pk), text=told)
    return _saved(measure, file, "measure.ended")


@action
def drop_measure(*, by: Acting, measure_id: uuid.UUID, reason: str, now: datetime) -> Measure:
    """Note that a planned measure was not decided, and why."""
    measure, file = _measure(by, measure_id, "follow", MeasureState.PLANNED)
    if not reason.strip():
        raise RefusedError(_("Write why the measure was not decided."))
    measure.state, measure.ended_on, measure.outcome = MeasureState.DROPPED, day_of(now), reason.strip()
    return _saved(measure, file, "measure.dropped")


def test_child(by: Acting, file: File, occasion: str, child: Child | None, now: datetime) -> ChildAssessment | None:
    """Keep the best-interest test of a child, with the social worker by name; refuses without one under 18."""
    files_policy.demand(policy.child_is_tested(file, child, day_of(now)))
    if child is None:
        return None
    named = child.social_worker.strip() or (by.name if by.room_kind == "social_services" else "")
    if not named:
        raise RefusedError(_("Name the social worker who answers for the child."))
    tested = Child(child.best_interests, child.own_view, named)
    return assess_child(by=by, file_id=file.pk, occasion=occasion, child=tested, now=now)


def _measure(by: Acting, measure_id: uuid.UUID, mandate: str, *states: MeasureState) -> tuple[Measure, File]:
    found = Measure.objects.select_for_update().get(room_id__in=open_rooms(), pk=measure_id)
    file = open_file(by, found.file_id, mandate)
    if found.state not in states:
        raise RefusedError(_("The measure has come further than that. Reload the page."))
    return found, file


def _named(file: File, measure: Measure) -> str:
    return sentences(*(said(kind.name) for kind in definition_of(file).measures if kind.id == measure.kind))


def _saved(measure: Measure, file: File, kind: str) -> Measure:
    measure.save()
    tell(kind, file, {"measure": measure.pk}, kind=measure.kind)
    return measure
