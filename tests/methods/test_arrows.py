"""Every arrow of every method, each reached by a history of its own; the tables below are written by hand."""

from datetime import date

import pytest

from tests.methods.histories import day, event
from trefas.methods import Event, derive_stage, shipped
from trefas.methods.reference import arrows

TREFAS = """
propose                start not_included > proposed
sign_off               proposed > identified
leave_out              proposed > not_included
register               start not_included lapsed handed_over ended > registered
register_more          registered identified followed offered declined accepted supported > same
follow                 identified registered > followed
offer                  identified registered followed declined > offered
offer_more             offered accepted supported > same
accept                 identified registered followed offered declined > accepted
accept_more            accepted supported > same
decline                offered accepted > declined
decline_more           declined supported > same
start_support          accepted > supported
start_more_support     supported > same
end_support            supported > followed
decide_again           identified registered followed offered declined > same
lapse                  identified registered followed offered declined > lapsed
hand_over              identified registered followed offered declined accepted supported > handed_over
end                    identified registered followed offered declined accepted supported lapsed > ended
reopen                 lapsed handed_over ended > proposed
"""

SIG = """
propose                start not_included > proposed
sign_off               proposed > identified
leave_out              proposed > not_included
register               start not_included lapsed handed_over ended > registered
register_more          registered identified offered declined accepted joint supported alone > same
offer                  identified registered declined alone > offered
offer_more             offered accepted joint supported > same
accept                 identified registered offered declined alone > accepted
accept_more            accepted joint supported > same
decline                offered accepted > declined
decline_more           declined joint supported > same
consent                identified registered offered declined accepted alone > joint
renew_consent          joint supported > same
withdraw_consent       joint supported > alone
let_consent_expire     joint supported > alone
start_support          joint > supported
start_more_support     supported > same
end_support            supported > joint
end_support_alone      joint alone > same
decide_again           identified registered offered declined alone > same
lapse                  identified registered offered declined alone > lapsed
hand_over              identified registered offered declined accepted joint supported alone > handed_over
end                    identified registered offered declined accepted joint supported alone lapsed > ended
reopen                 lapsed handed_over ended > proposed
"""

TO_TREFAS_STAGE = {
    "start": "",
    "proposed": "proposed",
    "identified": "proposed signed_off",
    "registered": "registered",
    "followed": "registered followed",
    "offered": "registered followed offered",
    "declined": "registered followed offered declined",
    "accepted": "registered followed offered accepted",
    "supported": "registered followed offered accepted support_started",
    "not_included": "proposed not_included",
    "handed_over": "registered handed_over",
    "ended": "registered ended",
    "lapsed": "registered +200",
}

TO_SIG_STAGE = {
    **{name: path for name, path in TO_TREFAS_STAGE.items() if name != "followed"},
    "offered": "registered offered",
    "declined": "registered offered declined",
    "accepted": "registered offered accepted",
    "joint": "registered consent_given",
    "supported": "registered consent_given support_started",
    "alone": "registered consent_given consent_withdrawn",
}

EVENTS = {
    "propose": "proposed",
    "sign_off": "signed_off",
    "leave_out": "not_included",
    "register": "registered",
    "register_more": "registered",
    "follow": "followed",
    "offer": "offered",
    "offer_more": "offered",
    "accept": "accepted",
    "accept_more": "accepted",
    "decline": "declined",
    "decline_more": "declined",
    "consent": "consent_given",
    "renew_consent": "consent_given",
    "withdraw_consent": "consent_withdrawn",
    "start_support": "support_started",
    "start_more_support": "support_started",
    "end_support": "support_ended",
    "end_support_alone": "support_ended",
    "decide_again": "redecided",
    "hand_over": "handed_over",
    "end": "ended",
    "reopen": "reopened",
}


def _table(method: str, text: str) -> dict[str, tuple[str, str]]:
    arrows_of = {}
    for line in text.strip().splitlines():
        left, target = line.split(" > ")
        move, *sources = left.split()
        for source in sources:
            arrows_of[f"{method}-{move}-{source}"] = (source, source if target == "same" else target)
    return arrows_of


ARROWS = _table("trefas", TREFAS) | _table("sig", SIG)
PATHS = {"trefas": TO_TREFAS_STAGE, "sig": TO_SIG_STAGE}


def _made(kind: str, number: int, path: str) -> Event:
    """The event of a path, with the answers that its guard asks for."""
    by = "berit" if kind == "signed_off" else "bo"
    fact_on = day(number) if kind == "redecided" else None
    ground, verified = ("goal_reached", "authority") if kind == "ended" else ("", "")
    unit_kind = "social_services"
    return event(kind, number, by, unit_kind, "flat", ground, verified, fact_on, _until(kind, path))


def _until(kind: str, path: str) -> date | None:
    return day(100) if kind == "consent_given" and path.endswith("expire") else None


def _history(path: str, last: str) -> tuple[list[Event], int]:
    number, made = 0, []
    for step in path.split():
        number += int(step) if step.startswith("+") else 1
        if not step.startswith("+"):
            made.append(_made(step, number, last))
    return made, number


@pytest.mark.parametrize("name", ARROWS)
def test_arrow(name: str) -> None:
    method_id, move, _ = name.split("-")
    source, target = ARROWS[name]
    made, number = _history(PATHS[method_id][source], "expire" if move == "let_consent_expire" else "")
    before = derive_stage(shipped()[method_id], made, day(number))
    assert (before.stage.id if before.stage else "start") == source
    wait = {"lapse": 250, "let_consent_expire": 110}.get(move, number + 1)
    if move in EVENTS:
        made.append(_made(EVENTS[move], wait, ""))
    after = derive_stage(shipped()[method_id], made, day(wait))
    assert after.stage is not None
    assert after.stage.id == target
    assert after.unheeded == ()


def test_the_tables_above_hold_every_arrow_of_the_definitions() -> None:
    defined = {name: (source, target) for method in shipped().values() for name, _, source, target in arrows(method)}
    assert defined == ARROWS


def test_an_event_that_has_no_arrow_is_reported_and_does_not_move() -> None:
    verdict = derive_stage(shipped()["trefas"], [event("accepted")], day(1))
    assert verdict.stage is None
    assert [unheeded.event.kind for unheeded in verdict.unheeded] == ["accepted"]
    assert verdict.unheeded[0].why.sv == "Händelsen hör inte till skedet som gällde då."


def test_an_event_that_the_method_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="no event 'arrested'"):
        derive_stage(shipped()["trefas"], [event("arrested")], day(1))
