"""Verbs of the plan: offers, support, tasks, threats, measures, custody, contacts, reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from trefas.demo.walk.verb import Field, Verb, needed
from trefas.demo.walk.verbs.filing import file_form
from trefas.demo.walk.verbs.finding import PERSON, controls, file_of, own_form, send
from trefas.demo.walk.visitor import Visitor, WalkError

if TYPE_CHECKING:
    from trefas.demo.walk.running import Walk
    from trefas.demo.walk.scenario import Step

TEXT = Field("text", "what was said, in the person's own words")
TRY = Field("next_try_on", "when to try again", "day")


def row_form(name: str, says: str, part: str, row: Field, *fields: Field) -> Verb:
    """Return a verb that opens the plan's row whose address holds `part` and whose title holds the field `row`."""

    def run(_going: Walk, visitor: Visitor, step: Step) -> None:
        visitor.get(f"{file_of(visitor, step.text('person'))}plan/")
        _open_row(visitor, part, step.text(row.name))
        send(visitor, own_form(visitor.page), controls(step, fields))

    return Verb(name, says, (PERSON, row, *fields), run)


def _open_row(visitor: Visitor, part: str, title: str) -> None:
    for words, link in visitor.page.links:
        if f"/plan/{part}/" in urlsplit(link).path and len(link) > 70 and title in words:
            visitor.get(link)
            return
    raise WalkError(f"the plan has no row «{title}» to open. {visitor.page.main[:800]}")


def prepare_measure(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Choose the measure, then state its ground and facts."""
    visitor.get(f"{file_of(visitor, step.text('person'))}plan/atgard/")
    links = {words: link for words, link in visitor.page.links if "/plan/atgard/ny/" in link}
    wanted = step.text("measure")
    found = next((link for words, link in links.items() if wanted in words or f"/{wanted}/" in link), None)
    if found is None:
        raise WalkError(f"the method has no measure «{wanted}» for this authority. It has: {', '.join(links)}.")
    visitor.get(found)
    facts = {f"fact_{place}": text for place, text in enumerate(step.texts("facts"))}
    send(visitor, own_form(visitor.page, "fact_on"), controls(step, MEASURE, "measure", "facts") | facts)


CHILD = (
    Field("best_interests", "under 18: what is best for the child"),
    Field("own_view", "under 18: the child's own view, or why it was not heard"),
    Field("social_worker", "under 18: the named social worker"),
)
MEASURE = (
    needed("measure", "name or id of the measure in the method"),
    needed("facts", "each fact that the measure asks for, in the page's order", "texts"),
    Field("ground", "the legal ground; without it the first", "choice"),
    needed("fact_on", "day of the newest fact", "day"),
    *CHILD,
)

VERBS = (
    file_form(
        "note_contact",
        "Note a contact or an attempt.",
        "kontakt/",
        needed("how", "`visit`, `telephone`, …: one of the page's choices", "choice", control="kind"),
        Field("with_whom", "`person` or another of the page's choices", "choice"),
        needed("outcome", "what came of it: one of the page's choices", "choice"),
        Field("happened_at", "when", "moment"),
        TRY,
        TEXT,
    ),
    file_form(
        "offer_help",
        "Offer help.",
        "plan/erbjudande/",
        needed("offer", "kind of offer in the method, by id or name", "choice", control="kind"),
        needed("channel", "how: one of the page's choices", "choice"),
        Field("offered_at", "when", "moment"),
        TEXT,
        TRY,
    ),
    row_form(
        "record_answer",
        "Record the answer to an offer; the newest offer of that name is meant.",
        "erbjudande",
        needed("offer", "name of the offer on the plan"),
        needed("answer", "`yes`, `no` or `no_answer`", "choice"),
        Field("answered_at", "when", "moment"),
        TEXT,
        TRY,
        Field(
            "threat_from",
            "after a yes: the unit that the threat assessment is ordered from, or `not_now`",
            "choice",
            control="order_threat_assessment",
        ),
        Field(
            "needs_from",
            "after a yes: the unit that the needs inquiry is ordered from, or `not_now`",
            "choice",
            control="order_needs_inquiry",
        ),
    ),
    row_form(
        "choose_who_helps",
        "Say who helps on after a yes.",
        "erbjudande",
        needed("offer", "name of the offer on the plan"),
        needed("path", "one of the page's choices", "choice"),
    ),
    file_form(
        "start_support",
        "Start support.",
        "plan/stod/",
        needed("support", "kind of support in the method, by id or name", "choice", control="kind"),
        needed("goal", "goal"),
        Field("owner", "who answers for it", "choice"),
        Field("starts_on", "first day", "day"),
        needed("follow_up_on", "when it is followed up", "day"),
        Field("consent_by", "who consents: one of the page's choices", "choice"),
    ),
    row_form(
        "follow_up_support",
        "Follow support up, or end it.",
        "stod",
        needed("support", "name of the support on the plan"),
        needed("act", "`go_on` or `end`", "choice"),
        Field("follow_up_on", "next follow-up", "day"),
        Field("goal", "goal"),
        Field("ended_on", "last day", "day"),
        Field("outcome", "what came of it"),
    ),
    row_form(
        "close_task",
        "Close a task of the plan.",
        "uppgift",
        needed("task", "part of what the plan calls it"),
        needed("act", "`done` or `drop`", "choice"),
        Field("outcome", "what came of it, or why not"),
    ),
    file_form(
        "add_threat",
        "Add to the threat picture, against the person or from the person.",
        "plan/hot/",
        needed("direction", "`against` or `from`", "choice"),
        needed("on", "day of the information", "day"),
        needed("text", "what is known"),
        needed("source", "the note or received item it rests on, by words of its row", "choice"),
    ),
    row_form(
        "threat_is_past",
        "Say that an entry of the threat picture is no longer current.",
        "hot",
        needed("threat", "words of its row, such as its day"),
        needed("since", "since when", "day"),
        needed("reason", "why"),
    ),
    file_form(
        "order_acute",
        "Order an acute measure.",
        "plan/akut/",
        needed("text", "what is to be done"),
        Field("due_on", "at the latest", "day"),
        Field("owner", "who answers for it", "choice"),
    ),
    Verb("prepare_measure", "Prepare a measure of the own authority.", (PERSON, *MEASURE), prepare_measure),
    row_form(
        "act_on_measure",
        "Decide a measure, drop it, say that it is carried out, or end it.",
        "atgard",
        needed("measure", "name of the measure on the plan"),
        needed("act", "`decide`, `drop`, `carry_out` or `end`", "choice"),
        Field("ended_on", "last day", "day"),
        Field("outcome", "what came of it, or why not"),
    ),
    file_form(
        "note_custody",
        "Note that the person is in custody: a condition, not an ending.",
        "plan/frihetsberovad/",
        needed("since", "since when", "day"),
        Field("place", "where"),
        Field("release_on", "expected release", "day"),
    ),
    file_form(
        "note_release",
        "Note that the expected release has changed, or that the person is released.",
        "plan/frihetsberovad/",
        needed("act", "`change` or `released`", "choice"),
        needed("on", "the day", "day"),
    ),
    file_form(
        "review",
        "Review a file: go on, hand over, or end.",
        "folj-upp/",
        needed("decision", "`continue`, `hand_over` or `end`", "choice"),
        needed("text", "what the decision rests on"),
        Field("fact_on", "to go on anew: day of the newer fact", "day"),
        Field("to_unit", "to hand over: the unit", "choice"),
        Field("to_user", "to hand over in one's own branch: who there", "choice"),
        Field("ground", "to end: the ground in the method, by id or name", "choice"),
        Field("verified", "to end: how it was verified, by id or name", "choice"),
        *CHILD,
    ),
)
