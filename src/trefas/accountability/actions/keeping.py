"""Legal holds, and other periods than the room's own for one person."""

import uuid
from datetime import date, datetime

from django.utils.translation import gettext as _

from trefas.accountability.classes import CHOICES
from trefas.accountability.erasure_models import HOLD
from trefas.accountability.models import Keeping
from trefas.audit.events import Event
from trefas.persons.models import Person
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms


@action
def keep(*, by: Acting, person: Person, rule: str, reason: str, now: datetime, start_on: date | None = None) -> Keeping:
    """Hold a person's data back from erasure (`rule` "hold"), or give it another period of the law."""
    _may(by)
    if rule != HOLD and rule not in CHOICES.get(by.room_kind, ()):
        raise RefusedError(_("Choose a period that holds for your authority."))
    if not reason.strip():
        raise RefusedError(_("Write why."))
    if rule != HOLD:
        running = Keeping.objects.filter(room_id=person.room_id, person=person, ended_at=None).exclude(rule=HOLD)
        running.update(ended_at=now, ended_by=by.user_id)
    made = Keeping.objects.create(
        room_id=person.room_id, person=person, rule=rule, start_on=start_on, reason=reason.strip(), at=now,
        by_id=by.user_id,
    )  # fmt: skip
    event = Event("keeping.decided", ids={"person": [person.pk], "keeping": [made.pk]}, codes={"rule": rule})
    entry.current().record(event, room_id=person.room_id)
    return made


@action
def end_keeping(*, by: Acting, keeping_id: uuid.UUID, now: datetime) -> None:
    """Lift a hold, or go back to the room's own period."""
    _may(by)
    kept = Keeping.objects.filter(room_id__in=open_rooms(), pk=keeping_id, ended_at=None).first()
    if kept is None:
        raise RefusedError(_("This is lifted already. Load the page again."))
    kept.ended_at, kept.ended_by_id = now, by.user_id
    kept.save(update_fields=["ended_at", "ended_by"])
    event = Event("keeping.ended", ids={"person": [kept.person_id], "keeping": [kept.pk]}, codes={"rule": kept.rule})
    entry.current().record(event, room_id=kept.room_id)


def _may(by: Acting) -> None:
    if not by.may("erase"):
        raise RefusedError(_("You may not decide this. Ask somebody who signs erasure."))
