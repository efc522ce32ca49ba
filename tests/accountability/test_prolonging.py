"""Longer time to answer (GDPR 12.3): told first by the safe way, once, within the month, by a named officer."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.accountability.rights_build import asked, assessed, file_in, guarded, guardian, made, ready, reload, safe_way
from tests.cast import NOW, enter
from tests.files.build import TODAY
from trefas.accountability import actions, rights_policy
from trefas.accountability.actions import Prolonging
from trefas.accountability.models import Notice
from trefas.accountability.rights_models import RightsRequest
from trefas.law.rights import CRIMINAL_DATA, EXIT, GDPR
from trefas.persons.policy import May
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
LATER, LAST = date(2027, 2, 19), date(2026, 12, 19)
WHY = "Akten är stor, och två andra myndigheter ska höras."


def prolong(room, request, now=NOW, **changed) -> RightsRequest:
    said = Prolonging(**{"why": "complex", "reasons": WHY, "told_on": TODAY, **changed})
    return actions.prolong_request(by=room.acting, request_id=request.pk, prolonging=said, now=now)


def known(room, kind="extract", **more):
    """A request about somebody with a file and a recorded safe way."""
    file = file_in(room)
    safe_way(room, file)
    return ready(room, file.person, kind=kind, **more)


# The law


def test_the_law_gives_three_months_in_all_from_the_day_it_came_in() -> None:
    assert GDPR.prolonged(date(2026, 11, 30)) == date(2027, 2, 28)
    assert GDPR.prolonged(TODAY) == LATER


@pytest.mark.parametrize("regime", [CRIMINAL_DATA, EXIT])
def test_where_everybody_is_answered_alike_or_without_delay_there_is_none(regime) -> None:
    assert regime.prolonged(TODAY) is None


# The act


@pytest.mark.parametrize("kind", ["extract", "correction", "contest", "erasure"])
def test_the_day_moves_when_the_person_was_told_with_who_and_why(kind) -> None:
    with enter("amina") as room:
        request = known(room, kind=kind)
        assert request.due_on == LAST
        prolong(room, request)
        kept = reload(room, request)
        assert (kept.due_on, kept.prolonged_by_id, kept.prolonged_why) == (LATER, room.acting.user_id, "complex")
        assert kept.content["longer"] == WHY
        assert kept.state == request.state
        notice = Notice.objects.get(room_id=room.room_id, request_id=request.pk)
        assert (notice.person_id, notice.guardian_id, notice.told_on) == (request.person_id, None, TODAY)
        assert "2027-02-19" in notice.words["about"]
        (event,) = [one for _room, one in room.events if one.kind == "rights.prolonged"]
        assert dict(event.codes) == {"why": "complex"}


def test_without_a_recorded_safe_way_nothing_moves() -> None:
    with enter("amina") as room:
        request = ready(room, file_in(room).person)
        with pytest.raises(RefusedError, match="safe way"), transaction.atomic("rooms"):
            prolong(room, request)
        assert reload(room, request).due_on == LAST
        assert not Notice.objects.exists()


def test_a_way_to_send_letters_is_none() -> None:
    with enter("amina") as room:
        file = file_in(room)
        safe_way(room, file, telephone="")
        request = ready(room, file.person)
        with pytest.raises(RefusedError, match="safe way"):
            prolong(room, request)


def test_it_is_taken_once() -> None:
    with enter("amina") as room:
        request = known(room)
        prolong(room, request)
        with pytest.raises(RefusedError, match="once only"):
            prolong(room, request)


@pytest.mark.parametrize(("days", "late"), [(0, False), (1, True), (60, True)])
def test_up_to_the_last_day_of_the_month_and_not_after_it(days, late) -> None:
    with enter("amina") as room:
        request = known(room)
        now = NOW.replace(month=12, day=19) + timedelta(days=days)
        if not late:
            assert prolong(room, request, now=now, told_on=LAST).due_on == LATER
            return
        with pytest.raises(RefusedError, match="It is late"):
            prolong(room, request, now=now, told_on=TODAY)
        assert reload(room, request).due_on == LAST


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reasons": "  "}, "Choose why"),
        ({"why": "holiday"}, "Choose why"),
        ({"why": ""}, "Choose why"),
        ({"told_on": TODAY + timedelta(days=1)}, "has not come yet"),
        ({"told_on": TODAY - timedelta(days=1)}, "before the request"),
    ],
)
def test_it_takes_one_of_the_two_reasons_its_words_and_a_day_she_was_told(changed, said) -> None:
    with enter("amina") as room:
        request = known(room)
        with pytest.raises(RefusedError, match=said):
            prolong(room, request, **changed)


def test_whoever_does_not_decide_on_disclosure_does_not_decide_this() -> None:
    with enter("amina") as room:
        request = known(room)
    with enter("lena") as room, pytest.raises(RefusedError):
        prolong(room, request)


def test_nobody_is_told_before_it_is_said_whom_it_is_about() -> None:
    with enter("amina") as room:
        safe_way(room, file_in(room))
        request = asked(room)
        guarded(room, request)
        with pytest.raises(RefusedError, match="Assess the request first"):
            prolong(room, request)
        assessed(room, request, None)
        with pytest.raises(RefusedError, match="Assess the request first"):
            prolong(room, request)


def test_an_answer_that_is_made_is_handed_over_and_not_put_off() -> None:
    with enter("amina") as room:
        request = known(room)
        rights = rights_policy.may_prolong(reload(room, request), TODAY)
        assert rights.outcome is May.YES
        made(room, request)
        with pytest.raises(RefusedError, match="Hand it over"):
            prolong(room, request)


# The rooms


@pytest.mark.parametrize(
    ("who", "kind"), [("bo", "correction"), ("disa", "erasure"), ("kim", "correction"), ("bo", "extract")]
)
def test_the_police_probation_and_the_exit_unit_take_none(who, kind) -> None:
    with enter(who) as room:
        file = file_in(room)
        safe_way(room, file)
        request = ready(room, None if kind == "extract" else file.person, kind=kind, wanted="Fel.")
        due = request.due_on
        with pytest.raises(RefusedError, match="without undue delay"):
            prolong(room, request)
        assert reload(room, request).due_on == due


# A guardian


def test_a_guardian_who_asks_is_told_herself_when_she_may_be() -> None:
    with enter("amina") as room:
        file = file_in(room)
        one = guardian(room, file)
        request = ready(room, file.person, who=("Rut Tornfeldt", ""), behalf="guardian")
        prolong(room, request)
        assert Notice.objects.get(room_id=room.room_id).guardian_id == one.pk


@pytest.mark.parametrize(("told", "telephone"), [("no", "070-174 06 06"), ("yes", "")])
def test_a_guardian_who_may_not_be_told_or_reached_is_not(told, telephone) -> None:
    with enter("amina") as room:
        file = file_in(room)
        guardian(room, file, told=told, telephone=telephone)
        safe_way(room, file)
        request = ready(room, file.person, who=("Rut Tornfeldt", ""), behalf="guardian")
        with pytest.raises(RefusedError):
            prolong(room, request)


# The database


def test_the_database_wants_who_when_and_why_together() -> None:
    with enter("amina") as room:
        request = known(room)
        mine = RightsRequest.objects.filter(room_id=room.room_id, pk=request.pk)
        for part in ({"prolonged_at": NOW}, {"prolonged_why": "many"}, {"prolonged_by_id": room.acting.user_id}):
            with pytest.raises(IntegrityError), transaction.atomic(using="rooms"):
                mine.update(**part)
