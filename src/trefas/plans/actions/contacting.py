"""Noting a contact: four choices and a day, so that it takes seconds on a phone."""

import uuid
from datetime import date, datetime

from django.utils.translation import gettext as _

from trefas.plans.actions._shared import day_of, happened, later, not_in_future, open_file, sentences, tell, try_again
from trefas.plans.models import Channel, Contact, Reached, WithWhom
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError


@action
def record_contact(
    *, by: Acting, file_id: uuid.UUID, kind: str, outcome: str, now: datetime, with_whom: str = WithWhom.PERSON,
    happened_at: datetime | None = None, next_try_on: date | None = None, text: str = "",
) -> Contact:  # fmt: skip
    """Note an attempt to make contact; records `contacted`, from which the file's latest contact is derived."""
    file, when = open_file(by, file_id, "follow"), happened_at or now
    if kind not in Channel.values or outcome not in Reached.values or with_whom not in WithWhom.values:
        raise RefusedError(_("Choose how, with whom and what came of it."))
    not_in_future(when, now)
    later(next_try_on, day_of(now))
    made = Contact.objects.create(
        room_id=file.room_id, file=file, person_id=file.person_id, kind=kind, with_whom=with_whom, outcome=outcome,
        text=text.strip() or None, happened_at=when, next_try_on=next_try_on, recorded_at=now, by_id=by.user_id,
        unit_id=by.unit_id,
    )  # fmt: skip
    told = sentences(Channel(kind).label, WithWhom(with_whom).label, Reached(outcome).label, text)
    happened(by, file, "contacted", day_of(when), now, subject=kind, text=told)
    try_again(by, file, next_try_on, now)
    tell("contact.recorded", file, {"contact": made.pk}, kind=kind, outcome=outcome)
    return made
