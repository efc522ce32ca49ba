"""Verbs of consent: note one, and take one back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trefas.demo.walk.verb import Field, Verb, needed
from trefas.demo.walk.verbs.finding import PERSON, controls, file_of, own_form, send
from trefas.demo.walk.visitor import Visitor, WalkError

if TYPE_CHECKING:
    from trefas.demo.walk.running import Walk
    from trefas.demo.walk.scenario import Step


def give(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Note a consent; each box named in `read_aloud` is ticked, all of them without it."""
    visitor.get(f"{file_of(visitor, step.text('person'))}samtycken/nytt/")
    form = own_form(visitor.page, "receivers")
    boxes = [one for one in (form.controls if form else []) if one.name.startswith("said-")]
    wanted = step.given.get("read_aloud")
    ticked = {
        box.name: box.value for box in boxes if wanted is None or any(words in box.label for words in wanted)
    }  # fmt: skip
    send(visitor, form, controls(step, CONSENT) | dict.fromkeys(ticked, True))


def take_back(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Take back the consent to a unit."""
    visitor.get(f"{file_of(visitor, step.text('person'))}samtycken/")
    links = [link for words, link in visitor.page.links if step.text("receiver") in words and "/samtycken/" in link]
    if not links:
        raise WalkError(f"the file has no consent that covers {step.text('receiver')}.")
    here = visitor.get(links[0]).address
    form = visitor.page.form_to("/ta-tillbaka/")
    if form is None and "refused" in step.given:
        visitor.force(f"{here}ta-tillbaka/", {})
    else:
        send(visitor, form, {})


CONSENT = (
    Field("who", "who consents; without it the person"),
    needed("receivers", "units that may be told", "choices"),
    Field("information", "kinds of information; without it the unit's usual kind", "choices"),
    needed("purposes", "for what", "choices"),
    Field("co_operation", "what kind of co-operation"),
    needed("consequences", "what follows from a yes, and from a no"),
    Field("given_on", "given on", "day"),
    Field("expires_on", "ends on", "day"),
    needed("given_how", "how it was given: one of the page's choices", "choice"),
    Field("guardian", "under 18: who disposes of the secrecy", "choice"),
    Field("child_reason", "under 18: age, maturity and the child's own view"),
)

VERBS = (
    Verb(
        "give_consent",
        "Note a consent with all that a valid one contains.",
        (PERSON, *CONSENT, Field("read_aloud", "boxes to tick, by their words; without it all", "texts")),
        give,
    ),
    Verb(
        "take_back_consent",
        "Take a consent back: at once.",
        (PERSON, needed("receiver", "a unit that it covers")),
        take_back,
    ),
)
