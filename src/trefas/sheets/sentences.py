"""What is said to a person about a file or a cell: a code, its facts, one sentence per language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trefas.sheets.wording import WORDING

Language = Literal["sv", "en"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One remark: `code` names the sentence in `wording.WORDING`, `facts` fill its places.

    A fact may itself be a notice; it is then said in the language asked for.
    """

    code: str
    facts: tuple[tuple[str, str | Notice], ...] = ()

    def sentence(self, language: Language = "sv") -> str:
        """Say it in Swedish or English."""
        return WORDING[self.code][language].format(**{name: said(fact, language) for name, fact in self.facts})

    def at(self, address: str) -> PlacedNotice:
        """The same remark, tied to the cell it is about."""
        return PlacedNotice(address, self)


@dataclass(frozen=True, slots=True)
class PlacedNotice:
    """A notice with the A1-style address of its cell, e.g. `C7`."""

    address: str
    notice: Notice

    @property
    def code(self) -> str:
        """The code of the notice."""
        return self.notice.code

    def sentence(self, language: Language = "sv") -> str:
        """`Cell C7: …` in the language asked for."""
        return f"Cell {self.address}: {self.notice.sentence(language)}"


def said(fact: str | Notice, language: Language) -> str:
    """A fact as words in the language asked for."""
    return fact if isinstance(fact, str) else fact.sentence(language)


def notice(code: str, **facts: object) -> Notice:
    """Build a notice; raises KeyError for a code that has no words."""
    if code not in WORDING:
        raise KeyError(code)
    return Notice(code, tuple((name, shown(fact)) for name, fact in facts.items()))


def shown(fact: object) -> str | Notice:
    """A fact as it is stored: notices as they are, long texts cut so that a sentence stays a sentence."""
    if isinstance(fact, Notice):
        return fact
    text = " ".join(str(fact).split())
    return text if len(text) <= 80 else text[:79] + "…"


class SheetError(Exception):
    """A file that cannot be read as a list; `sentence()` says what is wrong and what to do."""

    def __init__(self, code: str, **facts: object) -> None:
        self.notice = notice(code, **facts)
        super().__init__(self.notice.sentence("en"))

    @property
    def code(self) -> str:
        """The code of the notice."""
        return self.notice.code

    def sentence(self, language: Language = "sv") -> str:
        """Say it in Swedish or English."""
        return self.notice.sentence(language)
