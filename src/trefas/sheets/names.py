"""Names of people: order, parts, and how alike two of them are."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final, NoReturn

from rapidfuzz import fuzz

from trefas.sheets.phonetics import part_tokens
from trefas.sheets.sentences import Language, Notice, notice

SPELT_ALIKE: Final = 88.0  # rapidfuzz ratio (0-100) of whole names, parts sorted
PARTICLES: Final = frozenset(
    [
        "von",
        "van",
        "de",
        "der",
        "af",
        "la",
        "le",
        "al",
        "el",
        "bin",
        "ibn",
        "ben",
        "binti",
        "abu",
        "del",
        "da",
        "dos",
    ]
)
UNKNOWN: Final = frozenset({"okänd", "okänt", "unknown", "nn", "n n", "saknas", "ej känd", "x", "?"})
SWEDISH_ORDER: Final = {
    "å": "{",
    "ä": "|",
    "æ": "|",
    "ö": "}",
    "ø": "}",
    "ü": "y",
    "ß": "ss",
    "ð": "d",
    "þ": "th",
}


@lru_cache(maxsize=65_536)
def normalised(name: str) -> str:
    """A name for comparing: composed letters, no case, single spaces, no punctuation but hyphens."""
    text = unicodedata.normalize("NFC", name).casefold()
    text = re.sub(r"[`´’'‘.]", "", text)
    return " ".join(re.sub(r"[^\w\s-]|_", " ", text).split())


@lru_cache(maxsize=65_536)
def is_unknown(name: str) -> bool:
    """Whether the cell says that nobody knows the name."""
    return normalised(name) in UNKNOWN or not normalised(name)


def sort_key(name: str) -> tuple[str, str]:
    """Key for Swedish order: å, ä, ö last, w after v, accents ignored, then the exact text."""
    letters = "".join(SWEDISH_ORDER.get(letter, letter) for letter in normalised(name).replace("-", " "))
    plain = "".join(letter for letter in unicodedata.normalize("NFD", letters) if not unicodedata.combining(letter))
    return plain, name


def split_name(name: str) -> tuple[str, str]:
    """Given and family name: `Aly, Mohamed` and `Mohamed Aly` both give (Mohamed, Aly)."""
    tidy = " ".join(name.split())
    if "," in tidy:
        family, _, given = tidy.partition(",")
        return given.strip(), family.strip()
    given, _, family = tidy.rpartition(" ")
    return (given, family) if given else (family, "")


@lru_cache(maxsize=65_536)
def parts_of(name: str) -> tuple[str, ...]:
    """Parts that carry a name: hyphens split, particles left out, Abd joined with what follows."""
    text = re.sub(r"\b(abd|abd[aeu][lr]|abdu)[ -]+(?:(?:al|el|ur|ar)[ -]+)?(?=\w)", r"\1", normalised(name))
    parts = re.split(r"[ -]+", text.strip(" -"))
    return tuple(part for part in parts if part and part not in PARTICLES) or tuple(filter(None, parts))


@lru_cache(maxsize=65_536)
def phonetic_tokens(name: str) -> frozenset[str]:
    """Tokens of all parts of a name, for a search that does not depend on spelling."""
    return frozenset().union(*(part_tokens(part) for part in parts_of(name)))


class Alike(StrEnum):
    """How two names resemble each other."""

    SAME = "same"
    SOUND = "sound"
    SPELT = "spelt"
    DIFFERENT = "differ"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Similarity:
    """An outcome with its reason; of names, never of people. `bool()` raises TypeError."""

    outcome: Alike
    why: Notice

    def explanation(self, language: Language = "sv") -> str:
        """The reason in words."""
        return self.why.sentence(language)

    def __bool__(self) -> NoReturn:
        raise TypeError("compare the outcome of a Similarity, it is no truth value")


def similarity(first: str, second: str) -> Similarity:
    """How alike two names are, whatever the order of their parts."""
    outcome = compare(first, second)
    facts = {} if outcome is Alike.MISSING else {"first": first, "second": second}
    return Similarity(outcome, notice(f"names_{outcome}", **facts))


def compare(first: str, second: str) -> Alike:
    """The outcome alone; two parts on the shorter side are needed for a likeness of sound."""
    if is_unknown(first) or is_unknown(second):
        return Alike.MISSING
    left, right = sorted((parts_of(first), parts_of(second)), key=len)
    if sorted(left) == sorted(right):
        return Alike.SAME
    if (len(left) > 1 or len(right) == 1) and sounds_within(left, right):
        return Alike.SOUND
    ratio = fuzz.ratio(in_order(first), in_order(second))
    return Alike.SPELT if ratio >= SPELT_ALIKE else Alike.DIFFERENT


@lru_cache(maxsize=65_536)
def in_order(name: str) -> str:
    """The parts of a name in alphabetical order, for comparing how it is spelt."""
    return " ".join(sorted(parts_of(name)))


def sounds_within(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether every part on the left sounds like its own part on the right."""
    free = list(right)
    for part in left:
        partner = next((other for other in free if part_tokens(part) & part_tokens(other)), None)
        if partner is None:
            return False
        free.remove(partner)
    return True
