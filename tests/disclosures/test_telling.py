"""Told first, recorded afterwards: never blocked, due the next working day, and seen by manager and lawyer."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.cast import NOW, enter
from tests.disclosures.build import OBVIOUS, assessed, keep, registered, unit
from trefas.disclosures.actions import Facts, Told, answer_questions, decide, record_oral, review_oral
from trefas.disclosures.days import next_working_day
from trefas.disclosures.models import Assessment, Breach, Decision, Duty, Envelope
from trefas.disclosures.reading import for_the_lawyer, overdue_oral
from trefas.law import questions
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
NIGHT = datetime(2026, 11, 18, 22, 38, tzinfo=UTC)
NOTED = NIGHT + timedelta(minutes=3)


def told(room, now=NOTED, **changed):
    values = {
        "person": None,
        "receiver": unit(),
        "told_to": "Petra Olin, socialjouren",
        "what": "Vill bort i natt. Hot mot honom.",
        "why": "life",
        "told_at": NIGHT,
    }
    made = Told(**{**values, **changed, "person": changed.get("person") or keep(room)})
    return record_oral(by=room.acting, told=made, now=now)


def refused_by_law(answer) -> Facts:
    """Every question of every provision answered with no."""
    conditions: dict[str, dict[str, bool]] = {}
    for question in questions(answer.request, answer):
        for rule in question.keys:
            conditions.setdefault(rule, {})[question.id] = False
    return Facts(conditions=conditions)


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (date(2026, 11, 18), date(2026, 11, 19)),
        (date(2026, 11, 20), date(2026, 11, 23)),
        (date(2026, 12, 23), date(2026, 12, 28)),
        (date(2026, 12, 31), date(2027, 1, 4)),
        (date(2026, 6, 18), date(2026, 6, 22)),
        (date(2026, 5, 13), date(2026, 5, 15)),
    ],
)
def test_the_next_working_day_steps_over_weekends_holidays_and_eves(on, due) -> None:
    assert next_working_day(on) == due


def test_told_and_recorded_differ_and_the_whole_assessment_is_due() -> None:
    with enter("bo") as police:
        kept = told(police)
        duty = Duty.objects.get(room_id=police.room_id)
    assert (kept.told_at, kept.recorded_at, kept.due_on) == (NIGHT, NOTED, date(2026, 11, 19))
    assert (kept.decision, duty.kind, duty.due_on) == ("open", "full_assessment", kept.due_on)


def test_after_midnight_in_stockholm_it_is_the_next_day() -> None:
    with enter("bo") as police:
        kept = told(police, told_at=datetime(2026, 11, 19, 23, 30, tzinfo=UTC), now=NOW + timedelta(days=1))
    assert kept.due_on == date(2026, 11, 23)


def test_overdue_it_is_the_managers() -> None:
    with enter("bo") as police:
        kept = told(police)
        assert list(overdue_oral(date(2026, 11, 19), police.room_id)) == []
        assert list(overdue_oral(date(2026, 11, 20), police.room_id)) == [kept]


def test_assessed_fully_the_copy_goes_and_the_duty_is_done() -> None:
    with enter("bo") as police:
        kept = told(police)
        answer_questions(by=police.acting, assessment=kept, version=1, facts=OBVIOUS, now=NOW)
        decide(by=police.acting, assessment=kept, version=2, decision=Decision.GIVEN, record={}, now=NOW)
        kept = Assessment.objects.get(room_id=police.room_id, pk=kept.pk)
        assert kept.record["form"] == "oral"
        assert kept.record["receiver"]["officer"] == "Petra Olin, socialjouren"
        assert list(Duty.objects.filter(done_at=None, room_id=police.room_id)) == []
    with enter("amina") as social:
        (item,) = registered(social)
        assert (item.content["text"], item.happened_at) == ("Vill bort i natt. Hot mot honom.", NIGHT)
        assert item.content["told_at"] == NIGHT.isoformat()


def test_what_the_law_calls_closed_is_recorded_as_necessity_and_the_lawyer_sees_it() -> None:
    with enter("amina") as social:
        kept = told(social, receiver=unit("Polisen Nord"))
        _kept, answer = answer_questions(by=social.acting, assessment=kept, version=1, facts=Facts(), now=NOW)
        facts = refused_by_law(answer)
        _kept, answer = answer_questions(by=social.acting, assessment=kept, version=2, facts=facts, now=NOW)
        assert answer.outcome == "closed"
        receipt = decide(by=social.acting, assessment=kept, version=3, decision=Decision.GIVEN, record={}, now=NOW)
        (flagged,) = for_the_lawyer(social.room_id)
        assert (receipt.statutes, flagged.pk) == (["BrB-24-4"], kept.pk)
        with pytest.raises(RefusedError, match="role"):
            review_oral(by=social.acting, assessment=flagged, words="Jag själv.", now=NOW)
    with enter("lena") as lawyer:
        with pytest.raises(RefusedError, match="what you found"):
            review_oral(by=lawyer.acting, assessment=flagged, words=" ", now=NOW)
        review_oral(by=lawyer.acting, assessment=flagged, words="Försvarligt.", now=NOW)
        assert list(for_the_lawyer(lawyer.room_id)) == []
        with pytest.raises(RefusedError, match="already"):
            review_oral(by=lawyer.acting, assessment=flagged, words="Igen.", now=NOW)


def test_what_was_not_told_first_is_never_necessity() -> None:
    with enter("amina") as social:
        kept = assessed(social, keep(social), facts=Facts(), to="Polisen Nord")
        _kept, answer = answer_questions(by=social.acting, assessment=kept, version=2, facts=Facts(), now=NOW)
        facts = refused_by_law(answer)
        answer_questions(by=social.acting, assessment=kept, version=3, facts=facts, now=NOW)
        with pytest.raises(RefusedError, match="no support"):
            decide(by=social.acting, assessment=kept, version=4, decision=Decision.GIVEN, record={}, now=NOW)


def test_found_not_allowed_afterwards_it_is_a_breach_to_assess() -> None:
    with enter("bo") as police:
        kept = told(police)
        words = {"outcome": "Det hade kunnat vänta."}
        decide(by=police.acting, assessment=kept, version=1, decision=Decision.REFUSED, record=words, now=NOW)
        breach = Breach.objects.get(room_id=police.room_id)
        assert (breach.kind, breach.due_at - NOW) == ("told_without_support", timedelta(hours=72))
    with enter("amina"):
        assert Envelope.objects.count() == 0


@pytest.mark.parametrize(
    "changed", [{"what": " "}, {"told_to": ""}, {"why": "convenience"}, {"told_at": NOTED + timedelta(minutes=1)}]
)
def test_five_questions_have_an_answer_each(changed) -> None:
    with enter("bo") as police, pytest.raises(RefusedError):
        told(police, **changed)


def test_whoever_works_with_people_may_record_and_nobody_else() -> None:
    with enter("lena") as lawyer, pytest.raises(RefusedError, match="role"):
        told(lawyer)
