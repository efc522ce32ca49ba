"""The pairs that sign and open envelopes are replaced by two, at any moment: what was sent opens, what was signed holds."""

import threading

import pytest
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from tests.accountability.breaking_build import asked, decided
from tests.accountability.pairs_build import halves_of, hours_pass, opened, pairs_of, police_renewed, renewed, room_of
from tests.cast import enter
from tests.disclosures import build
from tests.rooms.build_keys import agreed, reread
from trefas.accountability import breaking_glass
from trefas.accountability.models import Beforehand
from trefas.accountability.pairs import renew_pairs
from trefas.audit.models import Event
from trefas.disclosures import delivery
from trefas.disclosures.actions import register
from trefas.disclosures.models import Envelope, Outcome
from trefas.rooms import entry, envelopes, nightly, renewing, rotation
from trefas.rooms.envelopes import EnvelopeError
from trefas.rooms.models import Room


@pytest.fixture
def committed(fresh_vidhamn, django_db_blocker):
    with django_db_blocker.unblock():
        yield fresh_vidhamn
    reread()


def sent(name="Leo", who="bo"):
    with enter(who) as room:
        return build.given(room, build.keep(room, given_name=name, identity_number=None, birth_date="2001-05-01"))


def registered(receipt, who="amina"):
    with enter(who) as room:
        register(by=room.acting, envelope_id=receipt.envelope, registration=build.registration(Outcome.NOT_OURS),
                 now=timezone.now())  # fmt: skip


class TestAWornPair:
    def test_what_was_sealed_to_the_old_one_and_to_the_new_one_is_opened(self, committed):
        before = sent("Leo")
        old = pairs_of()[0]
        assert renewed().done == 1
        after = sent("Noel")
        new = pairs_of()[1]
        with enter("amina") as room:
            found = dict(Envelope.objects.filter(room_id=room.room_id).values_list("pk", "sealed_to"))
        assert found == {before.envelope: old.sealing_name, after.envelope: new.sealing_name}
        assert [opened(one.envelope)["person"]["given_name"] for one in (before, after)] == ["Leo", "Noel"]

    def test_others_seal_to_the_new_one_at_once_and_check_with_it(self, committed):
        renewed()
        old, new = pairs_of()
        own = Room.objects.get(pk=room_of())
        assert (own.sealing_key, own.verifying_key) == (new.sealing_key, new.verifying_key)
        assert (old.signs_until, new.signs_until, old.compromised_at) == (new.signs_from, None, None)
        with enter("bo") as room:
            assert Room.objects.get(pk=room.room_id).sealing_key != new.sealing_key

    def test_what_it_signed_before_is_its_own_after(self, committed):
        with enter("amina") as room:
            receipt = delivery.send(
                delivery.Sending("figures", build.unit("Polisen Nord"), {"items": []}), by=room.acting, now=build.NOW
            )
        renewed()
        assert opened(receipt.envelope, "bo")["kind"] == "figures"

    def test_the_old_private_half_signs_nothing_more(self, committed):
        renewed()
        signing, opening = halves_of()
        assert envelopes.verifying_of(signing) == pairs_of()[1].verifying_key
        assert opening[:32] == bytes(32)
        assert envelopes.sealing_of(opening) == pairs_of()[0].sealing_key

    def test_one_agreement_replaces_one_pair_once(self, committed):
        assert renewed().done == 1
        assert [one.done for one in renew_pairs()] == [0]
        assert len(pairs_of()) == 2
        assert renewed().done == 1
        assert len(pairs_of()) == 3

    def test_another_authority_keeps_its_own(self, committed):
        before = halves_of("bo")
        renewed()
        assert halves_of("bo") == before

    def test_the_chain_says_who_agreed_and_what_became_of_it(self, committed):
        act = agreed(renewing.KIND)
        list(renew_pairs())
        with enter("amina") as room:
            (body,) = Event.objects.filter(room_id=room.room_id, kind="keys.pair_renewed").values_list(
                "body", flat=True
            )
        old, new = pairs_of()
        assert all(part in body for part in (str(act), str(new.pk), old.name, new.name))


class TestTwoPeople:
    def test_nothing_is_done_on_a_proposal(self, committed):
        agreed(renewing.KIND, confirm=False)
        assert list(renew_pairs()) == []

    @pytest.mark.parametrize(("who", "sentence"), [(None, "two people"), ("ada", "not of this pass")])
    def test_the_functions_refuse_without_two_and_every_pass_but_the_services(self, committed, who, sentence):
        act = agreed(renewing.KIND, confirm=False)
        by = next(one for one in rotation.services() if one.room_id == room_of())
        with enter(who) if who else entry.enter(by, purpose="nightly"), connections["rooms"].cursor() as cursor:
            for call in ("renew_pair(%s, gen_random_uuid(), '', '', '', '', true)", "note_compromise(%s)"):
                with pytest.raises(DatabaseError, match=sentence), transaction.atomic("rooms"):
                    cursor.execute(f"SELECT {call}", [act])

    @pytest.mark.parametrize("call", ["use_pair(%s, '', '')", "destroy_pair(%s, '', '', 0)"])
    def test_nobody_uses_or_destroys_a_pair_but_the_service_account(self, committed, call):
        (pair,) = pairs_of()
        with enter("ada"), connections["rooms"].cursor() as cursor, transaction.atomic("rooms"):
            with pytest.raises(DatabaseError, match="not of this pass"):
                cursor.execute(f"SELECT {call}", [pair.pk])
            transaction.set_rollback(True, using="rooms")

    @pytest.mark.parametrize("alias", ["rooms", "default"])
    def test_no_login_writes_public_halves(self, committed, alias):
        with pytest.raises(DatabaseError, match="permission denied"), connections[alias].cursor() as cursor:
            cursor.execute("UPDATE rooms_publicpair SET compromised_at = NULL")


class TestTheOldPrivateHalf:
    def test_it_stays_for_an_hour_and_for_what_waits_and_then_goes(self, committed, server):
        receipt = sent()
        with enter("amina") as room:
            kept = Envelope.objects.get(room_id=room.room_id, pk=receipt.envelope)
        assert renewed().old == {"sealing": 1}
        hours_pass(server, committed)
        assert [one.old for one in renew_pairs()] == [{"waiting": 1}]
        registered(receipt)
        assert [one.old for one in renew_pairs()] == [{"gone": 1}]
        assert list(renew_pairs()) == []
        old = pairs_of()[0]
        assert old.destroyed_at is not None
        assert old.verifying_key
        assert len(halves_of()) == 1
        with enter("amina"), pytest.raises(EnvelopeError, match="not sealed to this room"):
            delivery.open_envelope(kept)

    def test_the_night_lets_it_go_by_itself(self, committed, server):
        renewed()
        hours_pass(server, committed)
        done = [one for one in nightly.run(now=timezone.now()) if "accountability.pairs" in one.counts]
        assert sum(one.counts["accountability.pairs"].get("gone", 0) for one in done) == 1
        assert all(not one.failed for one in done)
        assert len(halves_of()) == 1

    def test_what_was_decided_beforehand_keeps_it_until_the_emergency(self, committed, server):
        decided()
        renewed()
        hours_pass(server, committed)
        assert [one.old for one in renew_pairs()] == [{"waiting": 1}]
        row = asked()
        with enter("amina"):
            (found,) = breaking_glass.contents(row)
            assert found.payload["items"]
        assert [one.old for one in renew_pairs()] == [{"waiting": 1}]

    def test_who_asked_in_an_emergency_is_still_read_by_the_holder(self, committed, server):
        decided()
        asked()
        with enter("bo") as room:
            before = breaking_glass.told(Beforehand.objects.get(room_id=room.room_id))
        police_renewed(server, committed)
        hours_pass(server, committed)
        assert [one.old for one in renew_pairs()] == [{"gone": 1}]
        with enter("bo") as room:
            assert breaking_glass.told(Beforehand.objects.get(room_id=room.room_id)) == before
        assert len(halves_of("bo")) == 1

    def test_nothing_is_stored_that_is_sealed_to_one_that_is_gone(self, committed, server):
        old = pairs_of()[0]
        renewed()
        hours_pass(server, committed)
        list(renew_pairs())
        with enter("bo") as room, connections["rooms"].cursor() as cursor:
            with pytest.raises(DatabaseError, match="no key of the receiver opens this"), transaction.atomic("rooms"):
                cursor.execute("SELECT hold_pair(%s, %s)", [old.room_id, old.sealing_name])
            made = delivery.prepare(
                delivery.Sending("figures", build.unit(), {"items": []}), by=room.acting, now=build.NOW
            )
            late = delivery.Prepared(**{**vars(made), "sealed_to": old.sealing_name})
            with pytest.raises(DatabaseError, match="no key of the receiver"), transaction.atomic("rooms"):
                delivery._deliver(late, room.acting, delivery.Sending("figures", build.unit(), {}))

    def test_whoever_is_about_to_seal_to_it_keeps_it(self, committed, server):
        renewed()
        hours_pass(server, committed)
        old = pairs_of()[0]
        with enter("bo"), connections["rooms"].cursor() as cursor:
            cursor.execute("SELECT hold_pair(%s, %s)", [old.room_id, old.sealing_name])
            outcomes = []
            thread = threading.Thread(target=_in_thread, args=(lambda: outcomes.extend(renew_pairs()),))
            thread.start()
            thread.join(30)
        assert [one.old for one in outcomes] == [{"sealing": 1}]
        assert [one.old for one in renew_pairs()] == [{"gone": 1}]


def _in_thread(do):
    try:
        do()
    finally:
        connections.close_all()
