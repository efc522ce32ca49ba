"""What is done to Listan itself: which columns one sees, and that a list was taken out."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from trefas.audit.events import Event
from trefas.files.models import ListChoice
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting


@action
def choose_columns(*, by: Acting, view: str, columns: Sequence[str]) -> None:
    """Keep which columns a person wants in a view, in order; none at all takes the view's own back."""
    known = ListChoice.objects.filter(room_id=by.room_id, user_id=by.user_id, view=view)
    found = known.first()
    if not columns:
        known.delete()
    elif found is None:
        ListChoice.objects.create(room_id=by.room_id, user_id=by.user_id, view=view, columns=list(columns))
    else:
        found.columns = list(columns)
        found.save(update_fields=["columns"])
    entry.current().record(Event("list.columns", codes={"view": view}, counts={"columns": len(columns)}))


@action
def take_out(*, by: Acting, view: str, form: str, file_ids: Sequence[uuid.UUID], now: datetime) -> datetime:
    """Record that a list leaves the system, as a file or on paper; returns the time that stands on it."""
    codes = {"view": view, "form": form}
    event = Event("list.taken_out", ids={"file": list(file_ids)}, codes=codes, counts={"persons": len(file_ids)})
    entry.current().record(event)
    return now
