"""Every write of who may not handle whom. It bites with the next pass: the next page that the barred one asks for."""

import uuid
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from trefas.audit.events import Event
from trefas.persons.barring import forget_marks, mark
from trefas.persons.models import Barring, BarringState, Ground, Person
from trefas.persons.policy import identity_number_may_be_kept, may_decide, may_declare, may_give_number
from trefas.rooms import entry
from trefas.rooms.actions import action
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.opening import open_rooms
from trefas.sheets.identity_numbers import read_identity_number


@action
def give_own_number(*, by: Acting, user_id: uuid.UUID, number: str, now: datetime) -> Barring:
    """Keep a user's own identity number in the room, sealed: she then never sees what is kept about herself, and her
    unit sees nothing about her. A new number takes the place of the earlier one.
    """
    earlier = _running(by).filter(user_id=user_id, ground=Ground.OWN)
    may_give_number(by, user_id, earlier.exists()).demand()
    normal = _normal(number, now.date())
    earlier.update(state=BarringState.LIFTED, lifted_at=now, lifted_by_id=by.user_id)
    made = Barring(user_id=user_id, ground=Ground.OWN, token=mark(by, normal), number=normal)
    return _keep(made, by, now)


@action
def declare_barring(
    *, by: Acting, user_id: uuid.UUID, ground: Ground, name: str, number: str, note: str, now: datetime
) -> Barring:
    """Keep that a user may not handle whoever has a number. Says nothing of whether that one is known here."""
    may_declare(by, user_id).demand()
    if ground is Ground.OWN:
        raise RefusedError(_("Give your own identity number instead."))
    normal = _normal(number, now.date())
    made = Barring(user_id=user_id, ground=ground, token=mark(by, normal), number=normal, name=name, note=note or None)
    return _keep(made, by, now)


@action
def bar_from_person(
    *, by: Acting, user_id: uuid.UUID, person_id: uuid.UUID, ground: Ground, note: str, now: datetime
) -> Barring:
    """Keep, as a manager, that a user may not handle one person of the room: for whom there is no number."""
    may_declare(by, user_id).demand()
    if user_id == by.user_id or ground is Ground.OWN:
        raise RefusedError(_("Tell of your own conflicts of interest on your account page."))
    person = Person.objects.filter(room_id__in=open_rooms(), pk=person_id).first()
    if person is None:
        raise RefusedError(_("She is not here any more. Search for her again."))
    return _keep(Barring(user_id=user_id, ground=ground, subject=person.pk, note=note or None), by, now)


@action
def review_barring(*, by: Acting, barring_id: uuid.UUID, now: datetime) -> Barring:
    """Look a barring over as a manager; one that the system proposed bars from then on."""
    found = _found(by, barring_id)
    proposed = found.state == BarringState.PROPOSED
    found.state, found.reviewed_at, found.reviewed_by_id = BarringState.RUNNING, now, by.user_id
    found.save(update_fields=["state", "reviewed_at", "reviewed_by"])
    _record("barring.accepted" if proposed else "barring.reviewed", found)
    return found


@action
def lift_barring(*, by: Acting, barring_id: uuid.UUID, reason: str, now: datetime) -> Barring:
    """Lift a barring, or say no to a proposed one, as a manager with a reason. One's own number is never lifted."""
    found = _found(by, barring_id)
    if found.ground == Ground.OWN:
        raise RefusedError(_("Nobody handles herself. Change the number instead, if it is wrong."))
    if not reason.strip():
        raise RefusedError(_("Write the reason."))
    found.state, found.lifted_at, found.lifted_by_id = BarringState.LIFTED, now, by.user_id
    found.lift_reason = reason.strip()
    found.save(update_fields=["state", "lifted_at", "lifted_by", "lift_reason"])
    _record("barring.lifted", found)
    return found


def _running(by: Acting) -> QuerySet[Barring]:
    return Barring.objects.filter(room_id=by.room_id, state=BarringState.RUNNING)


def _found(by: Acting, barring_id: uuid.UUID) -> Barring:
    found = Barring.objects.select_for_update().filter(room_id=by.room_id, pk=barring_id).first()
    if found is None:
        raise RefusedError(_("It is not here any more."))
    may_decide(by, found).demand()
    return found


def _normal(number: str, on: date) -> str:
    read = read_identity_number(number, on)
    identity_number_may_be_kept(read).demand()
    if read.problem is not None or not read.number:
        raise RefusedError(_("The identity number cannot be read. Write all twelve digits."))
    return read.number


def _keep(made: Barring, by: Acting, now: datetime) -> Barring:
    made.room_id, made.declared_at, made.declared_by_id = by.room_id, now, by.user_id
    made.save()
    _record("barring.declared", made)
    return made


def _record(kind: str, about: Barring) -> None:
    forget_marks()
    # Never whom it is about: the chain is read by those who may not know.
    ids = {"barring": [about.pk], "user": [about.user_id]}
    entry.current().record(Event(kind, ids=ids, codes={"ground": str(about.ground)}))
