"""Acts that send to several rooms at once, in orders that cross: each is done, none waits for another for ever."""

import threading

from django.db import connections

from tests.cast import NOW, enter
from trefas.audit.models import Event
from trefas.authorities.models import Unit
from trefas.disclosures import delivery
from trefas.disclosures.delivery import Sending

ROUNDS = 15
# Each sends to all the others: whatever the order of their rooms, somebody's own stands between two receivers.
SENDERS = {
    "bo": ("Frivården", "Hamnskogen", "Kvarnlunda"),
    "amina": ("Polisen Nord", "Hamnskogen", "Frivården"),
    "disa": ("Kvarnlunda", "Polisen Nord", "Hamnskogen"),
    "ylva": ("Frivården", "Kvarnlunda", "Polisen Nord"),
}


def send_to_all(who: str, ready: threading.Barrier, failed: list[Exception]) -> None:
    try:
        for number in range(ROUNDS):
            ready.wait(60)
            with enter(who) as room:
                units = [Unit.objects.get(short_name=name) for name in SENDERS[who]]
                delivery.reserve(unit.pk for unit in units)
                for unit in units:
                    payload = {"version": 1, "notice": "consent_ended", "about": [], "ended_on": f"round {number}"}
                    delivery.send(Sending("notice", unit, payload), by=room.acting, now=NOW)
    except Exception as error:
        failed.append(error)
        ready.abort()
    finally:
        connections.close_all()


def told(who: str, kind: str) -> int:
    with enter(who) as room:
        return Event.objects.filter(room_id=room.room_id, body__contains=f'"kind":"{kind}"').count()


def test_four_rooms_that_all_send_to_each_other_at_once(fresh_vidhamn) -> None:
    ready, failed = threading.Barrier(len(SENDERS)), []
    threads = [threading.Thread(target=send_to_all, args=(who, ready, failed)) for who in SENDERS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    for who, receivers in SENDERS.items():
        assert told(who, "envelope.sent") == ROUNDS * len(receivers)
        assert told(who, "envelope.received") == ROUNDS * (len(SENDERS) - 1)
