"""What may be done now: sign-offs, support by support, endings, consent, and what the form must ask."""

import pytest

from tests.methods.histories import day, event, followed, supported
from trefas.methods import (
    Actor,
    Event,
    MoveVerdict,
    Need,
    Outcome,
    UnitKind,
    allowed_moves,
    derive_stage,
    joint_work,
    may_record,
    orders_after,
    read_definition,
    shipped,
)
from trefas.methods.reading import definition_source

TREFAS = shipped()["trefas"]
SIG = shipped()["sig"]


def _move(events: tuple[Event, ...], kind: str, by: str = "bo", unit: UnitKind = UnitKind.POLICE) -> MoveVerdict:
    moves = allowed_moves(TREFAS, events, day(50), Actor(by, unit))
    return next(move for move in moves if move.event == kind)


def test_a_new_person_can_be_proposed_or_registered_and_nothing_else() -> None:
    moves = allowed_moves(TREFAS, (), day(0), Actor("bo", UnitKind.POLICE))
    assert {move.event for move in moves if move.outcome is Outcome.ALLOWED} == {"proposed", "registered"}
    assert next(move for move in moves if move.event == "offered").reasons[0].sv == "Personen följs inte än."


def test_the_proposer_may_not_sign_off_and_is_told_why() -> None:
    verdict = _move((event("proposed"),), "signed_off")
    assert verdict.outcome is Outcome.REFUSED
    assert verdict.reasons[0].sv == "Den som har föreslagit kan inte själv medbedöma förslaget."


def test_a_colleague_may_sign_off() -> None:
    verdict = _move((event("proposed"),), "signed_off", by="berit")
    assert verdict.outcome is Outcome.ALLOWED
    assert verdict.target == TREFAS.stage("identified")
    assert verdict.label.sv == "Medbedöm"


def test_a_unit_outside_the_sign_off_is_refused() -> None:
    exit_unit = UnitKind.EXIT_UNIT
    assert _move((event("proposed"),), "signed_off", "kim", exit_unit).outcome is Outcome.REFUSED
    stranger = event("signed_off", 1, by="kim", unit_kind="exit_unit")
    assert derive_stage(TREFAS, (event("proposed"), stranger), day(2)).stage == TREFAS.stage("proposed")


def test_a_unit_that_is_no_party_may_do_nothing() -> None:
    moves = allowed_moves(TREFAS, followed(), day(1), Actor("otto", UnitKind.SCHOOL))
    assert {move.outcome for move in moves} == {Outcome.REFUSED}


def test_two_sign_offs_take_two_persons() -> None:
    source = definition_source("trefas").replace("[sign_off]\ncount = 1", "[sign_off]\ncount = 2")
    strict = read_definition(source, "strict.toml")
    first, again = (event("signed_off", number, by="berit") for number in (1, 2))
    third = event("signed_off", 3, by="bodil")
    assert derive_stage(strict, (event("proposed"), first, again), day(3)).stage == strict.stage("proposed")
    assert derive_stage(strict, (event("proposed"), first, third), day(3)).stage == strict.stage("identified")
    assert may_record(strict, (event("proposed"),), first).target == strict.stage("proposed")
    assert may_record(strict, (event("proposed"), first), again).outcome is Outcome.REFUSED


def test_support_runs_until_the_last_one_ends() -> None:
    both = (*supported(), event("support_started", 1, subject="job"))
    one_ended = event("support_ended", 2, subject="flat")
    assert may_record(TREFAS, both, one_ended).outcome is Outcome.ALLOWED
    verdict = derive_stage(TREFAS, (*both, one_ended), day(2))
    assert (verdict.stage, verdict.running_support) == (TREFAS.stage("supported"), frozenset({"job"}))
    last = event("support_ended", 3, subject="job")
    assert derive_stage(TREFAS, (*both, one_ended, last), day(3)).stage == TREFAS.stage("followed")


@pytest.mark.parametrize(
    ("ground", "verified", "why"),
    [
        ("", "", "Avslutet anger ingen av metodens grunder."),
        ("tired_of_it", "authority", "Avslutet anger ingen av metodens grunder."),
        ("not_seen", "", "Avslutet anger inte hur grunden är kontrollerad."),
        ("killed", "own_contact", "Avslutet anger inte hur grunden är kontrollerad."),
    ],
)
def test_an_ending_needs_a_ground_and_how_it_was_verified(ground: str, verified: str, why: str) -> None:
    verdict = may_record(TREFAS, followed(), event("ended", 5, ground=ground, verified=verified))
    assert (verdict.outcome, verdict.reasons[0].sv) == (Outcome.REFUSED, why)


def test_an_ending_with_both_is_allowed() -> None:
    verdict = may_record(TREFAS, followed(), event("ended", 5, ground="not_seen", verified="not_verified"))
    assert (verdict.outcome, verdict.target) == (Outcome.ALLOWED, TREFAS.stage("ended"))


@pytest.mark.parametrize(
    ("kind", "needs"),
    [
        ("ended", {Need.REASON, Need.GROUND, Need.VERIFIED}),
        ("redecided", {Need.REASON, Need.FACT_ON}),
        ("offered", {Need.REASON}),
        ("contacted", set()),
        ("custody_started", {Need.UNTIL}),
    ],
)
def test_the_form_asks_for_what_the_event_needs(kind: str, needs: set[Need]) -> None:
    assert set(_move(followed(), kind).needs) == needs


@pytest.mark.parametrize(
    ("history", "kind", "outcome"),
    [
        ((), "custody_ended", Outcome.REFUSED),
        ((), "custody_started", Outcome.ALLOWED),
        ((event("custody_started", 1),), "custody_started", Outcome.REFUSED),
        ((event("custody_started", 1),), "custody_ended", Outcome.ALLOWED),
    ],
)
def test_custody_starts_before_it_ends(history: tuple[Event, ...], kind: str, outcome: Outcome) -> None:
    assert _move((*followed(), *history), kind).outcome is outcome


def test_custody_is_a_condition_and_not_a_stage() -> None:
    held = (*followed(), event("custody_started", 1, until=day(90)))
    verdict = derive_stage(TREFAS, held, day(2))
    assert (verdict.stage, verdict.in_custody, verdict.release_on) == (TREFAS.stage("followed"), True, day(90))
    assert not derive_stage(TREFAS, (*held, event("custody_ended", 60)), day(61)).in_custody


def test_time_moves_are_nobodys_to_make() -> None:
    assert _move(followed(), "lapsed").reasons[0].en == "This happens by itself when time runs out."


def test_a_closed_file_says_what_to_do() -> None:
    verdict = _move((*followed(), event("handed_over", 2)), "offered")
    assert verdict.reasons[0].sv.startswith("Uppföljningen är stängd. Föreslå personen på nytt")


def test_an_unknown_event_cannot_be_recorded() -> None:
    with pytest.raises(ValueError, match="no event 'arrested'"):
        may_record(TREFAS, followed(), event("arrested", 2))


def test_a_yes_orders_threat_assessment_and_needs_inquiry_the_same_day() -> None:
    orders = {(order.owner, order.days) for order in orders_after(TREFAS, "accepted")}
    assert orders == {(UnitKind.POLICE, 0), (UnitKind.SOCIAL_SERVICES, 0)}
    assert orders_after(TREFAS, "offered") == ()


def _consent(number: int, until: int | None) -> Event:
    last = None if until is None else day(until)
    return event("consent_given", number, by="amina", unit_kind="social_services", until=last)


def test_sig_does_nothing_jointly_before_a_consent() -> None:
    registered = event("registered")
    start = event("support_started", 2, subject="flat")
    assert joint_work(SIG, (registered,), day(1)).outcome is Outcome.REFUSED
    assert derive_stage(SIG, (registered, start), day(2)).stage == SIG.stage("registered")
    assert joint_work(SIG, (registered, _consent(1, 30)), day(30)).outcome is Outcome.ALLOWED


def test_an_expired_consent_stops_joint_work_by_itself() -> None:
    history = (event("registered"), _consent(1, 30))
    assert derive_stage(SIG, history, day(30)).stage == SIG.stage("joint")
    verdict = derive_stage(SIG, history, day(31))
    assert (verdict.stage, verdict.since) == (SIG.stage("alone"), day(31))
    assert joint_work(SIG, history, day(31)).outcome is Outcome.REFUSED


def test_a_withdrawn_consent_stops_joint_work_at_once() -> None:
    history = (event("registered"), _consent(1, None), event("consent_withdrawn", 9))
    assert derive_stage(SIG, history, day(9)).stage == SIG.stage("alone")
    assert joint_work(SIG, history, day(9)).outcome is Outcome.REFUSED


def test_a_consent_that_has_expired_when_given_opens_nothing() -> None:
    verdict = may_record(SIG, (event("registered"),), _consent(5, 4))
    assert verdict.outcome is Outcome.REFUSED


def test_trefas_needs_no_consent_since_each_disclosure_is_assessed() -> None:
    assert joint_work(TREFAS, (), day(0)).outcome is Outcome.ALLOWED
