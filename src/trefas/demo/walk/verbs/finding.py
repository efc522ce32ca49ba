"""How the verbs find their way: a person by search, her file, a page of the file, a form on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from trefas.demo.walk.filling import filled
from trefas.demo.walk.pages import Form, Page
from trefas.demo.walk.verb import Field, needed
from trefas.demo.walk.visitor import Files, Visitor, WalkError

if TYPE_CHECKING:
    from trefas.demo.walk.scenario import Step

# A refusal that is told on the page one comes back to stands first of all in it.
FLASH = re.compile(r'class="page container[^"]*">\s*<div class="note note--late"')
PERSON = needed("person", "name, identity number or case number, as the search field of this unit takes it")


def find(visitor: Visitor, asked: str) -> Page:
    """Search, and open the first hit: the person's file, or the page of the person who has none."""
    if visitor.page.form_with("q") is None:
        visitor.get("/")
    page = visitor.submit(visitor.page.form_with("q"), {"q": asked})
    hits = [(words, link) for words, link in page.links if link.startswith(("/akter/", "/personer/"))]
    hits = [(words, link) for words, link in hits if not link.startswith("/personer/ny/")]
    exact = [link for words, link in hits if words == asked] or [link for _words, link in hits]
    if not exact:
        raise WalkError(f"the search finds nobody by «{asked}».")
    return visitor.get(exact[0])


def file_of(visitor: Visitor, person: str) -> str:
    """Return the address of the person's file, `/akter/…/`; a person without a file raises."""
    parts = urlsplit(find(visitor, person).address).path.split("/")
    if parts[1] != "akter":
        raise WalkError(f"{person} has no file here.")
    return f"/akter/{parts[2]}/"


def person_page(visitor: Visitor, here: str) -> str:
    """Return the address of the page of the person whose page or file is open."""
    if "/personer/" in here:
        return here
    for _words, link in visitor.page.links:
        parts = link.split("/")
        if link.startswith(("/personer/", "/lamna-ut/om/")) and parts[2] != "ny":
            return f"/personer/{parts[2] if parts[1] == 'personer' else parts[3]}/"
    raise WalkError("the file has no link to the person's page.")


def controls(step: Step, fields: tuple[Field, ...], *leave: str) -> dict[str, Any]:
    """Return the step's values by the control that takes each; `leave` names fields that no control takes."""
    given = [one for one in fields if one.name in step.given and one.name not in leave]
    return {one.control or one.name: step.given[one.name] for one in given}


def send(
    visitor: Visitor, form: Form | None, values: Mapping[str, Any], *, button: str | None = None,
    files: Files | None = None,
) -> Page:  # fmt: skip
    """Fill a form in and send it; a page that lacks the form raises with what it says instead."""
    if form is None:
        raise WalkError(f"the page {urlsplit(visitor.page.address).path} does not offer it: {visitor.page.main[:600]}")
    sent = filled(form, values)
    page = visitor.submit(form, sent, button=button, files=files)
    if 'class="govuk-error-summary"' in page.html or FLASH.search(page.html):
        raise WalkError(f"refused: {page.main[:600]}")
    return page


def own_form(page: Page, *names: str) -> Form | None:
    """Return the page's form that posts and has the controls, else None; the search field is never it."""
    fitting = [form for form in page.forms if form.method == "post" and "q" not in form.names()]
    return next((form for form in fitting if set(names) <= form.names()), None)


def link_ending(page: Page, ending: str, words: str = "") -> str | None:
    """Return the first link whose address ends so, and whose words hold these."""
    found = ((text, urljoin(page.address, link)) for text, link in page.links)
    return next((link for text, link in found if urlsplit(link).path.endswith(ending) and words in text), None)
