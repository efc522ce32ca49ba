"""Pairs are replaced at any moment: two at once, a kill between and inside the steps, people at work, the room's key too."""

import threading

import pytest
from django.db import connections
from django.utils import timezone

from tests.accountability.pairs_build import halves_of, hours_pass, opened, pairs_of, renewed, room_of
from tests.cast import enter
from tests.disclosures import build
from tests.rooms.build_keys import agreed, reread
from tests.rooms.killing import killed_in
from trefas.accountability import pairs
from trefas.accountability.pairs import renew_pairs
from trefas.audit.models import Event
from trefas.disclosures import delivery
from trefas.disclosures.models import Envelope
from trefas.rooms import entry, envelopes, renewing, rotation
from trefas.rooms.models import ProposedAct, PublicPair, Room

# One looks what is agreed, one renews, one looks what is to be used, one retires, one looks what is left.
STEPS = 5


@pytest.fixture
def committed(fresh_vidhamn, django_db_blocker):
    with django_db_blocker.unblock():
        yield fresh_vidhamn
    reread()


def sent(number=0):
    with enter("bo") as room:
        sending = delivery.Sending("figures", build.unit(), {"items": [{"number": number}]})
        return delivery.send(sending, by=room.acting, now=timezone.now()).envelope


def all_open(ids) -> bool:
    """Whether each of them is there and opened; in an entry of its own."""
    with enter("amina") as room:
        found = list(Envelope.objects.filter(room_id=room.room_id, pk__in=ids))
        told = [delivery.open_envelope(one)[0]["kind"] for one in found]
    return told == ["figures"] * len(ids)


def whole(who="amina") -> bool:
    """Whether private and public halves fit, one pair signs, and others are given it."""
    halves, kept = halves_of(who), [pair for pair in pairs_of(who) if pair.destroyed_at is None]
    signs = [pair for pair in kept if pair.signs_from and not pair.signs_until]
    newest = Room.objects.get(pk=room_of(who))
    return (
        sorted(envelopes.sealing_of(one) for one in halves) == sorted(pair.sealing_key for pair in kept)
        and [pair.verifying_key for pair in signs] == [envelopes.verifying_of(halves[0])] == [newest.verifying_key]
        and newest.sealing_key in {pair.sealing_key for pair in kept}
        and all(one[:32] == bytes(32) for one in halves[1:])
    )


def together(*works):
    """Do all at once, each in a thread of its own; returns what went wrong."""
    start, failures = threading.Barrier(len(works)), []

    def run(work):
        start.wait()
        try:
            work()
        except Exception as error:
            failures.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


class TestTwoAtOnce:
    def test_one_agreement_carried_out_by_four_at_once_makes_one_pair(self, committed):
        for round_ in range(1, 5):
            agreed(renewing.KIND)
            before = sent()
            assert together(*[lambda: list(renew_pairs())] * 4) == []
            list(renew_pairs())
            assert len(pairs_of()) == round_ + 1
            assert whole()
            assert opened(before)

    def test_two_agreements_about_the_same_pair_make_one(self, committed):
        agreed(renewing.KIND)
        agreed(renewing.KIND, since=timezone.now())
        assert together(*[lambda: list(renew_pairs())] * 3) == []
        list(renew_pairs())
        assert whole()
        # Whichever was first: the second names a pair that signs no more, and marks it when it says so.
        assert pairs_of()[0].compromised_at is not None
        assert len(pairs_of()) == 2

    def test_of_two_that_have_read_the_same_one_is_stored(self, committed):
        act_id, by = agreed(renewing.KIND), next(one for one in rotation.services() if one.room_id == room_of())
        outcomes, read = [], threading.Barrier(2)

        def slow(function, *given):
            read.wait(30)
            return asked(function, *given)

        asked, renewing._ask = renewing._ask, slow

        def one():
            with entry.enter(by, purpose="nightly"):
                act = ProposedAct.objects.get(room_id=by.room_id, pk=act_id)
                outcomes.append(renewing.renew(by=by, act=act, at_once=True))

        try:
            assert together(one, one) == []
        finally:
            renewing._ask = asked
        assert sorted(outcomes) == [False, True]
        assert whole()
        assert len(pairs_of()) == 2

    def test_the_rooms_key_and_its_pair_at_once_lose_neither(self, committed):
        for round_ in range(1, 4):
            before = sent()
            agreed(renewing.KIND)
            agreed("keys.rotate")
            assert together(lambda: list(renew_pairs()), lambda: list(rotation.rotate())) == []
            for _again in range(3):
                list(renew_pairs())
                list(rotation.rotate())
            reread()
            assert whole()
            assert len(pairs_of()) == round_ + 1
            assert opened(before)

    def test_a_room_key_made_from_what_was_read_before_is_not_taken_into_use(self, committed):
        agreed("keys.rotate")
        by = next(one for one in rotation.services() if one.room_id == room_of())
        with entry.enter(by, purpose="nightly") as room:
            (act,) = rotation.agreed("keys.rotate")
            room.keys.row(room.room_id)
            assert together(renewed) == []
            assert rotation.begin(by=by, room_id=by.room_id, act=act) is False
        assert whole()
        assert len(pairs_of()) == 2

    def test_a_pair_made_from_what_was_read_before_the_rooms_key_was_replaced_is_not_stored(self, committed):
        act_id, by = agreed(renewing.KIND), next(one for one in rotation.services() if one.room_id == room_of())
        agreed("keys.rotate")
        with entry.enter(by, purpose="nightly") as room:
            act = ProposedAct.objects.get(room_id=by.room_id, pk=act_id)
            room.keys.row(room.room_id)
            assert together(lambda: list(rotation.rotate())) == []
            assert renewing.renew(by=by, act=act, at_once=True) is False
        reread()
        assert whole()
        (done,) = renew_pairs()
        assert done.done == 1
        assert whole()


class TestPeopleAtWork:
    def test_they_send_and_open_while_pairs_are_replaced_again_and_again(self, committed):
        stop, ids = threading.Event(), []

        def work():
            while not stop.is_set():
                ids.append(sent(len(ids)))

        def replace():
            try:
                for _round in range(4):
                    renewed()
            finally:
                stop.set()

        assert together(work, work, replace) == []
        assert ids
        assert len({PublicPair.objects.get(sealing_name=name).pk for name in _sealed_to()}) > 1
        assert all_open(ids)
        assert whole()

    def test_the_old_ones_go_when_all_is_registered_and_not_before(self, committed, server):
        ids = []
        for _round in range(3):
            ids.append(sent())
            renewed()
        hours_pass(server, committed)
        (done,) = renew_pairs()
        assert done.old == {"waiting": 3}
        with enter("amina") as room:
            Envelope.objects.filter(room_id=room.room_id, pk=ids[1]).update(state="registered")
        (done,) = renew_pairs()
        assert done.old == {"waiting": 2, "gone": 1}
        assert whole()
        assert all_open([ids[0], ids[2]])


def _sealed_to():
    with enter("amina") as room:
        return set(Envelope.objects.filter(room_id=room.room_id).values_list("sealed_to", flat=True))


def test_killed_between_and_inside_every_step_it_goes_on_and_nothing_is_lost(committed, server, monkeypatch):
    here = [one for one in rotation.services() if one.room_id == room_of()]
    monkeypatch.setattr(pairs, "services", lambda: here)
    for step in range(1, STEPS + 1):
        for before_commit in (True, False):
            before, known = sent(), len(pairs_of())
            agreed(renewing.KIND)
            assert killed_in(step, lambda: list(renew_pairs()), before_commit=before_commit)
            assert whole()
            assert opened(before)
            list(renew_pairs())
            assert len(pairs_of()) == known + 1
            assert whole()
            assert opened(before)
            with enter("amina") as room:
                Envelope.objects.filter(room_id=room.room_id, state="waiting").update(state="registered")
            # So that the next round retires one pair, as this did.
            hours_pass(server, committed)
            list(renew_pairs())
            assert len(halves_of()) == 1
    assert not killed_in(STEPS + 1, lambda: list(renew_pairs()), before_commit=True)
    with enter("amina") as room:
        found = Event.objects.filter(room_id=room.room_id).order_by("number").values_list("number", flat=True)
        assert list(found) == list(range(1, len(found) + 1))
