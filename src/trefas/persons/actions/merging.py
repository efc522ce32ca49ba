"""Two rows that are the same person in this room: merged under one, and told apart again when that was wrong."""

from datetime import datetime

from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.persons.models import Merge, Person
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError


@action
def merge_persons(*, by: Acting, kept: Person, merged: Person, now: datetime) -> Merge:
    """Let `merged` be found as `kept` from now on; neither row's values are lost."""
    if kept.pk == merged.pk or kept.room_id != merged.room_id:
        raise RefusedError(_("Choose two people of the same unit's information."))
    rows = list(Person.objects.select_for_update().filter(room_id=kept.room_id, id__in=[kept.pk, merged.pk]))
    if len(rows) != 2 or any(row.merged_into_id for row in rows):
        raise RefusedError(_("One of them is already merged."))
    away = next(row for row in rows if row.pk == merged.pk)
    away.merged_into = kept
    away.save(update_fields=["merged_into"])
    made = Merge.objects.create(room_id=kept.room_id, kept=kept, merged=merged, at=now, by_id=by.user_id)
    event = Event("person.merged", ids={"kept": [kept.pk], "merged": [merged.pk]})
    entry.current().record(event, room_id=kept.room_id)
    return made


@action
def unmerge_persons(*, by: Acting, merge: Merge, now: datetime) -> None:
    """Tell two people apart again: each has its own values, as before."""
    row = Merge.objects.select_for_update().get(room_id=merge.room_id, pk=merge.pk)
    if row.undone_at is not None:
        raise RefusedError(_("They are already apart."))
    away = Person.objects.select_for_update().get(room_id=row.room_id, pk=row.merged_id)
    away.merged_into = None
    away.save(update_fields=["merged_into"])
    row.undone_at = now
    row.save(update_fields=["undone_at"])
    event = Event("person.unmerged", ids={"kept": [row.kept_id], "merged": [row.merged_id]})
    entry.current().record(event, room_id=row.room_id)
