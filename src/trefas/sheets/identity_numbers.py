"""Swedish identity numbers in every form that lists hold them.

Form and check digit: folkbokföringslagen (1991:481) 18 § (personnummer), lag (2022:1697) om
samordningsnummer. The normal form has 12 characters, `YYYYMMDDNNNN`, with 60 added to the day in
co-ordination numbers and letters kept in temporary ones. Dates are arguments; there is no clock.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final, NoReturn

from personnummer import personnummer

from trefas.sheets.sentences import Language, Notice, notice
from trefas.sheets.synonyms import ABSENT, PROTECTION

TEST_SERIES: Final[tuple[tuple[int, int], ...]] = ((238, 239), (980, 999))
"""Birth numbers, first and last, of the test numbers that Skatteverket publishes."""

DASHES: Final = re.compile(r"[‐‑‒–—−_]|(?<=\d)/(?=\d)")
DIGITS: Final = re.compile(r"(\d{2})?(\d{2})(\d{2})(\d{2})([-+]?)(\d{3})(\d)")
LETTERS: Final = re.compile(r"(\d{2})?(\d{2})(\d{2})(\d{2})([-+]?)([A-Z]{1,2}\d{2,3})")
BIRTH_ONLY: Final = re.compile(r"(\d{2})?(\d{2})(\d{2})(\d{2})([-+]?)(?:[X*?]{1,4}|0000)?")
RESERVE: Final = re.compile(r"99\d{10}")  # reserve numbers of some health regions carry no birth date
EXPONENT: Final = re.compile(r"\d([.,]\d+)?E\+?\d{1,2}")


class Kind(StrEnum):
    """What sort of number it is."""

    PERSONAL = "personal"
    COORDINATION = "coordination"
    TEMPORARY = "temporary"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """What a cell says: `number` in normal form or empty, the birth date where it is known.

    With a `problem` there is no number; `remarks` need no correction. `protected` is set when a
    word for protected personal data stands instead of the number.
    """

    text: str
    number: str = ""
    kind: Kind = Kind.UNKNOWN
    birth_date: datetime.date | None = None
    problem: Notice | None = None
    remarks: tuple[Notice, ...] = ()
    protected: bool = False


def read_identity_number(raw: object, on: datetime.date) -> IdentityNumber:
    """Read one cell; `on` decides the century of ten digits and forbids births after it. Never raises."""
    text = as_text(raw)
    plain = tidy(text)
    if plain.casefold() in ABSENT or not plain:
        return IdentityNumber(text)
    if any(plain.casefold() in words for words in PROTECTION.values()):
        return IdentityNumber(text, protected=True, remarks=(notice("number_protected", text=text),))
    compact = re.sub(r"^(\d{4})-(\d\d)-(\d\d)", r"\1\2\3", plain.replace(" ", "").upper())
    digits, added = as_digits(compact, is_number=not isinstance(raw, str))
    read = read_compact(text, digits, on)
    if read.problem and EXPONENT.fullmatch(compact):
        return IdentityNumber(text, problem=notice("number_shortened", text=text))
    if added and read.number:
        zeros = notice("number_zeros_added", text=text, number=formatted(read.number))
        return IdentityNumber(text, read.number, read.kind, read.birth_date, None, (*read.remarks, zeros))
    return read


def as_text(raw: object) -> str:
    """The cell as it is shown: whole numbers without decimals, dates as ISO."""
    if isinstance(raw, datetime.datetime):
        return str(raw.date())
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return "" if raw is None else str(raw)


def tidy(text: str) -> str:
    """One kind of dash, single plain spaces, no apostrophe in front."""
    return " ".join(DASHES.sub("-", text).split()).lstrip("'’").strip(" .;:") or ("-" if "-" in text else "")


def as_digits(compact: str, *, is_number: bool) -> tuple[str, bool]:
    """Undo what a spreadsheet does to long numbers: exponents, and zeros lost in front (then True)."""
    if EXPONENT.fullmatch(compact):
        try:
            compact = f"{Decimal(compact.replace(',', '.')):.0f}"
        except InvalidOperation:
            return compact, False
    # Born 2000-2009, ten digits kept as a number: 0406112380 becomes 406112380.
    if is_number and compact.isdigit() and len(compact) in (7, 9):
        return compact.zfill(10), True
    return compact, False


def read_compact(text: str, compact: str, on: datetime.date) -> IdentityNumber:
    """Read a number without spaces, by its shape."""
    if RESERVE.fullmatch(compact):
        return IdentityNumber(text, compact, Kind.TEMPORARY, remarks=(notice("number_temporary", text=text),))
    if found := BIRTH_ONLY.fullmatch(compact):
        return read_birth_only(text, found, on)
    if found := DIGITS.fullmatch(compact):
        return read_full(text, found, on)
    if found := LETTERS.fullmatch(compact):
        return read_temporary(text, found, on)
    digits = re.sub(r"[-+]", "", compact)
    if digits.isdigit():
        return IdentityNumber(text, problem=notice("number_length", text=text, count=len(digits)))
    return IdentityNumber(text, problem=notice("number_unreadable", text=text))


def full_year(century: str | None, year: str, sign: str, on: datetime.date) -> int:
    """The year of birth. Without a century: the latest that has come by `on`, 100 years earlier after '+'."""
    if century:
        return int(century + year)
    base = on.year - (100 if sign == "+" else 0)
    return base - (base - int(year)) % 100


def birth_date(year: int, month: int, day: int, on: datetime.date) -> datetime.date | str:
    """The date, or the code of what is wrong with it."""
    try:
        born = datetime.date(year, month, day)
    except ValueError:
        return "number_date"
    if born > on:
        return "number_future"
    return born if year >= 1840 else "number_date"


def read_full(text: str, found: re.Match[str], on: datetime.date) -> IdentityNumber:
    """Ten or twelve digits: the date must exist, and the check digit must be right."""
    century, year, month, day, sign, birth, check = found.groups()
    whole = f"{full_year(century, year, sign, on):04d}{month}{day}{birth}{check}"
    if not century and int(month) >= 20:
        return IdentityNumber(text, problem=notice("number_organisation", text=text))
    coordination = int(day) >= 60
    if coordination and (int(day) == 60 or int(month) == 0):
        return read_incomplete(text, whole)
    born = birth_date(int(whole[:4]), int(month), int(day) - 60 * coordination, on)
    if isinstance(born, str):
        return IdentityNumber(text, problem=notice(born, text=text, on=on))
    if not personnummer.valid(whole):
        return IdentityNumber(text, problem=notice("number_check_digit", text=text))
    return IdentityNumber(text, whole, Kind.COORDINATION if coordination else Kind.PERSONAL, born)


def read_incomplete(text: str, whole: str) -> IdentityNumber:
    """A co-ordination number for someone whose day or month of birth nobody knows."""
    if not luhn(whole[2:]):
        return IdentityNumber(text, problem=notice("number_check_digit", text=text))
    remark = notice("number_incomplete_birth", text=text)
    return IdentityNumber(text, whole, Kind.COORDINATION, remarks=(remark,))


def luhn(digits: str) -> bool:
    """Whether ten digits end in the right check digit; the library refuses incomplete birth dates."""
    products = (int(digit) * (2 - index % 2) for index, digit in enumerate(digits))
    return sum(product - 9 * (product > 9) for product in products) % 10 == 0


def read_temporary(text: str, found: re.Match[str], on: datetime.date) -> IdentityNumber:
    """Interim and reserve numbers: a birth date, one or two letters and digits, no check digit."""
    century, year, month, day, sign, tail = found.groups()
    whole = full_year(century, year, sign, on)
    born = birth_date(whole, int(month), int(day) - 60 * (int(day) > 60), on)
    if isinstance(born, str) or len(tail) != 4:
        code = born if isinstance(born, str) else "number_unreadable"
        return IdentityNumber(text, problem=notice(code, text=text, on=on))
    number = f"{whole:04d}{month}{day}{tail}"
    return IdentityNumber(text, number, Kind.TEMPORARY, born, remarks=(notice("number_temporary", text=text),))


def read_birth_only(text: str, found: re.Match[str], on: datetime.date) -> IdentityNumber:
    """A birth date with the last four unknown, as in 040611-XXXX."""
    century, year, month, day, sign = found.groups()
    born = birth_date(full_year(century, year, sign, on), int(month), int(day), on)
    if isinstance(born, str):
        return IdentityNumber(text, problem=notice(born, text=text, on=on))
    return IdentityNumber(text, birth_date=born, remarks=(notice("number_birth_date_only", text=text),))


class Series(StrEnum):
    """Whether a number is one of the published test numbers."""

    TEST = "test"
    REAL = "real"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class SeriesVerdict:
    """In which series a number lies, and why. Not a truth value: `bool()` raises TypeError."""

    outcome: Series
    why: Notice

    def explanation(self, language: Language = "sv") -> str:
        """The reason in one sentence."""
        return self.why.sentence(language)

    def __bool__(self) -> NoReturn:
        raise TypeError("compare the outcome of a SeriesVerdict, it is no truth value")


def is_test_number(number: str) -> SeriesVerdict:
    """Judge a number in normal form against `TEST_SERIES`; numbers with letters or none are unclear."""
    shown = masked(number) if number else "?"
    if not re.fullmatch(r"\d{12}", number) or RESERVE.fullmatch(number):
        return SeriesVerdict(Series.UNCLEAR, notice("series_unclear", number=shown))
    birth = int(number[8:11])
    for first, last in TEST_SERIES:
        if first <= birth <= last:
            return SeriesVerdict(Series.TEST, notice("series_test", number=shown, series=f"{first}-{last}"))
    return SeriesVerdict(Series.REAL, notice("series_real", number=shown))


def formatted(number: str) -> str:
    """As people read it: YYYYMMDD-NNNN; a number without birth date as it is."""
    return number if not number or RESERVE.fullmatch(number) else f"{number[:8]}-{number[8:]}"


def masked(number: str) -> str:
    """For lists: the birth date with the last four hidden."""
    return formatted(number)[:-4] + "••••" if number else ""


def age_on(born: datetime.date, on: datetime.date) -> int:
    """Whole years lived on a date; who is born 29 February grows older 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
