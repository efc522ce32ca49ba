"""Giving files to another handler with what the one before had not done in them: no task stays with who has gone."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from trefas.audit.events import Event
from trefas.disclosures.models import Duty
from trefas.files.actions import reassign
from trefas.files.models import Commitment, File
from trefas.plans.models import Support, Task
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.opening import opened


@action
def give_over(*, by: Acting, file_ids: Iterable[uuid.UUID], to_user: uuid.UUID, now: datetime) -> list[File]:
    """Give files to another person who works in the room, and with them what their handlers had not yet done."""
    wanted = set(file_ids)
    before = dict(File.objects.filter(room_id__in=opened(), pk__in=wanted).values_list("pk", "handler_id"))
    given = reassign(by=by, file_ids=wanted, to_user=to_user, now=now)
    for file in given:
        moved = _work_of(file, before[file.pk], to_user)
        ids = {"file": [file.pk], "person": [file.person_id], "from": [before[file.pk]], "to": [to_user]}
        entry.current().record(Event("work.given_over", ids=ids, counts={"tasks": moved}), room_id=file.room_id)
    return given


def _work_of(file: File, owner: uuid.UUID, to_user: uuid.UUID) -> int:
    """Move what one person was to do about a file; what a colleague owns stays hers."""
    of_file = {"room_id": file.room_id, "file": file, "owner_id": owner}
    waiting = (
        Task.objects.filter(**of_file, done_at=None),
        Support.objects.filter(**of_file, ended_on=None),
        Commitment.objects.filter(**of_file, done_at=None),
        Duty.objects.filter(room_id=file.room_id, person_id=file.person_id, owner_id=owner, done_at=None),
    )
    return sum(rows.update(owner_id=to_user) for rows in waiting)
