"""Four eyes: nobody confirms her own proposal, in whatever order and however many at once."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connections, transaction
from django.utils import timezone
from tests.cast import enter

from trefas.audit.models import Event
from trefas.authorities.roles import MANDATES
from trefas.rooms import second_person
from trefas.rooms.errors import RefusedError
from trefas.rooms.kinds_of_act import ACTS
from trefas.rooms.models import ProposedAct

pytestmark = pytest.mark.django_db(databases=["default", "rooms", "owner"])
WHAT = {"person": "11111111-1111-4111-8111-111111111111"}
WORDS = '{"person": "11111111-1111-4111-8111-111111111111"}'


def proposed(who="sven", kind="erasure"):
    with enter(who) as room:
        return second_person.propose(by=room.acting, kind=kind, what=WHAT)


def confirmed(act, who="lena"):
    with enter(who) as room:
        return second_person.confirm(by=room.acting, act_id=act)


def spend(act, who="sven", kind="erasure", what=WHAT):
    with enter(who):
        second_person.spend(act, kind, what)


class TestTwoPeople:
    def test_one_proposes_another_confirms_and_it_is_spent_once(self):
        act = proposed()
        assert confirmed(act).kind == "erasure"
        spend(act)
        with pytest.raises(DatabaseError, match="two people"):
            spend(act)

    def test_nobody_confirms_her_own(self):
        act = proposed()
        with pytest.raises(RefusedError, match=r"själv|yourself"):
            confirmed(act, "sven")

    def test_nobody_confirms_without_the_mandate(self):
        act = proposed()
        with pytest.raises(RefusedError):
            confirmed(act, "amina")

    def test_nobody_proposes_without_the_mandate(self):
        with pytest.raises(RefusedError):
            proposed("amina")

    def test_what_is_not_confirmed_is_not_spent(self):
        act = proposed()
        with pytest.raises(DatabaseError, match="two people"):
            spend(act)

    @pytest.mark.parametrize(
        ("kind", "what"), [("bulk_export", WHAT), ("erasure", {}), ("erasure", {"person": str(uuid.uuid4())})]
    )
    def test_it_is_spent_for_exactly_what_was_confirmed(self, kind, what):
        act = proposed()
        confirmed(act)
        with pytest.raises(DatabaseError, match="two people"):
            spend(act, kind=kind, what=what)

    def test_another_authority_sees_nothing_of_it(self):
        act = proposed()
        with enter("eva") as room:
            assert ProposedAct.objects.filter(room_id=room.room_id).count() == 0
        with pytest.raises(RefusedError):
            confirmed(act, "eva")
        confirmed(act)
        with pytest.raises(DatabaseError, match="two people"):
            spend(act, "eva")

    def test_what_is_withdrawn_is_neither_confirmed_nor_spent(self):
        act, other = proposed(), proposed()
        confirmed(other)
        for one in (act, other):
            with enter("lena") as room:
                second_person.withdraw(by=room.acting, act_id=one)
        with pytest.raises(RefusedError):
            confirmed(act)
        with pytest.raises(DatabaseError, match="two people"):
            spend(other)

    def test_who_has_nothing_to_do_with_it_cannot_withdraw_it(self):
        act = proposed()
        with enter("amina") as room, pytest.raises(RefusedError):
            second_person.withdraw(by=room.acting, act_id=act)

    def test_the_list_shows_what_waits_and_to_whom_it_falls(self):
        act, now = proposed(), timezone.now()
        with enter("sven") as room:
            assert [one.pk for one in second_person.waiting(now=now)] == [act]
            assert not second_person.may_confirm(second_person.waiting(now=now)[0], room.acting)
            assert not second_person.waiting(now=now + timedelta(days=8))
        with enter("lena") as room:
            assert second_person.may_confirm(second_person.waiting(now=now)[0], room.acting)
        confirmed(act)
        with enter("lena"):
            assert not second_person.waiting(now=now)

    def test_each_step_is_in_the_chain(self):
        act = proposed()
        confirmed(act)
        with enter("lena") as room:
            bodies = [one.body for one in Event.objects.filter(room_id=room.room_id, body__contains=str(act))]
        assert [any(kind in body for body in bodies) for kind in ("act.proposed", "act.confirmed")] == [True, True]


class TestTheDatabase:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE rooms_proposedact SET confirmed_at = now() WHERE id = %s",
            "DELETE FROM rooms_proposedact WHERE id = %s",
            "INSERT INTO rooms_proposedact (id) VALUES (%s)",
        ],
    )
    def test_the_login_of_the_rooms_writes_none_of_it(self, statement):
        act = proposed()
        with enter("lena"), transaction.atomic("rooms"), connections["rooms"].cursor() as cursor:
            with pytest.raises(DatabaseError, match="permission denied"):
                cursor.execute(statement, [act])
            transaction.set_rollback(True, using="rooms")
            raised = True
        assert raised

    def test_every_kind_names_mandates_that_exist(self):
        assert all(act.proposes | act.confirms <= set(MANDATES) for act in ACTS.values())

    def test_no_administrator_and_no_service_has_it_all(self):
        with pytest.raises(RefusedError):
            proposed("ada")
