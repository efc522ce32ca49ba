"""Reviews, the only way on or out; hand-overs; and what time alone brings about."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from trefas.disclosures.models import Receipt
from trefas.files import policy as files_policy
from trefas.files.actions import Child, Ended, end_by_review
from trefas.files.definitions import definition_of
from trefas.files.models import File
from trefas.methods import EventKind, ending_polarity
from trefas.plans import policy
from trefas.plans.actions._shared import (
    Order,
    could_happen,
    day_of,
    happened,
    make_task,
    open_file,
    tell,
)
from trefas.plans.actions.handing_over import begin_hand_over
from trefas.plans.actions.measuring import test_child
from trefas.plans.models import Decision, Measure, MeasureState, Offer, Review, SecondLook, Support, Task, TaskKind
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError


@dataclass(frozen=True)
class Look:
    """What a review says. `fact_on`: the newer fact for going on; `ground` and `verified`: for an ending."""

    decision: str
    text: str
    fact_on: date | None = None
    ground: str = ""
    verified: str = ""
    child: Child | None = None
    to_unit: uuid.UUID | None = None
    to_user: uuid.UUID | None = None


@action
def review(*, by: Acting, file_id: uuid.UUID, look: Look, now: datetime) -> Review:
    """Decide at a review: go on, hand over, or end on a verified ground. Every decision takes its reason."""
    file = open_file(by, file_id, "follow")
    if look.decision not in Decision.values or not look.text.strip():
        raise RefusedError(_("Choose a decision and write what it rests on."))
    if look.decision == Decision.END:
        files_policy.demand(policy.may_end(by, file, look.ground, look.verified))
        test_child(by, file, "ending", look.child, now)
        return end_by(by, file, look, now)
    made = _kept(by, file, look, now)
    _go_on(by, file, look, now)
    tell("review.made", file, {"review": made.pk}, decision=look.decision)
    return made


def end_by(by: Acting, file: File, look: Look, now: datetime) -> Review:
    """Make the review that ends a file, where it has been judged that it may; called by actions only."""
    verdict = ending_polarity(definition_of(file), look.ground, look.verified)
    made = _kept(by, file, look, now, verdict.polarity.value)
    ended = Ended(made.pk, day_of(now), look.ground, look.verified, look.text.strip())
    if not could_happen(by, file, ended.happening()):
        raise RefusedError(_("A proposal is not ended: answer it instead."))
    _close_what_stands(by, file, now)
    end_by_review(by=by, file_id=file.pk, ended=ended, now=now)
    if verdict.tells_receivers:
        _tell_receivers(by, file, now)
    tell("review.made", file, {"review": made.pk}, decision=look.decision)
    return made


def _kept(by: Acting, file: File, look: Look, now: datetime, polarity: str = "") -> Review:
    return Review.objects.create(
        room_id=file.room_id, file=file, person_id=file.person_id, on=day_of(now), decision=look.decision,
        text=look.text.strip(), fact_on=look.fact_on, ground=look.ground, verified=look.verified, polarity=polarity,
        at=now, by_id=by.user_id,
    )  # fmt: skip


def _go_on(by: Acting, file: File, look: Look, now: datetime) -> None:
    on = day_of(now)
    if look.decision == Decision.HAND_OVER:
        begin_hand_over(by, file, look.to_unit, look.to_user, look.text, now)
    happened(by, file, "reviewed", on, now)
    if look.decision != Decision.CONTINUE or look.fact_on is None:
        return
    # Where following cannot lapse (support is running, say) there is no clock to restart.
    if definition_of(file).move(file.stage, EventKind.REDECIDED) is not None:
        happened(by, file, "redecided", on, now, fact_on=look.fact_on.isoformat(), text=look.text.strip())


def _close_what_stands(by: Acting, file: File, now: datetime) -> None:
    """Nothing waits in a closed file: its tasks, next tries, support and plans of measures end with it."""
    of_file = {"room_id": file.room_id, "file": file}
    Task.objects.filter(**of_file, done_at=None).update(done_at=now, done_by_id=by.user_id, dropped=True)
    Offer.objects.filter(**of_file, next_try_on__isnull=False).update(next_try_on=None)
    changed = {"changed_at": now, "changed_by_id": by.user_id}
    Support.objects.filter(**of_file, ended_on=None).update(ended_on=day_of(now), **changed)
    planned = Measure.objects.filter(**of_file, state=MeasureState.PLANNED)
    planned.update(state=MeasureState.DROPPED, ended_on=day_of(now))
    SecondLook.objects.filter(**of_file, state="waiting").update(state="taken_back", answered_at=now)


def _tell_receivers(by: Acting, file: File, now: datetime) -> None:
    """One task for each unit that was told of the person, due the same day."""
    given = Receipt.objects.filter(
        room_id=file.room_id, direction="out", assessment__room_id=file.room_id,
        assessment__person_id=file.person_id,
    ).exclude(state__in=["withdrawn", "wrong_receiver"])  # fmt: skip
    for unit_id in sorted({receipt.other_unit_id for receipt in given}):
        make_task(by, file, Order(TaskKind.TELL_RECEIVER, day_of(now), to_unit=unit_id), now)
