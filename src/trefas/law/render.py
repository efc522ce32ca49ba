"""An answer as text that a person reads."""

from __future__ import annotations

from collections.abc import Iterator

from trefas.law.answer import OUTCOMES, STATUSES, Answer, KeyAnswer, LockAnswer
from trefas.law.given import ConditionAnswer
from trefas.law.record_fields import RECORD_FIELDS
from trefas.law.rule import Lock
from trefas.law.texts import Language, Text

TESTS: dict[str | None, Text] = {
    "straight": Text("rakt skaderekvisit", "straight harm test"),
    "reverse": Text("omvänt skaderekvisit", "reverse harm test"),
    "absolute": Text("absolut sekretess", "absolute secrecy"),
    None: Text("skaderekvisit inte angivet", "no harm test given"),
}
EFFECTS = {"may": Text("får", "may"), "shall": Text("ska", "shall")}
CERTAINTIES = {
    True: Text("säker", "certain"),
    False: Text("osäker: kontrollera med en jurist", "uncertain: verify with a lawyer"),
}
SECRECY = Text("Sekretess som gäller", "Secrecy that holds")
GROUNDS = Text("Stöd för att lämna ut", "Grounds for disclosure")
REFUSED = Text("Prövat, men ger inte stöd", "Tried, but gives no ground")
RECEIVER = Text("Hos mottagaren skyddas uppgiften av", "At the receiver the information is protected by")
NOTHING = Text("ingenting", "nothing")
RECORD = Text("Skriv ner", "Write down")
MISSING = Text("Saknas", "Missing")
NEAREST = Text("Närmast till hands", "Nearest ground")
RULEBOOK = Text("Regelverk", "Rulebook")
ADVICE = Text("Svaret är ett råd. En namngiven handläggare beslutar.", "The answer is advice. A named officer decides.")
OPENED_BY = Text("stöd", "grounds")


def as_text(answer: Answer, language: Language = "sv") -> str:
    """The whole answer, as lines of text."""
    return "\n".join(_lines(answer, language))


def _lines(answer: Answer, language: Language) -> Iterator[str]:
    yield f"{answer.id}: {OUTCOMES[answer.outcome].in_(language)}"
    for name in answer.missing:
        yield f"  {MISSING.in_(language)}: {name}"
    yield from _locks(answer, language)
    yield from _keys(answer, language)
    yield from _refused(answer, language)
    yield from _nearest(answer, language)
    yield from _receiver(answer, language)
    labels = [field.label.in_(language) for field in RECORD_FIELDS if field.id in answer.must_record]
    yield f"  {RECORD.in_(language)}: {'; '.join(labels)}"
    yield f"  {RULEBOOK.in_(language)}: {answer.rulebook}. {ADVICE.in_(language)}"


def _locks(answer: Answer, language: Language) -> Iterator[str]:
    if answer.locks:
        yield f"  {SECRECY.in_(language)}:"
    for lock in answer.locks:
        yield f"    {_lock(lock, language)}"


def _lock(lock: LockAnswer, language: Language) -> str:
    opened = ", ".join(lock.opened_by) or "-"
    test = TESTS[lock.lock.test].in_(language)
    return f"{lock.lock.citation} ({test}); {OPENED_BY.in_(language)}: {opened}"


def _keys(answer: Answer, language: Language) -> Iterator[str]:
    used = [key for key in answer.keys if key.status != "closed"]
    if used:
        yield f"  {GROUNDS.in_(language)}:"
    for key in used:
        yield f"    {key_line(key, language)}"
        yield from (f"      {condition_line(given, language)}" for given in key.conditions)


def _refused(answer: Answer, language: Language) -> Iterator[str]:
    """The grounds for such a disclosure that fail in this case; those for others are left out."""
    refused = [key for key in answer.weighed if key.status == "closed"]
    if refused:
        yield f"  {REFUSED.in_(language)}:"
    for key in refused:
        yield f"    {key.key.citation}: {key.plain_reason.in_(language)}"


def key_line(key: KeyAnswer, language: Language) -> str:
    """One key in one line: citation, effect, status, certainty and the rule in a sentence."""
    status, effect = STATUSES[key.status].in_(language), EFFECTS[key.key.effect].in_(language)
    certainty = CERTAINTIES[key.certain].in_(language)
    told = "; ".join((effect, status, key.key.in_force.in_(language), certainty))
    return f"{key.key.citation} ({told}): {key.key.explanation.in_(language)}"


def short_line(key: KeyAnswer, language: Language) -> str:
    """One key in one line without the rule itself: citation, status, certainty and reason."""
    reason = key.plain_reason.in_(language)
    status = STATUSES[key.status].in_(language)
    certainty = CERTAINTIES[key.certain].in_(language)
    told = status if key.status == "closed" else f"{status}; {certainty}"
    return f"{key.key.citation} {told}. {reason[0].upper()}{reason[1:]}"


def condition_line(given: ConditionAnswer, language: Language) -> str:
    """A question with its answer: a tick, a cross, an open box, or the fact in words."""
    fact = given.answer
    mark = "[ ]" if given.open else "[x]" if given.met else "[-]"
    stated = f" {fact}" if isinstance(fact, str) and fact.strip() else ""
    return f"{mark} {given.condition.text.in_(language)}{stated}"


def _nearest(answer: Answer, language: Language) -> Iterator[str]:
    found = answer.nearest
    if found:
        takes = " ".join(text.in_(language) for text in found.takes)
        yield f"  {NEAREST.in_(language)}: {found.rule.citation}. {takes}"


def _receiver(answer: Answer, language: Language) -> Iterator[str]:
    protected = ", ".join(answer.receiver.protected_by) or NOTHING.in_(language)
    yield f"  {RECEIVER.in_(language)}: {protected}"
    if answer.receiver.warning:
        yield f"    {answer.receiver.warning.in_(language)}"


def lock_line(lock: Lock, language: Language) -> str:
    """Secrecy in one line: citation, harm test and the rule in a sentence."""
    return f"{lock.citation} ({TESTS[lock.test].in_(language)}): {lock.explanation.in_(language)}"
