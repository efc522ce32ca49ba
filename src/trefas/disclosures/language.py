"""Which of the law package's two languages the page is in."""

from django.utils.translation import get_language

from trefas.law import Language, Text


def law_language() -> Language:
    """Return the page's language, as the law package names it."""
    return "en" if (get_language() or "sv").startswith("en") else "sv"


def said(text: Text) -> str:
    """Return a text of the law package in the language of the page."""
    return text.in_(law_language())
