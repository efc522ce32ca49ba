"""Why a key does not apply: the requirements in the order tried, each refusal in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from trefas.law.given import ConditionAnswer
from trefas.law.request import Fact, Request
from trefas.law.rule import Key
from trefas.law.texts import Text
from trefas.law.words import AUTHORITIES, CATEGORIES, KINDS, PURPOSES, RELATIONS

NO_FACTS: Mapping[str, Fact] = {}
AN_AUTHORITY = Text("en myndighet", "an authority")


def fixed_failures(key: Key, sender: str, receiver: str, purpose: str, relation: str) -> Iterator[str]:
    """The requirements on who tells whom and why that `key` fails."""
    if sender not in key.senders:
        yield "sender"
    if receiver not in key.receivers:
        yield "receiver"
    if purpose not in key.purposes:
        yield "purpose"
    if relation not in key.relations:
        yield "relation"


def case_failures(key: Key, request: Request, opened: bool) -> Iterator[str]:
    """The other requirements that `key` fails; `opened` says whether it opens any secrecy that holds."""
    if not key.span.covers(request.date):
        yield "date"
    if key.beside is not None and key.beside not in request.information:
        yield "information"
    if not opened:
        yield "lock"
    if key.unasked is not None and not request.requested and request.receiver not in key.unasked:
        yield "request"
    if key.age is not None and too_old(key, request):
        yield "age"
    facts = request.facts.get(key.id)
    if facts and any(answered_no(answer) for answer in answers(key, request, facts)):
        yield "condition"


def counted_age(key: Key, request: Request) -> int | None:
    """The age that the key counts: on the day of disclosure, or at the offence; `None` is unknown."""
    at_offence = key.age is not None and key.age.at_offence
    return request.subject.age_at_offence if at_offence else request.subject.age


def too_old(key: Key, request: Request) -> bool:
    """Whether the person is known to be past the key's age limit."""
    age = counted_age(key, request)
    return key.age is not None and age is not None and age >= key.age.below


def answers(key: Key, request: Request, facts: Mapping[str, Fact]) -> list[ConditionAnswer]:
    """The questions that are put in this case, with the answers given."""
    age, receiver = request.subject.age, request.receiver
    return [
        ConditionAnswer(condition, facts.get(condition.id))
        for condition in key.conditions
        if condition.asked(age, receiver)
    ]


def answered_no(answer: ConditionAnswer) -> bool:
    """Whether the condition is answered and not met."""
    return answer.answer is False


def refusal(key: Key, requirement: str) -> Text:
    """The sentence for a failed requirement, with the requirement's name first."""
    told = said(key, requirement)
    return Text(f"{requirement}: {told.sv}", f"{requirement}: {told.en}")


def said(key: Key, requirement: str) -> Text:
    """The sentence for a failed requirement: what it would take."""
    return REFUSALS[requirement](key)


def _listed(words: frozenset[str], names: Mapping[str, Text]) -> Text:
    if words == AUTHORITIES:
        return AN_AUTHORITY
    named = [names[word] for word in names if word in words]
    return Text(", ".join(name.sv for name in named), ", ".join(name.en for name in named))


def _date(key: Key) -> Text:
    return Text(f"{key.in_force.sv}.", f"{key.in_force.en}.")


def _sender(key: Key) -> Text:
    held = _listed(key.senders, KINDS)
    return Text(f"gäller bara när uppgiften finns hos {held.sv}.", f"applies only to what is held by {held.en}.")


def _receiver(key: Key) -> Text:
    named = _listed(key.receivers, KINDS)
    return Text(f"gäller bara till {named.sv}.", f"applies only to {named.en}.")


def _purpose(key: Key) -> Text:
    named = _listed(key.purposes, PURPOSES)
    return Text(f"gäller bara för att {named.sv}.", f"applies only in order to {named.en}.")


def _relation(key: Key) -> Text:
    named = _listed(key.relations, RELATIONS)
    return Text(f"gäller bara till {named.sv}.", f"applies only to {named.en}.")


def _information(key: Key) -> Text:
    name = CATEGORIES[key.beside or ""]
    return Text(f"gäller bara {name.sv}.", f"applies only to {name.en}.")


def _age(key: Key) -> Text:
    limit = key.age.below if key.age else None
    at = (" vid brottet", " at the offence") if key.age and key.age.at_offence else ("", "")
    return Text(f"gäller den som är under {limit} år{at[0]}.", f"applies to someone under {limit}{at[1]}.")


REFUSALS: dict[str, Callable[[Key], Text]] = {
    "date": _date,
    "sender": _sender,
    "receiver": _receiver,
    "purpose": _purpose,
    "relation": _relation,
    "information": _information,
    "lock": lambda _: Text("bryter ingen sekretess som gäller här.", "opens none of the secrecy that holds here."),
    "request": lambda _: Text(
        "gäller bara när mottagaren har begärt uppgiften.", "applies only when the receiver has requested it."
    ),
    "age": _age,
    "condition": lambda _: Text("ett villkor är besvarat med nej.", "a condition is answered with no."),
}
