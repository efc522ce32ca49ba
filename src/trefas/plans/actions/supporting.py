"""Support that is given: started with its goal and consent, followed up, ended with what came of it."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from trefas.files import policy as files_policy
from trefas.files.actions import Happening
from trefas.files.definitions import definition_of, said
from trefas.persons.actions import ConflictError
from trefas.plans import policy
from trefas.plans.actions._shared import could_happen, day_of, happened, later, open_file, tell
from trefas.plans.models import Consenter, Offer, Support
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms


@dataclass(frozen=True)
class Start:
    """Support before it is started: `ground` defaults to the first of the kind's, `owner` to the file's handler."""

    kind: str
    goal: str
    starts_on: date
    follow_up_on: date
    consent_by: str = Consenter.PERSON
    ground: str = ""
    owner: uuid.UUID | None = None
    offer: uuid.UUID | None = None


@action
def start_support(*, by: Acting, file_id: uuid.UUID, start: Start, now: datetime) -> Support:
    """Start support; records the event `support_started` with the support as its subject."""
    file = open_file(by, file_id, "offer")
    kinds = {kind.id: kind for kind in definition_of(file).supports}
    if start.kind not in kinds or not start.goal.strip():
        raise RefusedError(_("Choose a kind of support and write its goal."))
    if start.follow_up_on <= start.starts_on:
        raise RefusedError(_("The follow-up comes after the start. Choose a later day."))
    kind = kinds[start.kind]
    files_policy.demand(policy.may_support(by, file, kind, start.consent_by, day_of(now)))
    offer = Offer.objects.get(room_id=file.room_id, file=file, pk=start.offer) if start.offer else None
    made = Support.objects.create(
        room_id=file.room_id, file=file, person_id=file.person_id, kind=kind.id, ground=start.ground or kind.grounds[0],
        owner_id=start.owner or file.handler_id, offer=offer, goal=start.goal.strip(), consent_by=start.consent_by,
        starts_on=start.starts_on, follow_up_on=start.follow_up_on, changed_at=now, changed_by_id=by.user_id,
    )  # fmt: skip
    # Support that begins next week has been granted today, and that is what the file is told.
    happened(
        by, file, "support_started", min(start.starts_on, day_of(now)), now, subject=str(made.pk), text=said(kind.name)
    )
    tell("support.started", file, {"support": made.pk}, kind=kind.id)
    return made


@action
def follow_up_support(
    *, by: Acting, support_id: uuid.UUID, version: int, follow_up_on: date, now: datetime, goal: str = ""
) -> Support:
    """Set the next follow-up, and perhaps a new goal. Raises ConflictError when somebody was first."""
    support = _running(by, support_id, version)
    later(follow_up_on, day_of(now))
    support.follow_up_on, support.goal = follow_up_on, goal.strip() or support.goal
    return _changed(by, support, "support.followed_up", now)


@action
def end_support(
    *, by: Acting, support_id: uuid.UUID, version: int, outcome: str, ended_on: date, now: datetime
) -> Support:
    """End support with what came of it; records `support_ended`, which moves the file when it was the last."""
    support = _running(by, support_id, version)
    file = open_file(by, support.file_id, "offer")
    if not outcome.strip() or not support.starts_on <= ended_on <= day_of(now):
        raise RefusedError(_("Write what came of the support, and the day it ended."))
    happening = Happening("support_ended", ended_on, {"subject": str(support.pk)})
    if could_happen(by, file, happening):
        happened(by, file, happening.kind, ended_on, now, subject=str(support.pk))
    support.ended_on, support.outcome = ended_on, outcome.strip()
    return _changed(by, support, "support.ended", now)


def _running(by: Acting, support_id: uuid.UUID, version: int) -> Support:
    files_policy.demand(files_policy.holds(by, "offer"))
    found = Support.objects.select_for_update().get(room_id__in=open_rooms(), pk=support_id)
    if found.version != version:
        raise ConflictError(found)
    if found.ended_on is not None:
        raise RefusedError(_("The support has already ended."))
    return found


def _changed(by: Acting, support: Support, kind: str, now: datetime) -> Support:
    support.version += 1
    support.changed_at, support.changed_by_id = now, by.user_id
    support.save()
    tell(kind, support.file, {"support": support.pk})
    return support
