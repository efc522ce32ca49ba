"""May this be decided beforehand, asked for or reviewed now, by this person? And every way they may go.

An emergency switches nothing off: none of these answers opens a row that the pass does not open.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from trefas.accountability.breaking_models import Beforehand, BeforehandState, Break, BreakState, Emergency
from trefas.authorities.roles import ROLES
from trefas.disclosures.days import next_working_day, today
from trefas.disclosures.models import Assessment
from trefas.disclosures.policy import YES, no
from trefas.persons.policy import Verdict
from trefas.rooms.entry import Acting

# How long the one who asked may read what was given (ours: no statute gives a time), and how far ahead one may decide.
MINUTES = 60
MOST_DAYS = 90
# Of each hour: questions by one person and by one unit, whatever they led to (sql/breaking.sql).
BY_PERSON, BY_UNIT = 5, 20
REVIEWERS = ("reassign", "legal_review")

# (state, what happens) -> state. What is not here cannot happen.
BEFOREHAND_MOVES: Mapping[tuple[str, str], BeforehandState] = {
    (BeforehandState.STANDING, "broken"): BeforehandState.USED,
    (BeforehandState.STANDING, "taken_back"): BeforehandState.WITHDRAWN,
    (BeforehandState.STANDING, "replaced"): BeforehandState.WITHDRAWN,
    (BeforehandState.STANDING, "ran_out"): BeforehandState.LAPSED,
    (BeforehandState.USED, "reviewed"): BeforehandState.REVIEWED,
}
BREAK_MOVES: Mapping[tuple[str, str], BreakState] = {
    (BreakState.ASKED, "found"): BreakState.OPEN,
    (BreakState.ASKED, "not_found"): BreakState.NOTHING,
    (BreakState.ASKED, "another_waits"): BreakState.BLOCKED,
    (BreakState.ASKED, "too_many"): BreakState.LIMITED,
    (BreakState.OPEN, "reviewed"): BreakState.REVIEWED,
}


def may_stand(assessment: Assessment, emergencies: list[str], roles: list[str], until: date, on: date) -> Verdict:
    """Judge the terms of a decision made beforehand: for which emergencies, whom there, and until when."""
    if not emergencies or set(emergencies) - set(Emergency.values):
        return no(_("Choose for which emergencies it holds."))
    if set(roles) - set(ROLES):
        return no(_("Choose which roles may ask, or none of them for all who follow people."))
    if not on < until <= on + timedelta(days=MOST_DAYS):
        return no(
            _("Choose the last day it holds: within %(days)s days, so that it is looked at again.")
            % {"days": MOST_DAYS}
        )
    standing = Beforehand.objects.filter(
        room_id=assessment.room_id, person_id=assessment.person_id, receiver_id=assessment.receiver_id,
        state=BeforehandState.STANDING, doubted_at=None,
    )  # fmt: skip
    # One with something in it that is no longer right is replaced by the new one, without a moment between them.
    if standing.exists():
        return no(_("There is one already for this unit. Take it back first, so that two never say different things."))
    return YES


def ends_on(doubted_at: datetime) -> date:
    """Return the last day that a decision is opened with a doubt beside it: the next working day.

    Ours, as no statute says: a weekend's emergency is still answered, and nobody leaves it so.
    """
    return next_working_day(today(doubted_at))


def may_ask(by: Acting) -> Verdict:
    """Judge asking in an emergency: whoever follows people."""
    return YES if by.may("follow") else no(_("Your role does not include this. Ask your manager."))


def may_read(row: Break, by: Acting, now: datetime) -> Verdict:
    """Judge reading what an emergency opened: the one who asked, for an hour."""
    if row.by_id != by.user_id or not row.envelopes:
        return no(_("Only the one who asked reads it here. It is registered as all that is received."))
    if row.closes_at is None or now >= row.closes_at:
        return no(
            _("The hour is over. A colleague registers what came, and files it if the person is current with you.")
        )
    return YES


def reviews(by: Acting) -> bool:
    """Return whether the person reviews emergencies at all."""
    return by.may("reassign") or by.may("legal_review")


def may_review(by: Acting, other: object) -> Verdict:
    """Judge reviewing an emergency: a manager or lawyer, never of what she did herself."""
    if not reviews(by):
        return no(_("A manager or lawyer reviews this. Ask one of them."))
    if other == by.user_id:
        return no(_("You did this yourself. Another manager or lawyer reviews it."))
    return YES
