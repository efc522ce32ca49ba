"""May this value be kept, and may these two be one? Until the installation is approved it holds practice data only."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from trefas.persons.models import Merge, Person
from trefas.rooms import entry
from trefas.rooms.errors import RefusedError
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
    if not settings.PRACTICE or not number.number:
        return Verdict(May.YES)
    if is_test_number(number.number).outcome is Series.REAL:
        sentence = _(
            "This installation is for practice: only the Tax Agency's published test numbers are taken. "
            "The last four digits begin with 238, 239 or 980 to 999."
        )
        return Verdict(May.NO, sentence)
    return Verdict(May.YES)


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
