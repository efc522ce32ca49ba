"""May this value be kept, and may these two be one? Until the installation is approved it holds practice data only."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NoReturn

from django.db import connections
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from trefas.persons import barring
from trefas.persons.models import Barring, BarringState, Merge, Person
from trefas.rooms import entry, practice
from trefas.rooms.entry import Acting
from trefas.rooms.errors import RefusedError
from trefas.rooms.models import Membership
from trefas.rooms.safeguards import SAFEGUARDS
from trefas.rooms.services import ROLE as SERVICE
from trefas.sheets.identity_numbers import IdentityNumber, Series, is_test_number


class May(StrEnum):
    """Whether something may be done."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class Verdict:
    """May it be done, and the sentence for the person who asked. Not a truth value."""

    outcome: May
    reason: str = ""

    def __bool__(self) -> NoReturn:
        raise TypeError("compare the outcome of a Verdict, it is no truth value")

    def demand(self) -> None:
        """Raise RefusedError with the reason when the answer is no."""
        if self.outcome is May.NO:
            raise RefusedError(self.reason)


def identity_number_may_be_kept(number: IdentityNumber) -> Verdict:
    """Judge an identity number: in practice mode only Skatteverket's published test series are taken."""
    if not number.number or is_test_number(number.number).outcome is not Series.REAL:
        return Verdict(May.YES)
    if practice.practising():
        sentence = _(
            "This installation is for practice: only the Tax Agency's published test numbers are taken. "
            "The last four digits begin with 238, 239 or 980 to 999."
        )
        return Verdict(May.NO, sentence)
    return Verdict(May.YES)


def lists_may_be_taken_in(standing: practice.Standing, now: datetime) -> Verdict:
    """Judge whether many people may be let in at once: not while what keeps them safe has failed for too long."""
    waits = standing.waits(now)
    if not waits:
        return Verdict(May.YES)
    failing = ", ".join(str(SAFEGUARDS[code]) for code in waits)
    sentence = _("Lists of people are not taken in while this does not work: %(failing)s. Tell your administrator.")
    return Verdict(May.NO, sentence % {"failing": failing})


def may_be_handled(by: Acting, number: str | None, room_id: uuid.UUID) -> Verdict:
    """Judge whether the acting one may keep somebody in a room (förvaltningslagen 2017:900, 17 §): never herself,
    those close to her, or a colleague. Only a manager is told that it is a colleague, and may hand her on.
    """
    why = barring.ground(by, number)
    if not why:
        return Verdict(May.YES)
    if why != barring.COLLEAGUE or not by.may("reassign"):
        return Verdict(May.NO, _("You may not handle this person. Turn to your manager."))
    if room_id != by.room_id and _handlers(room_id).exclude(user_id__in=barring.near(by)).exists():
        return Verdict(May.YES)
    sentence = _(
        "This is somebody who works in a unit of yours, or did within a year, so nobody there may see what is kept "
        "about her. Choose a level of protection, and name at least one handler who has not. After that you do not "
        "see her either."
    )
    return Verdict(May.NO, sentence)


def _handlers(room_id: uuid.UUID) -> QuerySet[Membership]:
    found = Membership.objects.using(entry.ROOMS).filter(room_id=room_id, ends_at=None)
    return found.exclude(role=SERVICE)


def may_declare(by: Acting, user_id: uuid.UUID) -> Verdict:
    """Judge whether the acting one may say of a user whom she may not handle: of herself, or as a manager."""
    if user_id == by.user_id or by.may("reassign"):
        return _works(by, user_id)
    return Verdict(May.NO, _("You tell of your own conflicts of interest; a manager may tell of another's."))


def may_give_number(by: Acting, user_id: uuid.UUID, known: bool) -> Verdict:
    """Judge whether the acting one may give a user's own number: herself once, later an administrator or manager."""
    # The service account acts for whoever runs the installation's command.
    if by.may("administer") or by.may("reassign") or by.role == SERVICE:
        return _works(by, user_id)
    if user_id != by.user_id or known:
        return Verdict(May.NO, _("Your number is already given. Only an administrator or a manager changes it."))
    return _works(by, user_id)


def may_decide(by: Acting, barring_: Barring) -> Verdict:
    """Judge whether the acting one may look a barring over or lift it: a manager, never of herself."""
    if not by.may("reassign"):
        return Verdict(May.NO, _("Only a manager looks conflicts of interest over and lifts them."))
    if barring_.user_id == by.user_id:
        return Verdict(May.NO, _("Another manager must decide about your own."))
    if barring_.state == BarringState.LIFTED:
        return Verdict(May.NO, _("It is already lifted."))
    return Verdict(May.YES)


def _works(by: Acting, user_id: uuid.UUID) -> Verdict:
    working = Membership.objects.using(entry.ROOMS).filter(room_id=by.room_id, user_id=user_id, ends_at=None)
    if working.exclude(role=SERVICE).exists():
        return Verdict(May.YES)
    return Verdict(May.NO, _("She must work here now."))


def may_merge(kept: Person, merged: Person) -> Verdict:
    """Judge whether one person may be found as another: nobody twice, and never in a chain."""
    if kept.pk == merged.pk:
        return Verdict(May.NO, _("Choose two people of the same unit's information."))
    if kept.merged_into_id or merged.merged_into_id:
        return Verdict(May.NO, _("One of them is already merged."))
    if Merge.objects.filter(room_id=merged.room_id, kept=merged, undone_at=None).exists():
        sentence = _("%(name)s already stands for two. Keep that one, or part them first.")
        return Verdict(May.NO, sentence % {"name": merged.name})
    return Verdict(May.YES)


def is_whole(person: Person) -> Verdict:
    """Judge whether something new may be kept about this row: not when it was merged into another.

    A merge that begins waits until the asking transaction ends, and so takes along what that one writes.
    """
    with connections[entry.ROOMS].cursor() as cursor:
        cursor.execute(
            "SELECT merged_into_id IS NULL FROM persons_person WHERE room_id = %s AND id = %s FOR SHARE",
            [person.room_id, person.pk],
        )
        if cursor.fetchone() == (True,):
            return Verdict(May.YES)
    return Verdict(May.NO, _("The person has been merged with another. Search again, and open that one."))
