"""Telling the person or a guardian of something, by the recorded safe way only; or why not, and when it is tested."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from trefas.accountability import rights_policy as policy
from trefas.accountability.actions.answering import has_safe_way
from trefas.accountability.rights_models import Behalf, Notice, RightsRequest
from trefas.audit.events import Event
from trefas.disclosures.days import today
from trefas.files.models import Guardian, MayBeTold
from trefas.persons.models import Person
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import opened


@dataclass(frozen=True)
class Telling:
    """What was told and when; or, not told, why not and the day it is tested again. `guardian_id` None: the person."""

    about: str
    told_on: date | None = None
    why_not: str = ""
    test_on: date | None = None
    guardian_id: uuid.UUID | None = None


@action
def notify(*, by: Acting, person_id: uuid.UUID, telling: Telling, now: datetime) -> Notice:
    """Keep a notice. Told, it takes a safe way that is recorded, and for a guardian that this one may be told."""
    policy.receives(by).demand()
    person = Person.objects.get(room_id__in=opened(), pk=person_id)
    guardian = _guardian(person, telling.guardian_id)
    if not telling.about.strip():
        raise RefusedError(_("Write what it is about."))
    if telling.told_on is not None:
        _judge_told(person, guardian, telling.told_on, today(now))
    elif not telling.why_not.strip() or telling.test_on is None or telling.test_on <= today(now):
        raise RefusedError(_("Write why not, and on which later day you test it again."))
    return _kept(person, guardian, telling, by=by, now=now)


def tell_of_request(request: RightsRequest, about: str, told_on: date, *, by: Acting, now: datetime) -> Notice:
    """Keep, inside an action, that whoever asks was told something of the request: by the recorded safe way only.

    A guardian who asks is told herself, when she has been tested and may be.
    """
    policy.guardian_may_be_told(request).demand()
    person = Person.objects.get(room_id=request.room_id, pk=request.person_id or uuid.UUID(int=0))
    guardian = _asking_guardian(request)
    _judge_told(person, guardian, told_on, today(now))
    telling = Telling(about, told_on=told_on)
    return _kept(person, guardian, telling, by=by, now=now, request=request)


def _asking_guardian(request: RightsRequest) -> Guardian | None:
    if request.behalf != Behalf.GUARDIAN:
        return None
    asked = request.asked_by["name"].casefold().strip()
    known = Guardian.objects.filter(room_id=request.room_id, person=request.person, may_be_told=MayBeTold.YES)
    return next(one for one in known if one.name.casefold().strip() == asked)


def _kept(
    person: Person,
    guardian: Guardian | None,
    telling: Telling,
    *,
    by: Acting,
    now: datetime,
    request: RightsRequest | None = None,
) -> Notice:
    made = Notice.objects.create(
        room_id=person.room_id, person=person, guardian=guardian, request=request, told_on=telling.told_on,
        test_on=None if telling.told_on else telling.test_on,
        words={"about": telling.about.strip(), "why_not": telling.why_not.strip()}, at=now, by_id=by.user_id,
    )  # fmt: skip
    verb = "notice.told" if telling.told_on else "notice.withheld"
    ids = {"notice": [made.pk], "person": [person.pk]}
    entry.current().record(Event(verb, ids=ids), room_id=person.room_id)
    return made


def _guardian(person: Person, guardian_id: uuid.UUID | None) -> Guardian | None:
    if guardian_id is None:
        return None
    return Guardian.objects.get(room_id=person.room_id, person_id=person.pk, pk=guardian_id)


def _judge_told(person: Person, guardian: Guardian | None, on: date, now: date) -> None:
    if on > now:
        raise RefusedError(_("The day has not come yet."))
    if guardian is None:
        if not has_safe_way(person.room_id, person.pk):
            raise RefusedError(_("Stop: no safe way of contact is recorded. Record one first; never send a letter."))
    elif guardian.may_be_told != MayBeTold.YES:
        raise RefusedError(policy.untested())
    elif not guardian.telephone:
        raise RefusedError(_("Stop: no way to reach this guardian is recorded. Record one first; never send a letter."))
