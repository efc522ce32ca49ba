"""Two at once, on a database of their own: one answer to a proposal, numbers without gap or double."""

import threading

from django.db import connections

from tests.cast import NOW, enter
from tests.files.build import case, keep, proposed
from trefas.files.actions import propose, refuse, sign_off
from trefas.files.models import File, FileEvent
from trefas.rooms.errors import RefusedError


def test_of_two_who_answer_at_once_one_is_told_that_it_is_answered(fresh_vidhamn) -> None:
    with enter("bo") as room:
        proposal = proposed(room)
    ready, outcomes = threading.Barrier(2), []

    def answer(act) -> None:
        try:
            with enter("eva") as room:
                ready.wait()
                outcomes.append(act(by=room.acting, proposal_id=proposal.pk, reason="Svar", now=NOW).state)
        except RefusedError:
            outcomes.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=answer, args=(act,)) for act in (sign_off, refuse)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) in (["signed_off", "told"], ["refused", "told"])
    with enter("bo") as room:
        assert FileEvent.objects.filter(room_id=room.room_id).exclude(kind="proposed").count() == 1


def test_two_files_opened_at_once_get_numbers_without_gap_or_double(fresh_vidhamn) -> None:
    ready, failed = threading.Barrier(2), []

    def open_one(who, number) -> None:
        try:
            with enter(who) as room:
                person = keep(room, identity_number=number)
                ready.wait()
                propose(by=room.acting, person=person, case=case(), now=NOW)
        except Exception as error:  # told to the main thread
            failed.append(error)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=open_one, args=pair) for pair in (("bo", "20070314-2380"), ("eva", "20040611-2383"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with enter("bo") as room:
        numbers = File.objects.filter(room_id=room.room_id).order_by("number").values_list("number", flat=True)
        assert list(numbers) == ["PO-2026-0001", "PO-2026-0002"]
