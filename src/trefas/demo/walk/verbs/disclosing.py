"""Verbs of telling another authority: assess, decide, sign; take back; correct; what was told orally."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trefas.demo.walk.filling import filled
from trefas.demo.walk.pages import Control, Form
from trefas.demo.walk.verb import Field, Verb, needed
from trefas.demo.walk.verbs.finding import PERSON, controls, file_of, find, link_ending, own_form, person_page, send
from trefas.demo.walk.visitor import Visitor, WalkError

if TYPE_CHECKING:
    from trefas.demo.walk.running import Walk
    from trefas.demo.walk.scenario import Step

ROUNDS = 4
STOPS = ("assessed", "checked")


def disclose(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Pick items and receiver, then answer, decide and sign, as far as the step says."""
    about = person_page(visitor, find(visitor, step.text("person")).address).rstrip("/").rpartition("/")[2]
    visitor.get(f"/lamna-ut/om/{about}/")
    send(visitor, _items(visitor), {"item": step.texts("items")})
    send(visitor, own_form(visitor.page, "receiver"), controls(step, RECEIVER))
    assess_and_decide(visitor, step)


def go_on(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Go on with the draft about a person to a unit, as far as the step says."""
    _open(visitor, step)
    if visitor.page.form_with("version") is None:
        raise WalkError(f"the disclosure is decided already: {visitor.page.main[:300]}")
    assess_and_decide(visitor, step)


def _items(visitor: Visitor) -> Form | None:
    return next((form for form in visitor.page.forms if "item" in form.names()), None)


def _open(visitor: Visitor, step: Step) -> None:
    visitor.get(f"{file_of(visitor, step.text('person'))}utlamnat/")
    rows = [link for words, link in visitor.page.links if "/lamna-ut/" in link and step.text("receiver") in words]
    if not rows:
        raise WalkError(f"nothing to {step.text('receiver')} stands among what is disclosed about the person.")
    visitor.get(rows[0])


def assess_and_decide(visitor: Visitor, step: Step, stop: str = "") -> None:
    """Go on from the law's questions to the signature, or to where the step (or `stop`) says."""
    stop = stop or step.text("stop")
    _assess(visitor, step, stop)
    if stop == "assessed":
        return
    _decide(visitor, step)
    if stop == "checked":
        return
    form = next((form for form in visitor.page.forms if form.names() == {"csrfmiddlewaretoken", "version"}), None)
    send(visitor, form, {})


def _assess(visitor: Visitor, step: Step, stop: str) -> None:
    """Answer what is asked, also what an answer makes the page ask next; an answer to no question is an error."""
    wanted = [dict(one) for one in step.given.get("answers", [])]
    if "tried" in step.given:
        _keep(visitor, {"tried": step.given["tried"]}, "again")
    for _round in range(ROUNDS if wanted or "no_harm" in step.given or "age_at_offence" in step.given else 0):
        values, left = _answers(own_form(visitor.page, "version"), wanted)
        if not values and left:
            raise WalkError(f"the page has no question «{left[0]['question']}». {visitor.page.main[:1500]}")
        _keep(visitor, values | _harm(visitor, step), "again")
        wanted = left
        if not left:
            break
    _keep(visitor, {}, "close" if stop == "assessed" else "decide")


def _keep(visitor: Visitor, values: dict[str, Any], go_to: str) -> None:
    """Keep the answers and go to the page that the button of that name leads to, which may be folded away."""
    form = own_form(visitor.page, "version")
    if form is not None and form.button(go_to) is None:
        form.controls.append(Control(go_to, "hidden", "1"))
    send(visitor, form, values, button=go_to)


def _answers(form: Form | None, wanted: list[dict[str, Any]]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    values: dict[str, Any] = {}
    left = []
    for one in wanted:
        name = _question(form, one["question"])
        if name is None:
            left.append(one)
        else:
            values |= {f"q-{name}": one["answer"], f"f-{name}": one.get("facts", "")}
    return values, left


def _question(form: Form | None, asked: str) -> str | None:
    for control in form.controls if form else []:
        if control.name.startswith("q-") and (control.name == f"q-{asked}" or asked in control.group):
            return control.name[2:]
    return None


def _harm(visitor: Visitor, step: Step) -> dict[str, Any]:
    values: dict[str, Any] = {}
    form = own_form(visitor.page, "version")
    for one in step.given.get("no_harm", []):
        found = [c for c in (form.controls if form else []) if c.name.startswith("h-") and one["secrecy"] in c.group]
        if not found:
            raise WalkError(f"field no_harm: the page has no secrecy {one['secrecy']}.")
        values |= {found[0].name: "no", f"w-{found[0].name[2:]}": one["why"]}
    if "age_at_offence" in step.given:
        values["age_at_offence"] = step.given["age_at_offence"]
    return values


def _decide(visitor: Visitor, step: Step) -> None:
    form = own_form(visitor.page, "decision")
    offered = {one.value for one in form.controls if one.name == "decision"} if form else set()
    if "refused" in step.given and step.text("decision") not in offered:
        token = {"version": next((one.value for one in form.controls if one.name == "version"), "")} if form else {}
        visitor.force(visitor.page.address, {**token, "decision": step.text("decision")})
        return
    values = controls(step, DECISION)
    reason = values.pop("reason", None)
    if reason:
        values["refused_why" if step.text("decision") == "refused" else "partly_why"] = reason
    send(visitor, form, values)


def take_back(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Take back what the receiver has not registered."""
    _open(visitor, step)
    here = visitor.page.address.split("?")[0]
    form = visitor.page.form_to("/ta-tillbaka/")
    if form is None and "refused" in step.given:
        visitor.force(f"{here}ta-tillbaka/", {})
    else:
        send(visitor, form, {})


def correct(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Send a correction of what the receiver has registered."""
    _open(visitor, step)
    address = link_ending(visitor.page, "/ratta/")
    if address is None:
        raise WalkError(f"the page does not offer it: {visitor.page.main[:600]}")
    visitor.get(address)
    send(visitor, own_form(visitor.page, "reason"), controls(step, CORRECTION))


def tell_orally(_going: Walk, visitor: Visitor, step: Step) -> None:
    """Note what was told already, in an emergency."""
    visitor.get("/lamna-ut/muntligt/")
    form = own_form(visitor.page, "what")
    values = filled(form, controls(step, ORAL, "time")) | {"to": "other", "person": "", "about": step.text("person")}
    if "time" in step.given:
        values |= {"when": "other", "at": step.text("time")}
    page = visitor.submit(form, values, allow=(422,))
    if page.status == 422:
        _same(visitor, step, values)


def _same(visitor: Visitor, step: Step, values: dict[str, Any]) -> None:
    """Several may be meant: choose the one of that name."""
    form = own_form(visitor.page, "what")
    choices = [one for one in (form.of("person") if form else []) if one.value and step.text("person") in one.label]
    if not choices:
        raise WalkError(f"refused: {visitor.page.main[:600]}")
    given = {name: value for name, value in values.items() if name != "about"}
    visitor.submit(form, {**given, "person": choices[0].value})


RECEIVER = (
    needed("receiver", "the unit that is told", "choice"),
    needed("purpose", "for what: `prevent_crime`, `support`, `save_life`, `protect_child`, …", "choice"),
    Field("requested", "`yes` when the receiver asked for it, else `no`", "choice"),
)
DECISION = (
    Field("decision", "`given`, `partly` or `refused`", "choice"),
    Field("withheld", "headings of items that are kept back, when partly given", "choices"),
    Field("reason", "why items are kept back, or why it is refused"),
    Field("third_persons", "what is done with information on other people in the text"),
    Field("child", "under 18: best interests and own view"),
    Field("necessity", "police: why it is necessary and proportionate"),
    Field("person_informed", "whether the person is informed, otherwise why not"),
    Field("message", "message to the receiver"),
)
LAW = (
    Field("tried", "more support to try, by the page's words such as `OSL 10:2`", "choices"),
    Field("answers", "the law's questions: name or words of each, `yes` or `no`, and the facts", "answers"),
    Field("no_harm", "secrecy that was tested and found to protect nobody here", "harms"),
    Field("age_at_offence", "age when the offence was committed, when that is asked", "number"),
    *DECISION,
    Field("stop", "`assessed` or `checked`: leave it there, unsent; without it, it is signed"),
)
CORRECTION = (
    needed("item", "heading of the given item that is wrong", "choice", control="reference"),
    needed("reason", "what was wrong"),
    Field("replaced_by", "heading of the note that is right; without it nothing replaces it", "choice"),
)
ORAL = (
    needed("unit", "the unit that was told", "choice"),
    needed("told_to", "who there", control="told_to_name"),
    needed("what", "what was said"),
    needed("why", "why it could not wait: `life`, `child` or `other`", "choice"),
    Field("why_words", "what, if something else"),
    Field("time", "when it was said, `23:38`; a time later than now was yesterday; without it just now"),
)
TO = needed("receiver", "the unit that was told")

VERBS = (
    Verb(
        "disclose",
        "Tell another unit: items, receiver, the law's questions, decision, signature.",
        (PERSON, needed("items", "headings of the items", "choices"), *RECEIVER, *LAW),
        disclose,
    ),
    Verb("go_on_disclosing", "Go on with a draft to a unit: answer, decide, sign.", (PERSON, TO, *LAW), go_on),
    Verb("take_back_disclosure", "Take back what is not registered yet.", (PERSON, TO), take_back),
    Verb("correct_disclosure", "Send a correction of something given.", (PERSON, TO, *CORRECTION), correct),
    Verb(
        "tell_orally",
        "Note what was told orally in an emergency; it is assessed fully the next working day.",
        (needed("person", "about whom"), *ORAL),
        tell_orally,
    ),
)
