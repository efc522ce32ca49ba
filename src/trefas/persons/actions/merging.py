"""Two rows that are the same person in this room: one is found as the other, and each again when that was wrong.

What hangs on them (files, notes, disclosures) is moved by `files.actions.merge`, which calls these.
"""

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.persons.models import Merge, Person
from trefas.persons.policy import may_merge
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import SubjectKey


@action
def merge_persons(*, by: Acting, kept: Person, merged: Person, now: datetime) -> Merge:
    """Let `merged` be found as `kept` from now on; neither row's values are lost."""
    rows = _locked(kept.room_id, kept.pk, merged.pk)
    if kept.room_id != merged.room_id or len(rows) != 2:
        raise RefusedError(_("Choose two people of the same unit's information."))
    into, away = rows[kept.pk], rows[merged.pk]
    may_merge(into, away).demand()
    away.merged_into = into
    away.save(update_fields=["merged_into"])
    made = Merge.objects.create(room_id=into.room_id, kept=into, merged=away, at=now, by_id=by.user_id)
    entry.current().keys.let_open(into.room_id, away.pk, into.pk)
    event = Event("person.merged", ids={"kept": [into.pk], "merged": [away.pk]})
    entry.current().record(event, room_id=into.room_id)
    return made


@action
def unmerge_persons(*, by: Acting, merge: Merge, now: datetime) -> None:
    """Tell two people apart again: each has its own values and its own key, as before."""
    rows = _locked(merge.room_id, merge.kept_id, merge.merged_id)
    row = Merge.objects.select_for_update().get(room_id=merge.room_id, pk=merge.pk)
    if row.undone_at is not None:
        raise RefusedError(_("They are already apart."))
    away = rows[row.merged_id]
    away.merged_into = None
    away.save(update_fields=["merged_into"])
    entry.current().keys.let_open(row.room_id, away.pk, None)
    row.undone_at, row.undone_by_id = now, by.user_id
    row.save(update_fields=["undone_at", "undone_by"])
    event = Event("person.unmerged", ids={"kept": [row.kept_id], "merged": [row.merged_id]})
    entry.current().record(event, room_id=row.room_id)


def is_erased(room_id: uuid.UUID, person_ids: list[uuid.UUID]) -> bool:
    """Return whether what was written about one of them can no longer be read."""
    return SubjectKey.objects.filter(room_id=room_id, subject__in=person_ids, wrapped=None).exists()


def _locked(room_id: uuid.UUID, *ids: uuid.UUID) -> dict[uuid.UUID, Person]:
    """Lock people in the order of their ids: two merges that cross wait for each other, and the second is refused.

    Not their keys: who writes in a file holds those after the file, and would wait for a merge that waits for her.
    """
    rows = Person.objects.select_for_update(no_key=True).filter(room_id=room_id, id__in=ids).order_by("id")
    return {row.pk: row for row in rows}
