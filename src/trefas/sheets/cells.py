"""Read one cell by what its column holds: a value, or one problem, and remarks."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from trefas.sheets.dates import ReadDate, Toward, read_date
from trefas.sheets.identity_numbers import IdentityNumber, as_text, read_identity_number
from trefas.sheets.names import normalised
from trefas.sheets.phones import ReadPhones, read_phones
from trefas.sheets.sentences import Notice, notice
from trefas.sheets.synonyms import ABSENT, INFORMATION_CODES, NO, PROTECTION, ROLES, SOURCE_CODES, YES, Reads

CellContent = str | tuple[str, ...] | ReadDate | ReadPhones | IdentityNumber
PROTECTED_WORDS: Final = re.compile(
    r"skydda[dt]e? (?:personuppgift\w*|identitet|id\b|folkbokföring|adress|uppgifter)|sekretessmark\w+|"
    r"kvarskriv\w+|fingerade? \w+|protected (?:identity|personal data|registration)|secrecy marking",
    re.IGNORECASE,
)
PROTECTED_STEMS: Final = ("skydda", "sekretess", "kvarskriv", "finger", "protected", "secrecy")
KEPT_ANSWERS: Final = 5_000  # a column
BLANK: Final = frozenset({"-", "–", "—", "?", "--"})
ROLE_OF: Final = {word: role for role, words in ROLES.items() for word in words}
PROTECTION_OF: Final = {word: kind for kind, words in PROTECTION.items() for word in words}


@dataclass(frozen=True, slots=True)
class Setting:
    """What reading depends on: the date it happens and how the file counts days."""

    on: datetime.date
    epoch_1904: bool = False


@dataclass(frozen=True, slots=True)
class CellReading:
    """`content` is None for an empty cell and for one with a problem."""

    content: CellContent | None = None
    problem: Notice | None = None
    remarks: tuple[Notice, ...] = ()


EMPTY: Final = CellReading()


def plain_text(raw: object) -> str:
    """The cell as one line of text; an apostrophe that only guards a formula sign is taken off."""
    text = " ".join(as_text(raw).split())
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def read_text(raw: object, setting: Setting) -> CellReading:
    """Free text; what begins like a formula is kept as text and told."""
    text = plain_text(raw)
    if text in BLANK or not text:
        return EMPTY
    formula = text[0] in "=@" or (text[0] in "+-" and re.search(r"[A-Za-z]+\d*[(!]|\|", text))
    return CellReading(text, remarks=(notice("cell_formula_text", text=text),) if formula else ())


def read_number(raw: object, setting: Setting) -> CellReading:
    """An identity number."""
    read = read_identity_number(raw, setting.on)
    known = read.number or read.birth_date or read.protected
    return CellReading(read if known else None, read.problem, read.remarks)


def read_birth(raw: object, setting: Setting) -> CellReading:
    """A birth date or year; columns named Född often hold whole identity numbers."""
    read = read_date(raw, setting.on, epoch_1904=setting.epoch_1904, toward="past")
    if read.problem is None and read.day is not None and read.day > setting.on:
        return CellReading(problem=notice("number_future", text=read.text, on=setting.on))
    if read.problem is None:
        return CellReading(read if read.day or read.year else None, remarks=read.remarks)
    number = read_identity_number(raw, setting.on)
    return CellReading(number, remarks=number.remarks) if number.number else CellReading(problem=read.problem)


def read_day(raw: object, setting: Setting, toward: Toward) -> CellReading:
    """A date, with the time of day if given; a year alone is too little."""
    read = read_date(raw, setting.on, epoch_1904=setting.epoch_1904, toward=toward)
    if read.problem is None and read.year is not None:
        return CellReading(problem=notice("date_year_only", text=read.text))
    return CellReading(read if read.day else None, read.problem, read.remarks)


def read_phone_cell(raw: object, setting: Setting) -> CellReading:
    """Telephone numbers."""
    read = read_phones(raw)
    return CellReading(read if read.numbers else None, read.problem)


def read_protection(raw: object, setting: Setting) -> CellReading:
    """The kind of protected personal data; a cell nobody understands counts as protected."""
    text = plain_text(raw).casefold()
    if text in NO:
        return EMPTY
    kind = PROTECTION_OF.get(text) or ("unspecified" if text in YES else None)
    if kind is None and (found := PROTECTED_WORDS.search(text)):
        kind = protection_kind(found[0])
    if kind is None:
        return CellReading("unspecified", problem=notice("flag_unreadable", text=text))
    return CellReading(kind, remarks=(notice("row_protected", text=plain_text(raw)),))


def protection_kind(words: str) -> str:
    """Which kind of protection some words name."""
    lower = words.casefold()
    for start, kind in (("sekretess", "marking"), ("kvar", "registration"), ("finger", "fictitious")):
        if lower.startswith(start):
            return kind
    return "registration" if "folkbokf" in lower else "unspecified"


def read_role(raw: object, setting: Setting) -> CellReading:
    """Roles in one event, several parted by commas."""
    text = plain_text(raw)
    parts = [normalised(part) for part in re.split(r"[,;/+&]|\boch\b|\band\b", text) if part.strip()]
    if text.casefold() in ABSENT or not parts:
        return EMPTY
    roles = [ROLE_OF.get(part) for part in parts]
    if None in roles:
        return CellReading(problem=notice("role_unreadable", text=text))
    return CellReading(tuple(dict.fromkeys(role for role in roles if role)))


def read_mark(raw: object, setting: Setting) -> CellReading:
    """A cross in a column of its own."""
    text = plain_text(raw).casefold()
    if text in YES:
        return CellReading("yes")
    return EMPTY if text in NO or text == "?" else CellReading(problem=notice("mark_unreadable", text=plain_text(raw)))


def read_code(raw: object, setting: Setting, source: bool, information: bool) -> CellReading:
    """A 4x4 code: the letter for the source, the digit for the information, or both, as in B2."""
    text = plain_text(raw)
    compact = re.sub(r"[^0-9A-Z]", "", text.upper())
    if not compact:
        return EMPTY
    letters, digits = "".join(SOURCE_CODES), "".join(INFORMATION_CODES)
    pattern = (f"[{letters}]" if source else "") + (f"[{digits}]" if information else "")
    if re.fullmatch(pattern, compact):
        return CellReading(compact)
    return CellReading(problem=notice("reliability_unreadable", text=text))


READERS: Final[dict[Reads, Callable[[object, Setting], CellReading]]] = {
    "text": read_text,
    "name": read_text,
    "number": read_number,
    "birth": read_birth,
    "past": partial(read_day, toward="past"),
    "future": partial(read_day, toward="future"),
    "phone": read_phone_cell,
    "protection": read_protection,
    "role": read_role,
    "mark": read_mark,
    "source": partial(read_code, source=True, information=False),
    "information": partial(read_code, source=False, information=True),
    "reliability": partial(read_code, source=True, information=True),
}


class CellReader:
    """Reads the cells of one column; lists repeat themselves, so answers are kept."""

    def __init__(self, reads: Reads, setting: Setting) -> None:
        self.read_anew = READERS[reads]
        self.setting = setting
        self.answers: dict[tuple[type, object], CellReading] = {}

    def read(self, raw: object) -> CellReading:
        """Read one cell."""
        key = (type(raw), raw)  # 1, 1.0 and True are equal but not the same
        answer = self.answers.get(key)
        if answer is None:
            answer = self.read_anew(raw, self.setting)
            if len(self.answers) < KEPT_ANSWERS:
                self.answers[key] = answer
        return answer
