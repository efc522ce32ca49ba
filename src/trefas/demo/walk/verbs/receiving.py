"""Verbs of what comes: register it, do the duties it starts, assess a possible breach."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from trefas.demo.walk.verb import Field, Verb, needed
from trefas.demo.walk.verbs.finding import controls, own_form, send
from trefas.demo.walk.visitor import Visitor, WalkError

if TYPE_CHECKING:
    from trefas.demo.walk.running import Walk
    from trefas.demo.walk.scenario import Step

REGISTRATION = (
    needed("diary_number", "the unit's own diary number"),
    Field("received_at", "when it came", "moment"),
    needed("outcome", "`filed`, `not_ours` or `wrong_receiver`", "choice"),
    Field("whose", "part of the words of the known person, or `new`; without it what the page proposes"),
    Field("same_person", "true: checked that it is the same person", "flag"),
    Field("owner", "who sees to it", "choice"),
    Field("may_lead_to_action", "whether it may lead to action by the social services", "flag"),
)


def register(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Open the waiting item that holds the words, and register it."""
    _open_waiting(visitor, step.text("about"))
    form = own_form(visitor.page, "diary_number")
    values = controls(step, REGISTRATION, "whose")
    if form is not None and "outcome" not in form.names():
        values = {"diary_number": step.text("diary_number")}
    elif "whose" in step.given:
        values["person"] = step.text("whose")
    send(visitor, form, values)


def _open_waiting(visitor: Visitor, about: str) -> None:
    visitor.get("/mottaget/")
    for row in visitor.page.html.split('<li class="inbox__item"')[1:]:
        told = html.unescape(row.split("</ul>")[0])
        link = re.search(r"/mottaget/[0-9a-f-]{36}/", told)
        if about in told and link is not None:
            visitor.get(link[0])
            return
    raise WalkError(f"nothing that waits to be registered says «{about}».")


def do_duty(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Do a duty that stands on the work list."""
    visitor.get("/arbetslista/")
    for link in [link for _words, link in visitor.page.links if link.startswith("/uppgifter/")]:
        page = visitor.get(link)
        if step.text("person") in page.main and step.text("duty") in page.main:
            send(visitor, own_form(visitor.page, "outcome"), controls(step, DUTY, "duty"))
            return
    raise WalkError(f"the work list has no duty «{step.text('duty')}» about {step.text('person')}.")


def assess_breach(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Assess a possible breach that waits."""
    visitor.get("/lamna-ut/")
    links = [link for words, link in visitor.page.links if link.startswith("/incidenter/")]
    for link in links:
        page = visitor.get(link)
        if step.text("unit") in page.main and own_form(page, "state") is not None:
            send(visitor, own_form(page, "state"), controls(step, BREACH, "unit"))
            return
    raise WalkError(f"no possible breach with {step.text('unit')} waits.")


DUTY = (
    needed("duty", "part of what the work list calls it"),
    needed("outcome", "what was found: one of the page's choices", "choice"),
    needed("words", "what the decision rests on"),
)
BREACH = (
    needed("unit", "the other unit"),
    needed("state", "what was found: one of the page's choices", "choice"),
    needed("words", "what happened, whom it touches and what was done"),
)

VERBS = (
    Verb(
        "register",
        "Register what came: to a person's file, not current here, or come to the wrong receiver.",
        (needed("about", "words of the item: its heading, or whom it is about"), *REGISTRATION),
        register,
    ),
    Verb("do_duty", "Do a duty that the law sets a day for.", (needed("person", "about whom"), *DUTY), do_duty),
    Verb("assess_breach", "Assess a possible breach.", BREACH, assess_breach),
)
