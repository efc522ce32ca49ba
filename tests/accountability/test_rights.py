"""The steps of a request: the person is warned first, officers decide by name, and nobody learns from the answer."""

from datetime import timedelta

import pytest

from tests.accountability.rights_build import (
    LEO,
    NOBODY,
    asked,
    assessed,
    file_in,
    guarded,
    guardian,
    made,
    note,
    ready,
    reload,
    rule_all,
    safe_way,
    third_person,
)
from tests.cast import NOW, enter
from tests.files.build import TODAY
from trefas.accountability import actions, rights_policy
from trefas.accountability.actions import Guarding, Ruled, Telling
from trefas.accountability.rights_models import Decided, Handed, How, RightsRequest, State, Withheld
from trefas.disclosures import items
from trefas.law.rights import CRIMINAL_DATA, GDPR, regime_of
from trefas.persons.actions import create_protected_person
from trefas.persons.actions.keeping import Source
from trefas.persons.models import Protection
from trefas.rooms.errors import RefusedError

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
LATER = NOW + timedelta(days=20)


def test_the_clock_is_a_month_under_the_gdpr_and_without_delay_under_the_criminal_data_act() -> None:
    assert GDPR.due(TODAY.replace(month=1, day=31)).isoformat() == "2026-02-28"
    assert CRIMINAL_DATA.due(TODAY) == TODAY + timedelta(days=30)
    with enter("amina") as social:
        assert asked(social).due_on.isoformat() == "2026-12-19"
    with enter("bo") as police:
        request = asked(police)
        assert (request.regime, request.not_before) == ("criminal_data", TODAY + timedelta(days=14))


def test_a_request_needs_who_asks_and_how_identity_was_checked() -> None:
    with enter("amina") as social:
        for lacking in ({"who": ("", "")}, {"identity": ""}, {"received_on": TODAY + timedelta(days=1)}):
            with pytest.raises(RefusedError):
                asked(social, **lacking)


def test_nothing_is_made_before_the_person_was_warned_and_chose() -> None:
    with enter("amina") as social:
        request = asked(social)
        with pytest.raises(RefusedError, match="order"):
            made(social, request)
        with pytest.raises(RefusedError, match="aloud"):
            guarded(social, request, warned=False)
        with pytest.raises(RefusedError, match="forced"):
            guarded(social, request, pressed="")
        kept = guarded(social, request, way="on_site", pressed="yes")
    assert (kept.way, kept.warned_by_id) == ("on_site", social.acting.user_id)


def test_the_database_itself_refuses_an_answer_without_a_warning() -> None:
    from django.db import IntegrityError, transaction

    with enter("amina") as social:
        request = asked(social)
        with pytest.raises(IntegrityError), transaction.atomic(using="rooms"):
            RightsRequest.objects.filter(room_id=request.room_id, pk=request.pk).update(made_at=NOW)


def test_every_state_has_its_row_in_the_table() -> None:
    assert set(rights_policy.STEPS) == set(State)


def test_a_named_officer_decides_each_proposal_before_the_answer_is_made() -> None:
    with enter("amina") as social:
        file = file_in(social)
        third_person(social, file, name="Vera Nybom")
        note(social, file, text="Vera Nybom såg bilen.")
        request = ready(social, file.person)
        with pytest.raises(RefusedError, match="proposal"):
            made(social, request)
        rule_all(social, request, file.person)
        answer = made(social, request).data().decode()
        rows = Withheld.objects.filter(room_id=request.room_id)
        assert {row.by_id for row in rows} == {social.acting.user_id}
    assert "Vera" not in answer
    assert "såg bilen" in answer
    assert "OSL 26 kap. 1 §" in answer


def test_an_officer_may_decide_otherwise_than_proposed() -> None:
    with enter("amina") as social:
        file = file_in(social)
        entry = note(social, file, text="Han vill hoppa av.")
        request = ready(social, file.person)
        actions.rule_item(
            by=social.acting, request_id=request.pk, item=f"files.note:{entry.pk}", how=How.SHOW, ground="", now=NOW
        )
        assert "hoppa av" in made(social, request).data().decode()


def test_a_ground_that_would_tell_is_refused_as_a_mask() -> None:
    with enter("amina") as social:
        file = file_in(social)
        entry = note(social, file)
        request = ready(social, file.person)
        for how, ground in ((How.MASK, "OSL-18-2"), (How.MASK, ""), (How.LEAVE_OUT, "OSL-99")):
            with pytest.raises(RefusedError):
                actions.rule_item(
                    by=social.acting, request_id=request.pk, item=f"files.note:{entry.pk}", how=how, ground=ground,
                    now=NOW,
                )  # fmt: skip


def test_the_field_worker_decides_no_mask() -> None:
    with enter("amina") as social:
        request = ready(social, file_in(social).person)
    with enter("ada") as other, pytest.raises(RefusedError):
        made(other, request)


def police_answers(who, known):
    """What the police answer, twenty days later; known or not, nothing is tied to the request."""
    with enter("bo") as police:
        if known:
            file = file_in(police)
            note(police, file, text="Underrättelse: vapen i källaren.", information=("police_intelligence",))
        request = ready(police, who=who)
        answer = made(police, request, now=LATER)
        kept = reload(police, request)
    return answer, kept


def test_the_police_answer_known_and_unknown_in_the_same_bytes() -> None:
    known, row = police_answers(LEO, known=True)
    unknown, other = police_answers(NOBODY, known=False)
    assert known.data() == unknown.data()
    assert row.digest == other.digest
    assert (row.person_id, other.person_id) == (None, None)
    assert (row.not_before, row.due_on) == (other.not_before, other.due_on)


def test_no_answer_leaves_the_police_before_its_day_for_anybody() -> None:
    with enter("bo") as police:
        for who in (LEO, NOBODY):
            request = ready(police, who=who)
            with pytest.raises(RefusedError, match="2026-12-03"):
                made(police, request)


def test_the_police_tie_no_extract_to_a_person() -> None:
    with enter("bo") as police:
        file = file_in(police)
        request = asked(police)
        guarded(police, request)
        with pytest.raises(RefusedError, match="same answer"):
            assessed(police, request, file.person)


@pytest.mark.parametrize("who", ["bo", "disa", "kim"])
def test_police_probation_and_the_exit_unit_answer_alike(who) -> None:
    with enter(who) as room:
        assert regime_of(room.acting.room_kind).alike
        request = ready(room)
        assert made(room, request, now=LATER).parts == ()


def test_the_police_read_no_person_while_they_answer() -> None:
    with enter("bo") as police:
        file_in(police)
        request = ready(police)
    with enter("bo") as police:
        made(police, request, now=LATER)
        rows = {kind for seen in police.seen.values() for kind in seen.rows}
        subjects = {subject for seen in police.seen.values() for subject in seen.subjects}
    assert rows <= {"accountability.rightsrequest"}
    assert subjects <= {request.pk}


def test_a_decision_at_the_police_is_told_in_the_same_words_whatever_it_was() -> None:
    told = []
    for decision in (Decided.GRANTED, Decided.REFUSED):
        with enter("bo") as police:
            request = ready(police, kind="correction", wanted="Fel adress.")
            ruled = Ruled(decision, "Skälen stannar här.", "BDL 4:9")
            actions.decide_request(by=police.acting, request_id=request.pk, ruled=ruled, now=NOW)
            told.append(made(police, request, now=LATER).data())
    assert told[0] == told[1]


def test_a_person_known_only_through_what_must_not_show_gets_the_answer_of_an_unknown_one() -> None:
    with enter("amina") as social:
        file = file_in(social)
        request = ready(social, file.person)
        from trefas.accountability.composing import considered

        for item in considered(request, file.person).items:
            actions.rule_item(
                by=social.acting, request_id=request.pk, item=item.key, how=How.LEAVE_OUT, ground="OSL-21-3", now=NOW
            )
        known = made(social, request).data()
        unknown = made(social, ready(social, None, who=NOBODY)).data()
    assert known == unknown


def test_it_is_handed_over_as_chosen_and_by_the_safe_way_only_where_one_is_recorded() -> None:
    with enter("amina") as social:
        file = file_in(social)
        request = ready(social, file.person)
        made(social, request)
        handing = {"by": social.acting, "request_id": request.pk, "now": NOW}
        with pytest.raises(RefusedError, match="another way"):
            actions.hand_over(how=Handed.READ_HERE, **handing)
        with pytest.raises(RefusedError, match="No safe way"):
            actions.hand_over(how=Handed.SAFE_WAY, **handing)
        safe_way(social, file)
        assert actions.hand_over(how=Handed.SAFE_WAY, **handing).state == State.HANDED


def test_leave_to_send_letters_is_no_safe_way() -> None:
    with enter("amina") as social:
        file = file_in(social)
        safe_way(social, file, telephone=None)
        telling = Telling("Beslut om åtgärd", told_on=TODAY)
        with pytest.raises(RefusedError, match="Stop"):
            actions.notify(by=social.acting, person_id=file.person_id, telling=telling, now=NOW)


def test_a_notice_is_told_by_the_safe_way_or_says_why_not_and_when_it_is_tested() -> None:
    with enter("amina") as social:
        file = file_in(social)
        tell = {"by": social.acting, "person_id": file.person_id, "now": NOW}
        with pytest.raises(RefusedError, match="later day"):
            actions.notify(telling=Telling("Beslut", why_not="Skulle röja.", test_on=TODAY), **tell)
        waits = Telling("Beslut", why_not="Skulle röja.", test_on=TODAY + timedelta(days=30))
        assert actions.notify(telling=waits, **tell).test_on == TODAY + timedelta(days=30)
        safe_way(social, file)
        assert actions.notify(telling=Telling("Beslut", told_on=TODAY), **tell).told_on == TODAY


@pytest.mark.parametrize(("told", "telephone", "why"), [("no", "070", "OSL 12:3"), ("not_tested", "070", "OSL 12:3"),
                                                        ("partly", "070", "OSL 12:3"), ("yes", None, "Stop")])  # fmt: skip
def test_a_guardian_is_told_only_where_that_one_may_be(told, telephone, why) -> None:
    with enter("amina") as social:
        file = file_in(social)
        known = guardian(social, file, told=told, telephone=telephone)
        telling = Telling("Beslut", told_on=TODAY, guardian_id=known.pk)
        with pytest.raises(RefusedError, match=why):
            actions.notify(by=social.acting, person_id=file.person_id, telling=telling, now=NOW)


def test_a_guardian_who_may_not_be_told_gets_no_extract() -> None:
    with enter("amina") as social:
        file = file_in(social)
        guardian(social, file, name="Rut Tornfeldt", told="no")
        request = ready(social, file.person, who=("Rut Tornfeldt", ""), behalf="guardian")
        rule_all(social, request, file.person)
        with pytest.raises(RefusedError, match="OSL 12:3"):
            made(social, request)


def test_what_is_disputed_may_not_be_told_until_it_is_decided() -> None:
    with enter("amina") as social:
        file = file_in(social)
        entry = note(social, file)
        request = ready(social, file.person, kind="contest", wanted="Jag har aldrig sagt det.")
        actions.point_out(by=social.acting, request_id=request.pk, about=f"files.note:{entry.pk}")
        assert entry.pk not in {one.id for one in items.pickable(file.room_id, file.person_id)}
        with pytest.raises(RefusedError, match="disputes"):
            items.described(file.room_id, file.person_id, "note", [entry.pk])
        ruled = Ruled(Decided.REFUSED, "Två såg samtalet.", "GDPR art. 16")
        actions.decide_request(by=social.acting, request_id=request.pk, ruled=ruled, now=NOW)
        assert entry.pk in {one.id for one in items.pickable(file.room_id, file.person_id)}
        answer = made(social, request).data().decode()
    assert "Två såg samtalet." in answer
    assert "förvaltningsrätten" in answer


def test_a_decision_needs_reasons_and_ground() -> None:
    with enter("amina") as social:
        request = ready(social, file_in(social).person, kind="erasure", wanted="Allt.")
        for ruled in (Ruled(Decided.REFUSED, "", "GDPR art. 17"), Ruled(Decided.OPEN, "x", "y")):
            with pytest.raises(RefusedError):
                actions.decide_request(by=social.acting, request_id=request.pk, ruled=ruled, now=NOW)


def test_a_request_that_came_to_the_wrong_authority_is_passed_on() -> None:
    from tests.disclosures.build import unit

    with enter("amina") as social:
        request = asked(social)
        with pytest.raises(RefusedError, match="own authority"):
            actions.pass_on_request(by=social.acting, request_id=request.pk, to=unit(), words="")
        passed = actions.pass_on_request(
            by=social.acting, request_id=request.pk, to=unit("Polisen Nord"), words="Ställd till polisen."
        )
        assert passed.state == State.PASSED_ON
        with pytest.raises(RefusedError):
            guarded(social, request)


def test_a_protected_persons_request_moves_to_the_named_handlers() -> None:
    values = {"given_name": "Siri", "family_name": "Granlid"}
    with enter("amina") as social:
        person = create_protected_person(
            by=social.acting, values=values, protection=Protection.FICTITIOUS, handlers=[], source=Source("typed"),
            now=NOW,
        )  # fmt: skip
        request = ready(social, person, who=("Siri Granlid", ""))
        assert request.room_id == person.room_id
        assert not RightsRequest.objects.filter(room_id=social.room_id, pk=request.pk).exists()
        assert reload(social, request).asked_by["name"] == "Siri Granlid"


def test_who_looked_stands_by_day_title_and_unit() -> None:
    with enter("amina") as social:
        file = file_in(social)
        note(social, file)
    with enter("nora"):
        from trefas.persons.models import Person

        assert Person.objects.get(room_id=file.room_id, pk=file.person_id).name
    with enter("amina") as social:
        request = ready(social, file.person)
        answer = made(social, request)
    assert any("Kvarnlunda" in title for _day, title in answer.looked)
    assert "Nora" not in answer.data().decode()


def test_a_second_warning_is_not_needed_but_steps_keep_their_order() -> None:
    with enter("amina") as social:
        request = asked(social)
        guarded(social, request)
        chosen = Guarding("no", True, "paper")
        with pytest.raises(RefusedError, match="order"):
            actions.guard_request(by=social.acting, request_id=request.pk, guarding=chosen, now=NOW)
