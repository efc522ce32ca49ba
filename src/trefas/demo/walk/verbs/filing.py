"""Verbs that fill in one form of a person's file: where it stands, and which of its controls each field fills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trefas.demo.walk.verb import Field, Verb, needed
from trefas.demo.walk.verbs.finding import PERSON, controls, file_of, link_ending, own_form, send
from trefas.demo.walk.visitor import Visitor, WalkError

if TYPE_CHECKING:
    from trefas.demo.walk.running import Walk
    from trefas.demo.walk.scenario import Step


def file_form(name: str, says: str, page: str, *fields: Field) -> Verb:
    """Return a verb that opens the person's file at `page` and sends the form there, with the step's fields."""

    def run(_going: Walk, visitor: Visitor, step: Step) -> None:
        visitor.get(f"{file_of(visitor, step.text('person'))}{page}")
        values = controls(step, fields)
        send(visitor, own_form(visitor.page), values)

    return Verb(name, says, (PERSON, *fields), run)


NOTE = (
    needed("kind", "`fact` or `judgement`", "choice"),
    needed("title", "heading"),
    needed("text", "what is written"),
    Field("happened_at", "when it happened", "moment"),
    Field("ground", "the ground, such as SoL 14:3"),
    Field("category", "police only: where it comes from", "choice"),
    Field("reliability", "police only: reliability of the source, such as B2", "choice"),
    Field("information", "what kind of information it is, as the law package names it", "choices"),
)


def correct_note(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Correct the note whose heading the step names."""
    visitor.get(f"{file_of(visitor, step.text('person'))}tidslinje/?kind=notes")
    before = visitor.page.html.find(step.text("note"))
    address = link_ending(visitor.page, "/ratta/") if before >= 0 else None
    if address is None:
        raise WalkError(f"the timeline has no note «{step.text('note')}» that can be corrected.")
    visitor.get(address)
    send(visitor, own_form(visitor.page, "title"), controls(step, NOTE))


def guardian(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Note a guardian, or change the one of that name."""
    file = file_of(visitor, step.text("person"))
    visitor.get(f"{file}kontakter/")
    known = next((link for words, link in visitor.page.links if words == step.text("name")), None)
    visitor.get(known or f"{file}kontakter/vardnadshavare/")
    send(visitor, own_form(visitor.page), controls(step, GUARDIAN))


GUARDIAN = (
    needed("name", "the guardian's name; one of that name is changed, else added"),
    Field("telephone", "telephone"),
    needed("may_be_told", "whether the guardian may be told (OSL 12:3): `yes`, `no`, `partly`, `not_tested`", "choice"),
    Field("reason", "what the answer rests on; needed unless `not_tested`"),
)

VERBS = (
    file_form("write_note", "Write a note in the person's file.", "anteckning/", *NOTE),
    Verb(
        "correct_note",
        "Correct the latest note of the file; the old text stays, struck through.",
        (PERSON, needed("note", "heading of the note that is wrong"), *(Field(f.name, f.says, f.kind) for f in NOTE)),
        correct_note,
    ),
    file_form(
        "set_next_step",
        "Say what comes next in the file, and when.",
        "nasta-steg/",
        needed("step", "what comes next", control="next_step"),
        needed("on", "the day", "day", control="next_step_on"),
    ),
    file_form(
        "start_following",
        "Decide to follow a person who is agreed on or registered.",
        "borja-folja/",
        needed("text", "what the decision rests on"),
    ),
    file_form(
        "set_case_number",
        "Keep the number of the unit's own case system.",
        "arendenummer/",
        needed("number", "the number", control="reference"),
    ),
    file_form(
        "set_safe_contact",
        "Say how the person may be reached, and what staff must know.",
        "kontakter/saker-vag/",
        Field("telephone", "telephone"),
        Field("times", "when"),
        Field("answers", "who may answer, and what may be said"),
        Field("letters", "whether letters may be sent", "flag"),
        Field("staff_safety", "what staff must know"),
        Field("staff_safety_until", "how long that holds", "day"),
    ),
    file_form(
        "name_counterpart",
        "Name somebody at another authority who works with the same person.",
        "kontakter/motpart/",
        needed("unit", "that unit", "choice"),
        needed("name", "name"),
        Field("telephone", "telephone"),
    ),
    Verb("set_guardian", "Note a guardian, and whether that guardian may be told.", (PERSON, *GUARDIAN), guardian),
    file_form(
        "mention_third_person",
        "Write a third person, not suspected, into this file and nowhere else.",
        "kontakter/tredje-person/",
        needed("name", "the third person's name"),
        needed("relation", "relation to the person"),
        needed("text", "why it is needed here"),
    ),
    file_form(
        "inform_person",
        "Note that the person was informed, or why not and when that is tested again.",
        "information/",
        needed("informed", "`yes` or `no`", "choice"),
        needed("on", "the day", "day"),
        Field("how", "`oral`, `visit`, `telephone` or `written`", "choice"),
        Field("why_not", "why not"),
        Field("test_on", "when it is tested again", "day"),
    ),
)
