"""Commitments (åtaganden): what a named officer undertakes for her own authority, and that it is done."""

import uuid
from datetime import date, datetime

from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.disclosures.days import today
from trefas.files import policy
from trefas.files.actions._opening import locked
from trefas.files.meeting_models import Commitment, Meeting
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Membership
from trefas.rooms.opening import opened


@action
def undertake(
    *,
    by: Acting,
    file_id: uuid.UUID,
    owner_id: uuid.UUID,
    text: str,
    due_on: date,
    now: datetime,
    meeting_id: uuid.UUID | None = None,
) -> Commitment:
    """Make a commitment by a named officer for her own authority; another room has it only if it is disclosed."""
    policy.demand(policy.holds(by, "follow"))
    file = locked(file_id)
    policy.demand(policy.is_open(file))
    meeting = Meeting.objects.get(room_id=by.room_id, pk=meeting_id) if meeting_id else None
    if not text.strip() or due_on < today(now):
        raise RefusedError(_("Write what is to be done, and a day that has not passed."))
    if not Membership.objects.filter(room_id=by.room_id, user_id=owner_id, ends_at=None).exists():
        raise RefusedError(_("A commitment is made by somebody who works here. Choose a colleague."))
    made = Commitment.objects.create(
        room_id=file.room_id, file=file, person_id=file.person_id, meeting=meeting.number if meeting else None,
        unit_id=by.unit_id, owner_id=owner_id, text=text.strip(), due_on=due_on, made_at=now, made_by_id=by.user_id,
    )  # fmt: skip
    ids = {"commitment": [made.pk], "file": [file.pk], "owner": [owner_id]}
    entry.current().record(Event("commitment.made", ids=ids), room_id=file.room_id)
    return made


@action
def complete_commitment(*, by: Acting, commitment_id: uuid.UUID, outcome: str, now: datetime) -> Commitment:
    """Note that a commitment is done, and perhaps how it went."""
    policy.demand(policy.holds(by, "follow"))
    kept = Commitment.objects.select_for_update().get(room_id__in=opened(), pk=commitment_id)
    if kept.done_at is not None:
        raise RefusedError(_("It is already done. Reload the page."))
    kept.done_at, kept.done_by_id, kept.outcome = now, by.user_id, outcome.strip() or None
    kept.save()
    entry.current().record(Event("commitment.done", ids={"commitment": [kept.pk]}), room_id=kept.room_id)
    return kept
