"""Telephone numbers through `phonenumbers`; Swedish ones need no country code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import phonenumbers

from trefas.sheets.sentences import Notice, notice
from trefas.sheets.synonyms import ABSENT

MOBILE: Final = re.compile(r"\s*0(7[02369][ -]?\d{3}[ -]?\d\d[ -]?\d\d)\s*", re.ASCII)
"""Series for mobile telephony in PTS's Swedish numbering plan: 070, 072, 073, 076 and 079."""
KEPT_MOBILE: Final = re.compile(r"\+46(7[02369])(\d{3})(\d\d)(\d\d)", re.ASCII)
"""The same series in E.164 form."""


@dataclass(frozen=True, slots=True)
class ReadPhones:
    """Numbers of one cell in E.164 form, e.g. +46701740605, in their order."""

    text: str
    numbers: tuple[str, ...] = ()
    problem: Notice | None = None


def read_phones(raw: object) -> ReadPhones:
    """Read a cell with one or more numbers; a number that lost its first zero gets it back. Never raises."""
    text = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw if raw is not None else "")
    if text.strip().casefold() in ABSENT or not text.strip():
        return ReadPhones(text)
    wanted = f"0{text}" if not isinstance(raw, str) and not text.startswith("46") else text
    numbers = []
    for part in re.split(r"[,;\n]| / |/(?=\s*0)|\beller\b|\boch\b|\bor\b", wanted):
        number = read_phone(part)
        if number is None and part.strip():
            return ReadPhones(text, problem=notice("phone_unreadable", text=part.strip()))
        numbers += [number] if number else []
    return ReadPhones(text, tuple(numbers))


def read_phone(text: str) -> str | None:
    """One number in E.164 form, None if no such number can exist."""
    # Nearly all numbers in a list are Swedish mobiles, and the library takes most of a row's time.
    if found := MOBILE.fullmatch(text):
        return "+46" + re.sub(r"\D", "", found[1])
    return through_library(text)


def through_library(text: str) -> str | None:
    """Any number in E.164 form, None if no such number can exist."""
    try:
        number = phonenumbers.parse(text, "SE")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown_phone(number: str) -> str:
    """As Swedes write it: 070-174 06 05, foreign numbers with their country code."""
    if found := KEPT_MOBILE.fullmatch(number):
        return "0{}-{} {} {}".format(*found.groups())
    return shown_through_library(number)


def shown_through_library(number: str) -> str:
    """Any number in E.164 form as its country writes it."""
    parsed = phonenumbers.parse(number, "SE")
    home = parsed.country_code == 46
    form = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)
