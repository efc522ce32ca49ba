"""Figures and plain tables in Swedish and English, for the readable results."""

import math
from collections.abc import Sequence
from typing import TypeVar

from trefas.analysis.reading import Language

Text = TypeVar("Text")


def in_language(language: Language, texts: tuple[Text, Text]) -> Text:
    """The Swedish or the English of a pair."""
    return texts[1] if language == "en" else texts[0]


def figure(value: float | None, language: Language, decimals: int = 2) -> str:
    """A number with the decimal sign of the language; a dash when it is undefined."""
    if value is None or not math.isfinite(value):
        return "–"
    text = f"{value:.{decimals}f}"
    return text.replace(".", ",") if language == "sv" else text


def whole(value: float) -> str:
    """A whole number with thin groups of three, right in both languages."""
    return f"{round(value):,}".replace(",", "\u202f")


def interval(low: float | None, high: float | None, language: Language, decimals: int = 2) -> str:
    """low to high, for a 95 per cent interval."""
    word = "till" if language == "sv" else "to"
    return f"{figure(low, language, decimals)} {word} {figure(high, language, decimals)}"


def p_value(p: float, language: Language) -> str:
    """p with three decimals, never shown as zero."""
    return f"p < {figure(0.001, language, 3)}" if p < 0.001 else f"p = {figure(p, language, 3)}"


def band(low: float, high: float, unit: str, language: Language) -> str:
    """A half-open band in words, such as '100 to under 200 m'."""
    to_under, from_on = ("till under", "och mer") if language == "sv" else ("to under", "and more")
    start = _short(low, language)
    return f"{start} {unit} {from_on}" if math.isinf(high) else f"{start} {to_under} {_short(high, language)} {unit}"


def day_band(low: float, high: float, language: Language) -> str:
    """Whole days of a half-open band: [0, 2) is 'same day to 1 day'."""
    day, days = ("dag", "dagar") if language == "sv" else ("day", "days")
    first = math.ceil(low)
    if math.isinf(high):
        return f"{first}+ {days}"
    last = math.ceil(high) - 1
    return f"{first} {day if first == 1 else days}" if last <= first else f"{first}–{last} {days}"


def text_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns padded with blanks: the first to the left, the others to the right."""
    widths = [max(len(row[k]) for row in (header, *rows)) for k in range(len(header))]
    lines = [_line(row, widths) for row in (header, *rows)]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
    return "  ".join([row[0].ljust(len(first)), *others])


def _short(value: float, language: Language) -> str:
    text = f"{value:g}"
    return text.replace(".", ",") if language == "sv" else text
