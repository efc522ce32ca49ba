"""Random histories: the engine against the small model, and what must hold for every one of them."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.methods.histories import day, event, followed
from tests.methods.model import BESIDE, Model
from trefas.methods import (
    Actor,
    Event,
    Outcome,
    UnitKind,
    allowed_moves,
    derive_stage,
    may_record,
    next_review,
    shipped,
)

METHODS = st.sampled_from(sorted(shipped()))
KINDS = [kind.id for kind in shipped()["trefas"].events if kind.id not in ("lapsed", "consent_expired", "followed")]
LAST = 900


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Up to 14 events, most in an order that gets somewhere, in no particular order of time."""
    opening = draw(st.sampled_from([[], ["registered"], ["proposed", "signed_off"], ["registered", "offered"]]))
    kinds = [*opening, *draw(st.lists(st.sampled_from(KINDS), max_size=14))]
    numbers = sorted(draw(st.lists(st.integers(0, LAST), min_size=len(kinds), max_size=len(kinds))))
    return [draw(_events(kind, number)) for kind, number in zip(kinds, numbers, strict=True)]


@st.composite
def _events(draw: st.DrawFn, kind: str, number: int) -> Event:
    by = draw(st.sampled_from(["bo", "berit"]))
    unit_kind = draw(st.sampled_from(["social_services", "social_services", "police"]))
    made = event(kind, number, by, unit_kind, draw(st.sampled_from(["flat", "job"])))
    if kind in ("redecided", "proposed", "reopened"):
        made = replace(made, fact_on=draw(st.none() | st.integers(0, LAST).map(day)))
    if kind in ("consent_given", "custody_started"):
        made = replace(made, until=draw(st.none() | st.integers(number - 5, number + 300).map(day)))
    if kind == "ended":
        made = replace(made, ground="goal_reached", verified=draw(st.sampled_from(["authority", ""])))
    return made


def _stage(method: str, events: list[Event], number: int) -> str:
    verdict = derive_stage(shipped()[method], events, day(number))
    return verdict.stage.id if verdict.stage else "start"


@given(METHODS, histories(), st.integers(0, LAST + 200))
@settings(max_examples=300, deadline=None)
def test_the_engine_agrees_with_the_model(method: str, events: list[Event], number: int) -> None:
    assert _stage(method, events, number) == Model(method).live(events, day(number))


@given(METHODS, histories(), st.integers(0, LAST))
@settings(max_examples=60, deadline=None)
def test_later_events_leave_earlier_answers(method: str, events: list[Event], number: int) -> None:
    heard = [made for made in events if made.on <= day(number)]
    assert derive_stage(shipped()[method], events, day(number)) == derive_stage(shipped()[method], heard, day(number))


@given(METHODS, histories(), st.integers(0, LAST))
@settings(max_examples=60, deadline=None)
def test_conditions_never_change_the_stage(method: str, events: list[Event], number: int) -> None:
    plain = [made for made in events if made.kind not in BESIDE]
    assert _stage(method, events, number) == _stage(method, plain, number)


@given(METHODS, histories(), st.integers(0, LAST))
@settings(max_examples=60, deadline=None)
def test_the_proposer_alone_never_gets_past_the_proposal(method: str, events: list[Event], number: int) -> None:
    alone = [replace(made, by="bo") for made in events if made.kind != "registered"]
    assert _stage(method, alone, number) in ("start", "proposed", "not_included")


@given(METHODS, histories(), st.integers(0, LAST))
@settings(max_examples=60, deadline=None)
def test_every_open_stage_has_a_next_date(method: str, events: list[Event], number: int) -> None:
    verdict = derive_stage(shipped()[method], events, day(number))
    due = next_review(shipped()[method], events, day(number)).due
    settled = verdict.stage is None or (verdict.stage.closed and verdict.stage.id != "lapsed")
    assert (due is None) == settled


@given(METHODS, histories(), st.integers(0, LAST))
@settings(max_examples=60, deadline=None)
def test_joint_stages_have_a_valid_consent(method: str, events: list[Event], number: int) -> None:
    verdict = derive_stage(shipped()[method], events, day(number))
    assert verdict.stage is None or not verdict.stage.joint or verdict.consent_valid


@given(METHODS, histories(), st.integers(0, LAST), st.sampled_from(KINDS))
@settings(max_examples=60, deadline=None)
def test_a_closed_stage_stays_closed(method: str, events: list[Event], number: int, kind: str) -> None:
    before = derive_stage(shipped()[method], events, day(number)).stage
    if before is None or not before.closed or kind in ("registered", "proposed", "reopened", "ended"):
        return
    heard = [made for made in events if made.on <= day(number)]
    assert _stage(method, [*heard, event(kind, number, subject="flat")], number) == before.id


@given(METHODS, st.lists(st.sampled_from(sorted(BESIDE)), max_size=6), st.integers(6, 400))
@settings(max_examples=60, deadline=None)
def test_a_no_opens_nothing(method: str, beside: list[str], number: int) -> None:
    """Whoever said no can be met with nothing that somebody never asked could not."""
    unasked = [event("registered"), *(event(kind, place) for place, kind in enumerate(beside))]
    asked = [*unasked, event("offered", 1), event("declined", 2)]
    assert _open_to(method, asked, number) - _open_to(method, unasked, number) <= {"declined"}
    assert _stage(method, asked, number) == ("lapsed" if _stage(method, unasked, number) == "lapsed" else "declined")


def _open_to(method: str, events: list[Event], number: int) -> set[str]:
    actor = Actor("amina", UnitKind.SOCIAL_SERVICES)
    moves = allowed_moves(shipped()[method], events, day(number), actor)
    return {move.event for move in moves if move.outcome is Outcome.ALLOWED}


@given(st.lists(st.sampled_from(["offered", "declined", "contacted", "reviewed"]), max_size=12))
@settings(max_examples=40, deadline=None)
def test_a_no_never_blocks_a_later_yes(kinds: list[str]) -> None:
    history = [*followed(), *(event(kind, place) for place, kind in enumerate(kinds))]
    assert _stage("trefas", [*history, event("accepted", 20)], 20) == "accepted"


@given(METHODS, histories(), st.integers(0, LAST), st.data())
@settings(max_examples=150, deadline=None)
def test_buttons_and_derivation_agree(method: str, events: list[Event], number: int, data: st.DataObject) -> None:
    definition = shipped()[method]
    heard = [made for made in events if made.on <= day(number)]
    made = data.draw(st.sampled_from(KINDS).flatmap(lambda kind: _events(kind, number)))
    made = replace(made, unit_kind="social_services")
    verdict = may_record(definition, heard, made)
    before = derive_stage(definition, heard, day(number))
    after = derive_stage(definition, [*heard, made], day(number))
    if verdict.outcome is Outcome.ALLOWED:
        assert verdict.target == after.stage
    else:
        assert after.stage == before.stage
        assert definition.event(made.kind).beside or len(after.unheeded) > len(before.unheeded)
