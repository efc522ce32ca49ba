"""Saying no to an offer has no consequence: the rules that keep it out of moves, measures and criteria.

Basis: förvaltningslagen 5 § (legality, proportionality): a measure needs a ground of its own, and refusing
something voluntary is never one.
"""

import re
from collections.abc import Iterable

from .definition import SAME, START, Method
from .events import EventKind
from .problems import Path, Problems
from .text import Text

_WORDS = re.compile(
    r"avböj|tacka\w* nej|sagt nej|säg\w* nej|vägra|declin|refus|turned? down|says? no|said no", re.IGNORECASE
)
_TEXTS = ("Att tacka nej till ett erbjudande är aldrig en grund.", "Declining an offer is never a ground.")


def refuse_consequences_of_refusal(method: Method, problems: Problems) -> None:
    """Note every move, order, measure, support or criterion that depends on a declined offer."""
    _moves_do_not_depend(method, problems)
    _following_is_not_prolonged(method, problems)
    for place, order in enumerate(method.orders):
        if order.event == EventKind.DECLINED:
            problems.add(("orders", place, "event"), *_TEXTS)
    for place, measure in enumerate(method.measures):
        _words_are_free(("measures", place), [measure.name, *measure.facts], measure.id, problems)
    for place, criterion in enumerate(method.criteria):
        _words_are_free(("criteria", place), [criterion.name, *criterion.evidence], criterion.id, problems)
    for place, event in enumerate(method.events):
        if event.id != EventKind.DECLINED:
            _words_are_free(("events", place), [event.name, event.label], event.id, problems)
    for place, ending in enumerate(method.endings):
        _words_are_free(("endings", place), [ending.name], ending.id, problems)


def refusal_stages(method: Method) -> frozenset[str]:
    """The stages that a no leads to."""
    answers = (move for move in method.moves if move.event == EventKind.DECLINED)
    return frozenset(move.target for move in answers if move.target != SAME)


def _unasked(method: Method) -> frozenset[str]:
    """The open stages from which a first offer is made."""
    offers = (move for move in method.moves if move.event == EventKind.OFFERED and move.target != SAME)
    sources = frozenset(source for move in offers for source in move.sources)
    return sources - refusal_stages(method) - {START}


def _moves_do_not_depend(method: Method, problems: Problems) -> None:
    """What may be done after a no, may be done in the same way to one who was never asked."""
    refused = refusal_stages(method)
    for place, move in enumerate(method.moves):
        if move.event == EventKind.DECLINED or not refused & set(move.sources):
            continue
        if move.target in refused or not all(_same_move(method, source, place) for source in _unasked(method)):
            problems.add(("moves", place, "from"), *_TEXTS)


def _same_move(method: Method, source: str, place: int) -> bool:
    move = method.moves[place]
    twin = method.move(source, move.event)
    return twin is not None and (twin.target, set(twin.guards)) == (move.target, set(move.guards))


def _following_is_not_prolonged(method: Method, problems: Problems) -> None:
    stages = {stage.id: stage for stage in method.stages}
    lapsing = any(stages[source].lapses for source in _unasked(method) if source in stages)
    for place, stage in enumerate(method.stages):
        if stage.id in refusal_stages(method) and lapsing and not stage.lapses:
            problems.add(("stages", place, "lapses"), *_TEXTS)


def _words_are_free(path: Path, texts: Iterable[Text], identity: str, problems: Problems) -> None:
    if any(_WORDS.search(words) for text in texts for words in (text.sv, text.en, identity)):
        problems.add(path, *_TEXTS)
