"""The next date of a file: cadence, lapse, consent, custody, and the groups of the work list."""

from datetime import date

import pytest

from tests.methods.histories import day, event, followed, supported
from trefas.methods import Event, Urgency, next_contact, next_review, shipped, urgency

TREFAS = shipped()["trefas"]
SIG = shipped()["sig"]


def test_a_review_is_due_by_the_cadence_of_the_stage() -> None:
    assert next_review(TREFAS, followed(), day(1)).due == day(30)
    assert next_review(TREFAS, supported(5), day(6)).due == day(35)


def test_a_review_moves_the_next_one() -> None:
    verdict = next_review(TREFAS, (*followed(), event("reviewed", 20)), day(21))
    assert (verdict.due, verdict.reasons[0].sv) == (day(50), "Följ upp personen.")


def test_a_missed_review_stays_overdue() -> None:
    verdict = next_review(TREFAS, followed(), day(60))
    assert (verdict.due, verdict.urgency) == (day(30), Urgency.OVERDUE)


def test_the_lapse_is_announced_and_then_due() -> None:
    reviewed = event("reviewed", 150)
    assert next_review(TREFAS, (*followed(), reviewed), day(150)).due == date(2026, 6, 1)
    late = event("reviewed", 165)
    verdict = next_review(TREFAS, (*followed(), reviewed, late), day(165))
    assert (verdict.due, verdict.reasons[0].en) == (
        date(2026, 7, 1),
        "Following lapses soon. Decide whether it should go on.",
    )


def test_a_lapsed_file_is_due_until_it_is_ended() -> None:
    verdict = next_review(TREFAS, followed(), date(2026, 8, 1))
    assert (verdict.due, verdict.urgency) == (date(2026, 7, 2), Urgency.OVERDUE)
    ended = Event("ended", date(2026, 8, 1), "bo", "police", ground="not_seen", verified="not_verified")
    assert next_review(TREFAS, (*followed(), ended), date(2026, 8, 2)).due is None


def test_nothing_is_due_before_the_first_event() -> None:
    verdict = next_review(TREFAS, (), day(0))
    assert (verdict.due, verdict.urgency, verdict.reasons[0].en) == (None, None, "Nothing remains to be done.")


@pytest.mark.parametrize(("reviewed", "due", "days"), [(0, 10, 90), (10, 70, 30), (70, 93, 7)])
def test_release_is_announced_90_30_and_7_days_before(reviewed: int, due: int, days: int) -> None:
    held = (*supported(), event("custody_started", 0, until=day(100)))
    cadence = [event("reviewed", number) for number in range(reviewed)]
    verdict = next_review(TREFAS, (*held, *cadence, event("reviewed", reviewed)), day(reviewed))
    assert verdict.due == min(day(due), day(reviewed + 30))
    announced = verdict.due == day(due)
    assert announced == (f"Frigivning planeras om {days} dagar." in [text.sv for text in verdict.reasons])


def test_release_ends_the_reminders() -> None:
    held = (*supported(), event("custody_started", 1, until=day(25)))
    assert next_review(TREFAS, held, day(2)).due == day(18)
    assert next_review(TREFAS, (*held, event("custody_ended", 3)), day(4)).due == day(30)


def test_an_expiring_consent_is_announced() -> None:
    history = (event("registered"), event("consent_given", 1, until=day(51)))
    verdict = next_review(SIG, history, day(2))
    assert (verdict.due, verdict.reasons[0].sv) == (day(21), "Samtycket går snart ut. Fråga på nytt.")


def test_contact_is_due_from_the_latest_contact() -> None:
    assert next_contact(TREFAS, followed(), day(1)).due == day(14)
    assert next_contact(TREFAS, (*followed(), event("contacted", 10)), day(11)).due == day(24)


def test_a_stage_without_cadence_asks_for_no_contact() -> None:
    verdict = next_contact(TREFAS, (event("proposed"),), day(1))
    assert (verdict.due, verdict.reasons[0].sv) == (None, "Skedet kräver ingen kontakt.")


@pytest.mark.parametrize(
    ("due", "group"),
    [
        (date(2026, 3, 10), Urgency.OVERDUE),
        (date(2026, 3, 11), Urgency.TODAY),
        (date(2026, 3, 12), Urgency.THIS_WEEK),
        (date(2026, 3, 15), Urgency.THIS_WEEK),
        (date(2026, 3, 16), Urgency.LATER),
    ],
)
def test_the_work_list_has_four_groups(due: date, group: Urgency) -> None:
    assert urgency(due, date(2026, 3, 11)) is group
