"""Verbs for any page: read one, search, and fill in any form by the words that stand on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trefas.demo.walk.filling import filled
from trefas.demo.walk.pages import Form
from trefas.demo.walk.verb import Field, Verb, needed
from trefas.demo.walk.verbs.finding import find, own_form, send
from trefas.demo.walk.visitor import Visitor, WalkError

if TYPE_CHECKING:
    from trefas.demo.walk.running import Walk
    from trefas.demo.walk.scenario import Step

WHERE = (
    Field("person", "begin at this person's file"),
    Field("at", "begin at this address, such as `/listan/`; without person and address at the persona's first page"),
    Field("follow", "words of links to follow, one after the other", "texts"),
)


def read(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Open a page."""
    if "person" in step.given:
        find(visitor, step.text("person"))
        if "at" in step.given:
            visitor.get(visitor.page.address.split("?")[0] + step.text("at"))
    else:
        visitor.get(step.text("at", "/"))
    for words in step.texts("follow"):
        visitor.follow(words)
    if visitor.page.status >= 400:
        raise WalkError(f"{visitor.page.address} answered {visitor.page.status}: {visitor.page.main[:600]}")


def search(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Search, and compare whether anybody is found."""
    if visitor.page.form_with("q") is None:
        visitor.get("/")
    visitor.submit(visitor.page.form_with("q"), {"q": step.text("text")})
    hits = [words for words, link in visitor.page.links if link.startswith(("/akter/", "/personer/"))]
    found = any(words and "/ny/" not in link for words, link in visitor.page.links if words in hits and _hit(link))
    if found != step.given.get("found", True):
        raise WalkError(f"the search for «{step.text('text')}» finds {'somebody' if found else 'nobody'}.")


def _hit(link: str) -> bool:
    return link.startswith(("/akter/", "/personer/")) and not link.startswith("/personer/ny/")


def fill_in(going: Walk, visitor: Visitor, step: Step) -> None:
    """Open a page, fill in the form there that has the fields, and send it."""
    read(going, visitor, step)
    given = step.given.get("fields", {})
    button = step.text("press") or None
    send(visitor, _fitting(visitor, given, button), given, button=button)


def _fitting(visitor: Visitor, given: dict[str, object], button: str | None) -> Form | None:
    forms = [form for form in visitor.page.forms if "q" not in form.names()]
    for form in forms:
        has = all(form.of(name) for name in given)
        pressed = button is None or any(button in (one.label, one.value, one.name) for one in form.controls)
        if has and pressed:
            return form
    for form in forms:
        if form.method == "post":
            filled(form, given)
    return own_form(visitor.page)


VERBS = (
    Verb("read", "Open a page; use `shows` and `hides` for what it must and must not say.", WHERE, read),
    Verb(
        "search",
        "Search as the persona's unit may.",
        (needed("text", "what is asked"), Field("found", "false when nobody must be found", "flag")),
        search,
    ),
    Verb(
        "fill_in",
        "Fill in and send any form: for what no verb below says.",
        (
            *WHERE,
            Field("fields", "what to write, by the form's labels or names: `{ \"Rubrik\" = \"…\" }`", "table"),
            Field("press", "the button, by its words; without it the form's first"),
        ),
        fill_in,
    ),
)  # fmt: skip
