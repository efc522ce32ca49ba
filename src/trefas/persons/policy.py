"""May this value be kept? Until the installation is approved it holds practice data only."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from django.conf import settings
from django.utils.translation import gettext as _

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
