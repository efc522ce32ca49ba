"""Verbs of working together: invite and accept, call a meeting, prepare, mark what was said, undertake, close."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from trefas.demo.walk.verb import Field, Verb, needed
from trefas.demo.walk.verbs.disclosing import LAW, assess_and_decide
from trefas.demo.walk.verbs.finding import PERSON, controls, file_of, own_form, send
from trefas.demo.walk.visitor import Visitor, WalkError

if TYPE_CHECKING:
    from trefas.demo.walk.running import Walk
    from trefas.demo.walk.scenario import Step

MEETING = Field("meeting", "words of its row, such as the place; without it the first of the list")
ABOUT = needed("person", "whose place on the agenda")


def _cooperation(visitor: Visitor, step: Step) -> str:
    file_of(visitor, step.text("person"))
    address = next((link for _words, link in visitor.page.links if "/samverkan/" in link), None)
    if address is None:
        raise WalkError("the file has no link to its co-operation.")
    return urlsplit(visitor.get(address).address).path


def invite(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Invite a unit; the invitation is assessed and signed as any disclosure."""
    visitor.get(f"{_cooperation(visitor, step)}bjud-in/")
    send(visitor, own_form(visitor.page, "unit"), controls(step, INVITATION))
    assess_and_decide(visitor, step)


def accept(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Accept the invitation that is filed to the person."""
    _cooperation(visitor, step)
    send(visitor, next((form for form in visitor.page.forms if "/tacka-ja/" in form.action), None), {})


def call(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Call units to a meeting."""
    visitor.get("/moten/kalla/")
    send(visitor, own_form(visitor.page, "units"), controls(step, CALL))


def open_meeting(visitor: Visitor, step: Step) -> str:
    """Open the meeting that the step means, and return its address."""
    visitor.get("/moten/")
    wanted = step.text("meeting")
    links = [link for words, link in visitor.page.links if re.fullmatch(r"/moten/[0-9a-f-]{36}/", link)]
    for link in links:
        if not wanted or wanted in visitor.get(link).main:
            visitor.get(link)
            return urlsplit(visitor.page.address).path
    raise WalkError("there is no such meeting.")


def open_talk(visitor: Visitor, step: Step) -> str:
    """Open a person's place on the agenda, and return its address."""
    open_meeting(visitor, step)
    found = [link for words, link in visitor.page.links if step.text("person") in words and link.startswith("/moten/")]
    if not found:
        raise WalkError(f"the agenda has no {step.text('person')}: {visitor.page.main[:500]}")
    visitor.get(found[0])
    return urlsplit(visitor.page.address).path


def prepare(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Choose what to tell one unit, and answer the law's questions; nothing is sent before the meeting."""
    visitor.get(f"{open_talk(visitor, step)}forbered/")
    send(visitor, own_form(visitor.page, "items"), controls(step, PREPARED))
    if own_form(visitor.page, "version") is None:
        raise WalkError("the field units: name one unit a step, so that the law's questions are answered for it.")
    assess_and_decide(visitor, step, stop="assessed")


def mark(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Mark something prepared as said or not said."""
    open_talk(visitor, step)
    html = visitor.page.html
    for form in [form for form in visitor.page.forms if "/berattat/" in form.action]:
        title = html[: html.find(form.action)].rpartition('class="said__title">')[2].partition("<")[0]
        if step.text("item") in title:
            send(visitor, form, {}, button=step.text("said"))
            return
    raise WalkError(f"nothing prepared is called «{step.text('item')}»: {visitor.page.main[:600]}")


def part_of_talk(ending: str, *fields: Field) -> Callable[[Walk, Visitor, Step], None]:
    """Return an act that sends one of the small forms of a person's place on the agenda."""

    def run(_going: Walk, visitor: Visitor, step: Step) -> None:
        open_talk(visitor, step)
        send(visitor, visitor.page.form_to(ending), controls(step, fields))

    return run


def close(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Close the meeting, with the next one if it is agreed on."""
    visitor.get(f"{open_meeting(visitor, step)}avsluta/")
    send(visitor, own_form(visitor.page, "day"), controls(step, NEXT))


def close_part(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Send what one has marked as said."""
    open_meeting(visitor, step)
    send(visitor, visitor.page.form_to("/min-del/"), {})


def do_commitment(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Note that a commitment is done."""
    visitor.get("/moten/")
    visitor.follow(step.text("commitment"))
    send(visitor, own_form(visitor.page), controls(step, (OUTCOME,)))


OUTCOME = Field("outcome", "how it went")
INVITATION = (needed("unit", "the unit", "choice"), needed("purpose", "for what", "choice"))
CALL = (
    needed("day", "the day", "day"),
    needed("starts", "`now` or a time, `09:00`", "time"),
    needed("ends", "a time", "time"),
    needed("place", "where"),
    needed("units", "units to call", "choices"),
    needed("people", "who is on the agenda, of those who are shared with a unit", "choices"),
)
NEXT = (
    Field("day", "next meeting: the day", "day"),
    Field("starts", "next meeting: a time", "time"),
    Field("ends", "next meeting: a time", "time"),
    Field("place", "next meeting: where"),
)
PREPARED = (
    needed("items", "headings of what is to be told", "choices"),
    needed("units", "the one unit to tell", "choices"),
    needed("purpose", "for what", "choice"),
    Field("child", "under 18: best interests and view"),
)
HEARD = (needed("unit", "who said it", "choice"), needed("text", "the note, for the own unit only"))
COMMITMENT = (
    needed("text", "what is undertaken"),
    Field("owner", "who", "choice"),
    Field("due_on", "done by", "day"),
)
PRESENT = (needed("units", "units that are in the talk", "choices", control="unit"),)
QUESTIONS = tuple(field for field in LAW if field.name in ("tried", "answers", "no_harm", "age_at_offence"))

VERBS = (
    Verb("invite", "Invite a unit to co-operate about a person.", (PERSON, *INVITATION, *LAW), invite),
    Verb("accept_invitation", "Accept an invitation that is registered to the person.", (PERSON,), accept),
    Verb("call_meeting", "Call units to a meeting.", CALL, call),
    Verb("prepare_telling", "Prepare what to tell one unit.", (MEETING, ABOUT, *PREPARED, *QUESTIONS), prepare),
    Verb(
        "mark_said",
        "Mark something prepared as said or not said.",
        (MEETING, ABOUT, needed("item", "its heading"), needed("said", "`said` or `not_said`")),
        mark,
    ),
    Verb(
        "set_present",
        "Say which units are in the talk about a person.",
        (MEETING, ABOUT, *PRESENT),
        part_of_talk("/narvaro/", *PRESENT),
    ),
    Verb("note_heard", "Note what another unit said.", (MEETING, ABOUT, *HEARD), part_of_talk("/hort/", *HEARD)),
    Verb(
        "undertake",
        "Make a commitment for the own unit.",
        (MEETING, ABOUT, *COMMITMENT),
        part_of_talk("/atagande/", *COMMITMENT),
    ),
    Verb("close_meeting", "Close a meeting that one's unit called to.", (MEETING, *NEXT), close),
    Verb("close_own_part", "Send what one has marked as said.", (MEETING,), close_part),
    Verb(
        "do_commitment",
        "Note that a commitment is done.",
        (needed("commitment", "words of it"), OUTCOME),
        do_commitment,
    ),
)
