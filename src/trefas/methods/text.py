"""Words in two languages: everything the engine says to a person exists in Swedish and in English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """The same statement in Swedish and English; neither may be empty."""

    sv: str
    en: str

    def __post_init__(self) -> None:
        """Raise ValueError when a language is missing."""
        if not (self.sv.strip() and self.en.strip()):
            raise ValueError("A text needs both a Swedish and an English wording.")

    def in_language(self, language: str) -> str:
        """The wording for a language code such as `sv` or `en-gb`; Swedish unless English is asked for."""
        return self.en if language.lower().startswith("en") else self.sv
