"""What is done to Listan itself: which columns one sees, and that a list was taken out."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.authorities.limits import ALONE
from trefas.files.listing import BULK_EXPORT, taking_out
from trefas.files.models import ListChoice
from trefas.rooms import entry, second_person
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.kinds_of_act import ACTS


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
def propose_taking_out(*, by: Acting, view: str, file_ids: Sequence[uuid.UUID], now: datetime) -> uuid.UUID:
    """Propose to take out a list of more people than one takes out alone; returns the act that another confirms."""
    if not ACTS[BULK_EXPORT].proposes & by.mandates:
        raise RefusedError(_("More than %(most)s people: choose a filter, or ask your manager.") % {"most": ALONE})
    what = taking_out(view, file_ids)
    if second_person.waiting(now=now).filter(kind=BULK_EXPORT, what=what, proposed_by_id=by.user_id).exists():
        raise RefusedError(_("It waits for another person already."))
    return second_person.propose(by=by, kind=BULK_EXPORT, what=what)


@action
def take_out(
    *, by: Acting, view: str, form: str, file_ids: Sequence[uuid.UUID], now: datetime, agreed: uuid.UUID | None = None
) -> datetime:
    """Record that a list leaves the system, as a file or on paper; returns the time that stands on it.

    More people than one takes out alone only as another has confirmed it: `agreed` is that act, spent here, once.
    """
    if len(file_ids) > ALONE:
        if agreed is None:
            raise RefusedError(_("More than %(most)s people: two must agree. Take it out as a file.") % {"most": ALONE})
        second_person.spend(agreed, BULK_EXPORT, taking_out(view, file_ids))
    codes = {"view": view, "form": form}
    event = Event("list.taken_out", ids={"file": list(file_ids)}, codes=codes, counts={"persons": len(file_ids)})
    entry.current().record(event)
    return now
