"""A text in the two languages of the system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["sv", "en"]
LANGUAGES: tuple[Language, ...] = ("sv", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One plain sentence in Swedish and in English."""

    sv: str
    en: str

    def fill(self, **values: object) -> Text:
        """The same text with its `{names}` replaced: the numbers come from the rule itself."""
        return Text(self.sv.format(**values), self.en.format(**values))

    def in_(self, language: Language) -> str:
        """The text in `language`."""
        return self.en if language == "en" else self.sv
