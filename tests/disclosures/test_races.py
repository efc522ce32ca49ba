"""Two at once, on a database of their own: withdrawn or registered, never both and never neither."""

import threading

from django.db import connections

from tests.cast import NOW, enter
from tests.disclosures.build import given, keep, registration
from trefas.disclosures.actions import register
from trefas.disclosures.actions import withdraw_disclosure as take_back
from trefas.disclosures.models import Outcome, Receipt
from trefas.rooms.errors import RefusedError


def test_withdrawal_and_registration_at_once_one_wins_never_both(fresh_vidhamn) -> None:
    for _round in range(4):
        with enter("bo") as police:
            receipt = given(police, keep(police))
        ready, won = threading.Barrier(2), []

        def withdrawing(receipt=receipt, ready=ready, won=won) -> None:
            try:
                with enter("bo") as police:
                    ready.wait()
                    take_back(by=police.acting, receipt=receipt)
                    won.append("withdrawn")
            except RefusedError:
                pass
            finally:
                connections.close_all()

        def registering(receipt=receipt, ready=ready, won=won) -> None:
            try:
                with enter("amina") as social:
                    ready.wait()
                    said = registration(Outcome.NOT_OURS)
                    register(by=social.acting, envelope_id=receipt.envelope, registration=said, now=NOW)
                    won.append("registered")
            except RefusedError:
                pass
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one) for one in (withdrawing, registering)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with enter("bo") as police:
            assert [Receipt.objects.get(room_id=police.room_id, pk=receipt.pk).state] == won
