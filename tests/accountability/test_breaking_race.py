"""Emergencies at the same moment, on a database of their own: one opens, and every chain holds all that was written."""

import threading

from django.db import connections
from django.utils import timezone

from tests.accountability.breaking_build import asked, decided, reviewed
from tests.cast import enter
from tests.disclosures.build import LEO
from trefas.accountability.actions import take_back_beforehand
from trefas.accountability.models import Beforehand, Break
from trefas.disclosures.models import Envelope
from trefas.rooms.errors import RefusedError

OTHER = "19990101-2386"
CHILD = {"given_name": "Noah", "family_name": "Askdal", "identity_number": OTHER}


def at_once(*acts) -> None:
    """Run acts in threads that start together; a fault in one fails the test."""
    ready, faults = threading.Barrier(len(acts)), []

    def run(act) -> None:
        try:
            ready.wait()
            act()
        except RefusedError:
            pass
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def nothing_unchained(*people: str) -> None:
    for who in people:
        with enter(who), connections["rooms"].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM audit_written WHERE number IS NULL")
            assert cursor.fetchone() == (0,), who


def test_of_two_in_a_unit_at_once_one_opens_and_the_other_is_told_to_wait(fresh_vidhamn) -> None:
    decided()
    decided(values=CHILD)
    got = []
    at_once(
        lambda: got.append(asked("amina").state),
        lambda: got.append(asked("nora", identity_number=OTHER).state),
    )
    assert sorted(got) == ["blocked", "open"]
    nothing_unchained("amina", "bo")


def test_of_two_who_ask_about_the_same_person_one_gets_it(fresh_vidhamn) -> None:
    row = decided()
    got = []
    at_once(lambda: got.append(asked("amina").state), lambda: got.append(asked("nora").state))
    assert sorted(got) == ["blocked", "open"]
    with enter("amina") as room:
        assert Envelope.objects.filter(room_id=room.room_id, pk=row.envelope).count() == 1


def test_taken_back_or_opened_never_both(fresh_vidhamn) -> None:
    for _round in range(3):
        row = decided()

        def take_back(row=row) -> None:
            with enter("bo") as room:
                take_back_beforehand(by=room.acting, beforehand_id=row.pk, now=timezone.now())

        got = []
        at_once(take_back, lambda got=got: got.append(asked("amina")))
        with enter("bo") as room:
            state = Beforehand.objects.get(room_id=room.room_id, pk=row.pk).state
        assert {"withdrawn": "nothing", "used": "open"}[state] == got[0].state
        if got[0].state == "open":
            reviewed(got[0])
    nothing_unchained("amina", "bo")


def test_two_that_cross_never_wait_for_each_other(fresh_vidhamn) -> None:
    # The police ask the probation while the probation ask the police: both chains, from both ends.
    decided("bo", to="Frivården")
    decided("disa", values=CHILD, to="Polisen Nord")
    got = []
    at_once(
        lambda: got.append(asked("disa", identity_number=LEO["identity_number"]).state),
        lambda: got.append(asked("bo", identity_number=OTHER).state),
    )
    assert got == ["open", "open"]
    with enter("bo") as room:
        assert Break.objects.filter(room_id=room.room_id).count() == 1
    nothing_unchained("bo", "disa")
