"""What the law package answered about telling another authority, in a few sentences for the person it is about."""

from collections.abc import Mapping
from typing import Any, cast

from django.utils.translation import get_language, pgettext

from trefas.law.answer import OUTCOMES, Outcome
from trefas.law.texts import Language


def in_short(answer: Mapping[str, Any]) -> str:
    """Return the outcome, the secrecy that holds, and what gives or could give ground; `answer` as the law's JSON.

    Each key that stays shut, with its questions, is left out: what was answered stands by itself.
    """
    language: Language = "en" if get_language() == "en" else "sv"
    said = [f"{OUTCOMES[cast(Outcome, answer['outcome'])].in_(language)}."]
    for words, citations in (
        (pgettext("extract", "Secrecy: %(citations)s."), _cited(answer["locks"])),
        (pgettext("extract", "Gives ground: %(citations)s."), _cited(answer["keys"], "opens")),
        (pgettext("extract", "Could give ground: %(citations)s."), _cited(answer["keys"], "could_open")),
    ):
        said += [words % {"citations": citations}] if citations else []
    return " ".join(said)


def _cited(rows: list[Mapping[str, Any]], status: str | None = None) -> str:
    found = [str(one["citation"]) for one in rows if status is None or one["status"] == status]
    return ", ".join(dict.fromkeys(found))
