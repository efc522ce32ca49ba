"""Verbs of a person's rights: asking for one's own data, and the answer step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trefas.demo.walk.verb import Field, Verb, needed
from trefas.demo.walk.verbs.finding import controls, own_form, send
from trefas.demo.walk.visitor import Visitor, WalkError

if TYPE_CHECKING:
    from trefas.demo.walk.running import Walk
    from trefas.demo.walk.scenario import Step

WHO = needed("who", "who asks", control="name")
REQUEST = (
    WHO,
    Field("number", "identity number of who asks"),
    Field("kind", "what is asked for; without it an extract", "choice"),
    Field("received_on", "the day it came in", "day"),
    Field("wanted", "what is wrong, or should be erased"),
)
GUARD = (
    needed("pressed", "can somebody force the person to show the answer?", "choice"),
    needed("way", "how the person wants to take part of it", "choice"),
)


def ask(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Register a request, ask about pressure, warn, and take the choice."""
    visitor.get("/begaran/ny/")
    send(visitor, own_form(visitor.page, "received_on"), {"identity": "document", **controls(step, REQUEST)})
    send(visitor, own_form(visitor.page, "pressed"), {"warned": True, **controls(step, GUARD)})


def assess(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Assess a request; with `person` it is tied to that person."""
    _open(visitor, step.text("who"), "bedom/")
    values = {"words": step.text("words")}
    send(visitor, own_form(visitor.page, "words"), values | controls(step, (PERSON,)))


def answer(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Make the answer; read here it is shown, and then noted as handed over."""
    _open(visitor, step.text("who"), "gor/")
    send(visitor, own_form(visitor.page, "language"), controls(step, (LANGUAGE,)))
    reading = next((link for _words, link in visitor.page.links if link.endswith("/las/")), None)
    if reading:
        visitor.get(reading)
    else:
        send(visitor, own_form(visitor.page, "how"), {"how": "by_hand"})


def _open(visitor: Visitor, who: str, place: str) -> str:
    visitor.get("/begaran/")
    found = [link for words, link in visitor.page.links if words == who and link.startswith("/begaran/")]
    if not found:
        raise WalkError(f"nobody called {who} has asked.")
    visitor.get(f"{found[0]}{place}")
    return f"{found[0]}{place}"


PERSON = Field("person", "whom it is about, by the words of the page", "choice")
LANGUAGE = Field("language", "`sv` or `en`", "choice")
VERBS = (
    Verb(
        "ask_for_own_data",
        "Register a request for own data: pressure is asked about and warned of before anything is made.",
        (*REQUEST, *GUARD),
        ask,
    ),
    Verb("assess_request", "Assess a request.", (WHO, PERSON, needed("words", "what was assessed")), assess),
    Verb("answer_request", "Make the answer, and show it to read here or hand it over.", (WHO, LANGUAGE), answer),
)
