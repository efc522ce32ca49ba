"""Verbs of the beginning: import a list, keep a person, propose, and the second person's answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from trefas.demo.walk.filling import filled
from trefas.demo.walk.verb import Field, Verb, needed
from trefas.demo.walk.verbs.finding import PERSON, controls, file_of, find, own_form, person_page, send
from trefas.demo.walk.visitor import Visitor, WalkError

if TYPE_CHECKING:
    from trefas.demo.walk.running import Walk
    from trefas.demo.walk.scenario import Step

STATES = ("new", "changed", "same", "gone", "duplicate", "error")


def import_list(going: Walk, visitor: Visitor, step: Step) -> None:
    """Upload a list, compare what the page says of its rows, choose, and save."""
    given = going.scenario.lists[step.text("list")]
    visitor.get("/import/")
    send(visitor, own_form(visitor.page, "file"), {}, files={"file": (given.file, given.content())})
    _rows_are(visitor, step.given.get("rows", {}))
    form = own_form(visitor.page)
    chosen = {f"row-{row}": "leave" for row in step.given.get("leave_out", [])}
    chosen |= {f"row-{row}": "take" for row in step.given.get("take", [])}
    send(visitor, form, chosen)


def _rows_are(visitor: Visitor, expected: dict[str, Any]) -> None:
    for state, count in expected.items():
        found = len(re.findall(rf"import__row--{re.escape(state)}\b", visitor.page.html))
        if state not in STATES or found != count:
            raise WalkError(f"field rows, {state}: {count} expected, the page has {found}. {visitor.page.main[:600]}")


def undo_import(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Undo the latest import of that file."""
    visitor.get("/import/")
    link = next((link for words, link in visitor.page.links if step.text("file") in words), None)
    if link is None:
        raise WalkError(f"no earlier list is called {step.text('file')}.")
    visitor.get(link)
    send(visitor, visitor.page.form_to("/angra/") or own_form(visitor.page), {})


def keep_person(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Keep a person who is not in the unit's information."""
    visitor.get("/personer/ny/")
    send(visitor, own_form(visitor.page, "given_name"), controls(step, NEW_PERSON))


def change_person(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Change what the unit keeps about a person."""
    here = find(visitor, step.text("person")).address
    visitor.get(f"{person_page(visitor, here)}andra/")
    send(visitor, own_form(visitor.page, "given_name"), controls(step, PERSON_FIELDS))


def propose(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Begin with whom it is about, then write criteria with evidence, events with roles, and why now."""
    given_name, _space, family_name = step.text("person").rpartition(" ")
    visitor.get("/forslag/ny/")
    who = {"given_name": given_name, "family_name": family_name}
    who |= {name: step.text(name) for name in ("identity_number", "birth_date") if name in step.given}
    send(visitor, own_form(visitor.page, "given_name"), who)
    if "/forslag/person/" not in visitor.page.address:
        _choose_known(visitor, step.text("person"), who)
    if "method" in step.given:
        visitor.get(f"{visitor.page.address.split('?')[0]}?method={step.text('method')}")
    send(visitor, own_form(visitor.page, "reason"), _case(step))


def _choose_known(visitor: Visitor, person: str, who: dict[str, Any]) -> None:
    known = next((link for words, link in visitor.page.links if words == person), None)
    if known:
        visitor.get(known)
    else:
        send(visitor, own_form(visitor.page, "given_name"), who, button="create")


def _case(step: Step) -> dict[str, Any]:
    values = controls(step, CASE)
    for criterion, pieces in step.given["criteria"].items():
        for place, piece in enumerate(pieces):
            values |= {f"c-{criterion}-{place}": piece["text"], f"c-{criterion}-{place}-on": piece["on"]}
    for place, event in enumerate(step.given["events"]):
        name = f"e-{place}"
        values |= {name: event["event"], f"{name}-on": event["on"], f"{name}-roles": event["roles"]}
    return values


def judge(answer: str) -> Any:
    """Return a verb's act that answers a proposal so; where the page offers no such answer, it is sent all the same."""

    def run(_going: Walk, visitor: Visitor, step: Step) -> None:
        _open_proposal(visitor, step.text("person"))
        form = own_form(visitor.page, "reason")
        if form is not None and any(one.value == answer for one in form.controls):
            send(visitor, form, filled(form, {"reason": step.text("reason")}), button=answer)
        elif "refused" in step.given:
            visitor.force(visitor.page.address, {"answer": answer, "reason": step.text("reason")})
        else:
            raise WalkError(f"the page does not offer it: {visitor.page.main[:600]}")

    return run


def _open_proposal(visitor: Visitor, person: str) -> None:
    file_of(visitor, person)
    address = next((link for _words, link in visitor.page.links if link.startswith("/forslag/")), None)
    if address is None:
        raise WalkError(f"nothing leads to a proposal about {person}.")
    visitor.get(address)


PERSON_FIELDS = (
    Field("given_name", "given name"),
    Field("family_name", "family name"),
    Field("identity_number", "identity number of a test series"),
    Field("birth_date", "date of birth, when there is no number", "day"),
    Field("telephone", "telephone"),
    Field("whereabouts", "where the person is or lives"),
    Field("language", "language"),
    Field("interpreter", "whether an interpreter is needed", "flag"),
)
NEW_PERSON = (
    *PERSON_FIELDS,
    Field("protection", "protected identity: the form's choice", "choice"),
    Field("handlers", "named handlers beside oneself", "choices"),
)
CASE = (
    needed("reason", "why now"),
    needed("fact_on", "day of the newest fact", "day"),
    Field("best_interests", "under 18: what is best for the child"),
    Field("own_view", "under 18: the child's own view, or why it was not heard"),
    Field("social_worker", "under 18: the named social worker"),
)
REASON = Field("reason", "the reason; a no must have one")

VERBS = (
    Verb(
        "import_list",
        "Upload a list, look at every row, and save the chosen ones.",
        (
            needed("list", "name of a `[list.NAME]`"),
            Field("rows", "how many rows the preview shows of each state: `{ new = 9, error = 2 }`", "table"),
            Field("leave_out", "numbers of rows in the file that are not saved", "table"),
            Field("take", "numbers of rows that are saved though the page does not propose it", "table"),
        ),
        import_list,
    ),
    Verb("undo_import", "Undo a whole import.", (needed("file", "the file's name"),), undo_import),
    Verb("keep_person", "Keep a person whom the unit does not have.", NEW_PERSON, keep_person),
    Verb("change_person", "Change what the unit keeps about a person.", (PERSON, *PERSON_FIELDS), change_person),
    Verb(
        "propose",
        "Propose a person by a method's criteria; somebody of that name is taken, else added.",
        (
            needed("person", "given name and family name"),
            Field("identity_number", "identity number, when the person is new"),
            Field("birth_date", "date of birth, when the person is new and has no number", "day"),
            Field("method", "`trefas` or `sig`; without it the unit's first"),
            needed("criteria", "evidence by the method's criteria", "evidence"),
            needed("events", "events with the person's roles in each, at most three", "events"),
            *CASE,
        ),
        propose,
    ),
    Verb("sign_off", "Agree to a proposal as the second person.", (PERSON, REASON), judge("sign_off")),
    Verb("refuse_proposal", "Say no to a proposal as the second person.", (PERSON, REASON), judge("refuse")),
    Verb("take_back_proposal", "Take one's own proposal back.", (PERSON, REASON), judge("withdraw")),
)  # fmt: skip
