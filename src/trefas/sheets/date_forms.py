"""The forms that dates take in lists. Data only."""

from __future__ import annotations

import re
from typing import Final

MONTHS: Final[dict[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january", "feb febr februari february", "mar mars march", "apr april", "maj may",
            "jun juni june", "jul juli july", "aug augusti august", "sep sept september",
            "okt oktober oct october",
            "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
MONTH_NAMES: Final = {
    "sv": [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
TIME: Final = re.compile(r"[ T]+(?:kl\.? ?)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$", re.I)
ISO: Final = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
COMPACT: Final = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
SHORT: Final = re.compile(r"(\d{2})(-?)(\d{2})\2(\d{2})")
WORDS: Final = re.compile(r"(?:den )?(\d{1,2})(?::?e|:?a|st|nd|rd|th)?\.?[ -]*([a-z]+)\.?,?[ -]*(\d{4}|'?\d{2})?", re.I)
MONTH_FIRST: Final = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.I)
DOTS: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
SLASHES: Final = re.compile(r"(\d{1,2})([/-])(\d{1,2})(?:[-/ ]+(\d{4}))?")
MONTH_YEAR: Final = re.compile(r"([a-z]+)\.? (\d{4})", re.I)
YEAR_MONTH: Final = re.compile(r"(\d{4})-(\d{1,2})")
WEEK: Final = re.compile(r"(?:(\d{4})[- ]?)?(?:v|w|vecka|week)\.? ?(\d{1,2})(?:[ ,/-]+(\d{4}))?", re.I)
YEAR: Final = re.compile(r"(?:19|20)\d{2}")
DAYS: Final = re.compile(r"^(?:mån|tis|ons|tors|fre|lör|sön|mon|tue|wed|thu|fri|sat|sun)\w*,? ", re.I)
FIRST_YEAR: Final = 1880
YEARS_AHEAD: Final = 60
